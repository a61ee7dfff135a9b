package io.ratchet.routes.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.notice.Notice;
import io.ratchet.domain.notice.Notice.Event;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.routes.notices.NoticeSettings.Audience;
import io.ratchet.routes.support.FailingStep;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.Contacts;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told when, to whom, and how often; with receivers that answer as the test says. */
class NoticeRouteTest extends CamelTestSupport {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    /** A quarter past three in the afternoon in Berlin. */
    private static final Instant AFTERNOON = Instant.parse("2018-09-20T13:15:00Z");

    private static final Instant OPENS = Instant.parse("2018-09-20T20:00:00Z");
    private static final ChangeWindow TONIGHT = new ChangeWindow(OPENS, OPENS.plus(Duration.ofHours(6)));
    private static int number;

    private final JdbcConnectionPool database = Databases.h2WithTables();
    private final SqlStore store = Databases.opened(database);
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final Queue<Sent> answers = new ConcurrentLinkedQueue<>();
    private final List<Notice> told = new ArrayList<>();
    private final List<Sent> outcomes = new ArrayList<>();
    private final List<Audience> audiences = new ArrayList<>();
    private ObjectNode night = night();
    private final SetClock clock = new SetClock(AFTERNOON);

    @Override
    protected RoutesBuilder createRouteBuilder() {
        audiences.add(new Audience("desk", Set.of(Event.values()), Set.of()));
        return route();
    }

    private NoticeRoute route() {
        NoticeSettings settings = settings();
        return new NoticeRoute(
                occasions(settings.audiences()),
                new NoticeSender(store, settings.pace(), clock, outcomes::add),
                notice -> new Sent.Refused("nobody is told by the test"),
                threads);
    }

    private NoticeSettings settings() {
        return new NoticeSettings(
                audiences,
                List.of(LocalTime.of(16, 0), LocalTime.of(8, 0)),
                LocalTime.of(7, 0),
                NoticeSettings.Pace.calm());
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.notices.look", "direct:look");
        endpoints.setProperty("ratchet.notices.due", "direct:tick");
        endpoints.setProperty("ratchet.notices.endpoint", "mock:receivers");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        return camel;
    }

    @BeforeEach
    void answerAsTheTestSays() {
        getMockEndpoint("mock:receivers").whenAnyExchangeReceived(exchange -> {
            told.add(exchange.getMessage().getBody(Notice.class));
            Sent answer = answers.poll();
            exchange.getMessage().setBody(answer == null ? new Sent.Done("", "") : answer);
        });
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        store.close();
        database.dispose();
    }

    @Test
    void saysOnceAtEachTimeOfTheDayThatPlansWait() {
        // Given
        waits("r-1", "HQ", AFTERNOON.minus(Duration.ofDays(2)));
        waits("r-2", "UC", AFTERNOON);

        // When
        lookAndTell();
        lookAndTell();

        // Then it is the time of this morning, for whoever did not run then
        assertThat(told).singleElement().satisfies(notice -> {
            assertThat(notice.headline())
                    .isEqualTo("2 plans wait for approval, the oldest since 2018-09-18 15:15 Europe/Berlin");
            assertThat(notice.text()).isEqualTo("""
                    HQ: 1
                    UC: 1
                    In 2 rows of plans that do the same.
                    The next window opens at 2018-09-20 22:00 Europe/Berlin.
                    As of 2018-09-20 15:15 Europe/Berlin.""");
            assertThat(notice.page()).isEqualTo("/queue");
        });

        // When
        clock.to(AFTERNOON.plus(Duration.ofMinutes(45)));
        lookAndTell();

        // Then
        assertThat(told).hasSize(2);
    }

    @Test
    void aSiteWithALineBreakInItsNameStaysWithinItsLine() {
        // Given
        waits("r-1", "HQ\n@everyone", AFTERNOON);

        // When
        lookAndTell();

        // Then
        assertThat(told)
                .singleElement()
                .satisfies(notice -> assertThat(notice.text().lines()).contains("HQ @everyone: 1"));
    }

    @Test
    void saysNothingWhileNothingWaits() {
        lookAndTell();
        assertThat(told).isEmpty();
    }

