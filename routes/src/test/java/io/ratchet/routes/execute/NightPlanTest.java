package io.ratchet.routes.execute;

import static io.ratchet.routes.execute.Crowd.member;
import static io.ratchet.routes.execute.Crowd.os;
import static io.ratchet.routes.execute.Crowd.role;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.routes.execute.ScriptedHost.Mishap;
import io.ratchet.routes.night.NightPlan;
import io.ratchet.routes.night.NightPlan.Forecast;
import io.ratchet.routes.night.NightReport;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is foretold of a night, and whether the night then goes like that. */
class NightPlanTest {
    private static final Instant OPENS = HostRunTest.OPENS;
    private static final Instant CLOSES = OPENS.plus(Duration.ofHours(4));
    private static final Instant BEFORE = OPENS.minus(Duration.ofHours(3));
    private static final Duration RUN = Duration.ofMinutes(45);

    private final SetClock clock = new SetClock(BEFORE);
    private final JdbcConnectionPool pool = Databases.h2WithTables();
    private final SqlStore store = Databases.opened(pool);

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void foretellsTheOrderInWhichTheNightThenGoes() {
        // Given
        Crowd crowd = crowd("caps: {wave: 2}")
                .host("edge", os("x"), role("sfb-edge"))
                .host("fe-1", os("f"), role("sfb-front-end"), member("pool", "p"))
                .host("fe-2", os("g"), role("sfb-front-end"), member("pool", "p"))
                .host("sql", os("s"), role("sql-server"), member("pool", "p"))
                .host("w-1", os("w"))
                .host("w-2", os("w"))
                .host("w-3", os("w"));
        // When
        Forecast forecast = plan(crowd).at(BEFORE);
        // Then
        assertThat(steps(forecast))
                .containsExactly(
                        "1 w-1 first", "1 sql first", "2 w-2", "2 w-3", "2 fe-1 first", "3 fe-2 first", "4 edge first");
        assertThat(forecast.steps().get(0).begins()).isEqualTo(OPENS);
        assertThat(forecast.ends()).isEqualTo(OPENS.plus(RUN.multipliedBy(4)));
        assertThat(forecast.left()).isEmpty();
        // When the night goes
        crowd.until(CLOSES);
        // Then
        assertThat(new ArrayList<>(crowd.begun().keySet()))
                .containsSubsequence("w-1", "w-2")
                .containsSubsequence("w-1", "w-3")
                .containsSubsequence("sql", "fe-1", "fe-2", "edge");
    }

    @Test
    void saysWhatDoesNotFitAndWhy() {
        // Given a window of four hours for runs of three quarters of an hour, one after another
        Crowd crowd = crowd("caps: {site: 1}");
        for (int i = 1; i <= 7; i++) crowd.host("h-" + i, os("build-" + i));
        crowd.host("stopped", "PLANT", "10.9.9.9").host("nowhere", "ATTIC", "10.8.8.8");
        store.run(tx -> tx.stops().order(new Stop(Stop.site("PLANT"), "user:eve", "month's end", BEFORE)));
        // When
        Forecast forecast = plan(crowd).at(BEFORE);
        // Then
        assertThat(steps(forecast))
                .containsExactly("1 h-1 first", "2 h-2 first", "3 h-3 first", "4 h-4 first", "5 h-5 first");
        assertThat(left(forecast))
                .containsExactlyInAnyOrder(
                        "h-6 NOT_ITS_TURN", "h-7 NOT_ITS_TURN", "stopped STOPPED", "nowhere WINDOW_CLOSED");
    }

