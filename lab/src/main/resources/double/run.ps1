# Runs phase scripts against simulated hosts: pwsh -File run.ps1 CASES ANSWERS
#   CASES    [{"id":"..","state":{host state as JSON text},"steps":[{"script":"..","killAfter":2} | {"restart":true} | {"merge":{..}}]}]
#   ANSWERS  [{"id":"..","steps":[{"stdout":"..","failure":null,"state":"..","loud":[],"left":[]}]}]
# Each case has a folder of its own for the files that scripts write. `left`: those still there, `loud`: what the double did not know.
param([string]$Cases, [string]$Answers)
$ErrorActionPreference = 'Stop'
. ([IO.Path]::Combine($PSScriptRoot, 'registry.ps1'))
. ([IO.Path]::Combine($PSScriptRoot, 'state.ps1'))
. ([IO.Path]::Combine($PSScriptRoot, 'tasks.ps1'))
. ([IO.Path]::Combine($PSScriptRoot, 'windows.ps1'))
$env:SystemRoot = 'C:\Windows'

function Invoke-DoubleScript($step) {
    $global:Double.Sleeps = 0
    $global:Double.KillAfter = $step['killAfter']
    $captured = [IO.StringWriter]::new()
    $console = [Console]::Out
    $failure = $null
    [Console]::SetOut($captured)
    try {
        $block = [ScriptBlock]::Create($step.script)
        :DoubleKilled do { & $block | ForEach-Object { [Console]::Out.WriteLine($_) } } while ($false)
    } catch {
        $failure = $_.ToString()
    } finally {
        [Console]::SetOut($console)
        # With its process a script's files are closed.
        if ($global:RatchetHeld) { $global:RatchetHeld.Close(); $global:RatchetHeld = $null }
    }
    if ($global:Double.Restart) { $global:Double.Restart = $false; Restart-Double }
    return @{ stdout = $captured.ToString(); failure = $failure }
}

function Merge-DoubleState($table, $changes) {
    foreach ($name in @($changes.Keys)) {
        if ($changes[$name] -is [Collections.IDictionary] -and $table[$name] -is [Collections.IDictionary]) { Merge-DoubleState $table[$name] $changes[$name] }
        else { $table[$name] = $changes[$name] }
    }
}

function Invoke-DoubleStep($step) {
    $said = @{ stdout = ''; failure = $null }
    if ($step['script']) { $said = Invoke-DoubleScript $step }
    elseif ($step['restart']) { Restart-Double }
    elseif ($step['merge']) {
        $state = ConvertFrom-Json (Export-DoubleState) -AsHashtable
        Merge-DoubleState $state $step.merge
        Import-DoubleState (ConvertTo-Json $state -Depth 20 -Compress)
    }
    $left = @([IO.Directory]::GetFiles([Environment]::CurrentDirectory) | ForEach-Object { [IO.Path]::GetFileName($_) } | Where-Object { $_ -like 'C:\Windows\*' } | Sort-Object)
    return [ordered]@{ stdout = $said.stdout; failure = $said.failure; state = Export-DoubleState; loud = @($global:Double.Loud); left = $left }
}

$start = [Environment]::CurrentDirectory
$said = foreach ($case in @(ConvertFrom-Json ([IO.File]::ReadAllText($Cases)) -AsHashtable)) {
    $folder = [IO.Directory]::CreateTempSubdirectory('ratchet-double-').FullName
    [Environment]::CurrentDirectory = $folder
    try {
        Import-DoubleState $case.state
        $steps = @(foreach ($step in $case.steps) { Invoke-DoubleStep $step })
        [ordered]@{ id = $case.id; steps = $steps }
        Stop-DoubleTasks
    } finally {
        [Environment]::CurrentDirectory = $start
        [IO.Directory]::Delete($folder, $true)
    }
}
[IO.File]::WriteAllText($Answers, (ConvertTo-Json @($said) -Depth 20 -Compress))
