package io.ratchet.routes.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Federation;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.organisation.Organisation.Window;
import io.ratchet.domain.remediation.ChangeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WindowCalendarTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void findsTheWindowThatIsOpenNow() {
        // Given
        WindowCalendar calendar = site("FREQ=DAILY;BYHOUR=22;BYMINUTE=0", "PT6H");
        // When: half past midnight in Berlin
        Optional<ChangeWindow> window = calendar.next("HQ", Instant.parse("2018-09-20T22:30:00Z"));
        // Then
        assertThat(window)
                .contains(
                        new ChangeWindow(Instant.parse("2018-09-20T20:00:00Z"), Instant.parse("2018-09-21T02:00:00Z")));
    }

    @Test
    void findsTheNextOpeningWhenNoneIsOpen() {
        WindowCalendar calendar = site("FREQ=WEEKLY;BYDAY=SA;BYHOUR=1;BYMINUTE=30", "PT2H");
        Optional<ChangeWindow> window = calendar.next("HQ", Instant.parse("2018-09-20T12:00:00Z"));
        assertThat(window.map(ChangeWindow::opens)).contains(Instant.parse("2018-09-21T23:30:00Z"));
    }

    @Test
    void keepsLocalTimeAcrossTheEndOfSummerTime() {
        WindowCalendar calendar = site("FREQ=DAILY;BYHOUR=22;BYMINUTE=0", "PT6H");
        Instant summer = calendar.next("HQ", Instant.parse("2018-10-26T12:00:00Z"))
                .orElseThrow()
                .opens();
        Instant winter = calendar.next("HQ", Instant.parse("2018-10-28T12:00:00Z"))
                .orElseThrow()
                .opens();
        assertThat(summer).isEqualTo("2018-10-26T20:00:00Z");
        assertThat(winter).isEqualTo("2018-10-28T21:00:00Z");
    }

    @Test
    void countsWeeksFromTheSameMondayWheneverItIsAsked() {
        WindowCalendar calendar = site("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=22", "PT4H");
        Instant early = calendar.next("HQ", Instant.parse("2018-09-11T00:00:00Z"))
                .orElseThrow()
                .opens();
        Instant late = calendar.next("HQ", Instant.parse("2018-09-22T00:00:00Z"))
                .orElseThrow()
                .opens();
        assertThat(early).isEqualTo(late).isEqualTo("2018-09-24T20:00:00Z");
    }

    @Test
    void neverOpensAnUnknownSite() {
        WindowCalendar calendar = site("FREQ=DAILY;BYHOUR=22;BYMINUTE=0", "PT6H");
        assertThat(calendar.next("ELSEWHERE", Instant.parse("2018-09-20T22:30:00Z")))
                .isEmpty();
        assertThat(calendar.next(null, Instant.parse("2018-09-20T22:30:00Z"))).isEmpty();
    }

    @Test
    void closesAtTheVeryMomentItSays() {
        WindowCalendar calendar = site("FREQ=DAILY;BYHOUR=22;BYMINUTE=0", "PT6H");
        Instant closing = Instant.parse("2018-09-21T02:00:00Z");
        assertThat(calendar.next("HQ", closing).orElseThrow().opens()).isEqualTo("2018-09-21T20:00:00Z");
    }

    @Test
    void takesTheOpeningThatClosesLastOfThoseThatOverlap() {
        // Given an opening of one hour every minute
        WindowCalendar calendar = site("FREQ=MINUTELY", "PT1H");
        // When
        Optional<ChangeWindow> window = calendar.next("HQ", Instant.parse("2018-09-20T22:30:30Z"));
        // Then
        assertThat(window)
                .contains(
                        new ChangeWindow(Instant.parse("2018-09-20T22:30:00Z"), Instant.parse("2018-09-20T23:30:00Z")));
    }

    @Test
    void lastsAsLongAsItSaysInTheNightInWhichClocksGoBack() {
        // Given
        WindowCalendar calendar = site("FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "PT3H");
        // When
        Optional<ChangeWindow> window = calendar.next("HQ", Instant.parse("2026-10-25T01:15:00Z"));
        // Then it opened at the first 02:30
        assertThat(window)
                .contains(
                        new ChangeWindow(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-25T03:30:00Z")));
    }

    @Test
    void isOpenForDaysWhenItSaysSo() {
        // Given
        WindowCalendar calendar = site("FREQ=WEEKLY;BYDAY=FR;BYHOUR=20", "P3D");
        // When: Monday noon
        Optional<ChangeWindow> window = calendar.next("HQ", Instant.parse("2026-11-30T11:00:00Z"));
        // Then
        assertThat(window.map(ChangeWindow::opens)).contains(Instant.parse("2026-11-27T19:00:00Z"));
    }

    @Test
    void hasNoWindowAnyMoreAfterItsUntil() {
        WindowCalendar calendar = site("FREQ=DAILY;BYHOUR=22;UNTIL=20181001T000000Z", "PT6H");
        assertThat(calendar.next("HQ", Instant.parse("2018-10-02T00:00:00Z"))).isEmpty();
    }

    @Test
    void refusesARuleThatIsNone() {
        assertThatThrownBy(() -> site("EVERY NIGHT", "PT6H").next("HQ", Instant.EPOCH))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("EVERY NIGHT");
    }

    private static WindowCalendar site(String rrule, String duration) {
        Site hq = new Site("HQ", Goal.READY, List.of(), null, new Window(rrule, Duration.parse(duration)));
        Organisation organisation = new Organisation(
                "Contoso",
                Goal.READY,
                BERLIN,
                Federation.NONE,
                List.of(),
                List.of(),
                List.of(hq),
                List.of(),
                List.of(),
                List.of());
        return new WindowCalendar(() -> organisation);
    }
}
