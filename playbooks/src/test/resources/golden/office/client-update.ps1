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
function Assert-RatchetLocalPath([string]$Path) {
if ($Path -notmatch '^[a-z]:\\[^\x00-\x1f<>"|?*/:]+\z') { throw 'BAD-VALUE: a path is a plain one on a local drive' }
}
function Get-RatchetFileVersion([string]$Path) {
Assert-RatchetLocalPath $Path
if (-not (Test-Path -LiteralPath $Path -PathType Leaf)) { return $null }
$version = (Get-Item -LiteralPath $Path -Force).VersionInfo
return [String]::Join('.', [string[]]@($version.FileMajorPart, $version.FileMinorPart, $version.FileBuildPart, $version.FilePrivatePart))
}
function Test-RatchetVersionAtLeast([string]$Version, [string]$Floor) {
$invariant = [Globalization.CultureInfo]::InvariantCulture
$have = $Version.Split([char]46)
$need = $Floor.Split([char]46)
for ($at = 0; $at -lt 4; $at++) {
$one = 0L
$other = 0L
if ($at -lt $have.Length) { $one = [long]::Parse($have[$at], $invariant) }
if ($at -lt $need.Length) { $other = [long]::Parse($need[$at], $invariant) }
if ($one -ne $other) { return $one -gt $other }
}
return $true
}
function Invoke-ActionFileVersion([hashtable]$Parameters) {
Assert-RatchetParameters $Parameters @('path') @()
$result = New-RatchetResult
$version = Get-RatchetFileVersion $Parameters.path
if ($null -eq $version) { $result.after = @{ state = 'absent' } } else { $result.after = @{ state = 'present'; version = $version } }
$result.before = $result.after.Clone()
return $result
}
$RatchetActions['file-version'] = ${function:Invoke-ActionFileVersion}
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
$RatchetInstaller = {
param([string]$Name)
$ErrorActionPreference = 'Stop'
$base = $env:SystemRoot + '\Ratchet\' + $Name
$lock = New-Object IO.FileStream(($base + '.lock'), [IO.FileMode]::CreateNew, [IO.FileAccess]::ReadWrite, [IO.FileShare]::None)
try {
$word = [IO.File]::ReadAllText($base + '.request')
if ($word -ceq 'wusa') { $file = 'wusa.exe'; $arguments = @(($base + '.msu'), '/quiet', '/norestart') }
elseif ($word -ceq 'quiet-norestart') { $file = $base + '.exe'; $arguments = @('/quiet', '/norestart') }
elseif ($word -ceq 'silentmode') { $file = $base + '.exe'; $arguments = @('/silentmode') }
elseif ($word -ceq 'msi') { $file = 'msiexec.exe'; $arguments = @('/i', ($base + '.msi'), '/qn', '/norestart') }
elseif ($word -ceq 'msp') { $file = 'msiexec.exe'; $arguments = @('/p', ($base + '.msp'), '/qn', '/norestart') }
else { throw 'the request names no known way to install' }
$process = Start-Process -FilePath $file -ArgumentList $arguments -Wait -PassThru
$said = $process.ExitCode.ToString([Globalization.CultureInfo]::InvariantCulture)
} catch {
$said = 'failed ' + $_.Exception.GetBaseException().Message
}
[IO.File]::WriteAllText($base + '.new', $said)
[IO.File]::Move($base + '.new', $base + '.result')
$lock.Close()
}
function Get-RatchetSha256([string]$Path) {
try { $algorithm = New-Object Security.Cryptography.SHA256Managed }
catch {
[void][Reflection.Assembly]::Load('System.Core, Version=3.5.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089')
$algorithm = New-Object Security.Cryptography.SHA256CryptoServiceProvider
}
$stream = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::Read)
try { return [BitConverter]::ToString($algorithm.ComputeHash($stream)).Replace('-', '').ToLowerInvariant() } finally { $stream.Close() }
}
function Invoke-RatchetSchtasks([string[]]$Arguments) {
$ErrorActionPreference = 'Continue'
& schtasks.exe $Arguments 2>&1 | Out-Null
return $LASTEXITCODE
}
function Get-RatchetExtension([string]$Word) {
if ($Word -ceq 'wusa') { return '.msu' }
if ($Word -ceq 'msi' -or $Word -ceq 'msp') { return '.' + $Word }
if ($Word -ceq 'quiet-norestart' -or $Word -ceq 'silentmode') { return '.exe' }
throw 'BAD-VALUE: unknown way to install'
}
function Assert-RatchetPackage([string]$Package, [string]$Sha256) {
Assert-RatchetLocalPath $Package
if (-not [IO.File]::Exists($Package)) { throw ('NO-SUCH-PACKAGE: there is no file ' + $Package) }
if (-not (Test-RatchetSame (Get-RatchetSha256 $Package) $Sha256)) { throw ('WRONG-HASH: the file ' + $Package + ' is not the approved one') }
}
function Initialize-RatchetInstallation([string]$Name, [string]$Word, [string]$Package, [string]$Sha256) {
Assert-RatchetPackage $Package $Sha256
$folder = $env:SystemRoot + '\Ratchet'
$base = $folder + '\' + $Name
[void][IO.Directory]::CreateDirectory($folder)
$copy = $base + (Get-RatchetExtension $Word)
[IO.File]::Copy($Package, $copy, $true)
if (-not (Test-RatchetSame (Get-RatchetSha256 $copy) $Sha256)) {
[IO.File]::Delete($copy)
throw ('WRONG-HASH: the file ' + $Package + ' changed while it was copied')
}
[IO.File]::WriteAllText($base + '.request', $Word)
[IO.File]::WriteAllText($folder + '\install.ps1', $RatchetInstaller.ToString())
$command = 'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File ' + $folder + '\install.ps1 ' + $Name
$code = Invoke-RatchetSchtasks @('/create', '/tn', $Name, '/tr', $command, '/sc', 'ONCE', '/st', '00:00', '/ru', 'SYSTEM', '/rl', 'HIGHEST', '/f')
if ($code -ne 0) { throw ('ACCESS-DENIED: the installation task could not be created, schtasks.exe ended with ' + $code) }
$code = Invoke-RatchetSchtasks @('/run', '/tn', $Name)
if ($code -ne 0) { throw ('NOT-STARTED: the installation task could not be run, schtasks.exe ended with ' + $code) }
}
function Test-RatchetHeld([string]$Lock) {
try {
$stream = New-Object IO.FileStream($Lock, [IO.FileMode]::Open, [IO.FileAccess]::ReadWrite, [IO.FileShare]::None)
$stream.Close()
return $false
} catch { return $true }
}
function Wait-RatchetInstallation([string]$Base) {
for ($poll = 0; $poll -lt 600; $poll++) {
if ([IO.File]::Exists($Base + '.result')) { return }
if ([IO.File]::Exists($Base + '.lock')) {
if (-not (Test-RatchetHeld ($Base + '.lock')) -and -not [IO.File]::Exists($Base + '.result')) {
throw 'INTERRUPTED: the installation began and left no result; it is not repeated, look at the host'
}
} elseif ($poll -ge 24) { throw 'NOT-STARTED: the installation task did not begin within two minutes' }
if ($poll % 4 -eq 3) { [Console]::Out.WriteLine('ratchet: installing') }
Start-Sleep -Seconds 5
}
throw 'STILL-RUNNING: the installation did not end within 50 minutes; ask again with the same run id'
}
function Remove-RatchetFile([string]$Path) {
for ($attempt = 0; $attempt -lt 5; $attempt++) {
try { [IO.File]::Delete($Path); return } catch { Start-Sleep -Seconds 1 }
}
}
function Clear-RatchetInstallation([string]$Name, [string[]]$Rests) {
[void](Invoke-RatchetSchtasks @('/delete', '/tn', $Name, '/f'))
foreach ($rest in $Rests) { Remove-RatchetFile ($env:SystemRoot + '\Ratchet\' + $Name + $rest) }
}
function Install-RatchetPackage([hashtable]$Parameters, [string]$Word) {
$name = 'Ratchet-' + $Parameters.__run + '-' + $Parameters.__call
if ($name -cnotmatch '^[A-Za-z0-9.-]{1,120}\z') { throw 'BAD-VALUE: a run id is letters, digits and hyphens' }
$base = $env:SystemRoot + '\Ratchet\' + $name
$rests = @('.request', (Get-RatchetExtension $Word))
try {
if (-not ([IO.File]::Exists($base + '.result') -or [IO.File]::Exists($base + '.lock'))) {
Initialize-RatchetInstallation $name $Word $Parameters.package $Parameters.sha256
}
Wait-RatchetInstallation $base
} catch {
$interrupted = $_.Exception.GetBaseException().Message -cmatch '^INTERRUPTED'
if ($interrupted -or -not [IO.File]::Exists($base + '.lock')) { Clear-RatchetInstallation $name $rests }
throw
}
$said = [IO.File]::ReadAllText($base + '.result')
Clear-RatchetInstallation $name ($rests + '.lock')
if ($said -cnotmatch '^-?[0-9]+\z') { throw ('INSTALL-FAILED: the installation task ' + $said) }
$code = [long]::Parse($said, [Globalization.CultureInfo]::InvariantCulture)
if ($code -lt 0) { $code += 4294967296L }
return $code
}
function Get-RatchetPackageError([hashtable]$Parameters, [hashtable]$Result) {
if ($Parameters.__phase -cne 'ASSESS' -or $Result.before.state -cne 'not-installed') { return $null }
try { Assert-RatchetPackage $Parameters.package $Parameters.sha256 } catch { return Get-RatchetError $_ }
return $null
}
function Complete-RatchetInstallation([hashtable]$Result, [long]$Code) {
$Result.after['exitCode'] = $Code.ToString()
$Result.changed = $true
if ($Code -eq 0) { return $false }
if ($Code -eq 3010 -or $Code -eq 1641 -or $Code -eq 2359301) { $Result.restart = 'reboot'; return $false }
$Result.changed = $false
if ($Code -eq 2359302) { return $false }
if ($Code -eq 2149842967 -or $Code -eq 2148468766) { return $true }
if ($Code -eq 5 -or $Code -eq 2147942405) { $Result.error = 'ACCESS-DENIED: the installer was denied' }
elseif ($Code -eq 1618 -or $Code -eq 2149842966 -or $Code -eq 2149842974) { $Result.error = 'BUSY: another installation or a restart is in the way' }
elseif ($Code -eq 2148081668) { $Result.error = 'NOT-TRUSTED: the package''s signature is not trusted; SHA-2 support may be missing' }
else { $Result.error = 'INSTALL-FAILED: the installer ended with ' + $Code }
return $false
}
function Get-RatchetPackageState([hashtable]$Parameters) {
$version = Get-RatchetFileVersion $Parameters.versionPath
if ($null -eq $version) { return @{ state = 'not-installed' } }
if (Test-RatchetVersionAtLeast $version $Parameters.build) { return @{ state = 'installed'; version = $version } }
return @{ state = 'not-installed'; version = $version }
}
function Invoke-ActionPackageInstall([hashtable]$Parameters) {
Assert-RatchetParameters $Parameters @('product', 'package', 'sha256', 'arguments', 'versionPath', 'build') @()
$result = New-RatchetResult
$result.before = Get-RatchetPackageState $Parameters
$result.after = $result.before.Clone()
if ($Parameters.__phase -ceq 'UNDO') { $result.after['note'] = 'an installed product is left in place' }
$result.error = Get-RatchetPackageError $Parameters $result
if ($Parameters.__phase -cne 'APPLY') { return $result }
$receipt = $env:SystemRoot + '\Ratchet\Ratchet-' + $Parameters.__run + '-' + $Parameters.__call + '.result'
if ($result.before.state -ceq 'installed' -and -not [IO.File]::Exists($receipt)) { return $result }
if ($Parameters.arguments -ceq 'wusa') { throw 'BAD-VALUE: wusa installs updates only' }
$code = Install-RatchetPackage $Parameters $Parameters.arguments
$result.after = Get-RatchetPackageState $Parameters
if (Complete-RatchetInstallation $result $code) { $result.error = 'NOT-APPLICABLE: the installer says that it does not apply' }
return $result
}
$RatchetActions['package-install'] = ${function:Invoke-ActionPackageInstall}
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
$RatchetData = 'cGhhc2UJcnVuLTEJQVBQTFkKY2FsbAkwCWhvc3QtaWRlbnRpdHkKcGFyYW0JZXhwZWN0TmFtZQlzCVYwVkNNREU9CnBhcmFtCWV4cGVjdFV1aWQJbAlOR00wWXpRMU5EUXRNREF3TUMweU1ERXdMVGd3TWpBdE9EQmpNRFJtTWpBeU1ESXcsTkRRME5UUmpOR010TURBd01DMHhNREl3TFRnd01qQXRPREJqTURSbU1qQXlNREl3CmNhbGwJcnVuCXJ1bi1jaGVjawpjYWxsCTEwLjEJcGFja2FnZS1pbnN0YWxsCnBhcmFtCWFyZ3VtZW50cwlzCWJYTncKcGFyYW0JYnVpbGQJcwlNVFl1TUM0ME5qYzRMakV3TURBPQpwYXJhbQlwYWNrYWdlCXMJUXpwY2NtRjBZMmhsZEZ4d1lXTnJZV2RsYzF4c2VXNWpNakF4Tmk1dGMzQT0KcGFyYW0JcHJvZHVjdAlzCVUydDVjR1VnWm05eUlFSjFjMmx1WlhOeklESXdNVFk9CnBhcmFtCXNoYTI1NglzCU9EZzNZamRtWXpabU1qUTJNVEF4TmpGalpHTmxOVGsyWkRVelpXVTJNVFF3TURZM09HVTVOemhsTWpKbU1EWmhZemRoTVRrME56RXdZVFprWlRVMk1RPT0KcGFyYW0JdmVyc2lvblBhdGgJcwlRenBjVUhKdlozSmhiU0JHYVd4bGMxeE5hV055YjNOdlpuUWdUMlptYVdObFhFOW1abWxqWlRFMlhHeDVibU11WlhobAo='
Invoke-RatchetPhase $RatchetData
