#: action process-absent
#: takes name text
#: stands check
# Whether no process of a name runs, such as a program that would hold the files that are to be replaced.
function Invoke-ActionProcessAbsent([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('name') @()
    $result = New-RatchetResult
    $count = 0
    foreach ($process in @(Get-WmiObject -Class Win32_Process)) {
        if ($null -ne $process -and (Test-RatchetSame $process.Name $Parameters.name)) { $count++ }
    }
    $result.after = @{ count = $count.ToString() }
    $result.before = $result.after.Clone()
    if ($count -gt 0) { $result.error = 'CHECK-FAILED: the program ' + $Parameters.name + ' runs' }
    return $result
}
$RatchetActions['process-absent'] = ${function:Invoke-ActionProcessAbsent}
