package io.ratchet.connectors.tls;

import io.ratchet.connectors.TlsProbe;

/** Makes the probe and its built-in control. */
public final class TlsProbes {
    private TlsProbes() {}

    /**
     * A probe that writes its own ClientHello, for SSL 2.0 to TLS 1.3. Safe for use by many threads; the proofs against
     * {@code control} are made on first need and kept for as long as the probe.
     */
    public static TlsProbe clientHello(ProbeSettings settings, ControlPeer control) {
        var exchange = new Exchange(settings);
        return new ClientHelloProbe(exchange, new ProbeControl(exchange, control)::proves);
    }

    /**
     * A probe that takes it for granted that it can speak every version. It is good for the choice of how to talk to a
     * host and no evidence: what it says is no finding.
     */
    public static TlsProbe toChooseBy(ProbeSettings settings) {
        return new ClientHelloProbe(new Exchange(settings), version -> true);
    }

    /**
     * Starts a listener on the loopback address that answers every version from SSL 2.0 to TLS 1.3; it carries no data.
     */
    public static ControlPeer loopbackControl() {
        return LoopbackControl.start();
    }
}
