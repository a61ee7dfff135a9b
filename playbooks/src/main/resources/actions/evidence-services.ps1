#: action evidence-services
#: needs facts
# The services, whose account they run under and which process each is. How one is started may hold a password and is left out; its process says which file it is.
function Invoke-ActionEvidenceServices([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    Assert-RatchetTime
    $facts = @{}
    foreach ($service in @(Get-WmiObject -Class Win32_Service)) {
        if ($null -eq $service) { continue }
        Add-RatchetFact $facts @([string]$service.Name, [string]$service.State, [string]$service.StartMode, [string]$service.ProcessId, [string]$service.StartName)
    }
    return New-RatchetFacts $facts
}
$RatchetActions['evidence-services'] = ${function:Invoke-ActionEvidenceServices}
