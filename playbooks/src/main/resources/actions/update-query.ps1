#: action update-query
#: takes kb text
# Whether Windows lists an update. Absence is no proof: superseding updates carry the same files (floors of update-install).
function Test-RatchetUpdateListed([string]$Kb) {
    if ($Kb -cnotmatch '^KB[0-9]{5,8}\z') { throw 'BAD-VALUE: an update is KB and its number' }
    foreach ($fix in @(Get-WmiObject -Class Win32_QuickFixEngineering)) {
        if ($null -ne $fix -and (Test-RatchetSame $fix.HotFixID $Kb)) { return $true }
    }
    return $false
}

function Invoke-ActionUpdateQuery([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('kb') @()
    $result = New-RatchetResult
    $result.after = @{ state = 'not-installed' }
    if (Test-RatchetUpdateListed $Parameters.kb) { $result.after.state = 'installed' }
    $result.before = $result.after.Clone()
    return $result
}
$RatchetActions['update-query'] = ${function:Invoke-ActionUpdateQuery}
