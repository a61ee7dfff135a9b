package io.ratchet.routes.pull;

import static io.ratchet.routes.pull.PullStub.ok;
import static io.ratchet.routes.pull.PullStub.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.pull.PullSource;
import io.ratchet.connectors.pull.PullSource.Kind;
import io.ratchet.connectors.pull.PullSources;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.routes.intake.IntakeRoute;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.routes.support.FailingStep;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.Pulls.Standing;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes with the real store; the source is a stub that speaks its documented answers, deciding is a mock. */
class PullRouteTest extends CamelTestSupport {
    private static final Credentials ACCOUNT = reference -> new Credentials.Account("id-1", "s3cret");
    private static final String VULNERABILITY =
            "{\"asset\":{\"fqdn\":\"web%d.contoso.example\",\"hostname\":\"web%d\",\"uuid\":\"ca165808-6a31-48e1-9cf3-c6c3174df5%02d\",\"ipv4\":\"10.9.1.%d\"},"
                    + "\"output\":\"TLSv1 is enabled and the server supports at least one cipher.\",\"plugin\":{\"id\":104743,\"name\":\"TLS Version 1.0 Protocol Detection\"},"
                    + "\"port\":{\"port\":443,\"protocol\":\"TCP\"},\"state\":\"OPEN\",\"last_found\":\"2018-09-20T01:00:00Z\"}";
    private static final String EVENT =
            "{\"_index\":\"winlogbeat-7\",\"_id\":\"%1$d\",\"_source\":{\"@timestamp\":\"2018-09-20T09:00:0%1$dZ\",\"host\":{\"name\":\"web0%1$d\"},"
                    + "\"winlog\":{\"provider_name\":\"Schannel\",\"event_id\":\"36880\",\"computer_name\":\"web0%1$d.contoso.example\","
                    + "\"user_data\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}}}}";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final SetClock clock = new SetClock(Instant.parse("2018-09-20T10:00:00Z"));
    private SqlStore store;
    private PullStub stub;

    PullRouteTest() {
        testConfiguration().withUseRouteBuilder(false);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        store = Databases.h2(folder.resolve("data"));
        stub = new PullStub();
        CamelContext camel = super.createCamelContext();
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.decide.source", "mock:decide");
        endpoints.setProperty("ratchet.decide.awaited", "mock:decide");
        endpoints.setProperty("ratchet.pull.due", "direct:pull-due");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        return camel;
    }

    @AfterEach
    void end() {
        context.stop();
        threads.shutdownNow();
        stub.close();
        store.close();
    }

    @Test
    void takesTheChunksOfATenableExportAndWaitsAsLongAsItIsAskedTo() throws Exception {
        // Given an export of two chunks, and a limit on calls before the second
        AtomicInteger limits = new AtomicInteger(1);
        stub.answers(request -> switch (request.line()) {
            case "POST /vulns/export" -> ok("{\"export_uuid\":\"e-1\"}");
            case "GET /vulns/export/e-1/status" -> ok("{\"status\":\"FINISHED\",\"chunks_available\":[1,2]}");
            case "GET /vulns/export/e-1/chunks/1" -> ok("[" + vulnerability(1) + "," + vulnerability(2) + "]");
            case "GET /vulns/export/e-1/chunks/2" ->
                limits.getAndDecrement() > 0 ? status(429, "Retry-After", "90") : ok("[" + vulnerability(3) + "]");
            default -> status(404);
        });
        begin(source(Kind.TENABLE_IO, Map.of()));

        // When
        turn();

        // Then the first chunk is taken in, and the second is not asked for before its time
        assertThat(used()).containsExactly(2L);
        assertThat(standing().problem()).contains("429");
        assertThat(standing().dueAt()).isEqualTo(clock.instant().plusSeconds(90));
        clock.pass(Duration.ofSeconds(89));
        turn();
        assertThat(stub.last().line()).isEqualTo("GET /vulns/export/e-1/chunks/2");

        // When its time has come
        clock.pass(Duration.ofSeconds(1));
        Instant begun = Instant.parse(standing().kept().get("asked"));
        turn();

        // Then
        assertThat(used()).containsExactly(2L, 1L);
        assertThat(stub.asked().stream().filter(line -> line.endsWith("/chunks/1")))
                .hasSize(1);
        assertThat(standing().kept()).isEqualTo(Map.of("since", begun.toString()));
        assertThat(standing().problem()).isEmpty();
        assertThat(standing().dueAt()).isEqualTo(clock.instant().plus(Duration.ofHours(6)));
        assertThat(stub.last().headers()).containsEntry("x-apikeys", "accessKey=id-1; secretKey=s3cret");
        assertThat(getMockEndpoint("mock:decide").getReceivedCounter()).isEqualTo(2);
        assertThat(left()).isEmpty();
    }

