#: action service
#: takes name text
#: takes want running|stopped|restarted
# Starts, stops or restarts a service. The list is filtered by us: -Name would take a pattern.
function Find-RatchetService([string]$Name) {
    foreach ($service in @(Get-Service)) { if (Test-RatchetSame $service.Name $Name) { return $service } }
    return $null
}

function Get-RatchetServiceState([string]$Name) {
    $service = Find-RatchetService $Name
    if ($null -eq $service) { return 'absent' }
    return $service.Status.ToString().ToLowerInvariant()
}

function Invoke-ActionService([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('name', 'want') @()
    $name = $Parameters.name
    $want = $Parameters.want
    if (-not (@('running', 'stopped', 'restarted') -ccontains $want)) { throw 'BAD-VALUE: a service can be wanted running, stopped or restarted' }
    $result = New-RatchetResult
    $state = Get-RatchetServiceState $name
    $result.before = @{ state = $state }
    $result.after = @{ state = $state }
    if (-not (Test-RatchetChanging $Parameters.__phase)) { return $result }
    if ($state -ceq 'absent') { throw 'NO-SUCH-SERVICE: there is no such service' }
    if ($state -cne $want) {
        if ($want -cne 'running' -and $state -cne 'stopped') { Stop-Service -InputObject (Find-RatchetService $name) -Force }
        if ($want -cne 'stopped') { Start-Service -InputObject (Find-RatchetService $name) }
        $result.changed = $true
    }
    $result.after = @{ state = Get-RatchetServiceState $name }
    return $result
}
$RatchetActions['service'] = ${function:Invoke-ActionService}
