#: action evidence-connections
#: needs facts
# Who listens and who is connected with whom. Windows' words are translated and left out, its numbers are not. Connections that differ in the other's port alone are
# one line with how many they are: a busy server has tens of thousands.
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
    # With 'Stop', what a program writes to stderr would be thrown.
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
