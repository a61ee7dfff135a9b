#: action pending-restart
#: stands check
# Whether something waits for a restart. Renaming at the next start is judged by its entries: a list that holds none, as some programs leave it, waits for nothing.
function Invoke-ActionPendingRestart([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    $result = New-RatchetResult
    $because = 'nothing'
    $base = 'SOFTWARE\Microsoft\Windows\CurrentVersion\'
    $manager = Open-RatchetKey 'SYSTEM\CurrentControlSet\Control\Session Manager' $false
    if ($null -ne $manager) {
        foreach ($entry in @($manager.GetValue('PendingFileRenameOperations'))) {
            if ($null -ne $entry -and ([string]$entry).Length -gt 0) { $because = 'a file that is renamed at the next start' }
        }
        $manager.Close()
    }
    if (Test-RatchetKey ($base + 'WindowsUpdate\Auto Update\RebootRequired')) { $because = 'Windows Update' }
    if (Test-RatchetKey ($base + 'Component Based Servicing\RebootPending')) { $because = 'the servicing of components' }
    $result.after = @{ because = $because }
    $result.before = $result.after.Clone()
    if ($because -cne 'nothing') { $result.error = 'CHECK-FAILED: a restart is pending for ' + $because + '; restart the host first' }
    return $result
}
$RatchetActions['pending-restart'] = ${function:Invoke-ActionPendingRestart}
