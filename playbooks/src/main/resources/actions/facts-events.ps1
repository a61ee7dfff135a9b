#: action facts-events
#: needs facts
#: takes days number
# What Schannel logged in the last days, counted by what it says.
function Get-RatchetEventFields($Event) {
    $fields = New-Object Collections.ArrayList
    foreach ($data in $Event.GetElementsByTagName('Data')) {
        $name = $data.GetAttribute('Name')
        if (@('Type', 'Protocol', 'TargetName', 'AlertDesc', 'ErrorState', 'CallerProcessImageName') -ccontains $name) {
            [void]$fields.Add($name + '=' + $data.InnerText)
        }
    }
    return ,([string[]]@($fields))
}

function Get-RatchetEventTime($Event) {
    foreach ($created in $Event.GetElementsByTagName('TimeCreated')) { return [string]$created.GetAttribute('SystemTime') }
    return ''
}

function Get-RatchetEventId($Event) {
    foreach ($id in $Event.GetElementsByTagName('EventID')) { return [string]$id.InnerText }
    return ''
}

# Newest first, as they come; a line is an event. What declares a document type is no event of Windows.
function Read-RatchetEvents([hashtable]$Counts, $Lines) {
    foreach ($line in $Lines) {
        $text = [string]$line
        if (-not $text.StartsWith('<Event ', [StringComparison]::Ordinal) -or $text.IndexOf('<!') -ge 0) { continue }
        $document = [xml]$text
        $id = Get-RatchetEventId $document
        $key = ConvertTo-RatchetFields (@($id) + (Get-RatchetEventFields $document))
        $time = Get-RatchetEventTime $document
        if (-not $Counts.ContainsKey($key)) {
            # More kinds than these are peers that come and go.
            if ($Counts.Count -ge 400) { continue }
            $Counts[$key] = @{ times = 0; last = $time }
        }
        $Counts[$key].times = $Counts[$key].times + 1
        $Counts[$key]['first'] = $time
    }
}

function Invoke-ActionFactsEvents([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('days') @()
    Assert-RatchetTime
    $span = ([long]$Parameters.days * 86400000L).ToString()
    $query = "/q:*[System[Provider[@Name='Schannel'] and TimeCreated[timediff(@SystemTime) <= " + $span + ']]]'
    # With 'Stop', what a program writes to stderr would be thrown.
    $ErrorActionPreference = 'Continue'
    $lines = @(& wevtutil.exe qe System $query /rd:true /f:xml /c:4000 2>&1)
    $code = $LASTEXITCODE
    $ErrorActionPreference = 'Stop'
    if ($code -ne 0) { throw ('FAILED: wevtutil.exe ended with ' + $code) }
    $counts = @{}
    Read-RatchetEvents $counts $lines
    $facts = @{}
    $keys = [string[]]@($counts.Keys)
    [Array]::Sort($keys, [StringComparer]::Ordinal)
    foreach ($key in $keys) {
        $seen = $counts[$key]
        Add-RatchetFact $facts (@([string]$seen.times, $seen.first, $seen.last) + $key.Split([char]9))
    }
    return New-RatchetFacts $facts
}
$RatchetActions['facts-events'] = ${function:Invoke-ActionFactsEvents}