    @Test
    void aRestartTellsNobodyTwice() {
        // Given
        waits("r-1", "HQ", AFTERNOON);
        brake("pool:sfb");
        lookAndTell();
        assertThat(told).hasSize(2);

        // When another process looks, with nothing in its memory
        occasions(audiences.toArray(Audience[]::new)).look();
        tell();

        // Then
        assertThat(told).hasSize(2);
    }

    @Test
    void aReceiverIsToldOfItsSitesAlone() {
        // Given
        waits("r-1", "HQ", AFTERNOON);
        waits("r-2", "UC", AFTERNOON);
        stop("site:UC");
        Occasions ofHq = occasions(new Audience("hq", Set.of(Event.QUEUE, Event.BREAKER), Set.of("hq ")));

        // When
        ofHq.look();
        tell();

        // Then
        assertThat(told)
                .extracting(Notice::headline)
                .containsExactly("1 plan waits for approval, the oldest since 2018-09-20 15:15 Europe/Berlin");

        // When
        stop("site:HQ");
        stop("all");
        ofHq.look();
        tell();

        // Then
        assertThat(told).extracting(Notice::headline).contains("Stop ordered: site:HQ", "Stop ordered: all");
        assertThat(told).extracting(Notice::receiver).containsOnly("hq");
    }

    @Test
    void saysWhenANightBeginsWhatRunsAndWhenItIsDone() {
        // Given
        approved("r-1", "HQ");
        clock.to(OPENS.plusSeconds(5));
        plan("r-1", "HQ", 1, OPENS, OPENS.plus(Duration.ofMinutes(40)));
        plan("r-2", "HQ", 2, OPENS.plus(Duration.ofMinutes(40)), OPENS.plus(Duration.ofMinutes(70)));
        plan("r-9", "UC", 1, OPENS, OPENS.plus(Duration.ofHours(5)));
        blackout(night.withArray("/blackouts"), "stock\ntaking", "hq");
        blackout(night.withArray("/blackouts"), "of another site", "UC");

        // When
        occasions(new Audience("desk", Set.of(Event.NIGHT), Set.of())).look();
        tell();
        clock.to(OPENS.plus(Duration.ofMinutes(50)));
        occasions(new Audience("desk", Set.of(Event.NIGHT), Set.of())).look();
        tell();

        // Then
        assertThat(told).singleElement().satisfies(notice -> {
            assertThat(notice.headline())
                    .isEqualTo(
                            "The night begins at HQ: 2 runs, done at 2018-09-20 23:10 Europe/Berlin if every run is verified");
            assertThat(notice.text())
                    .startsWith("HQ: 2018-09-20 22:00 Europe/Berlin to 2018-09-21 04:00 Europe/Berlin\n"
                            + "Blackout of hq from 2018-09-21 01:00 Europe/Berlin to 2018-09-21 03:00 Europe/Berlin:"
                            + " stock taking\n"
                            + "2 runs to begin in 2 waves, 0 under way.\n")
                    .contains("as printed")
                    .doesNotContain("r-9");
            assertThat(notice.report()).isPresent();
        });
    }

    @Test
    void saysNothingOfAWindowInWhichNothingRuns() {
        // Given
        clock.to(OPENS.plusSeconds(5));

        // When
        occasions(new Audience("desk", Set.of(Event.NIGHT), Set.of())).look();
        tell();

        // Then
        assertThat(told).isEmpty();
    }

    @Test
    void saysOnceWhatWasStopped() {
        // Given
        brake("pool:sfb\nBcc: boss@corp.example");
        stop("site:HQ");

        // When
        lookAndTell();
        lookAndTell();

        // Then
        assertThat(told)
                .extracting(Notice::headline)
                .containsExactlyInAnyOrder(
                        "Quarantine begins: pool:sfb Bcc: boss@corp.example", "Stop ordered: site:HQ");
    }

