package io.ratchet.routes.execute;

import static io.ratchet.domain.remediation.Remediation.State.ROLLED_BACK;
import static io.ratchet.domain.remediation.Remediation.State.SCHEDULED;
import static io.ratchet.domain.remediation.Remediation.State.VERIFIED;
import static io.ratchet.routes.execute.Crowd.member;
import static io.ratchet.routes.execute.Crowd.os;
import static io.ratchet.routes.execute.Crowd.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.routes.execute.ScriptedHost.Mishap;
import io.ratchet.routes.night.BrakeDesk;
import io.ratchet.routes.night.Turns;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many hosts in one night: who may be in change beside whom, who goes first, and what a failure forbids elsewhere. */
class NightOrderTest {
    private static final Instant OPENS = HostRunTest.OPENS;
    private static final Instant CLOSES = OPENS.plus(Duration.ofHours(4));
    private static final String BUILD = "6.1.7601";
    private static final String TRIAL = "playbook:windows/winhttp-default-protocols@" + BUILD;

    private final SetClock clock = new SetClock(OPENS.plusSeconds(1));
    private final JdbcConnectionPool pool = Databases.h2WithTables();
    private final SqlStore store = Databases.opened(pool);

    @AfterEach
    void close() {
        pool.dispose();
    }

    // ---- caps

    @Test
    void neverHasMoreHostsInChangeThanTheProfileAllowsAltogether() {
        // Given
        Crowd crowd = crowd("caps: {total: 3}")
                .host("a")
                .host("b")
                .host("c")
                .host("d")
                .host("e")
                .host("f");
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(crowd.states().values()).containsOnly(VERIFIED);
        assertThat(crowd.most()).isEqualTo(3);
    }

    @Test
    void countsEachSiteAndEachNetworkByItself() {
        // Given
        Crowd crowd = crowd("caps: {site: 2, subnet: 1}")
                .host("hq-1", "HQ", "10.0.1.1")
                .host("hq-2", "HQ", "10.0.1.2")
                .host("hq-3", "HQ", "10.0.2.1")
                .host("hq-4", "HQ", "10.0.3.1")
                .host("plant-1", "PLANT", "10.9.1.1")
                .host("plant-2", "PLANT", "10.9.2.1");
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(crowd.states().values()).containsOnly(VERIFIED);
        assertThat(crowd.most(Set.of("hq-1", "hq-2"))).isEqualTo(1);
        assertThat(crowd.most(Set.of("hq-1", "hq-2", "hq-3", "hq-4"))).isEqualTo(2);
        assertThat(crowd.most()).isGreaterThan(2);
    }

    @Test
    void saysInItsStateThatACapIsReachedAndWhichOne() {
        // Given
        Crowd crowd =
                crowd("caps: {site: 1}").host("a", os("a")).host("b", os("b")).host("c", os("c"));
        // When
        crowd.until(OPENS.plusSeconds(50));
        // Then
        assertThat(trouble(crowd, "c").cause().code()).isEqualTo(FailureCode.CAP_REACHED);
        assertThat(trouble(crowd, "c").cause().message())
                .isEqualTo("1 host is in change (site:HQ), as many as `caps.site` allows at one time.");
        assertThat(trouble(crowd, "c").next()).as("told anew each time").isAfterOrEqualTo(clock.instant());
        assertThat(crowd.log("step.postponed"))
                .as("that others go first is no news")
                .isEmpty();
    }

    @Test
    void saysThatACapIsReachedWhereTheLastPlaceIsTakenBetweenItsQuestionAndItsBeginning() {
        // Given
        Crowd crowd = crowd("caps: {total: 1}").host("b", os("b"));
        // When one that goes before it is approved and begun by another process
        crowd.atTheDoor(() -> crowd.host("a", os("a")).process().advance("a"));
        crowd.process().advance("b");
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("a");
        assertThat(trouble(crowd, "b").cause().code()).isEqualTo(FailureCode.CAP_REACHED);
    }

