package io.ratchet.routes.night;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.routes.night.Scenario.Flaw;
import io.ratchet.routes.night.Scenario.Restarts;
import io.ratchet.routes.night.Scenario.Work;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.sql.SqlStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights over fifty hosts, whose process is killed by SIGKILL at random moments and started again on what it left. The
 * moments follow from the seed; where in its work the process then is does not.
 */
class KilledNightTest {
    private static final int HOSTS = 50;
    private static final int LONGEST_LIFE_MILLIS = 500;
    private static final Duration LONGEST_NIGHT = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("ratchet.seed", 1L));

    @Test
    void killedAtAFewMomentsItLosesNothingAndChangesNothingTwice() throws Exception {
        killed(20);
    }

    @Test
    @Tag("slow")
    void killedAtTwoHundredMomentsItLosesNothingAndChangesNothingTwice() throws Exception {
        killed(200);
    }

    private void killed(int times) throws Exception {
        int left = times;
        int nights = 0;
        while (left > 0) left -= oneNight(folder.resolve("night-" + ++nights), left);
        System.out.println("killed " + times + " times in " + nights + " nights of " + HOSTS + " hosts");
    }

    /** Kills as often as allowed, or until the night ends before; returns how often. */
    private int oneNight(Path data, int most) throws Exception {
        long away = Duration.between(KilledNight.EVENING, Instant.now()).toMillis();
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMillis(-away));
        Map<String, NightHost> hosts = new TreeMap<>();
        for (int number = 1; number <= HOSTS; number++) {
            NightHost host = new NightHost(host(number), clock, 100);
            hosts.put(host.plan.asset().value(), host);
        }
        approved(data, hosts);
        int kills = 0;
        try (HostWire wire = new HostWire(hosts)) {
            while (kills < most) {
                Process process = start(data, wire.port(), away);
                if (!process.waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    kills++;
                }
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                if (process.exitValue() == 0) break;
            }
            Process last = start(data, wire.port(), away);
            assertThat(last.waitFor(LONGEST_NIGHT.toSeconds(), TimeUnit.SECONDS))
                    .as("the night ends: %s", standing(data, last))
                    .isTrue();
        }
        isTrue(data, hosts);
        return kills;
    }

    private static Map<State, Integer> standing(Path data, Process last) throws IOException {
        if (!last.isAlive()) return Map.of();
        last.destroyForcibly();
        try (SqlStore store = SqlStore.h2(data)) {
            Map<State, Integer> standing = new EnumMap<>(State.class);
            store.transact(tx -> tx.remediations().list())
                    .forEach(seen -> standing.merge(seen.remediation().state(), 1, Integer::sum));
            return standing;
        }
    }

    private static Scenario.Host host(int number) {
        Flaw flaw = switch (number % 10) {
            case 3 -> Flaw.FORGETS;
            case 5 -> Flaw.DIES_IN_APPLY;
            case 7 -> Flaw.DENIES;
            default -> Flaw.NONE;
        };
        return new Scenario.Host(
                number, Work.values()[number % Work.values().length], Restarts.WELL, flaw, 1 + number % 3, 200);
    }

    private static void approved(Path data, Map<String, NightHost> hosts) throws IOException {
        Files.createDirectories(data);
        try (SqlStore store = SqlStore.h2(data)) {
            for (NightHost host : hosts.values()) {
                Instant before = KilledNight.EVENING.minusSeconds(3600);
                Proposed proposed = new Proposed(new Remediation.Subject(host.id(), host.plan, "HQ", before));
                Approval approval =
                        new Approval("user:alice", before, host.plan.hash(), before.plus(Duration.ofDays(7)));
                store.run(tx -> {
                    tx.remediations().propose(proposed);
                    tx.remediations().save(proposed.approve(approval), 1);
                });
            }
        }
    }

    /** Returns when it is at work, or has ended. */
    private static Process start(Path data, int port, long away) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledNight.class.getName(),
                        data.toString(),
                        Integer.toString(port),
                        Long.toString(away))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        data.resolveSibling(data.getFileName() + ".err").toFile()))
                .start();
        String first =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(first)
                .as(Files.readString(data.resolveSibling(data.getFileName() + ".err")))
                .isEqualTo("at work");
        return process;
    }

    private static void isTrue(Path data, Map<String, NightHost> hosts) {
        List<String> wrong = new ArrayList<>();
        try (SqlStore store = SqlStore.h2(data)) {
            List<Remediation> states = store.transact(tx -> tx.remediations().list()).stream()
                    .map(Versioned::remediation)
                    .toList();
            assertThat(states).hasSize(HOSTS);
            for (Remediation state : states) {
                NightHost host = hosts.get(state.subject().asset().value());
                if (!state.ended()) wrong.add(Invariant.NOTHING_LOST + ": " + state);
                State expected = host.about.flaw() == Flaw.FORGETS && host.about.work() != Work.DOTNET
                                || host.about.flaw() == Flaw.DENIES
                        ? State.ROLLED_BACK
                        : State.VERIFIED;
                if (state.state() != expected) wrong.add(host.about + " ended as " + state);
                Truth.of(host, state, (broken, what) -> wrong.add(broken + ": " + what));
                Truth.countedOf(host, (broken, what) -> wrong.add(broken + ": " + what));
            }
        }
        assertThat(wrong).isEmpty();
    }
}
