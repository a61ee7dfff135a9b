#: action tls-outbound
#: takes host text
#: takes port number
#: takes stack schannel|dotnet
# Connects outward and says which protocol was negotiated. The certificate is not judged: nothing is sent.
function Get-RatchetProtocolName([int]$Protocol) {
    if ($Protocol -eq 12288) { return 'TLSv1.3' }
    if ($Protocol -eq 3072) { return 'TLSv1.2' }
    if ($Protocol -eq 768) { return 'TLSv1.1' }
    if ($Protocol -eq 192) { return 'TLSv1.0' }
    if ($Protocol -eq 48) { return 'SSLv3' }
    if ($Protocol -eq 12) { return 'SSLv2' }
    return 'unknown ' + $Protocol
}

function Invoke-ActionTlsOutbound([hashtable]$Parameters) {
    Assert-RatchetParameters $Parameters @('host', 'port', 'stack') @()
    if ($Parameters.__phase -cne 'VERIFY') { throw 'WRONG-PHASE: looking outward belongs to the phase VERIFY' }
    if (-not (@('schannel', 'dotnet') -ccontains $Parameters.stack)) { throw 'BAD-VALUE: the stack is schannel or dotnet' }
    $result = New-RatchetResult
    $client = New-Object Net.Sockets.TcpClient
    try {
        $client.ReceiveTimeout = 10000
        $client.SendTimeout = 10000
        $client.Connect($Parameters.host, [int]$Parameters.port)
        $tls = New-Object Net.Security.SslStream($client.GetStream(), $false, { $true })
        # TLS 1.2 by number, for CLR 2 has no name for it; what .NET does by default is asked without naming any.
        $named = [Enum]::ToObject([Security.Authentication.SslProtocols], 3072)
        if ($Parameters.stack -ceq 'schannel') { $tls.AuthenticateAsClient($Parameters.host, $null, $named, $false) }
        else { $tls.AuthenticateAsClient($Parameters.host) }
        $result.after = @{ protocol = Get-RatchetProtocolName ([int]$tls.SslProtocol) }
    } catch {
        $result.after = @{ failure = $_.Exception.GetBaseException().GetType().Name }
    } finally {
        $client.Close()
    }
    $result.before = $result.after.Clone()
    return $result
}
$RatchetActions['tls-outbound'] = ${function:Invoke-ActionTlsOutbound}
