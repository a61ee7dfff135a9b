#: action disk-free
#: takes volume text
#: takes mebibytes number
#: stands check
# Whether a volume has as much room as is needed.
function Invoke-ActionDiskFree([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('volume', 'mebibytes') @()
    if ($Parameters.volume -notmatch '^[a-z]:\z') { throw 'BAD-VALUE: a volume is a letter and a colon' }
    $result = New-RatchetResult
    $free = -1L
    foreach ($disk in @(Get-WmiObject -Class Win32_LogicalDisk)) {
        if ($null -ne $disk -and (Test-RatchetSame $disk.DeviceID $Parameters.volume) -and $null -ne $disk.FreeSpace) {
            $bytes = [long]$disk.FreeSpace
            $free = [long](($bytes - $bytes % 1048576) / 1048576)
        }
    }
    if ($free -lt 0) { throw ('CHECK-FAILED: the volume ' + $Parameters.volume + ' is not there') }
    $result.after = @{ mebibytes = $free.ToString() }
    $result.before = $result.after.Clone()
    if ($free -lt [long]$Parameters.mebibytes) {
        $result.error = 'CHECK-FAILED: ' + $Parameters.volume + ' has ' + $free + ' MiB free, needed are ' + $Parameters.mebibytes
    }
    return $result
}
$RatchetActions['disk-free'] = ${function:Invoke-ActionDiskFree}
