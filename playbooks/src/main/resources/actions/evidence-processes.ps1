#: action evidence-processes
#: needs evidence facts
# What runs, of which file, since when and begun by which other. Command lines are left out on purpose: programs are given passwords in them, and what is kept here
# is kept for good and goes to auditors.
function Invoke-ActionEvidenceProcesses([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    Assert-RatchetTime
    $facts = @{}
    foreach ($process in @(Get-WmiObject -Class Win32_Process)) {
        if ($null -eq $process) { continue }
        Add-RatchetFact $facts @([string]$process.ProcessId, [string]$process.ParentProcessId, [string]$process.SessionId, [string]$process.Name,
            (ConvertTo-RatchetMoment $process.CreationDate), [string]$process.ExecutablePath)
    }
    return New-RatchetFacts $facts
}
$RatchetActions['evidence-processes'] = ${function:Invoke-ActionEvidenceProcesses}
