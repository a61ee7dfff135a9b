#: action facts-updates
#: needs facts
#: takes kbs list
# Which of the updates that are asked for Windows lists, and since which day.
function Get-RatchetDay($Fix) {
    # What does not tell a day in this Windows' language tells none.
    try { $day = $Fix.InstalledOn } catch { $day = $null }
    if ($day -is [DateTime]) { return $day.ToString('yyyy-MM-dd', [Globalization.CultureInfo]::InvariantCulture) }
    return ''
}

function Invoke-ActionFactsUpdates([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('kbs') @()
    Assert-RatchetTime
    $days = New-Object Collections.Hashtable([StringComparer]::OrdinalIgnoreCase)
    foreach ($fix in @(Get-WmiObject -Class Win32_QuickFixEngineering)) {
        if ($null -ne $fix -and $fix.HotFixID) { $days[[string]$fix.HotFixID] = Get-RatchetDay $fix }
    }
    $facts = @{}
    foreach ($kb in $Parameters.kbs) {
        if ($days.ContainsKey($kb)) { Add-RatchetFact $facts @($kb, 'installed', $days[$kb]) } else { Add-RatchetFact $facts @($kb, 'not-installed', '') }
    }
    return New-RatchetFacts $facts
}
$RatchetActions['facts-updates'] = ${function:Invoke-ActionFactsUpdates}
