#: action run-check
# A run that was put back on this host writes nothing any more, however late it comes: run-mark.ps1 has named it in a file of ours. APPLY keeps that file open,
# beside other APPLYs, until all is written, and UNDO wants it for itself: each of the two comes before the other or after it. Which run came last stands in
# another file, for run-mark.ps1.
function Invoke-ActionRunCheck([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    $folder = [IO.Directory]::CreateDirectory($env:SystemRoot + '\Ratchet').FullName
    $global:RatchetHeld = New-Object IO.FileStream(($folder + '\undone'), 'OpenOrCreate', 'Read', 'Read')
    if ((New-Object IO.StreamReader($global:RatchetHeld)).ReadToEnd().Contains("`n" + $Parameters.__run + "`n")) { throw 'UNDONE: this run was put back' }
    [IO.File]::WriteAllText($folder + '\run', $Parameters.__run)
    return New-RatchetResult
}
$RatchetActions['run-check'] = ${function:Invoke-ActionRunCheck}
