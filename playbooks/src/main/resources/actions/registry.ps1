#: action registry
#: needs registry-read registry-undo
#: takes key text
#: takes name text
#: takes kind text
#: may-take value text
#: may-take keepKey text
#: may-take wasKind text
#: may-take wasValue text
# Reads a value, or makes it stand there. Absence is a fact: it is read, restored and reported like any value.

# The deepest part of the way that exists; '' when not even the first does.
function Get-RatchetNearestKey([string]$Path) {
    while (-not (Test-RatchetKey $Path)) {
        $cut = $Path.LastIndexOf('\')
        if ($cut -lt 0) { return '' }
        $Path = $Path.Substring(0, $cut)
    }
    return $Path
}

function ConvertTo-RatchetBytes([string]$Hex) {
    if ($Hex -cnotmatch '^([0-9a-f]{2})*\z') { throw 'BAD-VALUE: binary data is lower-case hexadecimal' }
    $bytes = New-Object byte[] ($Hex.Length / 2)
    for ($at = 0; $at -lt $bytes.Length; $at++) { $bytes[$at] = [Convert]::ToByte($Hex.Substring(2 * $at, 2), 16) }
    return ,$bytes
}

# As .NET wants it. Made before anything is touched: a value that cannot be creates no key.
function ConvertTo-RatchetRegistryData([string]$Kind, [string]$Text) {
    $invariant = [Globalization.CultureInfo]::InvariantCulture
    if ($Kind -ceq 'dword') { return [BitConverter]::ToInt32([BitConverter]::GetBytes([uint32]::Parse($Text, $invariant)), 0) }
    if ($Kind -ceq 'qword') { return [BitConverter]::ToInt64([BitConverter]::GetBytes([uint64]::Parse($Text, $invariant)), 0) }
    if ($Kind -ceq 'string' -or $Kind -ceq 'expand-string') { return $Text }
    if ($Kind -ceq 'binary') { return ,(ConvertTo-RatchetBytes $Text) }
    if ($Kind -cne 'multi-string') { throw 'BAD-VALUE: unknown kind of registry value' }
    $items = New-Object string[] 0
    if ($Text.Length -gt 0) { $items = $Text.Split([char]10) }
    return ,$items
}

function Open-RatchetKeyForWriting([string]$Path) {
    $nearest = Get-RatchetNearestKey $Path
    if ($nearest.Length -eq 0) { throw 'BAD-VALUE: no part of the key exists' }
    $key = Open-RatchetKey $nearest $true
    if ($nearest.Length -eq $Path.Length) { return $key }
    try { return $key.CreateSubKey($Path.Substring($nearest.Length + 1)) } finally { $key.Close() }
}

function Remove-RatchetValue([string]$Path, [string]$Name) {
    $key = Open-RatchetKey $Path $true
    try { $key.DeleteValue($Name, $false) } finally { $key.Close() }
}

function Test-RatchetSameValue([hashtable]$Found, [string]$Kind, [string]$Text) {
    if ($Found.kind -cne $Kind) { return $false }
    if ($Kind -ceq 'absent') { return $true }
    if ($Kind -ceq 'dword' -or $Kind -ceq 'qword') {
        return [uint64]::Parse($Found.value, [Globalization.CultureInfo]::InvariantCulture) -eq [uint64]::Parse($Text, [Globalization.CultureInfo]::InvariantCulture)
    }
    return [String]::Equals($Found.value, $Text, [StringComparison]::Ordinal)
}

function Invoke-ActionRegistry([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('key', 'name', 'kind') @('value', 'keepKey', 'wasKind', 'wasValue')
    $path = Get-RatchetKeyPath $Parameters.key
    $name = $Parameters.name
    if ($name.Length -eq 0 -or $name.Length -gt 16383 -or $name.IndexOf([char]0) -ge 0) { throw 'BAD-VALUE: the value''s name is empty, too long or holds a NUL' }
    $kind = $Parameters.kind
    $text = ''
    if ($Parameters.ContainsKey('value')) { $text = $Parameters.value }
    if (($kind -ceq 'absent') -eq $Parameters.ContainsKey('value')) { throw 'BAD-VALUE: a value is given exactly when it shall not be absent' }

    $result = New-RatchetResult
    $found = Read-RatchetValue $path $name
    $nearest = Get-RatchetNearestKey $path
    $result.before = $found.Clone()
    $result.before['keyExisted'] = ($nearest.Length -eq $path.Length).ToString().ToLowerInvariant()
    $result.before['nearestKey'] = 'HKLM\' + $nearest
    $result.after = $found
    if ($Parameters.ContainsKey('wasKind') -and -not (Test-RatchetSameValue $found $Parameters.wasKind $Parameters['wasValue']) -and -not (Test-RatchetSameValue $found $kind $text)) {
        $result.error = 'DRIFTED: neither as assessed nor as planned'
        return $result
    }
    if (-not (Test-RatchetChanging $Parameters.__phase)) { return $result }

    try {
        if (-not (Test-RatchetSameValue $found $kind $text)) {
            if ($kind -ceq 'absent') {
                Remove-RatchetValue $path $name
            } else {
                $wanted = ConvertTo-RatchetRegistryData $kind $text
                $key = Open-RatchetKeyForWriting $path
                try { $key.SetValue($name, $wanted, $kind.Replace('-', '')) } finally { $key.Close() }
            }
            $result.changed = $true
        }
        if ($Parameters.ContainsKey('keepKey')) {
            if (& $RatchetActions['registry-undo'] $path (Get-RatchetKeyPath $Parameters.keepKey)) { $result.changed = $true }
        }
    } catch {
        $result.error = Get-RatchetError $_
        if ((Get-RatchetNearestKey $path).Length -ne $nearest.Length) { $result.changed = $true }
    }
    $result.after = Read-RatchetValue $path $name
    if ($null -eq $result.error -and -not (Test-RatchetSameValue $result.after $kind $text)) {
        $result.error = 'NOT-WRITTEN: the value does not read back as it was written'
    }
    return $result
}
$RatchetActions['registry'] = ${function:Invoke-ActionRegistry}