    @Test
    void reachesNoFurtherInANightThanTheProfileAllowsAndGoesOnInTheNextOne() {
        // Given
        Crowd crowd = crowd("caps: {night: 2}")
                .host("a")
                .host("b")
                .host("c")
                .host("d")
                .host("e");
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(crowd.begun().keySet()).containsExactlyInAnyOrder("a", "b");
        assertThat(((Scheduled) crowd.state("c")).window().opens()).isEqualTo(OPENS.plus(Duration.ofDays(1)));
        // When
        crowd.until(CLOSES.plus(Duration.ofDays(1)));
        // Then
        assertThat(crowd.begun().keySet()).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(crowd.until(CLOSES.plus(Duration.ofDays(2))).states().values())
                .containsOnly(VERIFIED);
    }

    @Test
    void reachesNoFurtherInADayWhereOneWindowFollowsUponTheOther() {
        // Given a site that is open at any hour
        Crowd crowd = new Crowd(store, clock, """
                organisation: Contoso
                sites: [{name: HQ, window: {rrule: "FREQ=HOURLY", duration: PT1H}}]
                caps: {night: 2}
                """);
        for (String name : List.of("a", "b", "c", "d", "e")) crowd.host(name);
        // When
        crowd.until(OPENS.plus(Duration.ofHours(20)));
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("a", "b");
        // When a day has passed since the first of them
        crowd.until(OPENS.plus(Duration.ofHours(30)));
        assertThat(crowd.begun().keySet()).containsExactly("a", "b", "c", "d");
    }

    @ParameterizedTest(name = "from {0} hours for {1}")
    @CsvSource({"22, PT4H", "22, PT1H", "0, PT4H"})
    void countsWindowsOfSeveralSitesThatOverlapOrAdjoinAsOneNight(int hour, String duration) {
        // Given a site whose window opens while that of another one is open, or as it closes
        Crowd crowd = twoSites(hour, duration, 2)
                .host("hq-1", os("a"))
                .host("hq-2", os("b"))
                .host("plant-1", "PLANT", "10.9.1.1", os("c"))
                .host("plant-2", "PLANT", "10.9.2.1", os("d"));
        // When
        crowd.until(OPENS.plus(Duration.ofHours(10)));
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("hq-1", "hq-2");
        assertThat(trouble(crowd, "plant-1").cause().message())
                .isEqualTo("2 hosts were begun tonight, as many as `caps.night` allows.");
        // When
        crowd.until(OPENS.plus(Duration.ofHours(34)));
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("hq-1", "hq-2", "plant-1", "plant-2");
    }

    @Test
    void countsWhatBeganInAnOverlappingWindowThatHasClosed() {
        // Given one host in each window, and a third that is approved when only the second window is open
        Crowd crowd = twoSites(22, "PT6H", 2).host("hq-1", os("a")).host("plant-1", "PLANT", "10.9.1.1", os("c"));
        crowd.until(CLOSES.plus(Duration.ofHours(1)));
        assertThat(crowd.begun().keySet()).containsExactly("hq-1", "plant-1");
        // When
        crowd.host("plant-2", "PLANT", "10.9.2.1", os("d")).until(CLOSES.plus(Duration.ofHours(6)));
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("hq-1", "plant-1");
    }

    @Test
    void countsAnewOnceNoSiteIsOpenAnyMore() {
        // Given a site whose window opens an hour after that of the other one has closed
        Crowd crowd = twoSites(1, "PT4H", 1)
                .host("hq-1", os("a"))
                .host("plant-1", "PLANT", "10.9.1.1", os("b"))
                .host("plant-2", "PLANT", "10.9.2.1", os("c"));
        // When
        crowd.until(OPENS.plus(Duration.ofHours(10)));
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("hq-1", "plant-1");
    }

