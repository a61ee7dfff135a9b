package io.ratchet.routes.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.data.Offset.offset;

import io.ratchet.domain.decision.Goal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Forecasts held against what happened, in simulated years. */
class ForecasterTest {
    private static final Instant NOW = Instant.parse("2018-09-20T20:00:00Z");

    /** What forecasts of some years came to. */
    private record Judged(int weeks, double p50, double p90, double loss, double straight) {}

    @Test
    void halfAndNineInTenHoldAndAStraightLineIsFarWorse() {
        holds(judged(0, 6));
    }

    @Test
    @Tag("slow")
    void halfAndNineInTenHoldInHundredsOfYears() {
        holds(judged(1000, 200));
    }

    private static void holds(Judged judged) {
        assertThat(judged.weeks()).isGreaterThan(150);
        assertThat(judged.p50()).as("share of weeks by P50, %s", judged).isBetween(0.40, 0.60);
        assertThat(judged.p90()).as("share of weeks by P90, %s", judged).isBetween(0.85, 0.95);
        assertThat(judged.loss()).as("pinball loss, %s", judged).isLessThan(0.8 * judged.straight());
    }

    private static Judged judged(int firstSeed, int years) {
        int weeks = 0;
        int byP50 = 0;
        int byP90 = 0;
        double loss = 0;
        double straight = 0;
        for (int seed = firstSeed; seed < firstSeed + years; seed++) {
            SimulatedYear year = new SimulatedYear(seed);
            for (int week = 4; week < 52; week++) {
                Integer done = year.done(week);
                if (done == null) continue;
                Instant now = year.moment(week);
                List<Spell> known = year.known(week);
                Forecast forecast = new Forecaster(known, now).of(Goal.READY, spell -> true, spell -> Optional.empty());
                if (forecast.p50() == null || forecast.p90() == null || forecast.covered() < forecast.open()) continue;
                double actual = done - week;
                double p50 = weeks(now, forecast.p50());
                double p90 = weeks(now, forecast.p90());
                double line = SimulatedYear.straight(known, week);
                weeks++;
                if (actual <= p50) byP50++;
                if (actual <= p90) byP90++;
                loss += pinball(actual, p50, 0.5) + pinball(actual, p90, 0.9);
                straight += pinball(actual, line, 0.5) + pinball(actual, line, 0.9);
            }
        }
        return new Judged(weeks, (double) byP50 / weeks, (double) byP90 / weeks, loss / weeks, straight / weeks);
    }

    private static double weeks(Instant now, LocalDate day) {
        return ChronoUnit.DAYS.between(now.atZone(ZoneOffset.UTC).toLocalDate(), day) / 7.0;
    }

    /** How much worse than right a forecast of a quantile is. */
    private static double pinball(double actual, double forecast, double quantile) {
        return actual >= forecast ? quantile * (actual - forecast) : (1 - quantile) * (forecast - actual);
    }

    @Test
    void isUnknownWhereTheHistoryIsShort() {
        // Given
        List<Spell> young = new ArrayList<>();
        for (int i = 0; i < 30; i++) young.add(spell(i, 3, i < 20 ? 2 : -1));

        // When
        Forecast forecast = new Forecaster(young, NOW).of(Goal.READY, spell -> true, spell -> Optional.empty());

        // Then
        assertThat(forecast.p50()).isNull();
        assertThat(forecast.p90()).isNull();
        assertThat(forecast.because()).isEqualTo("Unknown: the history is shorter than 4 weeks.");
    }

    @Test
    void tellsHowManyWereOpenWeekByWeek() {
        // Given one that was closed at the very moment of a week, one that came just after another, and one whose clock
        // was set back
        List<Spell> spells = List.of(
                new Spell("a", "HQ", "os-", daysAgo(21), daysAgo(7), false),
                new Spell("b", "HQ", "os-", daysAgo(14).plusSeconds(1), null, false),
                new Spell("c", "HQ", "os-", daysAgo(7), daysAgo(14), false));

        // When
        Forecast forecast = new Forecaster(spells, NOW).of(Goal.READY, spell -> true, spell -> Optional.empty());

        // Then
        LocalDate today = NOW.atZone(ZoneOffset.UTC).toLocalDate();
        assertThat(forecast.burnDown())
                .containsExactly(
                        new Forecast.Point(today.minusDays(21), 1, false),
                        new Forecast.Point(today.minusDays(14), 1, false),
                        new Forecast.Point(today.minusDays(7), 1, false),
                        new Forecast.Point(today, 1, false));
    }

    private static Instant daysAgo(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    @Test
    void leavesOutWhatWaitsElsewhereAndWhatNothingLikeItWasFinished() {
        // Given
        List<Spell> spells = new ArrayList<>();
        for (int i = 0; i < 40; i++) spells.add(spell(i, 12, i < 30 ? 1 + i % 8 : -1));
        for (int i = 0; i < 3; i++)
            spells.add(new Spell("hub" + i, "HQ", "dv-", NOW.minus(Duration.ofDays(84)), null, false));

        // When
        Forecast forecast = new Forecaster(spells, NOW)
                .of(
                        Goal.READY,
                        spell -> true,
                        spell -> spell.asset().equals("h39") ? Optional.of("it waits for a vendor") : Optional.empty());

        // Then
        assertThat(forecast.open()).isEqualTo(13);
        assertThat(forecast.covered()).isEqualTo(9);
        assertThat(forecast.outside())
                .containsOnly(entry("it waits for a vendor", 1), entry("fewer than 10 like it were ever finished", 3));
        assertThat(forecast.p50()).isBefore(forecast.p90());
        assertThat(forecast.burnDown()).anyMatch(Forecast.Point::expected);
        assertThat(forecast)
                .isEqualTo(new Forecaster(spells, NOW)
                        .of(
                                Goal.READY,
                                spell -> true,
                                spell -> spell.asset().equals("h39")
                                        ? Optional.of("it waits for a vendor")
                                        : Optional.empty()));
    }

    @Test
    void whatIsUnderWayCountsAsLongerNotAsNothing() {
        // Given ten that took two weeks, and with them ninety that are under way since eight
        StepTimes times = new StepTimes();
        for (int i = 0; i < 10; i++) times.add(2, true);
        for (int i = 0; i < 90; i++) times.add(8, false);

        // Then
        assertThat(times.curve().remaining(0, 5)).isCloseTo(0.9, offset(1e-9));
        assertThat(times.curve().remaining(8, 4)).isGreaterThan(0.5);
    }

    private static Spell spell(int number, int weeksAgo, int took) {
        Instant opened = NOW.minus(Duration.ofDays(7L * weeksAgo));
        return new Spell(
                "h" + number, "HQ", "os-", opened, took < 0 ? null : opened.plus(Duration.ofDays(7L * took)), false);
    }
}
