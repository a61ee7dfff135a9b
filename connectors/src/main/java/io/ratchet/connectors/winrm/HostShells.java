package io.ratchet.connectors.winrm;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.oldtls.OlderTls;
import io.ratchet.connectors.tls.ControlPeer;
import io.ratchet.connectors.tls.ProbeSettings;
import io.ratchet.connectors.tls.TlsProbes;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.PhaseScript;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes host shells. One is enough for a whole process: it is safe for use by many threads and keeps the limits of each
 * host.
 */
public final class HostShells {
    /** Where nothing but TLS 1.2 and newer is spoken. */
    private static final OlderTlsUse NEVER = (host, runId) -> {
        throw new IllegalStateException("nobody allowed a TLS older than 1.2");
    };

    private HostShells() {}

    /**
     * A shell over OverThere's {@code winrm} protocol with Basic authentication. Where {@code settings} name a trust
     * store, its certificates are added to what this whole JVM trusts, because OverThere offers no other way.
     *
     * @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID when the trust store cannot be used
     */
    public static HostShell overthere(
            Credentials credentials, HostShellSettings settings, CredentialCircuit circuit, Clock clock) {
        settings.trustStore().ifPresent(JvmTrust::add);
        var probe = TlsProbes.clientHello(ProbeSettings.defaults(), ControlPeer.none());
        var commands = new OverthereCommands(settings, new Translation(settings, probe));
        return new ScriptShell(credentials, circuit, new HostSlots(settings, clock), commands, Delivery::of, NEVER);
    }

    /**
     * A shell over a WS-Man client of our own, which keeps its connection, seals its messages over plain HTTP and
     * trusts for itself alone.
     *
     * @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID when the trust store or the client certificate
     *     cannot be used
     */
    public static HostShell wsman(
            Credentials credentials,
            HostShellSettings settings,
            Authentication authentication,
            CredentialCircuit circuit,
            Clock clock) {
        var tls = new TlsRefusal(TlsProbes.clientHello(ProbeSettings.defaults(), ControlPeer.none()));
        var slots = new HostSlots(settings, clock);
        Function<PhaseScript, Delivery> delivery = settings.scriptsByInput() ? Delivery::byInput : Delivery::of;
        boolean shows = authentication == Authentication.CERTIFICATE || authentication == Authentication.BASIC;
        if (settings.olderTls().isPresent() && shows)
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "By a TLS older than 1.2 hosts are shown neither a password nor a certificate; use NTLM or Kerberos.");
        if (authentication == Authentication.CERTIFICATE) {
            var identity =
                    new ClientIdentity(settings.certificate().orElseThrow(), credentials, settings.trustStore(), clock);
            var commands =
                    new WsmanCommands(settings, authentication, identity, identity::check, tls, Optional.empty());
            return new ScriptShell(reference -> new Account(reference, ""), circuit, slots, commands, delivery, NEVER);
        }
        Optional<OlderTls> older = settings.olderTls()
                .map(told -> new OlderTls(
                        TlsProbes.toChooseBy(ProbeSettings.defaults()), OwnTrust.judge(settings.trustStore())));
        var commands =
                new WsmanCommands(settings, authentication, OwnTrust.of(settings.trustStore()), () -> {}, tls, older);
        return new ScriptShell(
                credentials,
                circuit,
                slots,
                commands,
                delivery,
                settings.olderTls().orElse(NEVER));
    }
}
