# ratchet-phase/1
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$RatchetActions = @{}
function ConvertTo-RatchetJson($Value) {
if ($null -eq $Value) { return 'null' }
if ($Value -is [bool]) { if ($Value) { return 'true' } else { return 'false' } }
if ($Value -is [string]) { return ConvertTo-RatchetJsonText $Value }
if ($Value -is [Collections.IDictionary]) {
$names = [string[]]@($Value.Keys)
[Array]::Sort($names, [StringComparer]::Ordinal)
$parts = @($names | ForEach-Object { (ConvertTo-RatchetJsonText $_) + ':' + (ConvertTo-RatchetJson $Value[$_]) })
return '{' + [String]::Join(',', [string[]]$parts) + '}'
}
if ($Value -is [Collections.IList]) {
$parts = @($Value | ForEach-Object { ConvertTo-RatchetJson $_ })
return '[' + [String]::Join(',', [string[]]$parts) + ']'
}
throw ('FAILED: no JSON for ' + $Value.GetType().FullName)
}
function ConvertTo-RatchetJsonText([string]$Text) {
if ($Text -cmatch '^[ !#-\[\]-~]*\z') { return '"' + $Text + '"' }
$json = New-Object Text.StringBuilder
[void]$json.Append('"')
foreach ($character in $Text.ToCharArray()) {
$code = [int]$character
if ($code -eq 34 -or $code -eq 92) { [void]$json.Append('\').Append($character) }
elseif ($code -lt 32 -or $code -gt 126) { [void]$json.Append('\u').Append($code.ToString('x4')) }
else { [void]$json.Append($character) }
}
return $json.Append('"').ToString()
}
function ConvertFrom-RatchetText([string]$Base64) {
return [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Base64))
}
function ConvertFrom-RatchetField([string]$Type, [string]$Text) {
if ($Type -ceq 's') { return ConvertFrom-RatchetText $Text }
if ($Type -ceq 'i') { return [long]::Parse($Text, [Globalization.CultureInfo]::InvariantCulture) }
if ($Type -ceq 'b') { return $Text -ceq '1' }
if ($Type -cne 'l') { throw 'FAILED: unknown field' }
$items = New-Object Collections.ArrayList
if ($Text.Length -gt 0) { foreach ($item in $Text.Split([char]44)) { [void]$items.Add((ConvertFrom-RatchetText $item)) } }
return ,$items
}
function Read-RatchetData([string]$Base64) {
$request = @{ run = ''; phase = ''; calls = (New-Object Collections.ArrayList) }
$call = $null
foreach ($line in (ConvertFrom-RatchetText $Base64).Split([char]10)) {
if ($line.Length -eq 0) { continue }
$field = $line.Split([char]9)
if ($field[0] -ceq 'phase') { $request.run = $field[1]; $request.phase = $field[2] }
elseif ($field[0] -ceq 'call') {
$call = @{ id = $field[1]; action = $field[2]; parameters = @{} }
[void]$request.calls.Add($call)
}
elseif ($field[0] -ceq 'param') { $call.parameters[$field[1]] = ConvertFrom-RatchetField $field[2] $field[3] }
else { throw 'FAILED: unknown line' }
}
return $request
}
function Test-RatchetSame([string]$One, [string]$Other) {
return [String]::Equals($One, $Other, [StringComparison]::OrdinalIgnoreCase)
}
function New-RatchetResult {
return @{ changed = $false; before = @{}; after = @{}; restart = 'none'; error = $null }
}
function Get-RatchetError($Record) {
$cause = $Record.Exception.GetBaseException()
if ($cause.Message -cmatch '^[A-Z][A-Z-]+: ') { return $cause.Message }
if ($cause -is [UnauthorizedAccessException] -or $cause -is [Security.SecurityException]) {
return 'ACCESS-DENIED: this account may not do that: ' + $cause.Message
}
return 'FAILED: ' + $cause.GetType().Name + ': ' + $cause.Message
}
function Assert-RatchetParameters([hashtable]$Parameters, [string[]]$Required, [string[]]$Optional) {
foreach ($name in @($Parameters.Keys)) {
if ($name.StartsWith('__')) { continue }
if (-not (($Required -ccontains $name) -or ($Optional -ccontains $name))) { throw ('UNKNOWN-PARAMETER: the action does not know ' + $name) }
}
foreach ($name in $Required) {
if (-not $Parameters.ContainsKey($name)) { throw ('MISSING-PARAMETER: the action needs ' + $name) }
}
}
function Test-RatchetChanging([string]$Phase) {
return ($Phase -ceq 'APPLY' -or $Phase -ceq 'UNDO' -or $Phase -ceq 'REBOOT')
}
function Open-RatchetKey([string]$Path, [bool]$Writable) {
return (Get-Item -LiteralPath 'HKLM:\').OpenSubKey($Path, $Writable)
}
function Test-RatchetKey([string]$Path) {
$key = Open-RatchetKey $Path $false
if ($null -eq $key) { return $false }
$key.Close()
return $true
}
function ConvertFrom-RatchetWmiTime([string]$Text) {
$invariant = [Globalization.CultureInfo]::InvariantCulture
if (-not ($Text -match '^([0-9]{14})[.][0-9]{6}([+-][0-9]{3})\z')) { throw 'FAILED: no boot time' }
$local = [DateTime]::ParseExact($Matches[1], 'yyyyMMddHHmmss', $invariant)
return $local.AddMinutes(-[int]::Parse($Matches[2], $invariant)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", $invariant)
}
function Get-RatchetHead {
$os = Get-WmiObject -Class Win32_OperatingSystem
$computer = Get-WmiObject -Class Win32_ComputerSystem
$head = @{
bootTime = ConvertFrom-RatchetWmiTime $os.LastBootUpTime
hostName = ([string]$computer.Name).ToUpperInvariant()
smbiosUuid = $null
domain = $null
}
$product = Get-WmiObject -Class Win32_ComputerSystemProduct
if ($null -ne $product -and $product.UUID) { $head.smbiosUuid = ([string]$product.UUID).ToLowerInvariant() }
if ($computer.PartOfDomain) { $head.domain = ([string]$computer.Domain).ToLowerInvariant() }
return $head
}
function Invoke-RatchetCall([hashtable]$Call, [string]$Run, [string]$Phase) {
try {
if (-not $RatchetActions.ContainsKey($Call.action)) { throw ('UNKNOWN-ACTION: this script does not carry ' + $Call.action) }
$parameters = $Call.parameters
$parameters['__phase'] = $Phase
$parameters['__run'] = $Run
$parameters['__call'] = $Call.id
return & $RatchetActions[$Call.action] $parameters
} catch {
$result = New-RatchetResult
$result.error = Get-RatchetError $_
return $result
}
}
function Write-RatchetFrame([string]$Run, [string]$Json) {
$text = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Json))
[Console]::Out.WriteLine('<<<RATCHET:' + $Run + ':' + $text.Length)
for ($at = 0; $at -lt $text.Length; $at += 120) {
[Console]::Out.WriteLine($text.Substring($at, [Math]::Min(120, $text.Length - $at)))
}
[Console]::Out.WriteLine('RATCHET>>>')
}
function Invoke-RatchetPhase([string]$Data) {
$request = Read-RatchetData $Data
$answer = Get-RatchetHead
$results = New-Object Collections.ArrayList
$drifted = @{}
foreach ($call in $request.calls) {
if ($request.phase -ceq 'APPLY' -and $call.parameters.ContainsKey('wasKind')) {
$result = Invoke-RatchetCall $call $request.run 'CHECK'
if ($null -ne $result.error) { $drifted[$call.id] = $result }
}
}
$failed = $drifted.Count -gt 0
foreach ($call in $request.calls) {
if ($drifted.ContainsKey($call.id)) {
$result = $drifted[$call.id]
} elseif ($failed) {
$result = New-RatchetResult
$result.error = 'SKIPPED: an earlier step failed'
} else {
$result = Invoke-RatchetCall $call $request.run $request.phase
}
if ($null -ne $result.error -and (Test-RatchetChanging $request.phase)) { $failed = $true }
$result['call'] = $call.id
$result['action'] = $call.action
[void]$results.Add($result)
}
$answer['schema'] = 'ratchet.answer/1'
$answer['runId'] = $request.run
$answer['phase'] = $request.phase
$answer['results'] = $results
Write-RatchetFrame $request.run (ConvertTo-RatchetJson $answer)
}
function Get-RatchetArchitecture($OperatingSystem) {
try { $text = [string]$OperatingSystem.OSArchitecture } catch { $text = '' }
if ($text -match 'ARM') { return 'arm64' }
if ($text -match '64') { return 'x64' }
return 'x86'
}
function Invoke-ActionHostIdentity([hashtable]$Parameters) {
Assert-RatchetParameters $Parameters @() @('expectName', 'expectUuid', 'bootedBy')
$head = Get-RatchetHead
$os = Get-WmiObject -Class Win32_OperatingSystem
$result = New-RatchetResult
$result.after = @{
os = [string]$os.Version
productType = [string]$os.ProductType
architecture = Get-RatchetArchitecture $os
pendingReboot = ((Get-RatchetRestartCause) -gt 0).ToString().ToLowerInvariant()
powershell = $PSVersionTable.PSVersion.ToString()
}
if ($result.after.architecture -ceq 'x64' -and [IntPtr]::Size -eq 4) {
$result.error = 'WRONG-SHELL: a 32-bit shell on a 64-bit Windows sees another registry'
}
if ($Parameters.ContainsKey('bootedBy') -and [String]::CompareOrdinal($head.bootTime, $Parameters.bootedBy) -gt 0) { $result.error = 'RESTARTED: ' + $head.bootTime }
if ($Parameters.ContainsKey('expectName')) {
$names = @($Parameters.expectName, $head.hostName | ForEach-Object { $_.Substring(0, [Math]::Min(15, $_.Length)) })
if (-not (Test-RatchetSame $names[0] $names[1])) { $result.error = 'IDENTITY-MISMATCH: this machine is ' + $head.hostName + ', not ' + $Parameters.expectName }
}
if ($Parameters.ContainsKey('expectUuid')) {
$known = @($Parameters.expectUuid | ForEach-Object { if (Test-RatchetSame $_ $head.smbiosUuid) { $_ } })
if (-not $known) { $result.error = 'IDENTITY-MISMATCH: this machine''s SMBIOS UUID is ' + $head.smbiosUuid + ', another one was approved' }
}
return $result
}
$RatchetActions['host-identity'] = ${function:Invoke-ActionHostIdentity}
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
function Get-RatchetRestartCause {
$base = 'SOFTWARE\Microsoft\Windows\CurrentVersion\'
if (Test-RatchetKey ($base + 'Component Based Servicing\RebootPending')) { return 3 }
if (Test-RatchetKey ($base + 'WindowsUpdate\Auto Update\RebootRequired')) { return 2 }
$key = Open-RatchetKey 'SYSTEM\CurrentControlSet\Control\Session Manager' $false
if ($null -eq $key) { return 0 }
return [int]([string]$key.GetValue('PendingFileRenameOperations') -match '\S')
}
function Invoke-ActionRunCheck([hashtable]$Parameters) {
Assert-RatchetParameters $Parameters @() @()
$folder = [IO.Directory]::CreateDirectory($env:SystemRoot + '\Ratchet').FullName
$global:RatchetHeld = New-Object IO.FileStream(($folder + '\undone'), 'OpenOrCreate', 'Read', 'Read')
if ((New-Object IO.StreamReader($global:RatchetHeld)).ReadToEnd().Contains("`n" + $Parameters.__run + "`n")) { throw 'UNDONE: this run was put back' }
[IO.File]::WriteAllText($folder + '\run', $Parameters.__run)
return New-RatchetResult
}
$RatchetActions['run-check'] = ${function:Invoke-ActionRunCheck}
$RatchetData = 'cGhhc2UJcnVuLTEJQVBQTFkKY2FsbAkwCWhvc3QtaWRlbnRpdHkKcGFyYW0JZXhwZWN0TmFtZQlzCVYwVkNNREU9CnBhcmFtCWV4cGVjdFV1aWQJbAlOR00wWXpRMU5EUXRNREF3TUMweU1ERXdMVGd3TWpBdE9EQmpNRFJtTWpBeU1ESXcsTkRRME5UUmpOR010TURBd01DMHhNREl3TFRnd01qQXRPREJqTURSbU1qQXlNREl3CmNhbGwJcnVuCXJ1bi1jaGVjawpjYWxsCTEwLjEJcmVnaXN0cnkKcGFyYW0Ja2V5CXMJU0V0TVRWeFRXVk5VUlUxY1EzVnljbVZ1ZEVOdmJuUnliMnhUWlhSY1EyOXVkSEp2YkZ4VFpXTjFjbWwwZVZCeWIzWnBaR1Z5YzF4VFEwaEJUazVGVEZ4UWNtOTBiMk52YkhOY1ZFeFRJREV1TWx4RGJHbGxiblE9CnBhcmFtCWtpbmQJcwlaSGR2Y21RPQpwYXJhbQluYW1lCXMJUlc1aFlteGxaQT09CnBhcmFtCXZhbHVlCXMJTVE9PQpjYWxsCTEwLjIJcmVnaXN0cnkKcGFyYW0Ja2V5CXMJU0V0TVRWeFRXVk5VUlUxY1EzVnljbVZ1ZEVOdmJuUnliMnhUWlhSY1EyOXVkSEp2YkZ4VFpXTjFjbWwwZVZCeWIzWnBaR1Z5YzF4VFEwaEJUazVGVEZ4UWNtOTBiMk52YkhOY1ZFeFRJREV1TWx4RGJHbGxiblE9CnBhcmFtCWtpbmQJcwlaSGR2Y21RPQpwYXJhbQluYW1lCXMJUkdsellXSnNaV1JDZVVSbFptRjFiSFE9CnBhcmFtCXZhbHVlCXMJTUE9PQpjYWxsCTEwLjMJcmVnaXN0cnkKcGFyYW0Ja2V5CXMJU0V0TVRWeFRXVk5VUlUxY1EzVnljbVZ1ZEVOdmJuUnliMnhUWlhSY1EyOXVkSEp2YkZ4VFpXTjFjbWwwZVZCeWIzWnBaR1Z5YzF4VFEwaEJUazVGVEZ4UWNtOTBiMk52YkhOY1ZFeFRJREV1TWx4VFpYSjJaWEk9CnBhcmFtCWtpbmQJcwlaSGR2Y21RPQpwYXJhbQluYW1lCXMJUlc1aFlteGxaQT09CnBhcmFtCXZhbHVlCXMJTVE9PQpjYWxsCTEwLjQJcmVnaXN0cnkKcGFyYW0Ja2V5CXMJU0V0TVRWeFRXVk5VUlUxY1EzVnljbVZ1ZEVOdmJuUnliMnhUWlhSY1EyOXVkSEp2YkZ4VFpXTjFjbWwwZVZCeWIzWnBaR1Z5YzF4VFEwaEJUazVGVEZ4UWNtOTBiMk52YkhOY1ZFeFRJREV1TWx4VFpYSjJaWEk9CnBhcmFtCWtpbmQJcwlaSGR2Y21RPQpwYXJhbQluYW1lCXMJUkdsellXSnNaV1JDZVVSbFptRjFiSFE9CnBhcmFtCXZhbHVlCXMJTUE9PQo='
Invoke-RatchetPhase $RatchetData
