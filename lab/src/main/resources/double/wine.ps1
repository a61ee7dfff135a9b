# Runs the same cases as run.ps1 against a real registry provider, Wine's: wine-pwsh .. -File wine.ps1 CASES ANSWERS
# Only what Wine lacks is stood in for. Each case finds the keys of its state, and of the places that scenarios use nothing else.
param([string]$Cases, [string]$Answers)
$ErrorActionPreference = 'Stop'
$places = 'SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols', 'SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers', 'SOFTWARE\Test', 'SOFTWARE\Hostile',
    'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp', 'SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp'

function Get-WmiObject {
    param([string]$Class)
    switch ($Class) {
        'Win32_OperatingSystem' { [PSCustomObject]@{ Version = $host_.os.version; ProductType = $host_.os.productType; OSArchitecture = '64-bit'; LastBootUpTime = '20180901050000.500000+120' } }
        'Win32_ComputerSystem' { [PSCustomObject]@{ Name = $host_.name; PartOfDomain = $true; Domain = $host_.domain } }
        'Win32_ComputerSystemProduct' { [PSCustomObject]@{ UUID = $host_.smbiosUuid } }
        default { throw "the WMI class $Class" }
    }
}

function shutdown.exe { $global:LASTEXITCODE = 0 }

function Set-HostValue($key, [string]$name, $value) {
    switch ($value.kind) {
        'dword' { $key.SetValue($name, [BitConverter]::ToInt32([BitConverter]::GetBytes([uint32]$value.value), 0), 'DWord') }
        'string' { $key.SetValue($name, [string]$value.value, 'String') }
        'multi-string' { $key.SetValue($name, [string[]]@($value.value), 'MultiString') }
        'binary' { $key.SetValue($name, [Convert]::FromHexString($value.value), 'Binary') }
        default { throw "a value of kind $($value.kind)" }
    }
}

$machine = [Microsoft.Win32.Registry]::LocalMachine
$said = foreach ($case in @(ConvertFrom-Json ([IO.File]::ReadAllText($Cases)) -AsHashtable)) {
    $host_ = ConvertFrom-Json $case.state -AsHashtable
    foreach ($place in $places) { $machine.DeleteSubKeyTree($place, $false) }
    foreach ($path in @($host_.registry.Keys)) {
        $key = $machine.CreateSubKey($path.Substring(5))
        foreach ($name in @($host_.registry[$path].Keys)) { Set-HostValue $key $name $host_.registry[$path][$name] }
        $key.Close()
    }
    $steps = foreach ($step in $case.steps) {
        $captured = [IO.StringWriter]::new()
        $console = [Console]::Out
        [Console]::SetOut($captured)
        try { & ([ScriptBlock]::Create($step.script)) } finally { [Console]::SetOut($console) }
        [ordered]@{ stdout = $captured.ToString(); failure = $null; state = $case.state; loud = @(); left = @() }
    }
    [ordered]@{ id = $case.id; steps = @($steps) }
}
[IO.File]::WriteAllText($Answers, (ConvertTo-Json @($said) -Depth 20 -Compress))
