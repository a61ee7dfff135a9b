# Stands in for the Windows commands and programs that phase scripts use. Dot-source it: functions win over cmdlets and programs.
# A use that it does not know is recorded and thrown: nothing passes silently.

function Get-Item {
    [CmdletBinding()] param([Parameter(Mandatory)][string]$LiteralPath, [switch]$Force)
    if ($LiteralPath -ceq 'HKLM:\') { return [DoubleKey]::new('', $true) }
    $known = Find-DoubleFile $LiteralPath
    if ($null -eq $known) { throw [Management.Automation.ItemNotFoundException]::new("Cannot find path '$LiteralPath' because it does not exist.") }
    $part = [Version]$global:Double.State.files[$known].version
    return [PSCustomObject]@{
        VersionInfo = [PSCustomObject]@{ FileMajorPart = $part.Major; FileMinorPart = $part.Minor; FileBuildPart = $part.Build; FilePrivatePart = $part.Revision }
    }
}

function Test-Path {
    [CmdletBinding()] param([Parameter(Mandatory)][string]$LiteralPath, [Parameter(Mandatory)][string]$PathType)
    if ($PathType -ne 'Leaf') { Stop-Double "Test-Path -PathType $PathType" }
    return $null -ne (Find-DoubleFile $LiteralPath)
}

function Find-DoubleFile([string]$path) {
    if ($path -notmatch '^[A-Za-z]:\\') { Stop-Double "a path that is not on a local drive: $path" }
    return Find-DoubleEntry $global:Double.State.files $path
}

function Get-WmiObject {
    [CmdletBinding()] param([Parameter(Mandatory)][string]$Class, [string]$Namespace)
    $state = $global:Double.State
    if ($Namespace -and ($Namespace -cne 'root\rsop\computer' -or $Class -cne 'RSOP_RegistryPolicySetting')) { Stop-Double "the WMI class $Class in $Namespace" }
    switch ($Class) {
        'Win32_OperatingSystem' {
            $bits = if ($state.os.architecture -eq 'x64') { '64-bit' } elseif ($state.os.architecture -eq 'arm64') { 'ARM 64-bit Processor' } else { '32-bit' }
            [PSCustomObject]@{
                Version = $state.os.version; ProductType = [uint32]$state.os.productType; OSArchitecture = $bits; LastBootUpTime = Get-DoubleBootText
                ServicePackMajorVersion = [uint16]$state.os['servicePack']; Caption = $state.os['caption']
                LocalDateTime = Get-DoubleBootText; CurrentTimeZone = [int16]120
            }
        }
        'Win32_ComputerSystem' {
            $joined = $null -ne $state.domain
            [PSCustomObject]@{ Name = $state.name; PartOfDomain = $joined; Domain = $(if ($joined) { $state.domain } else { 'WORKGROUP' }) }
        }
        'Win32_ComputerSystemProduct' { [PSCustomObject]@{ UUID = "$($state.smbiosUuid)".ToUpperInvariant() } }
        'Win32_QuickFixEngineering' { foreach ($kb in @($state.updates.Keys)) { [PSCustomObject]@{ HotFixID = $kb; InstalledOn = $state.updates[$kb] } } }
        'Win32_NetworkAdapterConfiguration' { foreach ($adapter in @($state['adapters'] | Where-Object { $_ })) { [PSCustomObject]$adapter } }
        'Win32_Process' { foreach ($process in @($state['processes'] | Where-Object { $_ })) { [PSCustomObject]$process } }
        'Win32_LogicalDisk' { foreach ($disk in @($state['disks'] | Where-Object { $_ })) { [PSCustomObject]$disk } }
        'Win32_TimeZone' { [PSCustomObject]@{ StandardName = "Mitteleurop$([char]0xe4)ische Zeit" } }
        'Win32_Service' { foreach ($service in @($state['winServices'] | Where-Object { $_ })) { [PSCustomObject]$service } }
        'Win32_LogonSession' { foreach ($session in @($state['sessions'] | Where-Object { $_ })) { [PSCustomObject]$session } }
        'Win32_LoggedOnUser' { foreach ($whose in @($state['loggedOn'] | Where-Object { $_ })) { [PSCustomObject]$whose } }
        'RSOP_RegistryPolicySetting' { foreach ($setting in @($state['policies'] | Where-Object { $_ })) { [PSCustomObject]$setting } }
        default { Stop-Double "the WMI class $Class" }
    }
}

# As a host two hours east of Greenwich would say it.
function Get-DoubleBootText {
    $booted = [DateTime]::Parse($global:Double.State.bootTime, [Globalization.CultureInfo]::InvariantCulture, 'AdjustToUniversal')
    return $booted.AddHours(2).ToString('yyyyMMddHHmmss', [Globalization.CultureInfo]::InvariantCulture) + '.500000+120'
}

function Get-Service {
    [CmdletBinding()] param()
    foreach ($name in @($global:Double.State.services.Keys)) {
        $word = $global:Double.State.services[$name]
        [PSCustomObject]@{ Name = $name; Status = $word.Substring(0, 1).ToUpperInvariant() + $word.Substring(1) }
    }
}

function Start-Service { [CmdletBinding()] param([Parameter(Mandatory)]$InputObject) $global:Double.State.services[$InputObject.Name] = 'running' }

function Stop-Service { [CmdletBinding()] param([Parameter(Mandatory)]$InputObject, [switch]$Force) $global:Double.State.services[$InputObject.Name] = 'stopped' }

function Start-Sleep {
    [CmdletBinding()] param([Parameter(Mandatory)][int]$Seconds)
    $global:Double.Clock += $Seconds
    $global:Double.Sleeps += 1
    Step-DoubleTasks
    if ($null -ne $global:Double.KillAfter -and $global:Double.Sleeps -ge $global:Double.KillAfter) { break DoubleKilled }
}

function Start-Process { Stop-Double 'Start-Process outside a task: over WinRM an installer is denied' }

function shutdown.exe {
    if ("$args" -cnotmatch '^/r /t \d+ /f /d p:2:4$') { Stop-Double "shutdown.exe $args" }
    $global:Double.Restart = $true
    $global:LASTEXITCODE = 0
}

# What these print is told by the state line by line; a host that tells nothing has no listeners and no events.
function Write-DoubleLines([string]$name) {
    $global:LASTEXITCODE = 0
    foreach ($line in @($global:Double.State[$name] | Where-Object { $_ })) { $line }
}

function netstat.exe {
    if ("$args" -notin '-a -n -o -p TCP', '-a -n -o -p TCPv6') { Stop-Double "netstat.exe $args" }
    Write-DoubleLines $(if ("$args" -like '*v6') { 'netstat6' } else { 'netstat' })
}

function tasklist.exe {
    if ("$args" -cne '/m schannel.dll /fo csv /nh') { Stop-Double "tasklist.exe $args" }
    Write-DoubleLines 'tasklist'
}

function wevtutil.exe {
    if ("$args" -ceq 'qe Security /rd:true /f:xml /c:1000') { Write-DoubleLines 'securityEvents'; return }
    if ("$args" -cnotmatch '^qe System /q:\*\[System\[Provider\[@Name=''Schannel''\] and TimeCreated\[timediff\(@SystemTime\) <= [0-9]+\]\]\] /rd:true /f:xml /c:4000$') { Stop-Double "wevtutil.exe $args" }
    Write-DoubleLines 'events'
}

# Only the two network types are stood in for; every other object is a real one.
$DoubleNewObject = $ExecutionContext.InvokeCommand.GetCommand('New-Object', 'Cmdlet')
function New-Object {
    param([string]$TypeName, [object[]]$ArgumentList)
    if ($args.Count -gt 0) { Stop-Double "New-Object $TypeName with $args" }
    if ($TypeName -eq 'Net.Sockets.TcpClient') { return [DoubleClient]::new() }
    if ($TypeName -eq 'Net.Security.SslStream') { return [DoubleTls]::new($ArgumentList[0]) }
    if ($PSBoundParameters.ContainsKey('ArgumentList')) { $object = & $DoubleNewObject $TypeName $ArgumentList } else { $object = & $DoubleNewObject $TypeName }
    return , $object
}

class DoubleClient {
    [int]$ReceiveTimeout
    [int]$SendTimeout
    hidden [string]$Peer
    [void] Connect([string]$name, [int]$port) {
        $this.Peer = "${name}:$port"
        if (-not $global:Double.State.outbound.Contains($this.Peer)) { throw [Net.Sockets.SocketException]::new(11001) }
    }
    [object] GetStream() { return $this }
    [void] Close() {}
}

class DoubleTls {
    hidden [DoubleClient]$Client
    [int]$SslProtocol
    DoubleTls([object]$client) { $this.Client = $client }
    [void] AuthenticateAsClient([string]$name) { $this.Negotiate($global:Double.Client.dotnet) }
    [void] AuthenticateAsClient([string]$name, [object]$certificates, [int]$protocols, [bool]$revocation) {
        if ($protocols -ne 3072) { Stop-Double "AuthenticateAsClient with protocols $protocols" }
        $this.Negotiate(@($global:Double.Client.named | Where-Object { $_ -eq 'TLSv1.2' }))
    }
    hidden [void] Negotiate($offered) {
        $number = @{ 'SSLv3' = 48; 'TLSv1.0' = 192; 'TLSv1.1' = 768; 'TLSv1.2' = 3072 }
        $common = @($offered | Where-Object { $global:Double.State.outbound[$this.Client.Peer] -contains $_ })
        if ($common.Count -eq 0) { throw [Security.Authentication.AuthenticationException]::new('A call to SSPI failed, see inner exception.') }
        $this.SslProtocol = $number[$common[-1]]
    }
}