    @Test
    void foretellsWhatTheCapOfTheNightLeaves() {
        // Given
        Crowd crowd =
                crowd("caps: {night: 2}").host("a", os("a")).host("b", os("b")).host("c", os("c"));
        // When
        Forecast forecast = plan(crowd).at(BEFORE);
        // Then
        assertThat(steps(forecast)).containsExactly("1 a first", "1 b first");
        assertThat(left(forecast)).containsExactly("c CAP_REACHED");
        assertThat(crowd.until(CLOSES).begun().keySet()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void givesOthersThePlacesOfARunThatHasSteppedAside() {
        // Given one that has begun and whose host does not answer
        Crowd crowd =
                crowd("caps: {total: 1}").host("a", os("a")).host("b", os("b")).host("c", os("c"));
        crowd.at("a").next(1000, Phase.ASSESS, Mishap.before(FailureCode.HOST_UNREACHABLE));
        clock.to(OPENS.plusSeconds(1));
        crowd.process().advance("a");
        // When
        Forecast forecast = plan(crowd).at(clock.instant());
        // Then
        assertThat(forecast.underWay()).extracting(run -> run.subject().id()).containsExactly("a");
        assertThat(forecast.steps())
                .extracting(step -> step.begins())
                .containsExactly(clock.instant(), clock.instant().plus(RUN));
    }

    @Test
    void countsWhatIsUnderWayAndTellsInTheMorningWhatTheNightCameTo() {
        // Given
        Crowd crowd = crowd("breaker: {inARow: 1}")
                .host("a", os("a"), member("pool", "p"))
                .host("b", os("b"), member("pool", "p"))
                .host("c", os("c"));
        crowd.failsItsPostCheck("c");
        crowd.until(OPENS.plusSeconds(40));
        // When
        Forecast forecast = plan(crowd).at(clock.instant());
        // Then
        assertThat(forecast.underWay()).extracting(run -> run.subject().id()).containsExactlyInAnyOrder("a", "c");
        assertThat(forecast.steps())
                .extracting(step -> step.begins())
                .containsExactly(clock.instant().plus(RUN));
        // When
        crowd.until(OPENS.plus(Duration.ofHours(10)));
        JsonNode morning = new NightReport(store, plan(crowd)).at(clock.instant());
        // Then
        assertThat(morning.at("/report/outcomes").toString()).isEqualTo("{\"RolledBack\":1,\"Verified\":2}");
        assertThat(morning.at("/report/runs").toString()).contains("\"code\":\"VERIFY-FAILED\"");
        assertThat(morning.at("/brakes/0/scope").asText()).isEqualTo("playbook:windows/winhttp-default-protocols@c");
        assertThat(morning.path("plan")).isEmpty();
    }

    @Test
    void tellsTheBlackoutsThatStandOrBeginWithinADay() {
        // Given one that stands, one of the night, and one of another
        Crowd crowd = crowd("""
                blackouts:
                  - {from: 2018-09-20T22:00:00Z, until: 2018-09-20T23:00:00Z, sites: [PLANT], reason: stocktaking}
                  - {from: 2018-09-01T00:00:00Z, until: 2018-09-20T20:30:00Z, reason: the accounts are closed}
                  - {from: 2018-12-20T00:00:00Z, until: 2019-01-07T00:00:00Z, reason: the end of the year}
                """).host("a", os("a"));
        // When
        Forecast forecast = plan(crowd).at(BEFORE);
        JsonNode evening = new NightReport(store, plan(crowd)).at(BEFORE);
        // Then
        assertThat(forecast.blackouts())
                .extracting(blackout -> blackout.reason())
                .containsExactly("the accounts are closed", "stocktaking");
        assertThat(steps(forecast)).containsExactly("1 a first");
        assertThat(forecast.steps().get(0).begins()).isEqualTo(Instant.parse("2018-09-20T20:30:00Z"));
        assertThat(evening.at("/blackouts/1").toString())
                .isEqualTo("{\"from\":\"2018-09-20T22:00:00Z\",\"until\":\"2018-09-20T23:00:00Z\","
                        + "\"zone\":\"UTC\",\"reason\":\"stocktaking\",\"sites\":[\"PLANT\"]}");
        assertThat(evening.at("/report/blackouts").findValuesAsText("reason"))
                .containsExactly("the accounts are closed");
    }

    @Test
    void theMorningNamesTheBlackoutsThatHaveEndedInTheNightInTheZoneOfTheirSites() {
        // Given one across midnight at a site that is elsewhere, one everywhere, and one of the night before
        Crowd crowd = new Crowd(store, clock, """
                organisation: Contoso
                sites:
                  - {name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}
                  - {name: PLANT, timezone: Asia/Tokyo}
                blackouts:
                  - {from: 2018-09-20T23:00:00Z, until: 2018-09-21T01:00:00Z, sites: [PLANT], reason: stocktaking}
                  - {from: 2018-09-21T02:00:00Z, until: 2018-09-21T03:00:00Z, reason: the accounts are closed}
                  - {from: 2018-09-19T02:00:00Z, until: 2018-09-19T03:00:00Z, reason: long over}
                """).host("a", os("a"));
        // When
        JsonNode morning = new NightReport(store, plan(crowd)).at(Instant.parse("2018-09-21T07:00:00Z"));
        // Then
        assertThat(morning.has("blackouts")).isFalse();
        assertThat(morning.at("/report/blackouts").findValuesAsText("reason"))
                .containsExactly("stocktaking", "the accounts are closed");
        assertThat(morning.at("/report/blackouts").findValuesAsText("zone")).containsExactly("Asia/Tokyo", "UTC");
    }

    @Test
    void leavesWhatABreakerHoldsToAPerson() {
        // Given
        Crowd crowd = crowd("breaker: {inARow: 1}").host("a", os("6.1")).host("b", os("6.1"));
        crowd.failsItsPostCheck("a").until(CLOSES);
        // When
        Forecast forecast = plan(crowd).at(clock.instant());
        // Then
        assertThat(left(forecast)).containsExactly("b " + FailureCode.BREAKER_OPEN);
    }

    @Test
    void foretellsNothingOfWhatItsSiteHasNotApprovedInItsTicketSystem() {
        // Given
        Crowd crowd = crowd("changes: [{site: HQ}]")
                .host("waits", os("a"))
                .host("approved", os("b"))
                .host("unasked", os("c"))
                .host("elsewhere", "PLANT", "10.9.9.9");
        change("waits", ChangeRequest.State.ASKED);
        change("approved", ChangeRequest.State.APPROVED);
        // When
        Forecast forecast = plan(crowd).at(BEFORE);
        // Then
        assertThat(steps(forecast)).extracting(step -> step.split(" ")[1]).containsOnly("approved", "elsewhere");
        assertThat(left(forecast)).containsExactlyInAnyOrder("waits CHANGE_OPEN", "unasked CHANGE_OPEN");
        assertThat(forecast.left())
                .extracting(left -> left.because().message())
                .anySatisfy(said -> assertThat(said).contains("CHG7 in now is not approved there yet"));
    }

    private void change(String remediation, ChangeRequest.State state) {
        store.run(tx -> {
            String hash = tx.remediations()
                    .find(remediation)
                    .orElseThrow()
                    .remediation()
                    .subject()
                    .plan()
                    .hash();
            tx.changes()
                    .keep(ChangeRequest.asked(
                                    TicketKey.ofChange("Contoso", remediation, hash),
                                    remediation,
                                    hash,
                                    "now",
                                    "CAB",
                                    BEFORE)
                            .sent("CHG7", "")
                            .seen(state, "New", "uma", "", BEFORE));
        });
    }

    private NightPlan plan(Crowd crowd) {
        return new NightPlan(crowd.turns(), subject -> RUN, subject -> RUN);
    }

    private static List<String> steps(Forecast forecast) {
        return forecast.steps().stream()
                .map(step -> step.wave() + " " + step.subject().id()
                        + (step.firstWith().isEmpty() ? "" : " first"))
                .toList();
    }

    private static List<String> left(Forecast forecast) {
        return forecast.left().stream()
                .map(left -> left.subject().id() + " " + left.because().code())
                .toList();
    }

    private Crowd crowd(String keys) {
        return new Crowd(store, clock, """
                organisation: Contoso
                sites:
                  - {name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}
                  - {name: PLANT, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}
                """ + keys + "\n");
    }
}
