package io.ratchet.routes.night;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.execute.HostLeases;
import io.ratchet.routes.execute.HostRun;
import io.ratchet.routes.execute.Permit;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.routes.execute.WindowCalendar;
import io.ratchet.routes.support.AtWork;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.OrganisationFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The night as a server wires it, in a process of its own, to be killed: db-scheduler on an H2 file, everything a
 * thousand times as fast. Says "at work" once it takes turns, and ends when nothing is left to do.
 */
public final class KilledNight {
    private static final Duration LEASE = Duration.ofSeconds(2);

    private KilledNight() {}

    /**
     * @param arguments the store's folder or the URL of a PostgreSQL, the port of the hosts, and how far 2018 is away
     *     in milliseconds
     */
    public static void main(String[] arguments) {
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMillis(-Long.parseLong(arguments[2])));
        Organisation organisation = OrganisationFile.read("organisation.yaml", """
                organisation: Contoso
                sites: [{name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}]
                caps: {total: 1000, site: 1000, subnet: 1000, pool: 1000, night: 1000, wave: 1000}
                breaker: {inARow: 200, percent: 100, of: 200}
                """);
        SqlStore store = AtWork.store(arguments[0]);
        WindowCalendar windows = new WindowCalendar(() -> organisation);
        HostLeases leases = new HostLeases(store, () -> UUID.randomUUID().toString(), System::nanoTime, LEASE);
        HostRun run = new HostRun(
                store,
                HostWire.to(Integer.parseInt(arguments[1])),
                new ByName(),
                new Witnesses((host, port, sni, opening) -> Map.of(), new ByName(), asset -> Optional.empty()),
                windows,
                new Permit(store, windows, () -> organisation, turns(store, windows, organisation), clock),
                leases,
                (asset, goal, judged) -> {
                    throw new AssertionError("a plan of one leg was planned anew");
                },
                PlaybookCatalogue::shipped,
                clock,
                () -> UUID.randomUUID().toString(),
                settings());
        io.ratchet.routes.execute.Night night = new io.ratchet.routes.execute.Night(
                store.dataSource(),
                store,
                run,
                leases,
                LEASE,
                clock,
                new io.ratchet.routes.execute.Night.Settings(
                        4, Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(100)));
        night.start();
        System.out.println("at work");
        while (somethingIsOpen(store)) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        night.close();
        store.close();
        System.out.println("done");
    }

    /** Quick, but never tired: how long it takes to start processes again and again is the machine's affair. */
    private static RunSettings settings() {
        return new RunSettings(
                10_000,
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                5,
                Duration.ofMillis(20),
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                Duration.ofHours(1),
                Duration.ofMinutes(20),
                Duration.ofMinutes(5),
                LEASE);
    }

    /** All hosts at once, and whoever must wait asks again soon. */
    private static Turns turns(SqlStore store, WindowCalendar windows, Organisation organisation) {
        return new Turns(store, () -> organisation, windows::next, asset -> Optional.empty(), Duration.ofMillis(200));
    }

    private static boolean somethingIsOpen(SqlStore store) {
        try {
            return open(store);
        } catch (FailureException away) {
            return true;
        }
    }

    private static boolean open(SqlStore store) {
        return store.<Boolean>transact(tx -> tx.remediations().standing().stream()
                .anyMatch(standing -> !Remediation.State.ofWire(standing.state())
                        .orElseThrow()
                        .ended()));
    }

    static final class ByName implements HostDirectory {
        @Override
        public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
            return new HostAddress(asset.value(), 5985, false, "env:NOBODY");
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            return new Listener(asset.value(), port, "");
        }
    }

    /** The evening on which the nights begin. */
    static final Instant EVENING = Instant.parse("2018-09-20T20:00:01Z");
}
