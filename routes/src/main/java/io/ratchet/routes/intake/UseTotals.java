package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.ProtocolFailure;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.Stack;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.ReportRef;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Uses of a log brought together while it is read: a line for each connection becomes a finding for each host, end,
 * version and peer in a day. So many at most stand in memory; then what stands there is handed on.
 */
final class UseTotals implements AutoCloseable {
    private static final int MOST = 20_000;
    /** How many peers are told apart; the uses of others are counted without one. */
    private static final int MOST_PEERS = 5_000;

    private record Key(
            HostRef host,
            Direction direction,
            @Nullable Protocol protocol,
            @Nullable Stack stack,
            @Nullable String peer,
            @Nullable Integer port,
            boolean failed) {}

    private static final class Total {
        private final String record;
        private long count;
        private Instant from;
        private Instant to;

        Total(String record, Instant at) {
            this.record = record;
            this.from = at;
            this.to = at;
        }

        void add(Instant at) {
            count++;
            if (at.isBefore(from)) from = at;
            if (at.isAfter(to)) to = at;
        }
    }

    private final Report report;
    private final ReportRef reference;
    private final String check;
    private final Map<Key, Total> totals = new LinkedHashMap<>();
    private final java.util.Set<String> peers = new java.util.HashSet<>();
    private final Map<String, HostRef> hosts = new LinkedHashMap<>();

    UseTotals(Report report, ReportRef reference, String check) {
        this.report = report;
        this.reference = reference;
        this.check = check;
    }

    /** The same host by the same word is the same reference, so that a long log makes few. */
    HostRef host(String word, java.util.function.Supplier<HostRef> made) {
        HostRef known = hosts.get(word);
        if (known != null) return known;
        HostRef host = made.get();
        if (hosts.size() < MOST) hosts.put(word, host);
        return host;
    }

    void use(
            String record,
            HostRef host,
            Direction direction,
            Protocol protocol,
            @Nullable Stack stack,
            @Nullable String peer,
            @Nullable Integer port,
            Instant at) {
        add(record, new Key(host, direction, protocol, stack, known(peer), port, false), at);
    }

    void failure(
            String record,
            HostRef host,
            Direction direction,
            @Nullable Protocol protocol,
            @Nullable Stack stack,
            @Nullable String peer,
            Instant at) {
        add(record, new Key(host, direction, protocol, stack, known(peer), null, true), at);
    }

    /** Both ends of one connection: one record, two findings. */
    void pair(
            String record,
            HostRef client,
            HostRef server,
            Protocol protocol,
            String askedFor,
            String from,
            int port,
            Instant at) {
        Key outbound = new Key(client, Direction.OUTBOUND, protocol, null, known(askedFor), port, false);
        Key inbound = new Key(server, Direction.INBOUND, protocol, null, known(from), port, false);
        report.checkTimes(finding(outbound, new Total(record, at)));
        put(record, outbound, at);
        put(record, inbound, at);
        report.counted();
    }

    private @Nullable String known(@Nullable String peer) {
        if (peer == null || peers.contains(peer)) return peer;
        if (peers.size() >= MOST_PEERS) return null;
        peers.add(peer);
        return peer;
    }

    private void add(String record, Key key, Instant at) {
        report.checkTimes(finding(key, new Total(record, at)));
        put(record, key, at);
        report.counted();
    }

    private void put(String record, Key key, Instant at) {
        Total total = totals.get(key);
        if (total != null && Duration.between(total.from, at).abs().compareTo(Duration.ofDays(1)) > 0) {
            emit(key, total);
            totals.remove(key);
            total = null;
        }
        if (total == null) {
            if (totals.size() >= MOST) close();
            total = new Total(record, at);
            totals.put(key, total);
        }
        total.add(at);
    }

    private Finding finding(Key key, Total total) {
        long count = Math.max(1, total.count);
        Observation seen;
        if (key.failed())
            seen = new ProtocolFailure(key.direction(), key.stack(), key.protocol(), null, key.peer(), count);
        else
            seen = new ProtocolUse(
                    key.direction(),
                    java.util.Objects.requireNonNull(key.protocol()),
                    key.stack(),
                    key.peer(),
                    key.port(),
                    count,
                    total.from,
                    total.to,
                    false);
        return new Finding(reference, total.record, total.to, key.host(), seen, new Evidence(check, null));
    }

    private void emit(Key key, Total total) {
        report.total(finding(key, total));
    }

    @Override
    public void close() {
        totals.forEach(this::emit);
        totals.clear();
    }
}
