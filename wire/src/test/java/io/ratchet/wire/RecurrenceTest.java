package io.ratchet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest(name = "{0} in {1} from {2} is {3}")
    @CsvSource(delimiter = '|', textBlock = """
            FREQ=DAILY;BYHOUR=22;BYMINUTE=0        | Europe/Berlin       | 2018-10-26T12:00:00Z | 2018-10-26T20:00:00Z
            FREQ=DAILY;BYHOUR=22;BYMINUTE=0        | Europe/Berlin       | 2018-10-28T12:00:00Z | 2018-10-28T21:00:00Z
            # Clocks go back at 03:00 (01:00Z): 02:30 comes twice, the first counts.
            FREQ=DAILY;BYHOUR=2;BYMINUTE=30        | Europe/Berlin       | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z
            FREQ=DAILY;BYHOUR=2;BYMINUTE=30        | Europe/Berlin       | 2026-10-25T00:30:01Z | 2026-10-26T01:30:00Z
            # Clocks go forward at 02:00 (01:00Z): 02:30 is skipped and lands at 03:30.
            FREQ=DAILY;BYHOUR=2;BYMINUTE=30        | Europe/Berlin       | 2026-03-28T12:00:00Z | 2026-03-29T01:30:00Z
            # 02:30 lands behind 03:00, which is earlier.
            FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30    | Europe/Berlin       | 2026-03-29T00:59:00Z | 2026-03-29T01:00:00Z
            FREQ=DAILY;BYHOUR=0;BYMINUTE=30        | Asia/Beirut         | 2018-03-24T21:00:00Z | 2018-03-24T22:30:00Z
            FREQ=DAILY;BYHOUR=22                   | America/Los_Angeles | 2018-11-04T06:00:00Z | 2018-11-05T06:00:00Z
            # The whole of 2011-12-30 was skipped in Samoa.
            FREQ=DAILY;BYHOUR=22                   | Pacific/Apia        | 2027-01-01T00:00:00Z | 2027-01-01T09:00:00Z
            FREQ=DAILY;BYHOUR=2;BYMINUTE=15        | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-03T15:45:00Z
            FREQ=WEEKLY;INTERVAL=2;BYDAY=MO        | UTC                 | 2018-01-02T00:00:00Z | 2018-01-15T00:00:00Z
            FREQ=MONTHLY;BYDAY=2TU;BYHOUR=20       | UTC                 | 2026-11-28T00:00:00Z | 2026-12-08T20:00:00Z
            FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=-1   | UTC                 | 2026-11-29T00:00:01Z | 2026-12-27T00:00:00Z
            FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29    | UTC                 | 2026-11-28T00:00:00Z | 2028-02-29T00:00:00Z
            # Intervals are counted from the beginning, however long ago it was.
            FREQ=SECONDLY;INTERVAL=11              | UTC                 | 2026-11-28T20:00:01Z | 2026-11-28T20:00:02Z
            FREQ=MINUTELY;INTERVAL=7               | UTC                 | 2026-11-28T20:00:01Z | 2026-11-28T20:07:00Z
            FREQ=HOURLY;INTERVAL=5                 | UTC                 | 2026-11-28T20:00:01Z | 2026-11-28T23:00:00Z
            FREQ=DAILY;INTERVAL=3                  | UTC                 | 2026-11-28T20:00:01Z | 2026-11-30T00:00:00Z
            FREQ=WEEKLY;INTERVAL=3                 | UTC                 | 2026-11-28T20:00:01Z | 2026-11-30T00:00:00Z
            FREQ=WEEKLY;INTERVAL=2;BYDAY=TU        | UTC                 | 2026-11-28T20:00:01Z | 2026-12-08T00:00:00Z
            FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=MO | UTC                 | 2026-11-28T20:00:01Z | 2026-11-29T00:00:00Z
            FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU | UTC                 | 2026-11-28T20:00:01Z | 2026-12-06T00:00:00Z
            # Every minute of the nights in which clocks are set: one hour comes once only, one is skipped.
            FREQ=MINUTELY                          | Europe/Berlin       | 2026-10-25T00:59:30Z | 2026-10-25T02:00:00Z
            FREQ=MINUTELY                          | Europe/Berlin       | 2026-03-29T00:59:30Z | 2026-03-29T01:00:00Z
            FREQ=HOURLY;BYDAY=SA                   | UTC                 | 2026-11-29T00:00:00Z | 2026-12-05T00:00:00Z
            FREQ=MINUTELY;BYMINUTE=0,30            | UTC                 | 2026-11-29T00:00:01Z | 2026-11-29T00:30:00Z
            # An UNTIL is a moment, and it counts itself.
            FREQ=DAILY;UNTIL=20181003T000000Z      | UTC                 | 2018-10-02T12:00:00Z | 2018-10-03T00:00:00Z
            UNTIL=20261025T003000Z;FREQ=DAILY;BYHOUR=2;BYMINUTE=30 | Europe/Berlin | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z
            """)
    void comesFirst(String rule, ZoneId zone, Instant from, Instant expected) {
        assertThat(Recurrence.parse(rule).first(zone, from)).contains(expected);
    }

    @ParameterizedTest(name = "{0} from {1}")
    @CsvSource({
        "FREQ=DAILY;UNTIL=20181003T000000Z, 2018-10-03T00:00:01Z",
        // Between the first and the second 02:30 of the night in which clocks go back.
        "FREQ=DAILY;BYHOUR=2;BYMINUTE=30;UNTIL=20261025T010000Z, 2026-10-25T00:30:01Z",
        "FREQ=DAILY;BYHOUR=2;BYMINUTE=30;UNTIL=20261025T002959Z, 2026-10-25T00:00:00Z"
    })
    void isOverAfterItsUntil(String rule, Instant from) {
        assertThat(Recurrence.parse(rule).first(BERLIN, from)).isEmpty();
    }

    @Test
    void comesOnceInTheNightInWhichClocksGoBackAndOnceInTheOneInWhichTheyGoForward() {
        // Given
        Recurrence nightly = Recurrence.parse("FREQ=DAILY;BYHOUR=2;BYMINUTE=30");
        // When
        List<Instant> found = new ArrayList<>();
        Optional<Instant> next = nightly.first(BERLIN, Instant.parse("2026-01-01T00:00:00Z"));
        while (next.isPresent() && next.get().isBefore(Instant.parse("2027-01-01T00:00:00Z"))) {
            found.add(next.get());
            next = nightly.first(BERLIN, next.get().plusMillis(1));
        }
        // Then
        assertThat(found).hasSize(365).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void knowsTheLatestOfThoseThatOverlap() {
        // Given
        Recurrence everyMinute = Recurrence.parse("FREQ=MINUTELY");
        Instant at = Instant.parse("2026-11-28T20:00:30Z");
        // When / Then
        assertThat(everyMinute.last(BERLIN, at.minus(Duration.ofDays(7)), at))
                .contains(Instant.parse("2026-11-28T20:00:00Z"));
        assertThat(everyMinute.last(BERLIN, at.minusSeconds(30), at)).isEmpty();
    }

    @Test
    void knowsTheLatestOneThoughASkippedTimeLandsBehindIt() {
        // Given 02:30, which lands at 03:30, and 03:00
        Recurrence twice = Recurrence.parse("FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30;BYSETPOS=2,3");
        Instant at = Instant.parse("2026-03-29T02:00:00Z");
        // When / Then
        assertThat(twice.last(BERLIN, at.minus(Duration.ofDays(3)), at))
                .contains(Instant.parse("2026-03-29T01:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=NIGHTLY",
                "FREQ=DAILY;BYHOUR=27",
                "FREQ=DAILY;BYMINUTE=60",
                "FREQ=WEEKLY;BYDAY=XX",
                "FREQ=DAILY;INTERVAL=0",
                "FREQ=DAILY;BYNIGHT=1",
                "BYHOUR=22",
                "EVERY NIGHT",
                ""
            })
    void refusesWhatIsNoRule(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.parse(text))
                .withMessageContaining("not a recurrence rule");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
                "FREQ=DAILY;BYMONTH=6;BYMONTHDAY=31",
                "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9",
                "FREQ=DAILY;UNTIL=20171231T000000Z"
            })
    void refusesARuleThatNeverComesToPass(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.parse(text))
                .withMessageContaining("never comes to pass");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=HOURLY;BYMONTH=1",
                "FREQ=HOURLY;BYMONTHDAY=1",
                "FREQ=HOURLY;BYYEARDAY=1",
                "FREQ=MINUTELY;BYHOUR=0",
                "FREQ=MINUTELY;BYDAY=SA",
                "FREQ=MINUTELY;BYMONTHDAY=1",
                "FREQ=SECONDLY;BYMINUTE=0",
                "FREQ=SECONDLY;BYMONTH=1"
            })
    void refusesARuleThatPassesOverMoreThanCanBeCounted(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.parse(text))
                .withMessageContaining("such as FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=22");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20271231", "20271231T230000", "soon", "20271331T000000Z"})
    void refusesAnUntilThatIsNoMomentAndSaysHowToWriteOne(String until) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.parse("FREQ=DAILY;UNTIL=" + until))
                .withMessageContaining("write UNTIL in UTC, ending in Z");
    }

    @Test
    void refusesACountForThereIsNoFirstTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.parse("FREQ=DAILY;COUNT=10"))
                .withMessageContaining("COUNT");
    }
}
