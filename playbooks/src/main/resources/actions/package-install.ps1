#: action package-install
#: needs file-version installation
#: takes product text
#: takes package text
#: takes sha256 text
#: takes arguments text
#: takes versionPath text
#: takes build text
# Brings a product to a build with an executable, msi or msp, unless the file that tells the build is there already.
function Get-RatchetPackageState([hashtable]$Parameters) {
    $version = Get-RatchetFileVersion $Parameters.versionPath
    if ($null -eq $version) { return @{ state = 'not-installed' } }
    if (Test-RatchetVersionAtLeast $version $Parameters.build) { return @{ state = 'installed'; version = $version } }
    return @{ state = 'not-installed'; version = $version }
}

function Invoke-ActionPackageInstall([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('product', 'package', 'sha256', 'arguments', 'versionPath', 'build') @()
    $result = New-RatchetResult
    $result.before = Get-RatchetPackageState $Parameters
    $result.after = $result.before.Clone()
    if ($Parameters.__phase -ceq 'UNDO') { $result.after['note'] = 'an installed product is left in place' }
    $result.error = Get-RatchetPackageError $Parameters $result
    if ($Parameters.__phase -cne 'APPLY') { return $result }

    $receipt = $env:SystemRoot + '\Ratchet\Ratchet-' + $Parameters.__run + '-' + $Parameters.__call + '.result'
    if ($result.before.state -ceq 'installed' -and -not [IO.File]::Exists($receipt)) { return $result }
    if ($Parameters.arguments -ceq 'wusa') { throw 'BAD-VALUE: wusa installs updates only' }
    $code = Install-RatchetPackage $Parameters $Parameters.arguments
    $result.after = Get-RatchetPackageState $Parameters
    if (Complete-RatchetInstallation $result $code) { $result.error = 'NOT-APPLICABLE: the installer says that it does not apply' }
    return $result
}
$RatchetActions['package-install'] = ${function:Invoke-ActionPackageInstall}
