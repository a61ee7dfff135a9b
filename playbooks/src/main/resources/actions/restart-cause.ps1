# What waits for a restart: 3 the servicing of components, 2 Windows Update, 1 a file that is renamed at the next start, 0 nothing. A list of renames is judged by its
# entries: one that holds none, as some programs leave it, waits for nothing.
function Get-RatchetRestartCause {
    $base = 'SOFTWARE\Microsoft\Windows\CurrentVersion\'
    if (Test-RatchetKey ($base + 'Component Based Servicing\RebootPending')) { return 3 }
    if (Test-RatchetKey ($base + 'WindowsUpdate\Auto Update\RebootRequired')) { return 2 }
    $key = Open-RatchetKey 'SYSTEM\CurrentControlSet\Control\Session Manager' $false
    if ($null -eq $key) { return 0 }
    return [int]([string]$key.GetValue('PendingFileRenameOperations') -match '\S')
}
