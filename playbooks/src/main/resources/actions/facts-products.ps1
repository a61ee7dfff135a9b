#: action facts-products
#: needs facts
# What is installed, by the uninstall entries of both views, and the instances of SQL Server with the versions of their own.
function Get-RatchetText($Key, [string]$Name) {
    $data = $Key.GetValue($Name)
    if ($null -eq $data) { return '' }
    return [string]$data
}

function Add-RatchetProduct([hashtable]$Facts, $Entry) {
    $name = Get-RatchetText $Entry 'DisplayName'
    if ($name.Length -eq 0) { return }
    $installer = 'unknown'
    if ((Get-RatchetText $Entry 'WindowsInstaller') -ceq '1') { $installer = 'msi' }
    if ((Get-RatchetText $Entry 'UninstallString') -match 'OfficeClickToRun') { $installer = 'c2r' }
    Add-RatchetFact $Facts @('product', $name, (Get-RatchetText $Entry 'DisplayVersion'), (Get-RatchetText $Entry 'Publisher'), $installer, (Get-RatchetText $Entry 'InstallDate'))
}

function Add-RatchetProducts([hashtable]$Facts, [string]$Path) {
    $list = Open-RatchetKey $Path $false
    if ($null -eq $list) { return }
    try {
        $names = [string[]]@($list.GetSubKeyNames())
        [Array]::Sort($names, [StringComparer]::OrdinalIgnoreCase)
        foreach ($name in $names) {
            if (-not $name) { continue }
            $entry = Open-RatchetKey ($Path + '\' + $name) $false
            if ($null -eq $entry) { continue }
            try { Add-RatchetProduct $Facts $entry } finally { $entry.Close() }
        }
    } finally {
        $list.Close()
    }
}

function Add-RatchetInstances([hashtable]$Facts, [string]$Path) {
    $list = Open-RatchetKey ($Path + '\Instance Names\SQL') $false
    if ($null -eq $list) { return }
    try {
        $instances = [string[]]@($list.GetValueNames())
        [Array]::Sort($instances, [StringComparer]::OrdinalIgnoreCase)
        foreach ($instance in $instances) {
            if (-not $instance) { continue }
            $setup = Open-RatchetKey ($Path + '\' + (Get-RatchetText $list $instance) + '\Setup') $false
            if ($null -eq $setup) { continue }
            try {
                $version = Get-RatchetText $setup 'PatchLevel'
                if ($version.Length -eq 0) { $version = Get-RatchetText $setup 'Version' }
                Add-RatchetFact $Facts @('role', 'sql-server', $version)
            } finally {
                $setup.Close()
            }
        }
    } finally {
        $list.Close()
    }
}

function Invoke-ActionFactsProducts([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    Assert-RatchetTime
    $facts = @{}
    foreach ($view in @('SOFTWARE\', 'SOFTWARE\WOW6432Node\')) {
        Add-RatchetProducts $facts ($view + 'Microsoft\Windows\CurrentVersion\Uninstall')
        Add-RatchetInstances $facts ($view + 'Microsoft\Microsoft SQL Server')
    }
    return New-RatchetFacts $facts
}
$RatchetActions['facts-products'] = ${function:Invoke-ActionFactsProducts}
