# What every phase script begins with: reading the data, running the calls, framing the answer.
# PowerShell 2.0 to 7; text from outside is compared by ordinal rules only and never becomes a command, a query or a pattern.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$RatchetActions = @{}

# A hand-written writer, for 2.0 has none. Names sort by ordinal, everything beyond ASCII is escaped.
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

# Our own errors are thrown as 'CODE: sentence'; what Windows threw is told by its type.
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

# The .NET key objects behind the provider: no wildcards, no '/' as a separator, and nothing that could empty a key.
function Open-RatchetKey([string]$Path, [bool]$Writable) {
    return (Get-Item -LiteralPath 'HKLM:\').OpenSubKey($Path, $Writable)
}

function Test-RatchetKey([string]$Path) {
    $key = Open-RatchetKey $Path $false
    if ($null -eq $key) { return $false }
    $key.Close()
    return $true
}

# LastBootUpTime is DMTF text, 20180901050000.500000+120: local time and its distance from UTC in minutes.
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
    # What stands there is looked at once more, all of it before the first word is written.
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
