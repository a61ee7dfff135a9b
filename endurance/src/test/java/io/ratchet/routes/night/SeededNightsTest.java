package io.ratchet.routes.night;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nights drawn from seeds. {@code -Dratchet.seed=N} draws other ones; {@code -Dratchet.night=N} plays one, whose seed a
 * failure tells.
 */
class SeededNightsTest {
    private static final long FIRST = Long.getLong("ratchet.seed", 1L) * 1_000_000;
    private static final @Nullable Long ONE = Long.getLong("ratchet.night");
    private static final int NIGHTS = Integer.getInteger("ratchet.nights", 100);
    /** Fifty in the long run; six here, so that all of it takes seconds. */
    private static final int HOSTS = Integer.getInteger("ratchet.hosts", 6);

    private static final boolean SHRINKS = Boolean.parseBoolean(System.getProperty("ratchet.shrink", "true"));
    /** So many of the last lines of a night's journal are shown. */
    private static final int TOLD = 60;

    @Test
    void whatMustHoldOfANightHoldsOfEach() {
        if (ONE == null) hold(NIGHTS, HOSTS);
        else
            try (NightStore store = new NightStore()) {
                hold(store, ONE, HOSTS);
            }
    }

    /** Two nights at once, each in one thread. */
    @Test
    @Tag("slow")
    void whatMustHoldOfANightHoldsOfTenThousand() {
        IntStream.range(0, 2).parallel().forEach(half -> {
            try (NightStore store = new NightStore()) {
                hold(store, half, 2, 10_000, 50);
            }
        });
    }

    @Test
    void theSameSeedTwiceGivesTheSameBytes() {
        try (NightStore store = new NightStore()) {
            // Given
            Scenario scenario = Scenario.draw(FIRST + 7, 20);
            // When
            String first = store.played(scenario).journal();
            String second = store.played(scenario).journal();
            // Then
            assertThat(second).isEqualTo(first);
            assertThat(first.lines()).hasSizeGreaterThan(200);
            assertThat(store.played(Scenario.draw(FIRST + 8, 20)).journal()).isNotEqualTo(first);
        }
    }

    @Test
    void aNightIsMadeAsSmallAsItGetsWhileItFails() {
        // Given a night that fails whenever host 4 and the second fault are in it
        Scenario whole = Scenario.draw(FIRST + 3, 20);
        Scenario.Fault cause = whole.faults().get(1);
        // When
        Scenario smallest = whole.shrink(
                some -> some.faults().contains(cause) && some.hosts().stream().anyMatch(host -> host.number() == 4));
        // Then
        assertThat(smallest.faults()).containsExactly(cause);
        assertThat(smallest.hosts()).extracting(Scenario.Host::number).containsExactly(4);
        assertThat(smallest.told()).startsWith("seed " + whole.seed()).hasLineCount(3);
    }

    private static void hold(int nights, int hosts) {
        try (NightStore store = new NightStore()) {
            hold(store, 0, 1, nights, hosts);
        }
    }

    /** Every {@code step}th night from {@code first} on. */
    private static void hold(NightStore store, int first, int step, int nights, int hosts) {
        long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Duration lasted = Duration.ZERO;
        BrakeWatch.Seen brakes = BrakeWatch.Seen.NOTHING;
        for (int night = first; night < nights; night += step) {
            Night.Outcome outcome = hold(store, FIRST + night, hosts);
            lasted = lasted.plus(outcome.lasted());
            brakes = brakes.plus(outcome.brakes());
        }
        Duration took = Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun);
        System.out.printf(
                "%d nights of %d hosts: %d h of their time in %d CPU seconds, %s%n",
                nights / step, hosts, lasted.toHours(), took.toSeconds(), brakes);
        // What no brake was in the way of would hold of brakes that do nothing.
        assertThat(List.of(brakes.opened(), brakes.quarantined(), brakes.held(), brakes.released(), brakes.wentOn()))
                .as("brakes opened, quarantines, held, released, gone on after that")
                .allMatch(number -> number >= nights / step / 20);
    }

    private static Night.Outcome hold(NightStore store, long seed, int hosts) {
        Scenario scenario = Scenario.draw(seed, hosts);
        Night.Outcome outcome = store.played(scenario);
        if (!outcome.wrong().isEmpty()) throw new AssertionError(told(store, scenario, outcome));
        return outcome;
    }

    private static String told(NightStore store, Scenario scenario, Night.Outcome outcome) {
        if (!SHRINKS) return "Does not hold, seed " + scenario.seed() + ": " + outcome.wrong();
        Scenario smallest =
                scenario.shrink(smaller -> !store.played(smaller).wrong().isEmpty());
        Night.Outcome again = store.played(smallest);
        List<String> lines = again.journal().lines().toList();
        return "Does not hold (again with -Dratchet.night=" + scenario.seed() + " -Dratchet.hosts="
                + scenario.hosts().size() + "): " + outcome.wrong() + "\nMade smaller: " + again.wrong() + "\n"
                + smallest.told() + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD), lines.size()));
    }
}
