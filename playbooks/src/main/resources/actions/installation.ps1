# Shared by the actions that install: a one-shot SYSTEM task (wusa refuses a network logon), at most one start per run and call.
# The steps are numbered in docs/phase-script.md. Only generated names, fixed words and fixed paths stand on a command line.

# Runs as SYSTEM from C:\Windows\Ratchet\install.ps1. The lock is created once and never again: that is what makes it once.
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
    # With FIPS mode on, the managed one throws; the other is in System.Core, which 2.0 does not load by itself.
    try { $algorithm = New-Object Security.Cryptography.SHA256Managed }
    catch {
        [void][Reflection.Assembly]::Load('System.Core, Version=3.5.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089')
        $algorithm = New-Object Security.Cryptography.SHA256CryptoServiceProvider
    }
    $stream = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::Read)
    try { return [BitConverter]::ToString($algorithm.ComputeHash($stream)).Replace('-', '').ToLowerInvariant() } finally { $stream.Close() }
}

# With 'Stop', what a program writes to stderr would be thrown.
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

# Where ASSESS finds the package missing or another one, nothing has been changed yet.
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
    # The copy is out of others' reach; what counts is what it holds.
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

# The task's process may hold its files a moment longer than its result is there.
function Remove-RatchetFile([string]$Path) {
    for ($attempt = 0; $attempt -lt 5; $attempt++) {
        try { [IO.File]::Delete($Path); return } catch { Start-Sleep -Seconds 1 }
    }
}

function Clear-RatchetInstallation([string]$Name, [string[]]$Rests) {
    [void](Invoke-RatchetSchtasks @('/delete', '/tn', $Name, '/f'))
    foreach ($rest in $Rests) { Remove-RatchetFile ($env:SystemRoot + '\Ratchet\' + $Name + $rest) }
}

# The exit code as an unsigned number, of this attempt or of an earlier one of the same run.
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
        # What has begun keeps its lock for good, and what may still be at work keeps everything: asked again, the run finds it.
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

# For ASSESS: whether APPLY would find what it needs.
function Get-RatchetPackageError([hashtable]$Parameters, [hashtable]$Result) {
    if ($Parameters.__phase -cne 'ASSESS' -or $Result.before.state -cne 'not-installed') { return $null }
    try { Assert-RatchetPackage $Parameters.package $Parameters.sha256 } catch { return Get-RatchetError $_ }
    return $null
}

# Fills in what the code means; true when it is not applicable, which only the caller can judge.
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
