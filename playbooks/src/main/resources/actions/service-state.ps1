#: action service-state
#: needs service
#: takes name text
#: takes want running|stopped|paused|absent
#: stands check
# Whether a service is as it must be; a server that was drained shows it by services that stand still.
function Invoke-ActionServiceState([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('name', 'want') @()
    $result = New-RatchetResult
    $result.after = @{ state = Get-RatchetServiceState $Parameters.name }
    $result.before = $result.after.Clone()
    if ($result.after.state -cne $Parameters.want) {
        $result.error = 'CHECK-FAILED: the service ' + $Parameters.name + ' is ' + $result.after.state + ', not ' + $Parameters.want
    }
    return $result
}
$RatchetActions['service-state'] = ${function:Invoke-ActionServiceState}
