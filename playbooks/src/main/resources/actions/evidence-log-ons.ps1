#: action evidence-log-ons
#: needs facts
# The newest events of the log Security, counted by what they say. Only the newest are read: a search through the whole log can take minutes.
function Get-RatchetLogOnFields($Event) {
    $fields = New-Object Collections.ArrayList
    # A name that no account has (0xC0000064) may be a password, typed where the name belongs.
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

# Newest first, as they come; a line is an event. What declares a document type is no event of Windows.
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
        # Log-ons, failed ones, with other credentials, and locked accounts; of all others only how many there are.
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
    # With 'Stop', what a program writes to stderr would be thrown.
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
