package io.ratchet.lab.machine;

import io.ratchet.domain.finding.Protocol;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which protocols Schannel speaks, by the registry and the operating system's defaults ({@code domain/knowledge.md} 2.1
 * and 2.6) and FIPS mode. Of SSL 2.0 a listener of the lab speaks no more than its first word.
 */
final class Schannel {
    private static final String PROTOCOLS =
            "SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";
    private static final Set<Protocol> KNOWN = EnumSet.allOf(Protocol.class);

    private final HostState.OperatingSystem os;
    private final Registry registry;
    private final Set<String> updates;

    Schannel(HostState.OperatingSystem os, Registry registry, Set<String> updates) {
        this.os = os;
        this.registry = registry;
        this.updates = updates;
    }

    /** What a listener that leaves the choice to Schannel accepts. */
    List<String> server() {
        var accepted = new ArrayList<String>();
        for (Protocol protocol : KNOWN) if (accepts(protocol)) accepted.add(protocol.wire());
        return accepted;
    }

    /** What an outgoing connection may name: a caller who names a protocol is stopped by {@code Enabled} only. */
    List<String> client() {
        var named = new ArrayList<String>();
        for (Protocol protocol : EnumSet.range(Protocol.SSL_3, Protocol.TLS_1_2))
            if (number(protocol, "Client", "Enabled").orElse(1L) != 0) named.add(protocol.wire());
        return named;
    }

    /** What a .NET program offers that names nothing. */
    List<String> dotnet() {
        String runtime = Character.digit(
                                os.powershell().isEmpty()
                                        ? '2'
                                        : os.powershell().charAt(0),
                                10)
                        >= 3
                ? "v4.0.30319"
                : "v2.0.50727";
        boolean strong = dword("SOFTWARE\\Microsoft\\.NETFramework\\" + runtime, "SchUseStrongCrypto")
                        .orElse(0L)
                == 1;
        return client().stream()
                .filter(each -> strong || each.equals(Protocol.SSL_3.wire()) || each.equals(Protocol.TLS_1_0.wire()))
                .toList();
    }

    private boolean accepts(Protocol protocol) {
        if (!exists(protocol) || (fips() && (protocol == Protocol.SSL_2 || protocol == Protocol.SSL_3))) return false;
        var enabled = number(protocol, "Server", "Enabled");
        var offByDefault = number(protocol, "Server", "DisabledByDefault");
        if (enabled.isPresent() && enabled.get() == 0) return false;
        return offByDefault.map(off -> off == 0).orElse(onByDefault(protocol));
    }

    /** Where only approved algorithms may be used, Schannel speaks no SSL. */
    private boolean fips() {
        return dword("SYSTEM\\CurrentControlSet\\Control\\Lsa\\FipsAlgorithmPolicy", "Enabled")
                        .orElse(0L)
                != 0;
    }

    private boolean exists(Protocol protocol) {
        return switch (protocol) {
            case TLS_1_3 -> os.build() >= 20348;
            case TLS_1_2, TLS_1_1 -> os.release() >= 601 || capable2008();
            case SSL_2 -> os.build() < 14393;
            default -> true;
        };
    }

    /** KB4019276 brings TLS 1.1 and 1.2 to Windows Server 2008 SP2. */
    private boolean capable2008() {
        return os.release() == 600 && os.servicePack() >= 2 && updates.contains("KB4019276");
    }

    private boolean onByDefault(Protocol protocol) {
        return switch (protocol) {
            case SSL_3 -> os.build() < 14393;
            case TLS_1_0 -> os.build() < 26100;
            case TLS_1_1 -> os.release() >= 602 && os.build() < 26100;
            case TLS_1_2 -> os.release() >= 602;
            case TLS_1_3 -> true;
            case SSL_2 -> os.release() <= 601;
        };
    }

    private Optional<Long> number(Protocol protocol, String side, String name) {
        String folder = protocol.wire().startsWith("SSLv")
                ? protocol.wire().replace("SSLv", "SSL ") + ".0"
                : protocol.wire().replace("TLSv", "TLS ");
        return dword(PROTOCOLS + folder + "\\" + side, name);
    }

    /** A value of another type than DWORD is inert. */
    private Optional<Long> dword(String path, String name) {
        return registry.value(path, name)
                .filter(value -> value.kind() == RegistryValue.Kind.DWORD)
                .map(value -> (Long) value.data());
    }
}
