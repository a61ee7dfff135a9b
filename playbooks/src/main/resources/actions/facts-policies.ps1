#: action facts-policies
#: needs facts
#: takes under list
# Which values a group policy of the machine sets, as Windows' own resultant set says, of those under the keys that are asked for.
function Invoke-ActionFactsPolicies([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('under') @()
    Assert-RatchetTime
    $facts = @{}
    foreach ($setting in @(Get-WmiObject -Namespace 'root\rsop\computer' -Class RSOP_RegistryPolicySetting)) {
        if ($null -eq $setting -or $setting.deleted -or $setting.precedence -ne 1 -or -not $setting.valueName) { continue }
        $key = 'HKLM\' + $setting.registryKey
        foreach ($asked in $Parameters.under) {
            if (($key + '\').StartsWith($asked + '\', [StringComparison]::OrdinalIgnoreCase)) {
                Add-RatchetFact $facts @($key, [string]$setting.valueName, 'gpo', [string]$setting.GPOID)
                break
            }
        }
    }
    return New-RatchetFacts $facts
}
$RatchetActions['facts-policies'] = ${function:Invoke-ActionFactsPolicies}
