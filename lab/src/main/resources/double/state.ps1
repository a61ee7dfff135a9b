# Takes a host state (docs/host-state.md) in and gives it back.

function Stop-Double([string]$what) {
    $global:Double.Loud.Add($what)
    throw "double: $what"
}

function Import-DoubleState([string]$json) {
    $state = ConvertFrom-Json $json -AsHashtable
    $global:Double = @{
        State = $state
        Keys = [Collections.Generic.Dictionary[string, hashtable]]::new([StringComparer]::OrdinalIgnoreCase)
        Listed = @()
        Denied = @($state['denied'] | Where-Object { $_ })
        Loud = [Collections.Generic.List[string]]::new()
        Clock = 0
        Sleeps = 0
        KillAfter = $null
        Restart = $false
        Running = @{}
    }
    $global:Double.Keys[''] = @{ Path = ''; Values = [Collections.Specialized.OrderedDictionary]::new([StringComparer]::OrdinalIgnoreCase) }
    foreach ($hive in 'SOFTWARE', 'SYSTEM') { Add-DoubleKey $hive }
    foreach ($key in @($state.registry.Keys)) { Import-DoubleKey $key $state.registry[$key] }
    if ($state['pendingReboot']) { Add-DoubleKey $RestartPendingKey }
    foreach ($name in 'updates', 'installable', 'packages', 'files', 'services', 'tasks', 'outbound') { if ($null -eq $state[$name]) { $state[$name] = @{} } }
    foreach ($kind in 'installable', 'packages') {
        foreach ($path in @($state[$kind].Keys)) {
            $content = $state[$kind][$path]['content']
            if ($null -ne $content) { [IO.File]::WriteAllText($path, $content) }
        }
    }
    Save-DoubleBoot
}

$RestartPendingKey = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'

