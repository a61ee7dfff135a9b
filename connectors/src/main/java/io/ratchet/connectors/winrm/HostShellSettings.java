package io.ratchet.connectors.winrm;

import io.ratchet.connectors.HostAddress;
import io.ratchet.domain.Checks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * How a host shell behaves. Start from {@link #defaults()} and change what differs.
 *
 * @param connectTimeout how long opening a connection may take
 * @param operationTimeout the WS-Man operation time: a host that prints nothing for longer ends the command; hosts
 *     allow at most 60 s unless configured otherwise
 * @param outputLimit the most bytes of output and of error output that are kept of one command
 * @param shellsPerHost how many scripts may run at once on a host
 * @param shellQuota how many shells an account may have open on a host before it refuses more; those we had to leave
 *     behind count
 * @param leftShellLife after how long a host closes a shell that we had to leave behind
 * @param slotPatience how long a script waits for its turn on a busy host before it is given back
 * @param plainHttp whether Basic authentication may go over plain HTTP, where everybody on the way can read the
 *     password
 * @param trustStore certificates to trust besides those of the JVM, for HTTPS; trusted by the whole JVM
 * @param certificate by which hosts know us, in place of an account
 * @param scriptsByInput whether a script that is too long for a line is read by its command, in place of several
 *     commands that put a file together
 * @param olderTls told of it when a host is talked to by TLS 1.0 or 1.1; empty: none is
 */
public record HostShellSettings(
        Duration connectTimeout,
        Duration operationTimeout,
        int outputLimit,
        ToIntFunction<HostAddress> shellsPerHost,
        int shellQuota,
        Duration leftShellLife,
        Duration slotPatience,
        boolean plainHttp,
        Optional<TrustStore> trustStore,
        Optional<KeyFile> certificate,
        boolean scriptsByInput,
        Optional<OlderTlsUse> olderTls) {

    /** A file of trusted certificates, PKCS#12 or JKS, and the password that guards its integrity. */
    public record TrustStore(Path file, String password) {
        @Override
        public String toString() {
            return "TrustStore[file=" + file + "]";
        }
    }

    /**
     * A file of a certificate and its key, PEM or PKCS#12.
     *
     * @param credential reference of the account whose password opens it; empty where it has none
     */
    public record KeyFile(Path file, String credential) {}

    public HostShellSettings {
        Checks.that(connectTimeout.toMillis() > 0, "the connect timeout is at least a millisecond");
        Checks.that(operationTimeout.toMillis() >= 500, "the operation timeout is at least half a second");
        Checks.that(outputLimit > 0, "the output limit is at least one byte");
        Checks.that(shellQuota > 0, "the shell quota is at least one");
        Checks.that(!leftShellLife.isNegative(), "the life of a left shell is not negative");
        Checks.that(!slotPatience.isNegative(), "the patience for a slot is not negative");
    }

    /** As many shells as the host allows, 4 MiB, HTTPS only, the JVM's own trust. */
    public static HostShellSettings defaults() {
        return new HostShellSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                4 * 1024 * 1024,
                HostAddress::atOnce,
                5,
                Duration.ofMinutes(3),
                Duration.ofSeconds(30),
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    public HostShellSettings withTimeouts(Duration connect, Duration operation) {
        return with(draft -> {
            draft.connectTimeout = connect;
            draft.operationTimeout = operation;
        });
    }

    public HostShellSettings withOutputLimit(int bytes) {
        return with(draft -> draft.outputLimit = bytes);
    }

    public HostShellSettings withShellsPerHost(ToIntFunction<HostAddress> shells) {
        return with(draft -> draft.shellsPerHost = shells);
    }

    public HostShellSettings withQuota(int quota, Duration life) {
        return with(draft -> {
            draft.shellQuota = quota;
            draft.leftShellLife = life;
        });
    }

    public HostShellSettings withSlotPatience(Duration patience) {
        return with(draft -> draft.slotPatience = patience);
    }

    /** Allows passwords to cross the network in clear: for a lab or a tunnel only. */
    public HostShellSettings allowingPlainHttp() {
        return with(draft -> draft.plainHttp = true);
    }

    public HostShellSettings trusting(Path store, String password) {
        return with(draft -> draft.trustStore = Optional.of(new TrustStore(store, password)));
    }

    public HostShellSettings showing(KeyFile shown) {
        return with(draft -> draft.certificate = Optional.of(shown));
    }

    /** For hosts whose WinRM is known to take input. */
    public HostShellSettings sendingScriptsByInput() {
        return with(draft -> draft.scriptsByInput = true);
    }

    /** For hosts that speak no newer TLS, over a process of its own; each use is told before it begins. */
    public HostShellSettings allowingOlderTls(OlderTlsUse told) {
        return with(draft -> draft.olderTls = Optional.of(told));
    }

    private HostShellSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settled();
    }

    /** The same settings while one of them is changed. */
    private static final class Draft {
        private Duration connectTimeout;
        private Duration operationTimeout;
        private int outputLimit;
        private ToIntFunction<HostAddress> shellsPerHost;
        private int shellQuota;
        private Duration leftShellLife;
        private Duration slotPatience;
        private boolean plainHttp;
        private Optional<TrustStore> trustStore;
        private Optional<KeyFile> certificate;
        private boolean scriptsByInput;
        private Optional<OlderTlsUse> olderTls;

        Draft(HostShellSettings from) {
            connectTimeout = from.connectTimeout;
            operationTimeout = from.operationTimeout;
            outputLimit = from.outputLimit;
            shellsPerHost = from.shellsPerHost;
            shellQuota = from.shellQuota;
            leftShellLife = from.leftShellLife;
            slotPatience = from.slotPatience;
            plainHttp = from.plainHttp;
            trustStore = from.trustStore;
            certificate = from.certificate;
            scriptsByInput = from.scriptsByInput;
            olderTls = from.olderTls;
        }

        HostShellSettings settled() {
            return new HostShellSettings(
                    connectTimeout,
                    operationTimeout,
                    outputLimit,
                    shellsPerHost,
                    shellQuota,
                    leftShellLife,
                    slotPatience,
                    plainHttp,
                    trustStore,
                    certificate,
                    scriptsByInput,
                    olderTls);
        }
    }

    /** A little longer than the operation time, so that the host's own answer comes first. */
    Duration socketTimeout() {
        return operationTimeout.plusSeconds(15);
    }
}
