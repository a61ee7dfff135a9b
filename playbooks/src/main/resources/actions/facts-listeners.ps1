#: action facts-listeners
#: needs facts
# Which program listens on which port, and whether it has loaded Schannel. Windows' words are translated, its numbers are not.
function Add-RatchetListeners([hashtable]$Facts, $Lines, [hashtable]$Names, [hashtable]$Loaded) {
    foreach ($line in $Lines) {
        if (-not (([string]$line) -match '^ *TCP +[^ ]*:([0-9]+) +[^ ]+:0 +[^ ]+ +([0-9]+) *\z')) { continue }
        $owner = $Matches[2]
        $name = 'process ' + $owner
        if ($Names.ContainsKey($owner)) { $name = $Names[$owner] }
        $module = ''
        if ($Loaded.ContainsKey($owner)) { $module = 'schannel.dll' }
        # What the system itself answers for is http.sys: it has no module of its own.
        if ($owner -ceq '4') { $module = 'http.sys' }
        Add-RatchetFact $Facts @($Matches[1], $name, $module)
    }
}

function Invoke-ActionFactsListeners([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    Assert-RatchetTime
    $names = @{}
    foreach ($process in @(Get-WmiObject -Class Win32_Process)) { if ($null -ne $process) { $names[([int]$process.ProcessId).ToString()] = [string]$process.Name } }
    # With 'Stop', what a program writes to stderr would be thrown.
    $ErrorActionPreference = 'Continue'
    $four = @(& netstat.exe -a -n -o -p TCP 2>&1)
    $code = $LASTEXITCODE
    $six = @(& netstat.exe -a -n -o -p TCPv6 2>&1)
    $tasks = @(& tasklist.exe /m schannel.dll /fo csv /nh 2>&1)
    $ErrorActionPreference = 'Stop'
    if ($code -ne 0) { throw ('FAILED: netstat.exe ended with ' + $code) }
    $loaded = @{}
    foreach ($task in $tasks) { if (([string]$task) -match '^"[^"]*","([0-9]+)",') { $loaded[$Matches[1]] = $true } }
    $facts = @{}
    Add-RatchetListeners $facts $four $names $loaded
    Add-RatchetListeners $facts $six $names $loaded
    return New-RatchetFacts $facts
}
$RatchetActions['facts-listeners'] = ${function:Invoke-ActionFactsListeners}
