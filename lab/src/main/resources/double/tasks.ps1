# Scheduled tasks and what the installers do. A task's script really runs, in a runspace of its own, while the phase script polls; only the
# program it starts is stood in for, and ends when the double's clock has gone far enough.

function schtasks.exe {
    $given = @($args | ForEach-Object { $_ })
    if ($global:Double.Denied -contains 'schtasks') { $global:LASTEXITCODE = 1; return }
    switch ($given[0]) {
        '/create' { New-DoubleTask $given }
        '/run' { Start-DoubleTask $given[2] }
        '/delete' {
            if ($given.Count -ne 4 -or $given[1] -ne '/tn' -or $given[3] -ne '/f') { Stop-Double "schtasks.exe $given" }
            $global:LASTEXITCODE = if ($global:Double.State.tasks.Contains($given[2])) { 0 } else { 1 }
            $global:Double.State.tasks.Remove($given[2])
        }
        default { Stop-Double "schtasks.exe $given" }
    }
}

function New-DoubleTask($given) {
    $name = $given[2]
    $command = $given[4]
    $expected = @('/create', '/tn', $name, '/tr', $command, '/sc', 'ONCE', '/st', '00:00', '/ru', 'SYSTEM', '/rl', 'HIGHEST', '/f')
    if (($given -join "`n") -cne ($expected -join "`n")) { Stop-Double "schtasks.exe $given" }
    if ($command.Length -gt 261) { $global:LASTEXITCODE = 1; return }
    if ($command -cnotmatch '^powershell\.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File C:\\Windows\\Ratchet\\install\.ps1 [A-Za-z0-9.-]+$') { Stop-Double "a task that runs $command" }
    $global:Double.State.tasks[$name] = @{ command = $command; status = 'ready' }
    $global:LASTEXITCODE = 0
}

$DoubleTaskRunner = {
    param($sync, $script, $name)
    function Start-Process {
        param([string]$FilePath, [string[]]$ArgumentList, [switch]$Wait, [switch]$PassThru)
        $sync.File = $FilePath
        $sync.Arguments = $ArgumentList
        [void]$sync.Begun.Set()
        [void]$sync.End.WaitOne(60000)
        if ($sync.Aborted) { throw 'the machine went down' }
        return [PSCustomObject]@{ ExitCode = $sync.ExitCode }
    }
    try { & ([ScriptBlock]::Create($script)) $name } finally { [void]$sync.Begun.Set() }
}

# A runspace with the language and one cmdlet: all that a task's script needs, on any build of the engine.
$DoubleSession = [InitialSessionState]::CreateDefault2()
$DoubleSession.Commands.Add([Management.Automation.Runspaces.SessionStateCmdletEntry]::new('New-Object', $ExecutionContext.InvokeCommand.GetCommand('New-Object', 'Cmdlet').ImplementingType, $null))

function Start-DoubleTask([string]$name) {
    if (-not $global:Double.State.tasks.Contains($name)) { $global:LASTEXITCODE = 1; return }
    $global:LASTEXITCODE = 0
    if ($global:Double.Running.ContainsKey($name)) { return }
    $sync = @{ Begun = [Threading.ManualResetEvent]::new($false); End = [Threading.ManualResetEvent]::new($false); Aborted = $false; File = $null }
    $shell = [PowerShell]::Create($DoubleSession)
    $script = [IO.File]::ReadAllText('C:\Windows\Ratchet\install.ps1')
    [void]$shell.AddScript($DoubleTaskRunner.ToString()).AddArgument($sync).AddArgument($script).AddArgument($name)
    $task = @{ Sync = $sync; Shell = $shell; Handle = $shell.BeginInvoke(); Package = $null; Due = 0 }
    if (-not $sync.Begun.WaitOne(10000)) { Stop-Double 'a task whose script neither started a program nor ended' }
    $global:Double.State.tasks[$name].status = 'running'
    if ($null -ne $sync.File) {
        $task.Package = Find-DoublePackage $sync.File $sync.Arguments
        $task.Due = $global:Double.Clock + $task.Package.seconds
    }
    $global:Double.Running[$name] = $task
}

function Step-DoubleTasks {
    foreach ($name in @($global:Double.Running.Keys)) {
        $task = $global:Double.Running[$name]
        if ($global:Double.Clock -lt $task.Due) { continue }
        if ($null -ne $task.Package) { $task.Sync.ExitCode = Install-DoublePackage $task.Package }
        [void]$task.Sync.End.Set()
        [void]$task.Shell.EndInvoke($task.Handle)
        Close-DoubleTask $name
    }
}

function Close-DoubleTask([string]$name) {
    $global:Double.Running[$name].Shell.Dispose()
    $global:Double.Running.Remove($name)
    if ($global:Double.State.tasks.Contains($name)) { $global:Double.State.tasks[$name].status = 'ready' }
}

# Power loss: the task's process is gone, its lock is free and nothing was written.
function Stop-DoubleTasks {
    foreach ($name in @($global:Double.Running.Keys)) {
        $task = $global:Double.Running[$name]
        $base = "C:\Windows\Ratchet\$name"
        $task.Sync.Aborted = $true
        [void]$task.Sync.End.Set()
        [void]$task.Shell.EndInvoke($task.Handle)
        [IO.File]::Delete("$base.result")
        Close-DoubleTask $name
    }
}

# By its bytes: the copy that the installer was given must be one of the packages this host knows.
function Find-DoublePackage([string]$file, [string[]]$arguments) {
    $copy = if ($file -eq 'wusa.exe') { $arguments[0] } elseif ($file -eq 'msiexec.exe') { $arguments[1] } else { $file }
    $line = ("$file $arguments").Replace($copy, 'N')
    if ($line -notin 'wusa.exe N /quiet /norestart', 'N /quiet /norestart', 'N /silentmode', 'msiexec.exe /i N /qn /norestart', 'msiexec.exe /p N /qn /norestart') { Stop-Double "the command $line" }
    $hash = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([IO.File]::ReadAllBytes($copy))).ToLowerInvariant()
    $table = $global:Double.State[$(if ($file -eq 'wusa.exe') { 'installable' } else { 'packages' })]
    foreach ($package in $table.Values) { if ($package.sha256 -eq $hash) { return $package } }
    Stop-Double "an installer that this host does not know: $line"
}

function Install-DoublePackage($package) {
    $state = $global:Double.State
    $code = [long]$package.exitCode
    if ($package['kb'] -and $null -ne (Find-DoubleEntry $state.updates $package.kb)) { $code = 2359302 }
    if ($code -eq 0 -or $code -eq 3010) {
        if ($package['kb']) { $state.updates[$package.kb] = $state.bootTime }
        foreach ($path in @($package['files'].Keys)) {
            if ($code -eq 0) { Set-DoubleFile $path $package.files[$path]; continue }
            if (-not $state['waiting']) { $state['waiting'] = @{ files = @{} } }
            $state.waiting.files[$path] = $package.files[$path]
        }
        if ($code -eq 3010) { $state.pendingReboot = $true; Add-DoubleKey $RestartPendingKey }
    }
    return [BitConverter]::ToInt32([BitConverter]::GetBytes([uint32]$code), 0)
}
