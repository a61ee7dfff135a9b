#: action facts-system
#: needs facts host-identity registry-read
# Which Windows this is, when it looked, and by what names and addresses it is known.
function Get-RatchetNumber([string]$Path, [string]$Name) {
    $found = Read-RatchetValue $Path $Name
    if ($found.kind -ceq 'dword') { return $found.value }
    return ''
}

function Get-RatchetFullName($Computer) {
    if (-not $Computer.PartOfDomain) { return '' }
    # Before Vista there is no name but the NetBIOS one, which a longer name is cut to.
    try { $name = [string]$Computer.DNSHostName } catch { $name = '' }
    if ($name.Length -eq 0) { $name = [string]$Computer.Name }
    return ($name + '.' + $Computer.Domain).ToLowerInvariant()
}

function Invoke-ActionFactsSystem([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    $os = Get-WmiObject -Class Win32_OperatingSystem
    $facts = @{
        at = [DateTime]::UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [Globalization.CultureInfo]::InvariantCulture)
        os = [string]$os.Version
        productType = [string]$os.ProductType
        servicePack = [string]$os.ServicePackMajorVersion
        caption = ([string]$os.Caption).Trim()
        architecture = Get-RatchetArchitecture $os
        revision = Get-RatchetNumber 'SOFTWARE\Microsoft\Windows NT\CurrentVersion' 'UBR'
        fullName = Get-RatchetFullName (Get-WmiObject -Class Win32_ComputerSystem)
        address = ''
        mac = ''
    }
    foreach ($adapter in @(Get-WmiObject -Class Win32_NetworkAdapterConfiguration)) {
        if ($null -eq $adapter -or -not $adapter.IPEnabled -or $facts.address.Length -gt 0) { continue }
        foreach ($address in @($adapter.IPAddress)) {
            if ($facts.address.Length -eq 0 -and ([string]$address) -match '^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+\z') {
                $facts.address = [string]$address
                $facts.mac = [string]$adapter.MACAddress
            }
        }
    }
    return New-RatchetFacts $facts
}
$RatchetActions['facts-system'] = ${function:Invoke-ActionFactsSystem}
