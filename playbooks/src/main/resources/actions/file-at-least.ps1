#: action file-at-least
#: needs file-version
#: takes path text
#: takes version text
#: stands check
# Whether a file is there, at a version or a later one: by such a file a product is known to be at a build.
function Invoke-ActionFileAtLeast([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('path', 'version') @()
    if ($Parameters.version -cnotmatch '^[0-9]{1,9}([.][0-9]{1,9}){0,3}\z') { throw 'BAD-VALUE: a version is up to four numbers' }
    $result = New-RatchetResult
    $version = Get-RatchetFileVersion $Parameters.path
    if ($null -eq $version) {
        $result.after = @{ state = 'absent' }
        $result.error = 'CHECK-FAILED: the file ' + $Parameters.path + ' is not there'
    } else {
        $result.after = @{ state = 'present'; version = $version }
        if (-not (Test-RatchetVersionAtLeast $version $Parameters.version)) {
            $result.error = 'CHECK-FAILED: the file ' + $Parameters.path + ' is at ' + $version + ', below ' + $Parameters.version
        }
    }
    $result.before = $result.after.Clone()
    return $result
}
$RatchetActions['file-at-least'] = ${function:Invoke-ActionFileAtLeast}
