# Names the run in a file of ours before anything of it is put back: from here on no APPLY of it writes any more (run-check.ps1). As long as one is at work the
# file cannot be had, and nothing is put back yet. A line end comes first too, for the line above it may have been cut off.
function Invoke-ActionRunMark([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    $bytes = [Text.Encoding]::UTF8.GetBytes("`n" + $Parameters.__run + "`n")
    $file = New-Object IO.FileStream(([IO.Directory]::CreateDirectory($env:SystemRoot + '\Ratchet').FullName + '\undone'), 'Append', 'Write', 'None')
    $file.Write($bytes, 0, $bytes.Length)
    $file.Close()
    return New-RatchetResult
}
$RatchetActions['run-mark'] = ${function:Invoke-ActionRunMark}
