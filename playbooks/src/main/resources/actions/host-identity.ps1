#: action host-identity
#: needs restart-cause
#: may-take expectName text
#: may-take expectUuid list
#: may-take bootedBy text
# OSArchitecture is translated ('64 bits'), so only the digits count; before Vista there is none.
function Get-RatchetArchitecture($OperatingSystem) {
    try { $text = [string]$OperatingSystem.OSArchitecture } catch { $text = '' }
    if ($text -match 'ARM') { return 'arm64' }
    if ($text -match '64') { return 'x64' }
    return 'x86'
}

# Who this machine is; refuses to go on when it is not the one the plan was approved for.
function Invoke-ActionHostIdentity([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @('expectName', 'expectUuid', 'bootedBy')
    $head = Get-RatchetHead
    $os = Get-WmiObject -Class Win32_OperatingSystem
    $result = New-RatchetResult
    $result.after = @{
        os = [string]$os.Version
        productType = [string]$os.ProductType
        architecture = Get-RatchetArchitecture $os
        pendingReboot = ((Get-RatchetRestartCause) -gt 0).ToString().ToLowerInvariant()
        powershell = $PSVersionTable.PSVersion.ToString()
    }
    if ($result.after.architecture -ceq 'x64' -and [IntPtr]::Size -eq 4) {
        $result.error = 'WRONG-SHELL: a 32-bit shell on a 64-bit Windows sees another registry'
    }
    # Both are UTC in one shape, so that the later one is also the greater text.
    if ($Parameters.ContainsKey('bootedBy') -and [String]::CompareOrdinal($head.bootTime, $Parameters.bootedBy) -gt 0) { $result.error = 'RESTARTED: ' + $head.bootTime }
    if ($Parameters.ContainsKey('expectName')) {
        $names = @($Parameters.expectName, $head.hostName | ForEach-Object { $_.Substring(0, [Math]::Min(15, $_.Length)) })
        if (-not (Test-RatchetSame $names[0] $names[1])) { $result.error = 'IDENTITY-MISMATCH: this machine is ' + $head.hostName + ', not ' + $Parameters.expectName }
    }
    if ($Parameters.ContainsKey('expectUuid')) {
        $known = @($Parameters.expectUuid | ForEach-Object { if (Test-RatchetSame $_ $head.smbiosUuid) { $_ } })
        if (-not $known) { $result.error = 'IDENTITY-MISMATCH: this machine''s SMBIOS UUID is ' + $head.smbiosUuid + ', another one was approved' }
    }
    return $result
}
$RatchetActions['host-identity'] = ${function:Invoke-ActionHostIdentity}