    private Crowd twoSites(int hour, String duration, int night) {
        return new Crowd(store, clock, """
                organisation: Contoso
                sites:
                  - {name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}
                  - {name: PLANT, window: {rrule: "FREQ=DAILY;BYHOUR=%d", duration: %s}}
                caps: {night: %d}
                """.formatted(hour, duration, night));
    }

    @Test
    void looksForTheBeginningOfTheNightNoMoreOftenThanItReadsWhatWaits() {
        // Given a site that opens every minute
        AtomicInteger looks = new AtomicInteger();
        Crowd crowd = new Crowd(store, clock, """
                organisation: Contoso
                sites: [{name: HQ, window: {rrule: "FREQ=MINUTELY", duration: PT1M}}]
                """);
        Turns turns = new Turns(
                store,
                crowd::organisation,
                (site, from) -> {
                    looks.incrementAndGet();
                    return crowd.windows().next(site, from);
                },
                asset -> Optional.empty(),
                Duration.ofSeconds(15));
        // When
        for (int asked = 0; asked < 100; asked++) turns.spent(clock.instant());
        // Then
        assertThat(looks.get()).isPositive().isLessThan(100);
    }

    @Test
    void isNotKeptWaitingByOneThatHasItsPlaceInALaterWindow() {
        // Given two of which one goes first and alone, and waits for tomorrow, as this window was too short for it
        Crowd crowd = crowd("").host("a", os("x")).host("b", os("x"));
        store.run(tx -> {
            Versioned<Remediation> seen = tx.remediations().find("a").orElseThrow();
            ChangeWindow tomorrow = new ChangeWindow(OPENS.plus(Duration.ofDays(1)), CLOSES.plus(Duration.ofDays(1)));
            tx.remediations().save(((Allowed) seen.remediation()).schedule(tomorrow), seen.version());
        });
        // When
        crowd.process().advance("b");
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("b");
    }

    @Test
    void asksAgainTheLaterTheFurtherBackItStands() {
        // Given twelve of which one may be in change
        Crowd crowd = crowd("caps: {total: 1}");
        for (int i = 10; i < 22; i++) crowd.host("h-" + i, os("build-" + i));
        crowd.until(OPENS.plusSeconds(2));
        // When
        Next near = crowd.process().advance("h-11");
        Next far = crowd.process().advance("h-21");
        // Then
        assertThat(near).isEqualTo(new Next.Again(clock.instant().plusSeconds(15)));
        assertThat(far).isEqualTo(new Next.Again(clock.instant().plusSeconds(30)));
    }

    @Test
    void hasACapForTheNightWithoutAWordInTheProfile() {
        assertThat(crowd("").organisation().caution().caps().night()).isEqualTo(200);
    }

