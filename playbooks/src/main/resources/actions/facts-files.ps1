#: action facts-files
#: needs facts file-version registry-read
#: takes paths list
# Versions of files. A path begins with a folder of Windows or with the place in the registry that says where it is; one whose beginning is
# not known here has no answer, for a file that is looked for in the wrong folder is not gone.
function Get-RatchetBeginning([string]$Word) {
    if ($Word -ceq 'SystemRoot') { return [string]$env:SystemRoot }
    $cut = $Word.IndexOf('|')
    if ($cut -lt 0) { throw 'BAD-VALUE: a path begins with no folder that is known' }
    $found = Read-RatchetValue (Get-RatchetKeyPath $Word.Substring(0, $cut)) $Word.Substring($cut + 1)
    if ($found.kind -ceq 'string') { return $found.value }
    return ''
}

function Get-RatchetWholePath([string]$Asked) {
    if (-not ($Asked -match '^%([^%]+)%(.*)\z')) { throw 'BAD-VALUE: a path begins with a word between percent signs' }
    $rest = $Matches[2]
    $beginning = (Get-RatchetBeginning $Matches[1]).Trim([char]34).TrimEnd([char]92)
    if ($beginning.Length -eq 0) { return '' }
    return $beginning + $rest
}

function Invoke-ActionFactsFiles([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('paths') @()
    $facts = @{}
    foreach ($asked in $Parameters.paths) {
        $path = Get-RatchetWholePath $asked
        if ($path.Length -eq 0) { continue }
        $version = Get-RatchetFileVersion $path
        if ($null -eq $version) { Add-RatchetFact $facts @($path, 'absent', '') } else { Add-RatchetFact $facts @($path, 'present', $version) }
    }
    return New-RatchetFacts $facts
}
$RatchetActions['facts-files'] = ${function:Invoke-ActionFactsFiles}