    @Test
    void asksForATenableExportAnewThatIsGone() throws Exception {
        // Given an export that is gone when its chunk is asked for
        AtomicInteger exports = new AtomicInteger();
        stub.answers(request -> switch (request.line()) {
            case "POST /vulns/export" -> ok("{\"export_uuid\":\"e-" + exports.incrementAndGet() + "\"}");
            case "GET /vulns/export/e-2/status" -> ok("{\"status\":\"FINISHED\",\"chunks_available\":[1]}");
            case "GET /vulns/export/e-2/chunks/1" -> ok("[" + vulnerability(1) + "]");
            default -> status(404);
        });
        begin(source(Kind.TENABLE_IO, Map.of()));
        turn();
        String since = standing().kept().get("since");

        // When
        clock.pass(Duration.ofMinutes(1));
        turn();

        // Then the same stretch was asked for again
        assertThat(exports).hasValue(2);
        assertThat(since).isEqualTo("2018-08-21T10:00:00Z");
        assertThat(used()).containsExactly(1L);
    }

    @Test
    void followsThePagesOfGraphWithAFreshTokenWhereTheOldOneHasEnded() throws Exception {
        // Given two pages; the token is not taken any more after the first
        AtomicInteger tokens = new AtomicInteger();
        stub.answers(request -> {
            if (request.line().equals("POST /contoso/oauth2/v2.0/token"))
                return ok("{\"access_token\":\"t" + tokens.incrementAndGet() + "\",\"expires_in\":3599}");
            boolean second = "2".equals(request.fields().get("$skiptoken"));
            if (second && request.headers().get("authorization").equals("Bearer t1")) return status(401);
            return ok("{\"value\":[" + device(second ? 2 : 1) + "]"
                    + (second
                            ? ""
                            : ",\"@odata.nextLink\":\"" + stub.address()
                                    + "/v1.0/deviceManagement/managedDevices?$skiptoken=2\"")
                    + "}");
        });
        begin(source(
                Kind.INTUNE, Map.of("tenant", "contoso", "login", stub.address().toString())));

        // When
        turn();

        // Then
        assertThat(used()).containsExactly(1L, 1L);
        assertThat(tokens).hasValue(2);
        assertThat(standing().finishedAt()).isEqualTo(clock.instant());
    }

