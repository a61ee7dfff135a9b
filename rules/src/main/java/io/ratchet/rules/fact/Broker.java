package io.ratchet.rules.fact;

import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Version;

/** Whether a Remote Desktop Connection Broker is bound to TLS 1.0 (statement 77). */
final class Broker {
    private static final Version SERVER_2019 = new Version(10, 0, 17763, 0);

    private Broker() {}

    /** Unless Windows is Server 2019 or newer, or the internal database is known to be absent. */
    static boolean bound(Host host) {
        Version windows = host.windows().version();
        if (windows != null && windows.atLeast(SERVER_2019)) return false;
        return host.belief()
                .all(Observation.Service.class)
                .noneMatch(service -> service.name().matches("(?i)MSSQL\\$MICROSOFT##(WID|SSEE)")
                        && service.state().equals("absent"));
    }
}
