# What only putting back needs of the registry; it travels where a call names what to keep.

# Takes away what an apply created on the way, and nothing that holds anything.
function Remove-RatchetEmptyKeys([string]$Path, [string]$Keep) {
    if (-not ($Path + '\').StartsWith($Keep + '\', [StringComparison]::OrdinalIgnoreCase)) { throw 'BAD-VALUE: keepKey is not on the way to the key' }
    $removed = $false
    while ($Path.Length -gt $Keep.Length) {
        $cut = $Path.LastIndexOf('\')
        $key = Open-RatchetKey $Path $false
        if ($null -ne $key) {
            $empty = ($key.GetSubKeyNames().Length -eq 0 -and $key.GetValueNames().Length -eq 0)
            $key.Close()
            if (-not $empty) { return $removed }
            $parent = Open-RatchetKey $Path.Substring(0, $cut) $true
            try { $parent.DeleteSubKey($Path.Substring($cut + 1)) } finally { $parent.Close() }
            $removed = $true
        }
        $Path = $Path.Substring(0, $cut)
    }
    return $removed
}
$RatchetActions['registry-undo'] = ${function:Remove-RatchetEmptyKeys}
