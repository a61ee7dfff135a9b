# A moment of WMI in UTC; what began before there was a clock, as the first processes did, has none.
function ConvertTo-RatchetMoment($Text) {
    if ($null -eq $Text -or ([string]$Text).Length -eq 0) { return '' }
    return ConvertFrom-RatchetWmiTime $Text
}
