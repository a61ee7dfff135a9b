#: action update-install
#: needs file-version installation update-query
#: takes kb text
#: takes package text
#: takes sha256 text
#: may-take floors list
# Installs a Windows update, unless it or a later one that covers it is there.
function Test-RatchetFloorsMet($Floors) {
    if ($null -eq $Floors -or $Floors.Count -eq 0) { return $false }
    foreach ($floor in $Floors) {
        $part = $floor.Split([char]124)
        $version = Get-RatchetFileVersion $part[0]
        if ($null -eq $version -or -not (Test-RatchetVersionAtLeast $version $part[1])) { return $false }
    }
    return $true
}

function Get-RatchetUpdateState([string]$Kb, $Floors) {
    if (Test-RatchetUpdateListed $Kb) { return 'installed' }
    if (Test-RatchetFloorsMet $Floors) { return 'covered' }
    return 'not-installed'
}

function Invoke-ActionUpdateInstall([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('kb', 'package', 'sha256') @('floors')
    $floors = $Parameters['floors']
    $result = New-RatchetResult
    $state = Get-RatchetUpdateState $Parameters.kb $floors
    $result.before = @{ state = $state }
    $result.after = @{ state = $state }
    if ($Parameters.__phase -ceq 'UNDO') { $result.after['note'] = 'an installed update is left in place' }
    $result.error = Get-RatchetPackageError $Parameters $result
    if ($Parameters.__phase -cne 'APPLY') { return $result }

    $receipt = $env:SystemRoot + '\Ratchet\Ratchet-' + $Parameters.__run + '-' + $Parameters.__call + '.result'
    if ($state -cne 'not-installed' -and -not [IO.File]::Exists($receipt)) { return $result }
    $inapplicable = Complete-RatchetInstallation $result (Install-RatchetPackage $Parameters 'wusa')
    $result.after['state'] = Get-RatchetUpdateState $Parameters.kb $floors
    if ($inapplicable -and $result.after.state -ceq 'not-installed') {
        $result.error = 'NOT-APPLICABLE: Windows says that ' + $Parameters.kb + ' does not apply, and no later update covers it'
    }
    return $result
}
$RatchetActions['update-install'] = ${function:Invoke-ActionUpdateInstall}