    @Test
    void reportsTheNightInTheMorningWhereAnythingRan() {
        // Given
        clock.to(Instant.parse("2018-09-21T05:00:00Z"));
        Occasions occasions = occasions(new Audience("desk", Set.of(Event.REPORT), Set.of("HQ")));
        ran("r-9", "UC", "Failed");

        // When nothing ran at the receiver's site
        occasions.look();
        tell();

        // Then
        assertThat(told).isEmpty();

        // When
        ran("r-1", "HQ", "Verified");
        blackout(night.withArray("/report/blackouts"), "stocktaking");
        blackout(night.withArray("/report/blackouts"), "of another site", "UC");
        occasions(new Audience("desk", Set.of(Event.REPORT), Set.of("HQ"))).look();
        tell();

        // Then
        assertThat(told).singleElement().satisfies(notice -> {
            assertThat(notice.headline()).isEqualTo("The last 24 hours: 1 Verified");
            assertThat(notice.report().orElseThrow().name()).isEqualTo("ratchet-night.txt");
            assertThat(notice.text())
                    .contains("as printed")
                    .contains("Blackout of all sites from 2018-09-21 01:00 Europe/Berlin to 2018-09-21 03:00"
                            + " Europe/Berlin: stocktaking\n")
                    .doesNotContain("of another site");
        });
    }

    private static void blackout(ArrayNode list, String reason, String... sites) {
        ArrayNode named = list.addObject()
                .put("from", "2018-09-20T23:00:00Z")
                .put("until", "2018-09-21T01:00:00Z")
                .put("zone", "Europe/Berlin")
                .put("reason", reason)
                .putArray("sites");
        for (String site : sites) named.add(site);
    }

    @Test
    void aDeadReceiverLosesNothingAndKeepsNobodyElseWaiting() {
        // Given
        audiences.add(new Audience("other", Set.of(Event.BREAKER), Set.of()));
        brake("pool:sfb");
        Occasions both = occasions(audiences.toArray(Audience[]::new));
        answers.add(new Sent.ToRetry("it cannot be reached", null));

        // When
        both.look();
        tell();

        // Then
        assertThat(told).extracting(Notice::receiver).containsExactlyInAnyOrder("desk", "other");
        assertThat(outcomes).hasSize(2);

        // When it is back a day later
        clock.pass(Duration.ofDays(1));
        tell();

        // Then
        assertThat(told).hasSize(3);
        assertThat(contacts()).allSatisfy(receiver -> {
            assertThat(receiver.waiting()).isZero();
            assertThat(receiver.lastTold()).isNotNull();
        });
    }

    @Test
    void whatWasInHandWhenTheProcessDiedIsToldByTheNext() {
        // Given
        brake("pool:sfb");
        occasions(audiences.toArray(Audience[]::new)).look();
        NoticeSender dying = new NoticeSender(store, settings().pace(), clock, NoticeObserver.none());
        assertThat(dying.take(dying.due().get(0))).isTrue();

        // When
        tell();
        assertThat(told).as("somebody else may be telling it").isEmpty();
        clock.pass(settings().pace().lost());
        tell();

        // Then
        assertThat(told).hasSize(1);
    }

    @Test
    void whatMayHaveArrivedFillsNoChannel() {
        // Given a chat that never answers, and may show each time what it was sent
        brake("pool:sfb");
        occasions(audiences.toArray(Audience[]::new)).look();
        for (int i = 0; i < 2_000; i++) answers.add(new Sent.Unknown("no answer", null));

        // When
        for (int minutes = 0; minutes < 24 * 60; minutes += 5) {
            tell();
            clock.pass(Duration.ofMinutes(5));
        }

        // Then
        assertThat(told).hasSizeBetween(3, 15);
    }

    @Test
    void whatIsRefusedIsTriedEachHourAndGivenUpAfterAWeek() {
        // Given
        brake("pool:sfb");
        occasions(audiences.toArray(Audience[]::new)).look();
        for (int i = 0; i < 3; i++) answers.add(new Sent.Refused("no such webhook"));

        // When
        tell();
        clock.pass(Duration.ofMinutes(59));
        tell();

        // Then
        assertThat(told).hasSize(1);
        assertThat(contacts()).singleElement().satisfies(receiver -> {
            assertThat(receiver.waiting()).isEqualTo(1);
            assertThat(receiver.answer()).isEqualTo("no such webhook");
        });

        // When
        clock.pass(Duration.ofDays(7));
        tell();
        clock.pass(Duration.ofDays(7));
        tell();

        // Then
        assertThat(told).hasSize(2);
        assertThat(contacts()).singleElement().satisfies(receiver -> {
            assertThat(receiver.waiting()).isZero();
            assertThat(receiver.refused()).isEqualTo(1);
        });
    }

