package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.store.Ladder.Climbed;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the days of the burn-down are added up. */
class TrendTest {
    private static final LocalDate TODAY = LocalDate.parse("2018-09-20");

    @Test
    void aDayStandsAsTheOnesBeforeItHaveLeftIt() {
        assertThat(Trend.days(
                        List.of(new Climbed(TODAY.minusDays(3), 10, 1), new Climbed(TODAY.minusDays(1), 0, 4)), TODAY))
                .containsExactly(
                        new Trend.Day(TODAY.minusDays(3), 1, 9),
                        new Trend.Day(TODAY.minusDays(2), 1, 9),
                        new Trend.Day(TODAY.minusDays(1), 5, 5),
                        new Trend.Day(TODAY, 5, 5));
    }

    @Test
    void whatIsOlderThanTheDaysShownIsInTheFirst() {
        // When
        List<Trend.Day> days = Trend.days(List.of(new Climbed(TODAY.minusDays(400), 7, 2)), TODAY);

        // Then
        assertThat(days)
                .hasSize(Trend.DAYS)
                .allSatisfy(day -> assertThat(day.open()).isEqualTo(5));
    }

    @Test
    void withoutARungThereIsNoDay() {
        assertThat(Trend.days(List.of(), TODAY)).isEmpty();
    }
}
