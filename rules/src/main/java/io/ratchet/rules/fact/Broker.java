package io.ratchet.rules.fact;

import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Version;
import java.util.regex.Pattern;

/** Whether a Remote Desktop Connection Broker is bound to TLS 1.0 (statement 77). */
final class Broker {
    private static final Version FREE = Known.version("broker-is-free");

    private static final Pattern INTERNAL_DATABASE = Known.pattern("internal-database");

    private Broker() {}

    /** Unless Windows is Server 2019 or newer, or the internal database is known to be absent. */
    static boolean bound(Host host) {
        Version windows = host.windows().least();
        if (windows != null && windows.atLeast(FREE)) return false;
        return !host.belief().service(INTERNAL_DATABASE, state -> state.equals("absent"));
    }
}
