#: action facts-registry
#: needs facts registry-read
#: takes places list
#: takes trees list
# Values that are asked for, absent ones too, and everything that stands under keys that are asked for whole.
function Add-RatchetRegistryFact([hashtable]$Facts, [string]$Path, [string]$Name) {
    try { $found = Read-RatchetValue $Path $Name }
    catch { $found = @{ kind = 'unreadable' } }
    $value = ''
    if ($found.ContainsKey('value')) { $value = $found.value }
    Add-RatchetFact $Facts @(('HKLM\' + $Path), $Name, $found.kind, $value)
}

function Add-RatchetKeyFacts([hashtable]$Facts, [string]$Path, [int]$Depth) {
    $key = Open-RatchetKey $Path $false
    if ($null -eq $key) { return }
    try {
        $names = [string[]]@($key.GetValueNames())
        $below = [string[]]@($key.GetSubKeyNames())
    } finally {
        $key.Close()
    }
    [Array]::Sort($names, [StringComparer]::OrdinalIgnoreCase)
    [Array]::Sort($below, [StringComparer]::OrdinalIgnoreCase)
    foreach ($name in $names) { if ($name) { Add-RatchetRegistryFact $Facts $Path $name } }
    if ($Depth -eq 0) { return }
    foreach ($sub in $below) { if ($sub) { Add-RatchetKeyFacts $Facts ($Path + '\' + $sub) ($Depth - 1) } }
}

function Invoke-ActionFactsRegistry([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('places', 'trees') @()
    $facts = @{}
    foreach ($place in $Parameters.places) {
        $cut = $place.IndexOf('|')
        Add-RatchetRegistryFact $facts (Get-RatchetKeyPath $place.Substring(0, $cut)) $place.Substring($cut + 1)
    }
    foreach ($whole in $Parameters.trees) {
        $cut = $whole.IndexOf('|')
        Add-RatchetKeyFacts $facts (Get-RatchetKeyPath $whole.Substring(0, $cut)) ([int]::Parse($whole.Substring($cut + 1), [Globalization.CultureInfo]::InvariantCulture))
    }
    return New-RatchetFacts $facts
}
$RatchetActions['facts-registry'] = ${function:Invoke-ActionFactsRegistry}
