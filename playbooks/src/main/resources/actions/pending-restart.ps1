#: action pending-restart
#: needs restart-cause
#: stands check
# Whether something waits for a restart.
function Invoke-ActionPendingRestart([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    $result = New-RatchetResult
    $causes = @('nothing', 'a file that is renamed at the next start', 'Windows Update', 'the servicing of components')
    $because = $causes[(Get-RatchetRestartCause)]
    $result.after = @{ because = $because }
    $result.before = $result.after.Clone()
    if ($because -cne 'nothing') { $result.error = 'CHECK-FAILED: a restart is pending for ' + $because + '; restart the host first' }
    return $result
}
$RatchetActions['pending-restart'] = ${function:Invoke-ActionPendingRestart}