    @Test
    void givesTheLastPlaceToOneOfThoseThatAskAtTheSameMoment() throws Exception {
        // Given two processes at one store
        Crowd crowd = crowd("caps: {total: 1, wave: 100}");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add("h" + i);
            crowd.host("h" + i, os("10.0." + i)).at("h" + i).bootTakes(Duration.ofHours(1));
        }
        List<HostRun> processes = List.of(crowd.process(), crowd.process());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            // When
            for (int round = 0; round < 3; round++) {
                List<Future<Next>> turns = new ArrayList<>();
                for (String id : ids)
                    turns.add(threads.submit(
                            () -> processes.get(id.hashCode() % 2).advance(id)));
                for (Future<Next> turn : turns) turn.get();
                clock.pass(Duration.ofSeconds(20));
            }
        } finally {
            threads.shutdownNow();
        }
        // Then
        assertThat(crowd.begun()).hasSize(1);
    }

    // ---- order

    @Test
    void takesOneMemberOfAPoolAtATimeAndTheNextOnlyWhenItIsVerified() {
        // Given
        Crowd crowd = crowd("")
                .host("fe-1", os("a"), member("pool", "Pool01.corp.example"))
                .host("fe-2", os("b"), member("pool", "pool01.corp.example"))
                .host("fe-3", os("c"), member("pool", "pool01.corp.example"))
                .host("other", os("d"));
        // When
        crowd.until(OPENS.plusSeconds(50));
        // Then
        assertThat(trouble(crowd, "fe-2").cause().code()).isEqualTo(FailureCode.NOT_ITS_TURN);
        assertThat(trouble(crowd, "fe-2").cause().message())
                .contains("Another member of pool:pool01.corp.example")
                .contains("when that is verified");
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(crowd.states().values()).containsOnly(VERIFIED);
        assertThat(crowd.most(Set.of("fe-1", "fe-2", "fe-3"))).isEqualTo(1);
        assertThat(crowd.most()).isEqualTo(2);
        assertThat(crowd.begun().get("fe-2"))
                .isAfterOrEqualTo(crowd.log("remediation.verified").get("fe-1"));
    }

    @Test
    void goesFromTheInsideOutAtASite() {
        // Given names that sort the other way round
        Crowd crowd = crowd("")
                .host("a-edge", os("a"), role("sfb-edge"), member("pool", "edge"))
                .host("b-director", os("b"), role("sfb-director"))
                .host("c-front-end", os("c"), role("sfb-front-end"), member("pool", "pool01"))
                .host("d-back-end", os("d"), role("sql-server"), member("pool", "pool01"));
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(crowd.states().values()).containsOnly(VERIFIED);
        assertThat(crowd.begun().keySet()).containsExactly("d-back-end", "c-front-end", "b-director", "a-edge");
        assertThat(crowd.most()).isEqualTo(1);
    }

    @Test
    void waitsForWhatGoesFirstEvenWhereThatIsPutOff() {
        // Given
        Crowd crowd = crowd("")
                .host("front-end", os("a"), role("sfb-front-end"), member("pool", "pool01"))
                .host("back-end", os("b"), role("sql-server"), member("pool", "pool01"));
        Allowed backEnd = (Allowed) crowd.state("back-end");
        Failure later = Failure.of(FailureCode.PUT_OFF, "user:alice put it off: month's end");
        store.run(tx ->
                tx.remediations().save(backEnd.putOff(later, clock.instant(), OPENS.plus(Duration.ofDays(1))), 2));
        // When
        crowd.until(CLOSES.minus(Duration.ofHours(1)));
        // Then
        assertThat(crowd.begun()).isEmpty();
        assertThat(trouble(crowd, "front-end").cause().message())
                .isEqualTo("back-end goes first (pool:pool01, from the inside out); this one begins when that is"
                        + " verified.");
    }

    @Test
    void letsTwoPlansOfAHostRestartItOneAfterTheOtherReadyFirst() {
        // Given ONLY comes to be asked for its turn first
        Crowd crowd = crowd("").host("web").approve("a-only", "web", Goal.ONLY);
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("web", "a-only");
        assertThat(crowd.begun().get("a-only"))
                .isAfterOrEqualTo(crowd.log("remediation.verified").get("web"));
    }

    @Test
    void triesAPlaybookOnOneHostOfABuildBeforeAWaveOfOthersFollows() {
        // Given
        Crowd crowd = crowd("caps: {wave: 2}");
        for (String name : List.of("a", "b", "c", "d", "e", "f")) crowd.host(name, os(BUILD));
        crowd.host("other", os("6.3.9600"));
        // When
        crowd.until(OPENS.plusSeconds(50));
        // Then the first of each build goes, and nothing else
        assertThat(crowd.begun().keySet()).containsExactlyInAnyOrder("a", "other");
        assertThat(trouble(crowd, "b").cause().message())
                .isEqualTo("The first host with " + TRIAL + " goes alone; this one follows when it is verified.");
        // When
        crowd.until(CLOSES);
        // Then
        List<Instant> begun = List.of("a", "b", "c", "d", "e", "f").stream()
                .map(crowd.begun()::get)
                .toList();
        Instant verified = crowd.log("remediation.verified").get("a");
        assertThat(begun.subList(1, 6)).allMatch(at -> !at.isBefore(verified));
        assertThat(crowd.most(Set.of("b", "c", "d", "e", "f"))).isLessThanOrEqualTo(5);
        assertThat(begun.get(3))
                .isAfterOrEqualTo(crowd.log("remediation.verified").get("b"));
        assertThat(crowd.states().values()).containsOnly(VERIFIED);
    }

    @Test
    void letsAnotherHostGoFirstWhereTheFirstOneCannotBeReached() {
        // Given one that does not answer for as long as it is tried
        Crowd crowd = crowd("caps: {wave: 2}");
        for (String name : List.of("a", "b", "c", "d")) crowd.host(name, os(BUILD));
        crowd.at("a").next(1000, Phase.ASSESS, Mishap.before(FailureCode.HOST_UNREACHABLE));
        // When
        crowd.until(OPENS.plusSeconds(50));
        // Then the next one goes alone in its place
        assertThat(crowd.begun().keySet()).containsExactly("a", "b");
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(crowd.states())
                .containsEntry("b", VERIFIED)
                .containsEntry("c", VERIFIED)
                .containsEntry("d", VERIFIED);
        assertThat(crowd.begun().get("c"))
                .isBetween(crowd.log("remediation.verified").get("b"), OPENS.plus(Duration.ofMinutes(10)));
        assertThat(((Deferred) crowd.state("a")).because().code()).isEqualTo(FailureCode.HOST_UNREACHABLE);
    }

    @Test
    void goesAloneStillWhereAnotherHostHasGoneFirstMeanwhile() {
        // Given one that answers again while the one that took its place is in change
        Crowd crowd = crowd("");
        for (String name : List.of("a", "b", "c")) crowd.host(name, os(BUILD));
        crowd.at("a").next(Phase.ASSESS, Mishap.before(FailureCode.HOST_UNREACHABLE));
        crowd.at("b").bootTakes(Duration.ofMinutes(12));
        // When
        crowd.until(OPENS.plusSeconds(8 * 60));
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("a", "b");
        assertThat(((Running) crowd.state("a")).snapshot()).isNull();
        assertThat(((Running) crowd.state("a")).trouble().attempts()).isEqualTo(1);
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(crowd.states().values()).containsOnly(VERIFIED);
        assertThat(crowd.log("remediation.verified").get("a"))
                .isAfter(crowd.log("remediation.verified").get("b"));
    }

    @Test
    void keepsAnUnreachableMemberOfAPoolInItsPlace() {
        // Given
        Crowd crowd = crowd("")
                .host("a", member("pool", "p"), role("sql-server"), os("1.0.0"))
                .host("b", member("pool", "p"), role("sfb-front-end"), os("2.0.0"));
        crowd.at("a").next(1000, Phase.ASSESS, Mishap.before(FailureCode.HOST_UNREACHABLE));
        // When
        crowd.until(OPENS.plus(Duration.ofMinutes(30)));
        // Then what comes after it waits
        assertThat(crowd.begun().keySet()).containsExactly("a");
    }

    @Test
    void givesTheNightsPlacesToOthersWhileAHostCannotBeReached() {
        // Given as many unreachable hosts as may be in change at one time, first in tonight's order
        Crowd crowd = crowd("caps: {total: 2}");
        for (String name : List.of("a", "b", "c", "d")) crowd.host(name, os("build-" + name));
        for (String name : List.of("a", "b"))
            crowd.at(name).next(1000, Phase.ASSESS, Mishap.before(FailureCode.HOST_UNREACHABLE));
        // When
        crowd.until(OPENS.plus(Duration.ofMinutes(30)));
        // Then
        assertThat(crowd.states()).containsEntry("c", VERIFIED).containsEntry("d", VERIFIED);
    }

    @Test
    void needsNoFirstHostWhereThePlaybookWasVerifiedInAnEarlierNight() {
        // Given
        Crowd crowd = crowd("").host("a", os(BUILD)).until(CLOSES);
        // When
        clock.to(OPENS.plus(Duration.ofDays(1)).plusSeconds(1));
        crowd.processDies()
                .host("b", os(BUILD))
                .host("c", os(BUILD))
                .until(clock.instant().plusSeconds(20));
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("a", "b", "c");
    }

    // ---- breaker and quarantine

    @Test
    void opensTheBreakerAfterSoManyFailuresInARowAndKeepsItOpenOverNightsAndRestarts() {
        // Given
        Crowd crowd = crowd("breaker: {inARow: 2}");
        for (String name : List.of("a", "b", "c", "d")) crowd.host(name, os(BUILD));
        crowd.host("other", os("6.3.9600"));
        crowd.failsItsPostCheck("a").failsItsPostCheck("b");
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(crowd.states()).containsEntry("a", ROLLED_BACK).containsEntry("b", ROLLED_BACK);
        assertThat(crowd.states()).containsEntry("other", VERIFIED);
        assertThat(crowd.begun().keySet()).doesNotContain("c", "d");
        assertThat(brakes()).containsExactly(TRIAL);
        assertThat(crowd.log("breaker.opened")).containsOnlyKeys("b");
        // When
        crowd.processDies().until(CLOSES.plus(Duration.ofDays(1)));
        // Then
        assertThat(crowd.begun().keySet()).doesNotContain("c", "d");
        assertThat(trouble(crowd, "c").cause().code()).isEqualTo(FailureCode.BREAKER_OPEN);
        assertThat(trouble(crowd, "c").cause().message())
                .startsWith(TRIAL + " is held since ")
                .endsWith(": 2 runs failed one after another, the last one on b.");
        assertThat(crowd.log("step.postponed")).containsKeys("c", "d");
    }

    @Test
    void goesOnWithOneHostAloneWhenAPersonClosesTheBreaker() {
        // Given
        Crowd crowd = crowd("breaker: {inARow: 1}");
        for (String name : List.of("a", "b", "c", "d")) crowd.host(name, os(BUILD));
        crowd.failsItsPostCheck("a").until(OPENS.plus(Duration.ofHours(1)));
        assertThat(brakes()).containsExactly(TRIAL);
        // When
        desk(crowd).release(TRIAL, "user:alice", "the test had a typing error");
        crowd.until(clock.instant().plusSeconds(30));
        // Then
        assertThat(brakes()).isEmpty();
        assertThat(crowd.begun().keySet()).containsExactly("a", "b");
        assertThat(crowd.until(CLOSES).states())
                .containsEntry("b", VERIFIED)
                .containsEntry("c", VERIFIED)
                .containsEntry("d", VERIFIED);
        assertThat(crowd.log("breaker.closed")).hasSize(1);
    }

    @Test
    void opensTheBreakerByShareWhereSuccessesStandBetweenTheFailures() {
        // Given one after another, of which the second, the fourth and so on fail
        Crowd crowd = crowd("caps: {total: 1}\nbreaker: {inARow: 9, percent: 40, of: 20}");
        for (String name : List.of("a", "b", "c", "d", "e", "f", "g")) crowd.host(name, os(BUILD));
        crowd.failsItsPostCheck("b").failsItsPostCheck("d").failsItsPostCheck("f");
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(store.<List<Brake>>transact(tx -> tx.brakes().list()))
                .extracting(Brake::because)
                .containsExactly("3 of the last 6 runs failed, the last one on f.");
    }

    @Test
    void learnsNothingFromAHostThatCouldNotBeReachedOrHadDrifted() {
        // Given
        Crowd crowd = crowd("breaker: {inARow: 1}")
                .host("away", os(BUILD))
                .host("drifted", os(BUILD))
                .host("fine", os(BUILD));
        crowd.at("away").next(10_000, Phase.ASSESS, Mishap.before(FailureCode.HOST_UNREACHABLE));
        crowd.at("drifted").write(512);
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(brakes()).isEmpty();
        assertThat(crowd.states()).containsEntry("fine", VERIFIED);
    }

    @Test
    void quarantinesTheLikeOfAHostWhosePostCheckFailedUntilAPersonDecides() {
        // Given
        Crowd crowd = crowd("")
                .host("adfs-1", os("a"), role("adfs"))
                .host("adfs-2", os("b"), role("adfs"))
                .host("web", os("c"), role("iis"));
        crowd.failsItsPostCheck("adfs-1").at("adfs-2").next(Phase.ASSESS, Mishap.before(FailureCode.HOST_UNREACHABLE));
        crowd.at("adfs-1").bootTakes(Duration.ofSeconds(5));
        // When
        crowd.until(OPENS.plus(Duration.ofHours(2)));
        // Then
        assertThat(brakes()).containsExactly("role:adfs");
        assertThat(crowd.states()).containsEntry("adfs-1", ROLLED_BACK).containsEntry("web", VERIFIED);
        assertThat(crowd.log("quarantine.begun")).containsOnlyKeys("adfs-1");
    }

    @Test
    void quarantinesThePoolOfAMemberThatIsNotSeenToComeBack() {
        // Given
        Crowd crowd = crowd("")
                .host("fe-1", os("a"), member("pool", "pool01"))
                .host("fe-2", os("b"), member("pool", "pool01"));
        crowd.at("fe-1").bootTakes(Duration.ofDays(9));
        // When
        crowd.until(CLOSES.plus(Duration.ofDays(2)));
        // Then
        assertThat(crowd.begun().keySet()).containsExactly("fe-1");
        assertThat(brakes()).containsExactly("pool:pool01");
        assertThat(trouble(crowd, "fe-2").cause().code()).isEqualTo(FailureCode.QUARANTINED);
        assertThat(crowd.states()).containsEntry("fe-2", SCHEDULED);
        // When
        desk(crowd).release("pool:pool01", "user:alice", "fe-1 was replaced");
        // Then
        assertThat(crowd.until(CLOSES.plus(Duration.ofDays(3))).states()).containsEntry("fe-2", VERIFIED);
    }

    @Test
    void quarantinesThePoolOfAChangedMemberAtWhoseAddressAnotherMachineAnswers() {
        // Given
        Crowd crowd = crowd("breaker: {inARow: 1}")
                .host("fe-1", os(BUILD), member("pool", "pool01"))
                .host("fe-2", os(BUILD), member("pool", "pool01"))
                .host("web", os(BUILD));
        ScriptedHost another = ScriptedHost.stranger(clock, OPENS);
        crowd.at("fe-1").next(10_000, Phase.VERIFY, Mishap.answeredBy(another));
        // When
        crowd.until(CLOSES.plus(Duration.ofDays(2)));
        // Then it says nothing about the playbook
        assertThat(((Failed) crowd.state("fe-1")).failure().code()).isEqualTo(FailureCode.IDENTITY_MISMATCH);
        assertThat(crowd.begun().keySet()).containsExactly("web", "fe-1");
        assertThat(brakes()).containsExactly("pool:pool01");
        assertThat(crowd.states()).containsEntry("web", VERIFIED);
    }

    @Test
    void quarantinesThePoolOfAMemberThatDriftedWhileItMayBeHalfChanged() {
        // Given
        Crowd crowd = crowd("")
                .host("fe-1", os("a"), member("pool", "pool01"))
                .host("fe-2", os("b"), member("pool", "pool01"));
        crowd.at("fe-1")
                .next(Phase.APPLY, Mishap.after(FailureCode.HOST_NO_ANSWER))
                .next(Phase.ASSESS, Mishap.meanwhile(() -> {}), Mishap.says("\"513\"", "\"2176\""));
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(((Failed) crowd.state("fe-1")).failure().code()).isEqualTo(FailureCode.PLAN_DRIFTED);
        assertThat(brakes()).containsExactly("pool:pool01");
    }

    @Test
    void quarantinesNoPoolOfAMemberOnWhichNothingWasWritten() {
        // Given one that changes by itself between the look at it and the change
        Crowd crowd = crowd("")
                .host("fe-1", os("a"), member("pool", "pool01"))
                .host("fe-2", os("b"), member("pool", "pool01"));
        crowd.at("fe-1")
                .next(Phase.ASSESS, Mishap.meanwhile(() -> crowd.at("fe-1").write(512)));
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(((Failed) crowd.state("fe-1")).failure().message()).contains("Nothing was written.");
        assertThat(brakes()).isEmpty();
        assertThat(crowd.states()).containsEntry("fe-2", VERIFIED);
    }

    @Test
    void holdsWhatComesAfterAMemberThatFailedUnchangedUntilAPersonDecides() {
        // Given a back end that is not as its plan assumes
        Crowd crowd = crowd("")
                .host("front-end", os("a"), role("sfb-front-end"), member("pool", "pool01"))
                .host("back-end", os("b"), role("sql-server"), member("pool", "pool01"))
                .host("elsewhere", os("c"), role("exchange"), member("dag", "dag01"));
        crowd.at("back-end").write(512);
        // When
        crowd.until(CLOSES.plus(Duration.ofHours(1))).processDies().until(OPENS.plus(Duration.ofHours(25)));
        // Then it is held over nights and restarts, and says why
        assertThat(crowd.state("back-end")).isInstanceOf(Failed.class);
        assertThat(crowd.begun().keySet()).containsExactlyInAnyOrder("elsewhere", "back-end");
        assertThat(brakes()).containsExactly("after:pool:pool01/1");
        assertThat(trouble(crowd, "front-end").cause().code()).isEqualTo(FailureCode.QUARANTINED);
        assertThat(trouble(crowd, "front-end").cause().message())
                .startsWith("after:pool:pool01/1 is held since ")
                .contains(": on back-end its change failed: ");
        assertThat(crowd.log("quarantine.begun")).containsOnlyKeys("back-end");
        // When
        desk(crowd).release("after:pool:pool01/1", "user:alice", "the back end stays as it is");
        // Then
        assertThat(crowd.until(CLOSES.plus(Duration.ofDays(1))).states()).containsEntry("front-end", VERIFIED);
    }

    @Test
    void finishesWhatIsAlreadyChangedWhileABreakerIsOpen() {
        // Given two that are in change when a third fails
        Crowd crowd = crowd("breaker: {inARow: 1}\ncaps: {wave: 5}")
                .host("a", os(BUILD))
                .until(OPENS.plusSeconds(600));
        crowd.host("b", os(BUILD)).host("c", os(BUILD));
        crowd.failsItsPostCheck("b").at("c").bootTakes(Duration.ofMinutes(20));
        // When
        crowd.until(CLOSES);
        // Then
        assertThat(brakes()).containsExactly(TRIAL);
        assertThat(crowd.states()).containsEntry("b", ROLLED_BACK).containsEntry("c", VERIFIED);
    }

    @Test
    void releasesOnlyWhatIsHeldAndOnlyWithAReason() {
        BrakeDesk desk = desk(crowd(""));
        assertThatThrownBy(() -> desk.release(TRIAL, "user:alice", "go on"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("Nothing is held under '" + TRIAL + "'");
        assertThatThrownBy(() -> desk.release(TRIAL, "user:alice", " ")).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- what the tests share

    private Crowd crowd(String keys) {
        return new Crowd(store, clock, """
                organisation: Contoso
                sites:
                  - {name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}
                  - {name: PLANT, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}
                """ + keys + "\n");
    }

    private BrakeDesk desk(Crowd crowd) {
        return new BrakeDesk(store, clock, crowd::wake);
    }

    private List<String> brakes() {
        return store.transact(
                tx -> tx.brakes().list().stream().map(Brake::scope).toList());
    }

    private static Trouble trouble(Crowd crowd, String id) {
        return Objects.requireNonNull(((Scheduled) crowd.state(id)).trouble(), "what keeps it waiting");
    }
}
