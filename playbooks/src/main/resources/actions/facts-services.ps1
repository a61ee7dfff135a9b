#: action facts-services
#: needs facts
#: takes names list
# The services that are asked for, absent ones too.
function Invoke-ActionFactsServices([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('names') @()
    $states = New-Object Collections.Hashtable([StringComparer]::OrdinalIgnoreCase)
    foreach ($service in @(Get-Service)) { $states[[string]$service.Name] = $service.Status.ToString().ToLowerInvariant() }
    $facts = @{}
    foreach ($name in $Parameters.names) {
        $state = 'absent'
        if ($states.ContainsKey($name)) { $state = $states[$name] }
        Add-RatchetFact $facts @($name, $state)
    }
    return New-RatchetFacts $facts
}
$RatchetActions['facts-services'] = ${function:Invoke-ActionFactsServices}
