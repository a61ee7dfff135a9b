# What every action that only gathers facts begins with. A field ends at a tab, so none may hold one.
$RatchetBegan = [DateTime]::UtcNow

# The whole script has 30 seconds on a host; what comes too late is not known, and said to be so.
function Assert-RatchetTime {
    if (([DateTime]::UtcNow - $RatchetBegan).TotalSeconds -gt 25) { throw 'OUT-OF-TIME: the facts before it took too long' }
}

function ConvertTo-RatchetFields([string[]]$Fields) {
    $parts = @($Fields | ForEach-Object { ([string]$_).Replace([string][char]9, ' ').Replace([string][char]0, ' ') })
    return [String]::Join([string][char]9, [string[]]$parts)
}

# Facts are numbered: the answer of a call is a table of texts.
function Add-RatchetFact([hashtable]$Facts, [string[]]$Fields) {
    if ($Facts.Count -ge 4000) { throw 'TOO-MANY: more than 4000 facts of one kind' }
    $Facts[$Facts.Count.ToString()] = ConvertTo-RatchetFields $Fields
}

function New-RatchetFacts([hashtable]$Facts) {
    $result = New-RatchetResult
    $result.after = $Facts
    return $result
}
