package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Protocol;
import java.time.Instant;

/**
 * A connection as a sensor in the network saw it: the client used the version outbound, the server inbound.
 *
 * @param name by which the client asked for the server; empty when it did not
 */
record Flow(String client, String server, int port, String name) {
    static Flow of(String client, String server, String port, String name) {
        if (!HostNames.isAddress(client) || !HostNames.isAddress(server))
            throw RoleCells.bad("The record names no two addresses: '" + Excerpt.of(client, 60) + "', '"
                    + Excerpt.of(server, 60) + "'.");
        if (HostNames.ownOnly(client) || HostNames.ownOnly(server))
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST,
                    "'" + Excerpt.of(HostNames.ownOnly(client) ? client : server, 60)
                            + "' is an address that every machine has for itself, and names none.");
        return new Flow(client, server, ListenerOffers.of(port, "tcp").port(), name);
    }

    void use(String record, Protocol protocol, Instant at, UseTotals totals, Report report) {
        HostRef from = totals.host(client, () -> ListenerHost.named(client, client, report));
        HostRef to = totals.host(server, () -> ListenerHost.named(server, server, report));
        String peer = HostNames.full(name).orElse(server);
        totals.pair(record, from, to, protocol, peer, client, port, at);
    }
}