function Import-DoubleKey([string]$key, $values) {
    if (-not $key.StartsWith('HKLM\', [StringComparison]::OrdinalIgnoreCase)) { Stop-Double "a state lists keys under HKLM only, not $key" }
    $path = $key.Substring(5)
    Add-DoubleKey $path
    $global:Double.Listed += $path
    foreach ($name in @($values.Keys)) {
        $kind, $data = ConvertFrom-DoubleValue $values[$name]
        $global:Double.Keys[$path].Values[$name] = @{ Name = $name; Kind = $kind; Data = $data }
    }
}

function ConvertFrom-DoubleValue($value) {
    switch ($value.kind) {
        'dword' { [Microsoft.Win32.RegistryValueKind]::DWord; [BitConverter]::ToInt32([BitConverter]::GetBytes([uint32]$value.value), 0) }
        'qword' { [Microsoft.Win32.RegistryValueKind]::QWord; [BitConverter]::ToInt64([BitConverter]::GetBytes([uint64]$value.value), 0) }
        'string' { [Microsoft.Win32.RegistryValueKind]::String; [string]$value.value }
        'expand-string' { [Microsoft.Win32.RegistryValueKind]::ExpandString; [string]$value.value }
        'multi-string' { [Microsoft.Win32.RegistryValueKind]::MultiString; , ([string[]]@($value.value)) }
        'binary' { [Microsoft.Win32.RegistryValueKind]::Binary; , ([Convert]::FromHexString($value.value)) }
        'none' { [Microsoft.Win32.RegistryValueKind]::None; , ([byte[]]@()) }
        default { Stop-Double "a registry value of kind $($value.kind)" }
    }
}

function ConvertTo-DoubleValue($value) {
    switch ($value.Kind.ToString()) {
        'DWord' { [ordered]@{ kind = 'dword'; value = [BitConverter]::ToUInt32([BitConverter]::GetBytes([int]$value.Data), 0) } }
        'QWord' { [ordered]@{ kind = 'qword'; value = [BitConverter]::ToUInt64([BitConverter]::GetBytes([long]$value.Data), 0) } }
        'String' { [ordered]@{ kind = 'string'; value = $value.Data } }
        'ExpandString' { [ordered]@{ kind = 'expand-string'; value = $value.Data } }
        'MultiString' { [ordered]@{ kind = 'multi-string'; value = $value.Data } }
        'Binary' { [ordered]@{ kind = 'binary'; value = [Convert]::ToHexString($value.Data).ToLowerInvariant() } }
        'None' { [ordered]@{ kind = 'none'; value = '' } }
    }
}

# Listed are the keys with values, those with nothing below them, and those that were listed before and are still there.
function Export-DoubleState {
    $registry = [ordered]@{}
    $pending = $global:Double.Keys.ContainsKey($RestartPendingKey)
    foreach ($path in @($global:Double.Keys.Keys | Sort-Object)) {
        if ($path -in '', 'SOFTWARE', 'SYSTEM') { continue }
        if ($path -eq $RestartPendingKey -and $global:Double.State.pendingReboot) { continue }
        $entry = $global:Double.Keys[$path]
        $inner = [DoubleKey]::new($path, $false).GetSubKeyNames().Length -gt 0
        if ($entry.Values.Count -eq 0 -and $inner -and $global:Double.Listed -notcontains $path) { continue }
        $values = [ordered]@{}
        foreach ($value in $entry.Values.Values) { $values[$value.Name] = ConvertTo-DoubleValue $value }
        $registry['HKLM\' + $entry.Path] = $values
    }
    $global:Double.State.registry = $registry
    return ConvertTo-Json $global:Double.State -Depth 20 -Compress
}

function Find-DoubleEntry($table, [string]$name) {
    foreach ($candidate in @($table.Keys)) { if ([string]::Equals($candidate, $name, [StringComparison]::OrdinalIgnoreCase)) { return $candidate } }
    return $null
}

function Get-DoubleDword([string]$path, [string]$name) {
    $entry = $global:Double.Keys[$path]
    if ($null -eq $entry -or -not $entry.Values.Contains($name)) { return $null }
    return $entry.Values[$name].Data
}

# What outgoing connections can do follows the registry as it was when the machine booted.
function Save-DoubleBoot {
    $modern = [Version]$global:Double.State.os.version -ge [Version]'6.2'
    $schannel = 'SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\'
    $runtime = if ([Version]$global:Double.State.os.powershell -ge [Version]'3.0') { 'v4.0.30319' } else { 'v2.0.50727' }
    $strong = (Get-DoubleDword "SOFTWARE\Microsoft\.NETFramework\$runtime" 'SchUseStrongCrypto') -eq 1
    $named = @(); $dotnet = @()
    foreach ($protocol in 'SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2') {
        $key = $schannel + $protocol.Replace('SSLv3', 'SSL 3.0').Replace('TLSv', 'TLS ') + '\Client'
        if ((Get-DoubleDword $key 'Enabled') -eq 0) { continue }
        $named += $protocol
        if ($protocol -in 'SSLv3', 'TLSv1.0' -or $strong) { $dotnet += $protocol }
    }
    $global:Double.Client = @{ named = $named; dotnet = $dotnet; modern = $modern }
}

# The restart that shutdown.exe asked for: what waited takes effect, and the boot time moves on.
function Restart-Double {
    $state = $global:Double.State
    $waiting = $state['waiting']
    if ($waiting) { foreach ($path in @($waiting.files.Keys)) { Set-DoubleFile $path $waiting.files[$path] } }
    $state.Remove('waiting')
    if ($state.pendingReboot) { Remove-DoublePendingKey }
    $state.pendingReboot = $false
    # What was to be renamed is, and is listed no more.
    $manager = $global:Double.Keys['SYSTEM\CurrentControlSet\Control\Session Manager']
    if ($manager) { $manager.Values.Remove('PendingFileRenameOperations') }
    $booted = [DateTime]::Parse($state.bootTime, [Globalization.CultureInfo]::InvariantCulture, 'AdjustToUniversal')
    $state.bootTime = $booted.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [Globalization.CultureInfo]::InvariantCulture)
    Stop-DoubleTasks
    Save-DoubleBoot
}

# The key that shows a pending restart, and what stood above it for its sake only.
function Remove-DoublePendingKey {
    $path = $RestartPendingKey
    while ($path.Contains('\')) {
        $entry = $global:Double.Keys[$path]
        if ($null -eq $entry -or $entry.Values.Count -gt 0 -or $global:Double.Listed -contains $path) { return }
        if ([DoubleKey]::new($path, $false).GetSubKeyNames().Length -gt 0) { return }
        [void]$global:Double.Keys.Remove($path)
        $path = $path.Substring(0, $path.LastIndexOf('\'))
    }
}

function Set-DoubleFile([string]$path, [string]$version) {
    $files = $global:Double.State.files
    $known = Find-DoubleEntry $files $path
    $files[$(if ($known) { $known } else { $path })] = @{ version = $version }
}