    @Test
    void neverFollowsAPageToAnotherHost() throws Exception {
        // Given a next page elsewhere
        try (PullStub elsewhere = new PullStub()) {
            stub.answers(request -> request.line().startsWith("POST")
                    ? ok("{\"access_token\":\"t1\",\"expires_in\":3599}")
                    : ok("{\"value\":[" + device(1) + "],\"@odata.nextLink\":\"" + elsewhere.address() + "/v1.0/x\"}"));
            begin(source(
                    Kind.INTUNE,
                    Map.of("tenant", "contoso", "login", stub.address().toString())));

            // When
            turn();

            // Then
            assertThat(elsewhere.asked()).isEmpty();
            assertThat(standing().problem()).contains("another address");
            assertThat(standing().finishedAt()).isNull();
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void neverFollowsARedirect() throws Exception {
        // Given
        try (PullStub elsewhere = new PullStub()) {
            stub.answers(request -> status(302, "Location", elsewhere.address() + "/vulns/export"));
            begin(source(Kind.TENABLE_IO, Map.of()));

            // When
            turn();

            // Then
            assertThat(elsewhere.asked()).isEmpty();
            assertThat(standing().problem()).contains("a redirect, which is not followed");
        }
    }

    @Test
    void takesOnlyTheSignInsWithLegacyTls() throws Exception {
        // Given
        stub.answers(request -> request.line().startsWith("POST")
                ? ok("{\"access_token\":\"t1\",\"expires_in\":3599}")
                : ok("{\"value\":[" + signIn("True") + "," + signIn("False") + "]}"));
        PullSource source = source(
                Kind.ENTRA_SIGN_INS,
                Map.of("tenant", "contoso", "login", stub.address().toString()));
        begin(new PullSource(
                source.name(),
                source.kind(),
                source.url(),
                source.credential(),
                source.trust(),
                source.every(),
                Duration.ofHours(1),
                source.options()));

        // When
        turn();

        // Then
        assertThat(used()).containsExactly(1L);
        assertThat(stub.last().line()).isEqualTo("GET /beta/auditLogs/signIns");
        assertThat(stub.last().fields().get("$filter"))
                .startsWith("createdDateTime ge 2018-09-20T08:58:00Z and createdDateTime lt 2018-09-20T09:58:00Z");
        assertThat(standing().kept()).isEqualTo(Map.of("since", "2018-09-20T09:58:00Z"));
    }

    @Test
    void takesOfAQualysWarningTheNumberAlone() throws Exception {
        // Given a next page whose address names another host, and a limit on calls as it is told there
        AtomicInteger limits = new AtomicInteger(1);
        stub.answers(request -> {
            if ("200".equals(request.fields().get("id_min")))
                return limits.getAndDecrement() > 0
                        ? status(409, "X-RateLimit-ToWait-Sec", "120")
                        : ok(detections(2, ""));
            return ok(
                    detections(
                            1,
                            "<WARNING><CODE>1980</CODE><TEXT>truncated</TEXT><URL><![CDATA[https://elsewhere.example/api/?action=list&id_min=200]]></URL></WARNING>"));
        });
        begin(source(Kind.QUALYS, Map.of()));

        // When
        turn();
        assertThat(standing().dueAt()).isEqualTo(clock.instant().plusSeconds(120));
        clock.pass(Duration.ofMinutes(2));
        turn();

        // Then
        assertThat(used()).containsExactly(1L, 1L);
        assertThat(stub.asked()).hasSize(3).containsOnly("GET /api/2.0/fo/asset/host/vm/detection/");
        assertThat(stub.last().headers()).containsKey("x-requested-with");
        assertThat(standing().kept()).isEqualTo(Map.of("since", "2018-09-20T10:00:00Z"));
    }

    @Test
    void beginsAnElasticsearchScrollAnewThatHasEndedAndKnowsWhatItHasTaken() throws Exception {
        // Given a scroll that ends after its first page, once
        AtomicInteger scrolls = new AtomicInteger();
        stub.answers(request -> {
            if (request.line().equals("DELETE /_search/scroll")) return ok("{\"succeeded\":true}");
            if (request.line().startsWith("POST /winlogbeat-"))
                return ok(hits(scrolls.incrementAndGet(), EVENT.formatted(1)));
            if (request.body().contains("s1")) return status(404);
            return request.body().contains("s2") ? ok(hits(3, EVENT.formatted(2))) : ok(hits(4, ""));
        });
        begin(source(Kind.ELASTICSEARCH, Map.of()));
        turn();
        Map<String, String> begun = standing().kept();

        // When
        clock.pass(Duration.ofMinutes(1));
        turn();

        // Then the stretch of time is the same, and the first page is a report once
        assertThat(begun).isEqualTo(Map.of("since", "2018-08-21T09:58:00Z", "until", "2018-09-20T09:58:00Z"));
        assertThat(used()).containsExactly(1L, 1L);
        assertThat(stub.last().line()).isEqualTo("DELETE /_search/scroll");
        assertThat(standing().kept()).isEqualTo(Map.of("since", "2018-09-20T09:58:00Z"));
    }

    @Test
    void goesNoFurtherWhileASearchLeavesShardsOut() throws Exception {
        // Given
        stub.answers(request -> ok(
                "{\"_scroll_id\":\"s1\",\"timed_out\":false,\"_shards\":{\"total\":5,\"failed\":1},\"hits\":{\"hits\":["
                        + EVENT.formatted(1) + "]}}"));
        begin(source(Kind.OPENSEARCH, Map.of("index", "logs-*", "auth", "api-key")));

        // When
        turn();

        // Then
        assertThat(used()).isEmpty();
        assertThat(standing().problem()).contains("left out");
        assertThat(standing().kept()).isEmpty();
        assertThat(stub.last().line()).isEqualTo("POST /logs-*/_search");
        assertThat(stub.last().headers()).containsEntry("authorization", "ApiKey s3cret");
    }

    @Test
    void takesSplunkResultsOnlyWhenTheirLastOneIsThere() throws Exception {
        // Given results that end too early, then all of them
        String result =
                "{\"preview\":false,\"offset\":0,\"result\":{\"_time\":\"2018-09-20T09:00:00.000+00:00\",\"SourceName\":\"Schannel\",\"EventCode\":\"36880\",\"ComputerName\":\"web01.contoso.example\",\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}%s}\n";
        AtomicInteger asked = new AtomicInteger();
        stub.answers(request -> ok(result.formatted(asked.incrementAndGet() == 1 ? "" : ",\"lastrow\":true")));
        PullSource source = source(Kind.SPLUNK, Map.of());
        begin(new PullSource(
                source.name(),
                source.kind(),
                source.url(),
                source.credential(),
                source.trust(),
                source.every(),
                Duration.ofHours(2),
                source.options()));

        // When
        turn();

        // Then
        assertThat(used()).isEmpty();
        assertThat(standing().problem()).contains("without the mark of the last");

        // When
        clock.pass(Duration.ofMinutes(1));
        turn();

        // Then
        assertThat(used()).as(standing().problem()).containsExactly(1L);
        assertThat(stub.last().headers()).containsEntry("authorization", "Bearer s3cret");
        assertThat(stub.last().fields()).containsEntry("output_mode", "json");
    }

    @Test
    void saysThatAnAccountIsNotTakenAndNothingOfTheSecret() throws Exception {
        // Given
        stub.answers(request -> status(403));
        begin(source(Kind.QUALYS, Map.of()));

        // When
        turn();

        // Then
        assertThat(standing().problem())
                .contains("does not take the account (403)")
                .doesNotContain("s3cret");
        assertThat(standing().failures()).isEqualTo(1);
        assertThat(standing().dueAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
    }

    @Test
    void aPageThatNobodyCanReadIsRefusedAndTheNextIsAskedFor() throws Exception {
        // Given
        stub.answers(this::twoPages);
        begin(twoPages());
        FailingStep.at(
                context,
                "pull-page",
                "hand-over-page",
                1,
                FailureException.of(FailureCode.INTAKE_UNRECOGNISED, "The report is of no known format."));

        // When
        turn();
        turn();

        // Then
        assertThat(used()).containsExactly(1L);
        assertThat(stub.asked().stream().filter(line -> line.startsWith("GET"))).hasSize(2);
        assertThat(standing().finishedAt()).isEqualTo(clock.instant());
        assertThat(left()).isEmpty();
    }

    @Test
    void aPageThatAStoreWhichIsAwayCannotKeepIsAskedForAgainBeforeTheNext() throws Exception {
        // Given
        stub.answers(this::twoPages);
        begin(twoPages());
        FailingStep.at(
                context,
                "pull-page",
                "hand-over-page",
                1,
                FailureException.of(FailureCode.STORE_UNAVAILABLE, "The database does not answer."));

        // When
        turn();
        List<Long> before = used();
        String problem = standing().problem();
        clock.to(standing().dueAt());
        turn();

        // Then
        assertThat(before).isEmpty();
        assertThat(problem).contains("The database does not answer.");
        assertThat(used()).containsExactly(1L, 1L);
        assertThat(standing().finishedAt()).isEqualTo(clock.instant());
    }

    @Test
    void aStopTakesThePageInHandInAndAsksForNoOther() throws Exception {
        // Given
        List<String> pages = new CopyOnWriteArrayList<>();
        stub.answers(request -> {
            if (request.line().startsWith("GET")) {
                pages.add(request.line());
                new Thread(context::stop).start();
                await().until(context::isStopping);
            }
            return twoPages(request);
        });
        begin(twoPages());

        // When
        turn();

        // Then the next process goes on with the second page
        assertThat(pages).hasSize(1);
        assertThat(used()).containsExactly(1L);
        assertThat(standing().finishedAt()).isNull();
    }

    private PullSource twoPages() {
        return source(
                Kind.INTUNE, Map.of("tenant", "contoso", "login", stub.address().toString()));
    }

    private PullStub.Reply twoPages(PullStub.Request request) {
        if (request.line().startsWith("POST")) return ok("{\"access_token\":\"t\",\"expires_in\":3599}");
        if ("2".equals(request.fields().get("$skiptoken"))) return ok("{\"value\":[" + device(2) + "]}");
        return ok("{\"value\":[" + device(1) + "],\"@odata.nextLink\":\"" + stub.address()
                + "/v1.0/deviceManagement/managedDevices?$skiptoken=2\"}");
    }

    private void begin(PullSource source) throws Exception {
        ReportIntake intake = new ReportIntake(store, new ReportReader(), folder.resolve("reports"), clock);
        PullTurns turns = new PullTurns(
                store,
                List.of(source),
                each -> PullSources.connect(each, ACCOUNT, clock),
                folder.resolve("pull"),
                clock);
        context.addRoutes(new IntakeRoute(intake, List.of()));
        context.addRoutes(new PullRoute(turns, threads));
        context.start();
    }

    private void turn() {
        template.sendBody("direct:pull-due", "");
    }

    private PullSource source(Kind kind, Map<String, String> options) {
        return new PullSource(
                "there",
                kind,
                stub.address(),
                "file:there",
                Optional.empty(),
                kind.every(),
                Duration.ofDays(30),
                options);
    }

    private Standing standing() {
        return store.transact(tx -> tx.pulls().find("there")).orElseThrow();
    }

    /** How many records of each report that was taken in were used. */
    private List<Long> used() {
        return store.transact(tx -> tx.reports().finished()).stream()
                .map(Coverage::used)
                .toList();
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("pull"))) {
            return files.toList();
        }
    }

    private static String vulnerability(int number) {
        return VULNERABILITY.formatted(number, number, number, number);
    }

    private static String device(int number) {
        return "{\"id\":\"0-" + number + "\",\"deviceName\":\"WKS0" + number
                + "\",\"operatingSystem\":\"Windows\",\"osVersion\":\"10.0.17763.1\",\"lastSyncDateTime\":\"2018-09-20T01:00:00Z\"}";
    }

    private static String signIn(String legacy) {
        return "{\"id\":\"" + legacy
                + "\",\"createdDateTime\":\"2018-09-20T09:30:00Z\",\"userPrincipalName\":\"ann@contoso.example\",\"appDisplayName\":\"Exchange Online\","
                + "\"clientAppUsed\":\"Authenticated SMTP\",\"deviceDetail\":{\"displayName\":\"MFP07\"},\"authenticationProcessingDetails\":["
                + "{\"key\":\"Root Key Type\",\"value\":\"Unknown\"},{\"key\":\"Legacy TLS (TLS 1.0, 1.1, 3DES)\",\"value\":\""
                + legacy + "\"}]}";
    }

    private static String detections(int host, String warning) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\" ?><!DOCTYPE HOST_LIST_VM_DETECTION_OUTPUT SYSTEM \"https://qualys.example/d.dtd\">"
                + "<HOST_LIST_VM_DETECTION_OUTPUT><RESPONSE><DATETIME>2018-09-20T09:00:00Z</DATETIME><HOST_LIST><HOST><ID>"
                + host
                + "</ID><IP>10.9.1." + host + "</IP><DNS>web0" + host
                + ".contoso.example</DNS><DETECTION_LIST><DETECTION><QID>38116</QID><TYPE>Info</TYPE><PORT>443</PORT><PROTOCOL>tcp</PROTOCOL>"
                + "<RESULTS><![CDATA[TLSv1 PROTOCOL IS ENABLED]]></RESULTS><STATUS>Active</STATUS><LAST_FOUND_DATETIME>2018-09-19T01:00:00Z</LAST_FOUND_DATETIME></DETECTION></DETECTION_LIST></HOST></HOST_LIST>"
                + warning + "</RESPONSE></HOST_LIST_VM_DETECTION_OUTPUT>";
    }

    private static String hits(int scroll, String hits) {
        return "{\"_scroll_id\":\"s" + scroll + "\",\"took\":" + scroll
                + ",\"timed_out\":false,\"_shards\":{\"total\":5,\"successful\":5,\"failed\":0},\"hits\":{\"total\":{\"value\":2},\"hits\":["
                + hits + "]}}";
    }
}