    @Test
    void aFaultOfOursIsSaidAndGivenUpLikeAnyOther() {
        // Given
        brake("pool:sfb");
        occasions(audiences.toArray(Audience[]::new)).look();
        getMockEndpoint("mock:receivers").whenAnyExchangeReceived(exchange -> {
            told.add(exchange.getMessage().getBody(Notice.class));
            throw new IllegalStateException("a fault");
        });

        // When
        tell();

        // Then
        assertThat(told).hasSize(1);
        assertThat(contacts()).singleElement().satisfies(receiver -> {
            assertThat(receiver.waiting()).isEqualTo(1);
            assertThat(receiver.answer()).isEqualTo("A fault of Ratchet; its log says which.");
        });

        // When
        clock.pass(Duration.ofDays(8));
        tell();
        clock.pass(Duration.ofDays(8));
        tell();

        // Then
        assertThat(told).hasSize(2);
        assertThat(contacts())
                .singleElement()
                .satisfies(receiver -> assertThat(receiver.refused()).isEqualTo(1));
    }

    @Test
    void whatEndedLongAgoIsForgottenAndWhatStillStandsIsNotToldAgain() {
        // Given a notice that was given up, and a stop that was told
        waits("r-1", "HQ", AFTERNOON);
        answers.add(new Sent.Refused("no such webhook"));
        lookAndTell();
        clock.pass(Duration.ofDays(8));
        answers.add(new Sent.Refused("no such webhook"));
        tell();
        stop("site:HQ");
        lookAndTell();
        assertThat(told).extracting(Notice::headline).contains("Stop ordered: site:HQ");
        assertThat(contacts())
                .singleElement()
                .satisfies(receiver -> assertThat(receiver.refused()).isEqualTo(1));
        told.clear();

        // When
        clock.pass(Occasions.KEPT.plusDays(1));
        for (int looks = 0; looks < 2; looks++) {
            occasions(new Audience("desk", Set.of(Event.BREAKER), Set.of())).look();
            tell();
        }

        // Then
        assertThat(told).isEmpty();
        assertThat(contacts())
                .singleElement()
                .satisfies(receiver -> assertThat(receiver.refused()).isZero());
    }

    @Test
    void reckonsTheNightOnceForAllWhoAreToldOfIt() {
        // Given
        approved("r-1", "HQ");
        clock.to(OPENS.plusSeconds(60));
        List<Instant> reckoned = new ArrayList<>();
        Occasions many = new Occasions(
                store,
                new NoticeSettings(
                        Stream.of("a", "b", "c")
                                .map(name -> new Audience(name, Set.of(Event.NIGHT), Set.of()))
                                .toList(),
                        NoticeSettings.QUEUE_AT,
                        NoticeSettings.REPORT_AT,
                        NoticeSettings.Pace.calm()),
                NoticeRouteTest::organisation,
                (site, at) -> site.equals("HQ") ? Optional.of(TONIGHT) : Optional.empty(),
                new Occasions.Nights(
                        at -> {
                            reckoned.add(at);
                            return night.deepCopy();
                        },
                        shown -> ""),
                clock);

        // When
        many.look();

        // Then
        assertThat(reckoned).hasSize(1);
    }

    @Test
    void whatAStoreThatIsAwayHoldsIsToldAtTheNextTick() throws Exception {
        // Given
        brake("pool:sfb");
        occasions(audiences.toArray(Audience[]::new)).look();
        FailureException away = FailureException.of(FailureCode.STORE_UNAVAILABLE, "The database does not answer.");
        FailingStep.at(context, "notices-send", "notices-take-due", 1, away);
        answerAsTheTestSays();

        // When
        assertThatThrownBy(this::tell).hasCause(away);
        tell();

        // Then
        assertThat(told).hasSize(1);
    }

