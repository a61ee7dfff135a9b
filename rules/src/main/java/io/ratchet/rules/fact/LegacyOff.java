package io.ratchet.rules.fact;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What refuses SSL 2.0 to TLS 1.1 on a host, and what is still to be written (§2.2 and statement 103). An absent value
 * is never enough: Windows has them on by default.
 *
 * @param server the values of the listening side that are not so yet
 * @param client those of the calling side
 * @param winhttp the values of WinHTTP that still name something older
 */
record LegacyOff(List<Change> server, List<Change> client, List<Change> winhttp) {
    private static final List<String> PROTOCOLS = List.of("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1");

    static LegacyOff on(Host host) {
        return new LegacyOff(role(host, "Server"), role(host, "Client"), winHttp(host));
    }

    boolean done() {
        return server.isEmpty() && client.isEmpty() && winhttp.isEmpty();
    }

    private static List<Change> role(Host host, String role) {
        List<Change> changes = new ArrayList<>();
        boolean open = false;
        for (String protocol : PROTOCOLS) {
            String key = Keys.schannel(protocol, role);
            RegistryData enabled = told(host, key, "Enabled");
            // A value of another type is inert (statement 11).
            Long on = dword(enabled);
            if (on != null && on == 0) continue;
            if (!protocol.equals("SSL 2.0") || !gone(host, enabled)) open = true;
            changes.add(new Change.Registry(key, "Enabled", enabled, RegistryData.dword(0)));
            RegistryData byDefault = told(host, key, "DisabledByDefault");
            Long off = dword(byDefault);
            if (off == null || off == 0)
                changes.add(new Change.Registry(key, "DisabledByDefault", byDefault, RegistryData.dword(1)));
        }
        return open ? changes : List.of();
    }

    /** SSL 2.0 is off or removed from Windows 8 and Server 2012 on (table 2.6). */
    private static boolean gone(Host host, @Nullable RegistryData enabled) {
        Version windows = host.windows().version();
        boolean newer = windows != null && windows.atLeast(new Version(6, 2, 0, 0));
        Long on = dword(enabled);
        return newer && (on == null || on == 0);
    }

    private static @Nullable Long dword(@Nullable RegistryData data) {
        return data == null ? null : data.asDword();
    }

    private static List<Change> winHttp(Host host) {
        List<Change> changes = new ArrayList<>();
        boolean asked = host.release() != null && host.release().winhttp() != null;
        for (String key : WinHttpValue.views(host)) {
            RegistryData before = told(host, key, Keys.SECURE_PROTOCOLS);
            Long mask = dword(before);
            if (!asked && mask == null) continue;
            // A mask that names TLS 1.2 and nothing older is right as it stands, whatever newer it names; what is
            // written is §2.3's, and no more.
            if (mask != null && (mask & ~WinHttpValue.TLS_1_3) == WinHttpValue.TLS_1_2) continue;
            changes.add(
                    new Change.Registry(key, Keys.SECURE_PROTOCOLS, before, RegistryData.dword(WinHttpValue.TLS_1_2)));
        }
        return changes;
    }

    private static @Nullable RegistryData told(Host host, String key, String name) {
        return host.belief()
                .registry(key, name)
                .believed()
                .map(Observation.RegistryValue::data)
                .orElse(null);
    }
}
