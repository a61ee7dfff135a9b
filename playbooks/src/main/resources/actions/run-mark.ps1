#: action run-mark
# Names the run in a file of ours before anything of it is put back: from here on no APPLY of it writes any more (run-check.ps1). As long as one is at work the
# file cannot be had, and nothing is put back yet; it is kept until all is put back, so that no other run begins in between. Where another run has come since,
# what stood here before this one is no longer what is to stand here. A line end comes first too, for the line above it may have been cut off.
function Invoke-ActionRunMark([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    $folder = [IO.Directory]::CreateDirectory($env:SystemRoot + '\Ratchet').FullName
    $global:RatchetHeld = New-Object IO.FileStream(($folder + '\undone'), 'Append', 'Write', 'None')
    $last = ''
    if ([IO.File]::Exists($folder + '\run')) { $last = [IO.File]::ReadAllText($folder + '\run') }
    if ($last.Length -gt 0 -and $last -cne $Parameters.__run) { throw 'SUPERSEDED: another run has changed this host since' }
    $bytes = [Text.Encoding]::UTF8.GetBytes("`n" + $Parameters.__run + "`n")
    $global:RatchetHeld.Write($bytes, 0, $bytes.Length)
    $global:RatchetHeld.Flush()
    return New-RatchetResult
}
$RatchetActions['run-mark'] = ${function:Invoke-ActionRunMark}
