package io.ratchet.routes.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chance that an asset is done by a day, counted by hand and held against what happened in simulated years. */
class ChancesTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @Test
    void isTheShareOfTheLikeThatWereDoneInTheDaysThatAreLeft() {
        // Given twenty that took five days, twenty that took twenty, and ten that are under way since ten
        List<Spell> spells = new ArrayList<>();
        for (int i = 0; i < 20; i++) spells.add(spell("a" + i, "HQ", 40, 5));
        for (int i = 0; i < 20; i++) spells.add(spell("b" + i, "HQ", 40, 20));
        for (int i = 0; i < 10; i++) spells.add(spell("open" + i, "HQ", 10, -1));
        Chances chances = new Chances(Goal.ONLY, spells, NOW, asset -> Optional.empty());

        // When
        Chances.Chance soon = chances.of(new AssetId("open0"), NOW.plus(Duration.ofDays(9)));
        Chances.Chance later = chances.of(new AssetId("open0"), NOW.plus(Duration.ofDays(10)));

        // Then of those that take longer than ten days none was done within nine more, and all within ten more
        assertThat(soon.probability()).isZero();
        assertThat(later.probability()).isEqualTo(0.99);
        assertThat(later.because())
                .isEqualTo("From how long 40 like it took to be done for ONLY (Windows at HQ), and how long others are"
                        + " under way; it is for 10 days, and 10 days are left.");
    }

    @Test
    void isOfTheFamilyWhereTooFewWereFinishedAtTheSite() {
        // Given
        List<Spell> spells = new ArrayList<>();
        for (int i = 0; i < 30; i++) spells.add(spell("a" + i, "HQ", 40, i < 15 ? 2 : 30));
        spells.add(spell("open", "Lab", 1, -1));

        // When
        Chances.Chance chance = new Chances(Goal.ONLY, spells, NOW, asset -> Optional.empty())
                .of(new AssetId("open"), NOW.plus(Duration.ofDays(14)));

        // Then
        assertThat(chance.probability()).isEqualTo(0.5);
        assertThat(chance.because()).contains("30 like it", "(Windows)");
    }

    @Test
    void isUnknownWithItsReasonWhereTheHistorySaysTooLittle() {
        // Given
        List<Spell> few = new ArrayList<>(List.of(spell("open", "HQ", 60, -1)));
        for (int i = 0; i < 9; i++) few.add(spell("a" + i, "HQ", 50, 3));
        List<Spell> young = new ArrayList<>(List.of(spell("open", "HQ", 20, -1)));
        for (int i = 0; i < 30; i++) young.add(spell("a" + i, "HQ", 20, 3));
        List<Spell> gone = new ArrayList<>(List.of(spell("open", "HQ", 60, -1)));
        for (int i = 0; i < 30; i++) gone.add(new Spell("a" + i, "HQ", "os-", ago(50), ago(40), true));

        // Then
        assertThat(unknown(few, "open", Optional.empty()))
                .isEqualTo("Unknown: fewer than 10 like it were ever finished.");
        assertThat(unknown(young, "open", Optional.empty())).isEqualTo("Unknown: the history is shorter than 4 weeks.");
        assertThat(unknown(gone, "open", Optional.empty()))
                .as("what left the estate was not finished")
                .isEqualTo("Unknown: fewer than 10 like it were ever finished.");
        assertThat(unknown(young, "other", Optional.empty()))
                .isEqualTo("Unknown: ONLY is not asked of it, or not decided on yet.");
        assertThat(unknown(few, "open", Optional.of("it waits for a vendor")))
                .isEqualTo("Unknown: it waits for a vendor.");
    }

    private static String unknown(List<Spell> spells, String asset, Optional<String> waits) {
        Chances.Chance chance =
                new Chances(Goal.ONLY, spells, NOW, any -> waits).of(new AssetId(asset), NOW.plus(Duration.ofDays(14)));
        assertThat(chance.probability()).isNull();
        return chance.because();
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 60})
    void holdsInSimulatedYears(int days) {
        // Given
        double expected = 0;
        int done = 0;
        int told = 0;

        // When
        for (int seed = 0; seed < 12; seed++) {
            SimulatedYear year = new SimulatedYear(seed);
            Map<String, Instant> closed = new HashMap<>();
            for (Spell spell : year.known(200)) if (spell.closed() != null) closed.put(spell.asset(), spell.closed());
            for (int week = 8; week < 40; week += 4) {
                Instant now = year.moment(week);
                Instant by = now.plus(Duration.ofDays(days));
                List<Spell> known = year.known(week);
                Chances chances = new Chances(Goal.ONLY, known, now, asset -> Optional.empty());
                for (Spell spell : known) {
                    if (spell.closed() != null) continue;
                    Double chance = chances.of(new AssetId(spell.asset()), by).probability();
                    if (chance == null) continue;
                    told++;
                    expected += chance;
                    if (!closed.getOrDefault(spell.asset(), Instant.MAX).isAfter(by)) done++;
                }
            }
        }

        // Then
        assertThat(told).isGreaterThan(5000);
        assertThat(expected / told)
                .as("%s of %s were done within %s days", done, told, days)
                .isBetween((double) done / told - 0.04, (double) done / told + 0.04);
    }

    private static Instant ago(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    /** @param took in days; less than 0: not done yet */
    private static Spell spell(String asset, String site, int openedAgo, int took) {
        Instant opened = ago(openedAgo);
        return new Spell(asset, site, "os-", opened, took < 0 ? null : opened.plus(Duration.ofDays(took)), false);
    }
}
