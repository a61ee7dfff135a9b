package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions that still stand: not past their end, not cleared (statement 112), and inherited by every host that
 * shares the component they are on (statement 113).
 */
final class ExceptionRegister {
    private static final List<String> SHARED = List.of("pool", "farm", "dag");

    private final EstateView estate;
    private final List<Host> hosts;
    private final Instant at;

    ExceptionRegister(EstateView estate, List<Host> hosts, Instant at) {
        this.estate = estate;
        this.hosts = hosts;
        this.at = at;
    }

    /** The assets whose exceptions keep this host from the goal. */
    List<AssetId> on(Host host, Goal goal) {
        return reaching(host, goal)
                .filter(entry -> !ended(entry))
                .map(entry -> new AssetId(entry.asset()))
                .toList();
    }

    /** Whether an exception kept this host once and holds it no more, so that everything about it is decided anew. */
    boolean reopened(Host host, Goal goal) {
        return on(host, goal).isEmpty() && reaching(host, goal).findAny().isPresent();
    }

    private Stream<Organisation.ExceptionEntry> reaching(Host host, Goal goal) {
        return estate.organisation().exceptions().stream()
                .filter(entry -> entry.goal() == goal)
                .filter(entry ->
                        entry.asset().equalsIgnoreCase(host.id()) || (goal == Goal.ONLY && inherits(host, of(entry))));
    }

    private boolean ended(Organisation.ExceptionEntry entry) {
        LocalDate today = at.atZone(ZoneOffset.UTC).toLocalDate();
        return entry.until().isBefore(today) || released(entry.clearedBy()) || saidToBeCleared(entry);
    }

    /** The clearing event is a vendor's release that the catalogue knows and that has come. */
    private boolean released(String clearedBy) {
        if (hosts.isEmpty()) return false;
        String event = clearedBy.toLowerCase(Locale.ROOT);
        return hosts.get(0).catalogue().rows().stream()
                .anyMatch(row -> (event.contains(row.id()) && came(newest(row)))
                        || (names(event, row.floor()) && came(row.floor()))
                        || (names(event, row.disableFloor()) && came(row.disableFloor())));
    }

    private static @Nullable Floor newest(Row row) {
        return row.disableFloor() == null ? row.floor() : row.disableFloor();
    }

    private boolean came(@Nullable Floor floor) {
        return floor != null && floor.released() != null && floor.releasedAt(at);
    }

    private static boolean names(String event, @Nullable Floor floor) {
        return floor != null
                && floor.released() != null
                && event.contains(floor.build().replaceFirst("^10\\.0\\.", ""));
    }

    private boolean saidToBeCleared(Organisation.ExceptionEntry entry) {
        Host excepted = of(entry);
        return excepted != null && (estate.proven(excepted, "R111") || estate.proven(excepted, "R112"));
    }

    private @Nullable Host of(Organisation.ExceptionEntry entry) {
        return estate.host(entry.asset());
    }

    private boolean inherits(Host host, @Nullable Host excepted) {
        if (excepted == null || excepted.id().equals(host.id())) return false;
        if (SHARED.stream().anyMatch(kind -> !Collections.disjoint(host.memberships(kind), excepted.memberships(kind))))
            return true;
        if (excepted.is("skype-server") && !excepted.isEdge()) return skype(host, excepted);
        return federation(host)
                && federation(excepted)
                && (host.memberships("farm").isEmpty()
                        || excepted.memberships("farm").isEmpty());
    }

    /** The Edge and the proxy before a pool; and its own servers, also where nobody told the pool. */
    private boolean skype(Host host, Host excepted) {
        boolean before = host.isEdge() || host.is("reverse-proxy");
        boolean beside = host.is("skype-server")
                && (host.pools().isEmpty() || excepted.pools().isEmpty());
        return (before || beside) && estate.serves(host, excepted);
    }

    private static boolean federation(Host host) {
        return host.is("adfs") || host.is("wap");
    }
}
