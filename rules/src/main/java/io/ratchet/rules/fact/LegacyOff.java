package io.ratchet.rules.fact;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
    private static final List<String> PROTOCOLS = Known.names("protocols-refused");
    private static final Version SSL_2_IS_GONE = Known.version("ssl2-is-gone");

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
            RegistryData enabled = told(host, key, "Enabled", LegacyOff::off);
            // A value of another type is inert (statement 11).
            if (off(enabled)) continue;
            if (!protocol.equals("SSL 2.0") || !gone(host, enabled)) open = true;
            changes.add(new Change.Registry(key, "Enabled", enabled, RegistryData.dword(0)));
            RegistryData byDefault = told(host, key, "DisabledByDefault", LegacyOff::on);
            if (!on(byDefault))
                changes.add(new Change.Registry(key, "DisabledByDefault", byDefault, RegistryData.dword(1)));
        }
        return open ? changes : List.of();
    }

    /** SSL 2.0 is off or removed from Windows 8 and Server 2012 on (table 2.6). */
    private static boolean gone(Host host, @Nullable RegistryData enabled) {
        Version windows = host.windows().least();
        boolean newer = windows != null && windows.atLeast(SSL_2_IS_GONE);
        return newer && !on(enabled);
    }

    private static boolean off(@Nullable RegistryData data) {
        Long number = dword(data);
        return number != null && number == 0;
    }

    private static boolean on(@Nullable RegistryData data) {
        Long number = dword(data);
        return number != null && number != 0;
    }

    private static boolean refuses(@Nullable RegistryData data) {
        Long mask = dword(data);
        return mask != null && (mask & ~WinHttpValue.TLS_1_3) == WinHttpValue.TLS_1_2;
    }

    private static @Nullable Long dword(@Nullable RegistryData data) {
        return data == null ? null : data.asDword();
    }

    private static List<Change> winHttp(Host host) {
        List<Change> changes = new ArrayList<>();
        boolean asked = host.release() != null && host.release().winhttp() != null;
        for (String key : WinHttpValue.views(host)) {
            RegistryData before = told(host, key, Keys.SECURE_PROTOCOLS, LegacyOff::refuses);
            if (!asked && dword(before) == null) continue;
            // A mask that names TLS 1.2 and nothing older is right as it stands, whatever newer it names; what is
            // written is §2.3's, and no more.
            if (refuses(before)) continue;
            changes.add(
                    new Change.Registry(key, Keys.SECURE_PROTOCOLS, before, RegistryData.dword(WinHttpValue.TLS_1_2)));
        }
        return changes;
    }

    private static @Nullable RegistryData told(Host host, String key, String name, Predicate<RegistryData> good) {
        return host.belief()
                .registry(key, name, good)
                .believed()
                .map(Observation.RegistryValue::data)
                .orElse(null);
    }
}
