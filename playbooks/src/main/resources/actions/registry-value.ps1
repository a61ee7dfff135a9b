#: action registry-value
#: needs registry-read
#: takes key text
#: takes name text
#: takes kind dword|qword|string|expand-string|multi-string|binary|absent
#: may-take value text
#: stands check
# Whether a value of the registry is what it must be; absence is a value like any other.
function Invoke-ActionRegistryValue([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('key', 'name', 'kind') @('value')
    if (($Parameters.kind -ceq 'absent') -eq $Parameters.ContainsKey('value')) { throw 'BAD-VALUE: a value is given exactly when it shall not be absent' }
    $result = New-RatchetResult
    $result.after = Read-RatchetValue (Get-RatchetKeyPath $Parameters.key) $Parameters.name
    $result.before = $result.after.Clone()
    $same = $result.after.kind -ceq $Parameters.kind
    if ($same -and $Parameters.ContainsKey('value')) { $same = [String]::Equals($result.after.value, $Parameters.value, [StringComparison]::Ordinal) }
    if (-not $same) { $result.error = 'CHECK-FAILED: the value ' + $Parameters.name + ' of ' + $Parameters.key + ' is not as it must be' }
    return $result
}
$RatchetActions['registry-value'] = ${function:Invoke-ActionRegistryValue}