    @Test
    void aStopTellsWhatIsInHandAndLeavesTheRestForTheNextStart() {
        // Given
        brake("pool:sfb");
        brake("pool:exchange");
        occasions(audiences.toArray(Audience[]::new)).look();
        getMockEndpoint("mock:receivers").whenAnyExchangeReceived(exchange -> {
            told.add(exchange.getMessage().getBody(Notice.class));
            exchange.getMessage().setBody(new Sent.Done("", ""));
            new Thread(context::stop).start();
            await().until(context::isStopping);
        });

        // When
        tell();

        // Then
        assertThat(told).hasSize(1);
        assertThat(contacts())
                .singleElement()
                .satisfies(desk -> assertThat(desk.waiting()).isEqualTo(1));
    }

    private void lookAndTell() {
        template().sendBody("direct:look", "");
        tell();
    }

    private void tell() {
        template().sendBody("direct:tick", "");
    }

    /** As another process would look, with nothing in its memory. */
    private Occasions occasions(Audience... to) {
        return occasions(List.of(to));
    }

    private Occasions occasions(List<Audience> to) {
        return new Occasions(
                store,
                new NoticeSettings(to, NoticeSettings.QUEUE_AT, NoticeSettings.REPORT_AT, NoticeSettings.Pace.calm()),
                NoticeRouteTest::organisation,
                (site, at) -> site.equals("HQ") ? Optional.of(TONIGHT) : Optional.empty(),
                new Occasions.Nights(at -> night.deepCopy(), shown -> "as printed " + shown.path("plan")),
                clock);
    }

    private List<Contacts.Receiver> contacts() {
        return store.transact(tx -> tx.contacts().receivers());
    }

    private void brake(String scope) {
        store.run(tx -> tx.brakes()
                .apply(new Brake(
                        scope,
                        Brake.Kind.QUARANTINE,
                        "One of its like failed.",
                        "r-1",
                        new AssetId("web01.corp.example"),
                        AFTERNOON)));
    }

    private void stop(String scope) {
        store.run(tx -> tx.stops().order(new Stop(scope, "user:alice", "phones are down", AFTERNOON)));
    }

    private void waits(String id, String site, Instant since) {
        store.run(tx -> tx.remediations().propose(proposed(id, site, since)));
    }

    private void approved(String id, String site) {
        waits(id, site, AFTERNOON);
        store.run(tx -> {
            Remediation proposed = tx.remediations().find(id).orElseThrow().remediation();
            tx.remediations()
                    .save(
                            ((Proposed) proposed)
                                    .approve(new Approval(
                                            "user:alice",
                                            AFTERNOON,
                                            proposed.subject().plan().hash(),
                                            AFTERNOON.plus(Duration.ofDays(14)))),
                            tx.remediations().find(id).orElseThrow().version());
        });
    }

    private static Proposed proposed(String id, String site, Instant since) {
        String host = id + ".corp.example";
        PlanStep step = new PlanStep(
                10, "os-7-sp1", "windows/" + id, "a".repeat(64), Map.of(), List.of(), Restart.REBOOT, "R025");
        return new Proposed(new Remediation.Subject(
                id, new Plan(new AssetId(host), HostRef.named(host), Goal.READY, List.of(step)), site, since));
    }

    private void plan(String id, String site, int wave, Instant begins, Instant ends) {
        night.withArray("/plan")
                .addObject()
                .put("remediation", id)
                .put("site", site)
                .put("wave", wave)
                .put("begins", begins.toString())
                .put("ends", ends.toString());
    }

    private void ran(String id, String site, String outcome) {
        night.withArray("/report/runs")
                .addObject()
                .put("remediation", id)
                .put("site", site)
                .put("begun", OPENS.toString())
                .put("outcome", outcome);
    }

    /** A night without anything in it. */
    private static ObjectNode night() {
        ObjectNode night = Json.object().put("schema", "ratchet.night/1").put("at", AFTERNOON.toString());
        Stream.of("windows", "plan", "left", "underWay", "brakes", "stops").forEach(night::putArray);
        night.putObject("report").putArray("runs");
        return night;
    }

    private static Organisation organisation() {
        Organisation careful = Organisation.careful();
        return new Organisation(
                "Contoso",
                careful.goal(),
                BERLIN,
                careful.federation(),
                careful.federatedPartners(),
                careful.topology(),
                List.of(
                        new Organisation.Site("HQ", null, List.of(), null, null),
                        new Organisation.Site("UC", null, List.of(), null, null)),
                careful.exceptions(),
                careful.proofs(),
                careful.waivers());
    }
}
