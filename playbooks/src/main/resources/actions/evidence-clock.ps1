#: action evidence-clock
#: needs facts
# What the host's clock says and since when it runs: by these the other facts are put in order.
function Invoke-ActionEvidenceClock([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    $os = Get-WmiObject -Class Win32_OperatingSystem
    $invariant = [Globalization.CultureInfo]::InvariantCulture
    $zone = ''
    foreach ($one in @(Get-WmiObject -Class Win32_TimeZone)) { if ($null -ne $one -and $zone.Length -eq 0) { $zone = [string]$one.StandardName } }
    return New-RatchetFacts @{
        at = [DateTime]::UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", $invariant)
        local = [string]$os.LocalDateTime
        offset = ([int]$os.CurrentTimeZone).ToString($invariant)
        zone = $zone
        booted = ConvertFrom-RatchetWmiTime $os.LastBootUpTime
    }
}
$RatchetActions['evidence-clock'] = ${function:Invoke-ActionEvidenceClock}
