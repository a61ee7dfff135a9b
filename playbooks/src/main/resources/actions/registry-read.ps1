# Reading the registry: nothing here opens a key for writing.
function Get-RatchetKeyPath([string]$Key) {
    if (-not $Key.StartsWith('HKLM\', [StringComparison]::OrdinalIgnoreCase)) { throw 'BAD-VALUE: a key is under HKLM\' }
    $path = $Key.Substring(5)
    foreach ($part in $path.Split([char]92)) {
        if ($part.Length -eq 0 -or $part.Length -gt 255 -or $part.IndexOf([char]0) -ge 0) { throw 'BAD-VALUE: a part of the key is empty, too long or holds a NUL' }
    }
    return $path
}

function ConvertFrom-RatchetRegistryData($Data, [string]$Kind) {
    if ($Kind -ceq 'DWord' -and $Data -is [int]) {
        return @{ kind = 'dword'; value = [BitConverter]::ToUInt32([BitConverter]::GetBytes($Data), 0).ToString() }
    }
    if ($Kind -ceq 'QWord' -and $Data -is [long]) {
        return @{ kind = 'qword'; value = [BitConverter]::ToUInt64([BitConverter]::GetBytes($Data), 0).ToString() }
    }
    if ($Kind -ceq 'String' -and $Data -is [string]) { return @{ kind = 'string'; value = $Data } }
    if ($Kind -ceq 'ExpandString' -and $Data -is [string]) { return @{ kind = 'expand-string'; value = $Data } }
    if ($Kind -ceq 'Binary' -and $Data -is [byte[]]) {
        return @{ kind = 'binary'; value = [BitConverter]::ToString($Data).Replace('-', '').ToLowerInvariant() }
    }
    if ($Kind -ceq 'MultiString' -and $Data -is [string[]]) {
        foreach ($item in $Data) {
            if ($item.Length -eq 0 -or $item.IndexOf([char]10) -ge 0 -or $item.IndexOf([char]13) -ge 0) { throw 'UNSUPPORTED-KIND: an item of the multi-string is empty or holds a line end' }
        }
        return @{ kind = 'multi-string'; value = [String]::Join("`n", $Data) }
    }
    throw ('UNSUPPORTED-KIND: a value of registry type ' + $Kind + ' could not be restored')
}

function Read-RatchetValue([string]$Path, [string]$Name) {
    $key = Open-RatchetKey $Path $false
    if ($null -eq $key) { return @{ kind = 'absent' } }
    try {
        $found = $false
        foreach ($candidate in $key.GetValueNames()) { if (Test-RatchetSame $candidate $Name) { $found = $true } }
        if (-not $found) { return @{ kind = 'absent' } }
        $data = $key.GetValue($Name, $null, 'DoNotExpandEnvironmentNames')
        return ConvertFrom-RatchetRegistryData $data ($key.GetValueKind($Name).ToString())
    } finally {
        $key.Close()
    }
}
