# The registry under HKLM as .NET's RegistryKey shows it, over $Double.Keys. Only what phase scripts use; anything else is no member and fails.

class DoubleKey {
    hidden [string]$At
    hidden [bool]$MayWrite
    hidden [bool]$Closed

    DoubleKey([string]$path, [bool]$writable) {
        $this.At = $path
        $this.MayWrite = $writable
    }

    hidden [hashtable] Entry() {
        if ($this.Closed) { throw [ObjectDisposedException]::new($this.At) }
        $entry = $global:Double.Keys[$this.At]
        if ($null -eq $entry) { throw [IO.IOException]::new('Illegal operation attempted on a registry key that has been marked for deletion.') }
        return $entry
    }

    hidden [void] MustBeWritable() {
        if (-not $this.MayWrite) { throw [UnauthorizedAccessException]::new('Cannot write to the registry key.') }
    }

    hidden [string] Below([string]$name) {
        if ($name.IndexOf([char]0) -ge 0) { Stop-Double 'a key name with a NUL: Windows would cut it off there' }
        foreach ($part in $name.Split('\')) {
            if ($part.Length -eq 0) { Stop-Double "a key name with an empty part: $name" }
            if ($part.Length -gt 255) { throw [ArgumentException]::new('Registry key names should not be greater than 255 characters.') }
        }
        if ($this.At.Length -eq 0) { return $name }
        return $this.At + '\' + $name
    }

    [DoubleKey] OpenSubKey([string]$name, [bool]$writable) {
        [void]$this.Entry()
        $path = $this.Below($name)
        if (-not $global:Double.Keys.ContainsKey($path)) { return $null }
        if ($writable -and (Test-DoubleDenied $path)) { throw [Security.SecurityException]::new('Requested registry access is not allowed.') }
        return [DoubleKey]::new($global:Double.Keys[$path].Path, $writable)
    }

    [DoubleKey] CreateSubKey([string]$name) {
        [void]$this.Entry()
        $this.MustBeWritable()
        if ($this.At.Length -eq 0) { Stop-Double 'Windows creates no key directly under HKLM' }
        $path = $this.Below($name)
        if (Test-DoubleDenied $path) { throw [UnauthorizedAccessException]::new('Access to the registry key is denied.') }
        Add-DoubleKey $path
        return [DoubleKey]::new($global:Double.Keys[$path].Path, $true)
    }

    [void] DeleteSubKey([string]$name) {
        [void]$this.Entry()
        $this.MustBeWritable()
        $path = $this.Below($name)
        if (-not $global:Double.Keys.ContainsKey($path)) { throw [ArgumentException]::new('Cannot delete a subkey tree because the subkey does not exist.') }
        if (Test-DoubleDenied $path) { throw [UnauthorizedAccessException]::new('Access to the registry key is denied.') }
        if ([DoubleKey]::new($path, $false).GetSubKeyNames().Length -gt 0) {
            throw [InvalidOperationException]::new('Registry key has subkeys and recursive removes are not supported by this method.')
        }
        $global:Double.Keys.Remove($path)
    }

    [string[]] GetSubKeyNames() {
        [void]$this.Entry()
        $prefix = if ($this.At.Length -eq 0) { '' } else { $this.At + '\' }
        $names = foreach ($entry in $global:Double.Keys.Values) {
            if ($entry.Path.Length -gt $prefix.Length -and $entry.Path.StartsWith($prefix, [StringComparison]::OrdinalIgnoreCase)) {
                $rest = $entry.Path.Substring($prefix.Length)
                if ($rest.IndexOf('\') -lt 0) { $rest }
            }
        }
        return [string[]]@($names)
    }

    [string[]] GetValueNames() {
        return [string[]]@($this.Entry().Values.Values | ForEach-Object { $_.Name })
    }

    hidden [hashtable] Value([string]$name) { return $this.Entry().Values[$name] }

    [Microsoft.Win32.RegistryValueKind] GetValueKind([string]$name) {
        $value = $this.Value($name)
        if ($null -eq $value) { throw [IO.IOException]::new('The specified registry key does not exist.') }
        return $value.Kind
    }

    [object] GetValue([string]$name) { return $this.GetValue($name, $null, [Microsoft.Win32.RegistryValueOptions]::None) }

    [object] GetValue([string]$name, [object]$default, [Microsoft.Win32.RegistryValueOptions]$options) {
        $value = $this.Value($name)
        if ($null -eq $value) { return $default }
        if ($value.Kind -eq [Microsoft.Win32.RegistryValueKind]::ExpandString -and $options -eq [Microsoft.Win32.RegistryValueOptions]::None) {
            return [Environment]::ExpandEnvironmentVariables($value.Data)
        }
        return $value.Data
    }

    [void] SetValue([string]$name, [object]$data, [Microsoft.Win32.RegistryValueKind]$kind) {
        [void]$this.Entry()
        $this.MustBeWritable()
        $fits = switch ($kind.ToString()) {
            'DWord' { $data -is [int] }
            'QWord' { $data -is [long] }
            'Binary' { $data -is [byte[]] }
            'MultiString' { $data -is [string[]] }
            { $_ -in 'String', 'ExpandString' } { $data -is [string] }
            default { $false }
        }
        if (-not $fits) { throw [ArgumentException]::new("The type of the value object did not match the specified RegistryValueKind ($kind).") }
        if ($name.IndexOf([char]0) -ge 0) { Stop-Double 'a value name with a NUL: Windows would cut it off there' }
        $values = $this.Entry().Values
        $spelling = if ($values.Contains($name)) { $values[$name].Name } else { $name }
        $values[$name] = @{ Name = $spelling; Kind = $kind; Data = $data }
    }

    [void] DeleteValue([string]$name, [bool]$throwOnMissing) {
        $this.MustBeWritable()
        $values = $this.Entry().Values
        if (-not $values.Contains($name)) {
            if ($throwOnMissing) { throw [ArgumentException]::new('No value exists with that name.') }
            return
        }
        $values.Remove($name)
    }

    [void] Close() { $this.Closed = $true }
}

# Adds a key with everything above it, spelling kept where it exists.
function Add-DoubleKey([string]$path) {
    $sofar = ''
    foreach ($part in $path.Split('\')) {
        $sofar = if ($sofar) { $global:Double.Keys[$sofar].Path + '\' + $part } else { $part }
        if (-not $global:Double.Keys.ContainsKey($sofar)) {
            $global:Double.Keys[$sofar] = @{ Path = $sofar; Values = [Collections.Specialized.OrderedDictionary]::new([StringComparer]::OrdinalIgnoreCase) }
        }
    }
}

function Test-DoubleDenied([string]$path) {
    foreach ($denied in $global:Double.Denied) {
        if ("HKLM\$path\".StartsWith("$denied\", [StringComparison]::OrdinalIgnoreCase)) { return $true }
    }
    return $false
}
