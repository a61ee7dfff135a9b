#: action evidence-sessions
#: needs evidence facts
# Who is logged on, how, and since when. Windows tells the two halves apart: when a session began, and whose it is.
function Get-RatchetPart([string]$Path, [string]$Name) {
    $at = $Path.IndexOf($Name + '="')
    if ($at -lt 0) { return '' }
    $from = $at + $Name.Length + 2
    $rest = $Path.Substring($from)
    $to = $rest.IndexOf('"')
    if ($to -lt 0) { return '' }
    return $rest.Substring(0, $to)
}

function Invoke-ActionEvidenceSessions([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @() @()
    Assert-RatchetTime
    $accounts = @{}
    foreach ($whose in @(Get-WmiObject -Class Win32_LoggedOnUser)) {
        if ($null -eq $whose) { continue }
        $account = (Get-RatchetPart $whose.Antecedent 'Domain') + '\' + (Get-RatchetPart $whose.Antecedent 'Name')
        $accounts[(Get-RatchetPart $whose.Dependent 'LogonId')] = $account
    }
    $facts = @{}
    foreach ($session in @(Get-WmiObject -Class Win32_LogonSession)) {
        if ($null -eq $session) { continue }
        $id = [string]$session.LogonId
        $account = ''
        if ($accounts.ContainsKey($id)) { $account = $accounts[$id] }
        Add-RatchetFact $facts @($id, [string]$session.LogonType, $account, (ConvertTo-RatchetMoment $session.StartTime), [string]$session.AuthenticationPackage)
    }
    return New-RatchetFacts $facts
}
$RatchetActions['evidence-sessions'] = ${function:Invoke-ActionEvidenceSessions}
