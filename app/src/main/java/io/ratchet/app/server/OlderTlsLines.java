package io.ratchet.app.server;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.winrm.OlderTlsUse;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.store.Store;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A line of the audit log for each run that talks to its host by a TLS older than 1.2. It stands there before the first
 * byte is sent; where it cannot be written, nothing is sent. A server that was started anew in the middle of a run
 * writes another one.
 */
final class OlderTlsLines implements OlderTlsUse {
    /** More runs than can be under way at once. */
    private static final int REMEMBERED = 10_000;

    private record Use(String host, int port, String runId) {}

    private final Store store;
    private final Clock clock;
    private final Set<Use> written = new LinkedHashSet<>();

    OlderTlsLines(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** In turn: two shells of one run at once are one line all the same. */
    @Override
    public synchronized void begins(HostAddress host, String runId) {
        Use use = new Use(host.host(), host.port(), runId);
        if (written.contains(use)) return;
        store.run(tx -> tx.audit()
                .append(AuditEvents.olderTlsUsed(
                        clock.instant(), host.asset(), runId, host.host(), host.port(), host.profile())));
        written.add(use);
        if (written.size() > REMEMBERED) written.remove(written.iterator().next());
    }
}
