#: action reboot
#: takes delaySeconds number
# Restarts the machine, after the answer has left.
function Invoke-ActionReboot([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('delaySeconds') @()
    if ($Parameters.__phase -cne 'REBOOT') { throw 'WRONG-PHASE: a restart happens in the phase REBOOT only' }
    $delay = [long]$Parameters.delaySeconds
    if ($delay -lt 0 -or $delay -gt 600) { throw 'BAD-VALUE: the delay is 0 to 600 seconds' }
    $result = New-RatchetResult
    # With 'Stop', what a program writes to stderr would be thrown.
    $ErrorActionPreference = 'Continue'
    & shutdown.exe /r /t $delay.ToString() /f /d p:2:4 2>&1 | Out-Null
    $code = $LASTEXITCODE
    $ErrorActionPreference = 'Stop'
    # 1115 a restart is under way, 1190 one is scheduled: what was wanted happens.
    if ($code -ne 0 -and $code -ne 1115 -and $code -ne 1190) { throw ('FAILED: shutdown.exe ended with ' + $code) }
    $result.changed = $true
    $result.restart = 'reboot'
    $result.after = @{ exitCode = $code.ToString() }
    return $result
}
$RatchetActions['reboot'] = ${function:Invoke-ActionReboot}
