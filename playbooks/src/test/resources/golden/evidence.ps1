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
function ConvertTo-RatchetMoment($Text) {
if ($null -eq $Text -or ([string]$Text).Length -eq 0) { return '' }
return ConvertFrom-RatchetWmiTime $Text
}
function Invoke-ActionEvidenceClock([hashtable]$Parameters) {
Assert-RatchetParameters $Parameters @() @()
$os = Get-WmiObject -Class Win32_OperatingSystem
$invariant = [Globalization.CultureInfo]::InvariantCulture
$zone = ''
foreach ($one in @(Get-WmiObject -Class Win32_TimeZone)) { if ($null -ne $one -and $zone.Length -eq 0) { $zone = [string]$one.StandardName } }
return New-RatchetFacts @{
at = [DateTime]::UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", $invariant)
local = [string]$os.LocalDateTime
offset = ([int]$os.CurrentTimeZone).ToString($invariant)
zone = $zone
booted = ConvertFrom-RatchetWmiTime $os.LastBootUpTime
}
}
$RatchetActions['evidence-clock'] = ${function:Invoke-ActionEvidenceClock}
function Add-RatchetConnections([hashtable]$Counts, $Lines) {
foreach ($line in $Lines) {
if (-not (([string]$line) -match '^ *TCP +([^ ]+:[0-9]+) +([^ ]+):([0-9]+) +[^ ]+ +([0-9]+) *\z')) { continue }
$kind = 'connection'
if ($Matches[3] -ceq '0') { $kind = 'listener' }
$key = ConvertTo-RatchetFields @($kind, $Matches[1], $Matches[2], $Matches[4])
if (-not $Counts.ContainsKey($key)) { $Counts[$key] = @{ times = 0; port = $Matches[3] } }
$Counts[$key].times = $Counts[$key].times + 1
}
}
function Invoke-ActionEvidenceConnections([hashtable]$Parameters) {
Assert-RatchetParameters $Parameters @() @()
Assert-RatchetTime
$ErrorActionPreference = 'Continue'
$four = @(& netstat.exe -a -n -o -p TCP 2>&1)
$code = $LASTEXITCODE
$six = @(& netstat.exe -a -n -o -p TCPv6 2>&1)
$ErrorActionPreference = 'Stop'
if ($code -ne 0) { throw ('FAILED: netstat.exe ended with ' + $code) }
$counts = @{}
Add-RatchetConnections $counts $four
Add-RatchetConnections $counts $six
$facts = @{}
$keys = [string[]]@($counts.Keys)
[Array]::Sort($keys, [StringComparer]::Ordinal)
foreach ($key in $keys) {
$seen = $counts[$key]
Add-RatchetFact $facts ($key.Split([char]9) + @($seen.port, [string]$seen.times))
}
return New-RatchetFacts $facts
}
$RatchetActions['evidence-connections'] = ${function:Invoke-ActionEvidenceConnections}
function Get-RatchetLogOnFields($Event) {
$fields = New-Object Collections.ArrayList
$typed = $false
foreach ($data in $Event.GetElementsByTagName('Data')) { if ($data.InnerText.Trim() -eq '0xc0000064') { $typed = $true } }
foreach ($data in $Event.GetElementsByTagName('Data')) {
$name = $data.GetAttribute('Name')
if ($typed -and $name -ceq 'TargetUserName') { continue }
if (@('TargetUserName', 'TargetDomainName', 'LogonType', 'IpAddress', 'Status') -ccontains $name) {
[void]$fields.Add($name + '=' + $data.InnerText)
}
}
return ,([string[]]@($fields))
}
function Read-RatchetLogOns([hashtable]$Counts, $Lines) {
foreach ($line in $Lines) {
$text = [string]$line
if (-not $text.StartsWith('<Event ', [StringComparison]::Ordinal) -or $text.IndexOf('<!') -ge 0) { continue }
$document = [xml]$text
$id = ''
foreach ($one in $document.GetElementsByTagName('EventID')) { $id = [string]$one.InnerText }
$time = ''
foreach ($created in $document.GetElementsByTagName('TimeCreated')) { $time = [string]$created.GetAttribute('SystemTime') }
$fields = @()
if (@('4624', '4625', '4648', '4740', '4776') -ccontains $id) { $fields = Get-RatchetLogOnFields $document }
$key = ConvertTo-RatchetFields (@($id) + $fields)
if (-not $Counts.ContainsKey($key)) { $Counts[$key] = @{ times = 0; last = $time } }
$Counts[$key].times = $Counts[$key].times + 1
$Counts[$key]['first'] = $time
}
}
function Invoke-ActionEvidenceLogOns([hashtable]$Parameters) {
Assert-RatchetParameters $Parameters @() @()
Assert-RatchetTime
$ErrorActionPreference = 'Continue'
$lines = @(& wevtutil.exe qe Security /rd:true /f:xml /c:1000 2>&1)
$code = $LASTEXITCODE
$ErrorActionPreference = 'Stop'
if ($code -ne 0) { throw ('FAILED: wevtutil.exe ended with ' + $code) }
$counts = @{}
Read-RatchetLogOns $counts $lines
$facts = @{}
$keys = [string[]]@($counts.Keys)
[Array]::Sort($keys, [StringComparer]::Ordinal)
foreach ($key in $keys) {
$seen = $counts[$key]
Add-RatchetFact $facts (@([string]$seen.times, $seen.first, $seen.last) + $key.Split([char]9))
}
return New-RatchetFacts $facts
}
$RatchetActions['evidence-log-ons'] = ${function:Invoke-ActionEvidenceLogOns}
function Invoke-ActionEvidenceProcesses([hashtable]$Parameters) {
Assert-RatchetParameters $Parameters @() @()
Assert-RatchetTime
$facts = @{}
foreach ($process in @(Get-WmiObject -Class Win32_Process)) {
if ($null -eq $process) { continue }
Add-RatchetFact $facts @([string]$process.ProcessId, [string]$process.ParentProcessId, [string]$process.SessionId, [string]$process.Name,
(ConvertTo-RatchetMoment $process.CreationDate), [string]$process.ExecutablePath)
}
return New-RatchetFacts $facts
}
$RatchetActions['evidence-processes'] = ${function:Invoke-ActionEvidenceProcesses}
function Invoke-ActionEvidenceServices([hashtable]$Parameters) {
Assert-RatchetParameters $Parameters @() @()
Assert-RatchetTime
$facts = @{}
foreach ($service in @(Get-WmiObject -Class Win32_Service)) {
if ($null -eq $service) { continue }
Add-RatchetFact $facts @([string]$service.Name, [string]$service.State, [string]$service.StartMode, [string]$service.ProcessId, [string]$service.StartName)
}
return New-RatchetFacts $facts
}
$RatchetActions['evidence-services'] = ${function:Invoke-ActionEvidenceServices}
function Get-RatchetPart([string]$Path, [string]$Name) {
$at = $Path.IndexOf($Name + '="')
if ($at -lt 0) { return '' }
$from = $at + $Name.Length + 2
$rest = $Path.Substring($from)
$to = $rest.IndexOf('"')
if ($to -lt 0) { return '' }
return $rest.Substring(0, $to)
}
function Invoke-ActionEvidenceSessions([hashtable]$Parameters) {
Assert-RatchetParameters $Parameters @() @()
Assert-RatchetTime
$accounts = @{}
foreach ($whose in @(Get-WmiObject -Class Win32_LoggedOnUser)) {
if ($null -eq $whose) { continue }
$account = (Get-RatchetPart $whose.Antecedent 'Domain') + '\' + (Get-RatchetPart $whose.Antecedent 'Name')
$accounts[(Get-RatchetPart $whose.Dependent 'LogonId')] = $account
}
$facts = @{}
foreach ($session in @(Get-WmiObject -Class Win32_LogonSession)) {
if ($null -eq $session) { continue }
$id = [string]$session.LogonId
$account = ''
if ($accounts.ContainsKey($id)) { $account = $accounts[$id] }
Add-RatchetFact $facts @($id, [string]$session.LogonType, $account, (ConvertTo-RatchetMoment $session.StartTime), [string]$session.AuthenticationPackage)
}
return New-RatchetFacts $facts
}
$RatchetActions['evidence-sessions'] = ${function:Invoke-ActionEvidenceSessions}
$RatchetBegan = [DateTime]::UtcNow
function Assert-RatchetTime {
if (([DateTime]::UtcNow - $RatchetBegan).TotalSeconds -gt 25) { throw 'OUT-OF-TIME: the facts before it took too long' }
}
function ConvertTo-RatchetFields([string[]]$Fields) {
$parts = @($Fields | ForEach-Object { ([string]$_).Replace([string][char]9, ' ').Replace([string][char]0, ' ') })
return [String]::Join([string][char]9, [string[]]$parts)
}
function Add-RatchetFact([hashtable]$Facts, [string[]]$Fields) {
if ($Facts.Count -ge 4000) { throw 'TOO-MANY: more than 4000 facts of one kind' }
$Facts[$Facts.Count.ToString()] = ConvertTo-RatchetFields $Fields
}
function New-RatchetFacts([hashtable]$Facts) {
$result = New-RatchetResult
$result.after = $Facts
return $result
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
function Get-RatchetRestartCause {
$base = 'SOFTWARE\Microsoft\Windows\CurrentVersion\'
if (Test-RatchetKey ($base + 'Component Based Servicing\RebootPending')) { return 3 }
if (Test-RatchetKey ($base + 'WindowsUpdate\Auto Update\RebootRequired')) { return 2 }
$key = Open-RatchetKey 'SYSTEM\CurrentControlSet\Control\Session Manager' $false
if ($null -eq $key) { return 0 }
return [int]([string]$key.GetValue('PendingFileRenameOperations') -match '\S')
}
$RatchetData = 'cGhhc2UJcnVuLTEJRVZJREVOQ0UKY2FsbAkwCWhvc3QtaWRlbnRpdHkKcGFyYW0JZXhwZWN0TmFtZQlzCVYwVkNNREU9CmNhbGwJMQlldmlkZW5jZS1jbG9jawpjYWxsCTIJZXZpZGVuY2UtcHJvY2Vzc2VzCmNhbGwJMwlldmlkZW5jZS1jb25uZWN0aW9ucwpjYWxsCTQJZXZpZGVuY2Utc2Vzc2lvbnMKY2FsbAk1CWV2aWRlbmNlLXNlcnZpY2VzCmNhbGwJNglldmlkZW5jZS1sb2ctb25zCg=='
Invoke-RatchetPhase $RatchetData
