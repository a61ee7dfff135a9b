#: action file-version
#: takes path text
# The version resource of a file, as four numbers.
function Assert-RatchetLocalPath([string]$Path) {
    if ($Path -notmatch '^[a-z]:\\[^\x00-\x1f<>"|?*/:]+\z') { throw 'BAD-VALUE: a path is a plain one on a local drive' }
}

function Get-RatchetFileVersion([string]$Path) {
    Assert-RatchetLocalPath $Path
    if (-not (Test-Path -LiteralPath $Path -PathType Leaf)) { return $null }
    $version = (Get-Item -LiteralPath $Path -Force).VersionInfo
    return [String]::Join('.', [string[]]@($version.FileMajorPart, $version.FileMinorPart, $version.FileBuildPart, $version.FilePrivatePart))
}

# Four numbers, the missing ones zero; compared as numbers.
function Test-RatchetVersionAtLeast([string]$Version, [string]$Floor) {
    $invariant = [Globalization.CultureInfo]::InvariantCulture
    $have = $Version.Split([char]46)
    $need = $Floor.Split([char]46)
    for ($at = 0; $at -lt 4; $at++) {
        $one = 0L
        $other = 0L
        if ($at -lt $have.Length) { $one = [long]::Parse($have[$at], $invariant) }
        if ($at -lt $need.Length) { $other = [long]::Parse($need[$at], $invariant) }
        if ($one -ne $other) { return $one -gt $other }
    }
    return $true
}

function Invoke-ActionFileVersion([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('path') @()
    $result = New-RatchetResult
    $version = Get-RatchetFileVersion $Parameters.path
    if ($null -eq $version) { $result.after = @{ state = 'absent' } } else { $result.after = @{ state = 'present'; version = $version } }
    $result.before = $result.after.Clone()
    return $result
}
$RatchetActions['file-version'] = ${function:Invoke-ActionFileVersion}
