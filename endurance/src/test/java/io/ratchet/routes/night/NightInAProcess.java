package io.ratchet.routes.night;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.routes.night.Scenario.Flaw;
import io.ratchet.routes.night.Scenario.Restarts;
import io.ratchet.routes.night.Scenario.Work;
import io.ratchet.routes.support.AtWork;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Hosts in this process, a night over them in another one, which can be killed and started again. */
final class NightInAProcess implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final String database;
    private final Path log;
    private final long away =
            Duration.between(KilledNight.EVENING, Instant.now()).toMillis();
    private final Map<String, NightHost> hosts = new TreeMap<>();
    private final HostWire wire;

    /** @param database the folder of an H2 file, or the URL of a PostgreSQL */
    NightInAProcess(String database, Path log, int hosts) throws IOException {
        this.database = database;
        this.log = log;
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMillis(-away));
        for (int number = 1; number <= hosts; number++) {
            NightHost host = new NightHost(host(number), clock, 100);
            this.hosts.put(host.plan.asset().value(), host);
        }
        this.wire = new HostWire(this.hosts);
    }

    private static Scenario.Host host(int number) {
        Flaw flaw = switch (number % 10) {
            case 3 -> Flaw.FORGETS;
            case 5 -> Flaw.DIES_IN_APPLY;
            case 7 -> Flaw.DENIES;
            default -> Flaw.NONE;
        };
        return new Scenario.Host(
                number,
                Work.values()[number % Work.values().length],
                Restarts.WELL,
                flaw,
                1 + number % 3,
                200,
                null,
                null);
    }

    void approveAll(Store store) {
        Instant before = KilledNight.EVENING.minusSeconds(3600);
        for (NightHost host : hosts.values()) {
            Proposed proposed = new Proposed(new Remediation.Subject(host.id(), host.plan, "HQ", before));
            Approval approval = new Approval("user:alice", before, host.plan.hash(), before.plus(Duration.ofDays(7)));
            store.run(tx -> {
                tx.remediations().propose(proposed);
                tx.remediations().save(proposed.approve(approval), 1);
            });
        }
    }

    /** Returns when it is at work, or has ended. */
    Process start() throws IOException {
        return AtWork.start(KilledNight.class, log, database, Integer.toString(wire.port()), Long.toString(away));
    }

    /** Plays it undisturbed, so that each later start of a night takes less time. */
    void rehearse() throws IOException, InterruptedException {
        AtWork.rehearse(KilledNight.class, log, LONGEST, database, Integer.toString(wire.port()), Long.toString(away));
    }

    /**
     * Waits for the night's end; where it does not come, tells what its threads are at, and what stands in
     * {@code store} once the process is gone.
     */
    void ends(Process process, Supplier<SqlStore> store) throws InterruptedException, IOException {
        if (process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
            return;
        }
        String threads = AtWork.threads(process);
        process.destroyForcibly().waitFor();
        try (SqlStore left = store.get()) {
            throw new AssertionError("The night does not end: " + told(left) + "\nIts threads: " + threads
                    + "\nIts log: " + Files.readString(log));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Where everything stands, for people. */
    private static String told(SqlStore store) throws SQLException {
        StringBuilder told = new StringBuilder();
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String query : List.of(
                    "select state, count(*)::text from remediation group by state",
                    "select task_instance, concat(picked, ' ', picked_by, ' ', last_heartbeat, ' ', execution_time)"
                            + " from scheduled_tasks",
                    "select asset, concat(holder, ' ', beat) from asset_lease"))
                try (ResultSet rows = statement.executeQuery(query)) {
                    while (rows.next())
                        told.append('\n').append(rows.getString(1)).append(": ").append(rows.getString(2));
                }
        }
        for (Versioned<Remediation> each :
                store.transact(tx -> tx.remediations().list()))
            if (!each.remediation().ended()) told.append("\nopen: ").append(each.remediation());
        return told.toString();
    }

    /** Holds every recorded state against the hosts. */
    void isTrue(Store store) {
        List<String> wrong = new ArrayList<>();
        List<Remediation> states = store.transact(tx -> tx.remediations().list()).stream()
                .map(Versioned::remediation)
                .toList();
        assertThat(states).hasSameSizeAs(hosts.values());
        for (Remediation state : states) {
            NightHost host = hosts.get(state.subject().asset().value());
            if (!state.ended()) wrong.add(Invariant.NOTHING_LOST + ": " + state);
            if (state.state() != expected(host.about)) wrong.add(host.about + " ended as " + state);
            Truth.of(host, state, (broken, what) -> wrong.add(broken + ": " + what));
            Truth.countedOf(host, (broken, what) -> wrong.add(broken + ": " + what));
        }
        assertThat(wrong).isEmpty();
    }

    private static State expected(Scenario.Host host) {
        boolean back = host.flaw() == Flaw.DENIES || (host.flaw() == Flaw.FORGETS && host.work() != Work.DOTNET);
        return back ? State.ROLLED_BACK : State.VERIFIED;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
