package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Store;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watched folder on a real file system, the real store behind it; deciding is a mock. */
class IntakeRouteTest extends CamelTestSupport {
    @TempDir
    Path folder;

    private SqlStore store;
    private Path watched;

    IntakeRouteTest() {
        testConfiguration().withUseRouteBuilder(false);
    }

    @AfterEach
    void closeStore() {
        context.stop();
        store.close();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        store = Databases.h2(folder.resolve("data"));
        watched = Files.createDirectories(folder.resolve("in"));
        CamelContext camel = super.createCamelContext();
        camel.getPropertiesComponent().setInitialProperties(endpoints());
        return camel;
    }

    @Test
    void movesAReportToDoneOnceItIsKeptAndDecidedOn() throws Exception {
        // Given
        lay("scan.nessus");

        // When
        watch(store);

        // Then
        soon().untilAsserted(() -> assertThat(names(watched.resolve(".done"))).containsExactly("scan.nessus"));
        soon().untilAsserted(() -> assertThat(names(watched)).isEmpty()); // its lock goes last
        assertThat(decide().getReceivedCounter()).isEqualTo(1);
        assertThat(takenIn()).containsExactly("scan.nessus");
    }

    @Test
    void movesWhatIsOfNoKnownFormatToFailedAtOnceAndGoesOn() throws Exception {
        // Given
        age(Files.writeString(watched.resolve("a-letter.txt"), "Dear Sir or Madam"));
        lay("scan.nessus");

        // When
        watch(store);

        // Then
        soon().untilAsserted(() -> assertThat(names(watched.resolve(".done"))).containsExactly("scan.nessus"));
        assertThat(names(watched.resolve(".failed"))).containsExactly("a-letter.txt");
        assertThat(takenIn()).containsExactly("scan.nessus");
        assertThat(store.<Long>transact(tx -> tx.reports().rejectedCount())).isPositive();
    }

    @Test
    void movesAReportThatBreaksOffToPartialAndUsesWhatItHolds() throws Exception {
        // Given
        String whole = Files.readString(Reading.fixture("scan.nessus"));
        age(Files.writeString(watched.resolve("cut.nessus"), whole.substring(0, whole.length() - 60)));

        // When
        watch(store);

        // Then
        soon().untilAsserted(
                        () -> assertThat(names(watched.resolve(".partial"))).containsExactly("cut.nessus"));
        assertThat(watched.resolve(".done")).doesNotExist();
        assertThat(takenIn()).containsExactly("cut.nessus");
        assertThat(decide().getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void triesAgainUntilTheStoreIsInOrder() throws Exception {
        // Given
        RefusingStore refusing = new RefusingStore(store, 2);
        lay("scan.nessus");

        // When
        watch(refusing);

        // Then
        soon().untilAsserted(() -> assertThat(names(watched.resolve(".done"))).containsExactly("scan.nessus"));
        assertThat(refusing.refusedEnough()).isTrue();
        assertThat(watched.resolve(".failed")).doesNotExist();
        assertThat(takenIn()).containsExactly("scan.nessus");
        assertThat(decide().getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void triesADecisionAgainThatFailed() throws Exception {
        // Given
        decide().whenExchangeReceived(1, exchange -> {
            throw new IllegalStateException("no decision yet");
        });
        lay("scan.nessus");

        // When
        watch(store);

        // Then
        soon().untilAsserted(() -> assertThat(names(watched.resolve(".done"))).containsExactly("scan.nessus"));
        assertThat(decide().getReceivedCounter()).isEqualTo(2);
        assertThat(takenIn()).containsExactly("scan.nessus");
    }

    @Test
    void knowsTheSameBytesAgainUnderAnotherName() throws Exception {
        // Given
        lay("scan.nessus");
        watch(store);
        soon().untilAsserted(() -> assertThat(names(watched.resolve(".done"))).containsExactly("scan.nessus"));

        // When
        Files.copy(Reading.fixture("scan.nessus"), watched.resolve("again.nessus"));
        age(watched.resolve("again.nessus"));

        // Then
        soon().untilAsserted(() -> assertThat(names(watched.resolve(".done"))).contains("again.nessus"));
        assertThat(takenIn()).containsExactly("scan.nessus");
    }

    @Test
    void endsTheFileInHandBeforeItStops() throws Exception {
        // Given
        HeldStore held = new HeldStore(store);
        lay("scan.nessus");
        watch(held);
        soon().until(held::begun);

        // When
        Thread stopping = new Thread(context::stop, "stopping");
        stopping.start();
        soon().until(() -> context.isStopping() || context.getStatus().isStopping());
        held.release();
        stopping.join(60_000);

        // Then
        assertThat(context.isStopped()).isTrue();
        assertThat(names(watched.resolve(".done"))).containsExactly("scan.nessus");
        assertThat(takenIn()).containsExactly("scan.nessus");
    }

    @Test
    void losesNoFileWhenItStopsWhileTheStoreIsOutOfOrder() throws Exception {
        // Given
        RefusingStore refusing = new RefusingStore(store, Integer.MAX_VALUE);
        lay("scan.nessus");
        watch(refusing);
        soon().until(() -> refusing.refused() >= 2);

        // When
        context.stop();

        // Then
        assertThat(names(watched)).contains("scan.nessus");
        assertThat(watched.resolve(".failed")).doesNotExist();
        assertThat(watched.resolve(".done")).doesNotExist();
    }

    @Test
    void takesInLaterWhatAnEarlierProcessHadInHand() throws Exception {
        // Given a process that was stopped while the store was out of order
        RefusingStore refusing = new RefusingStore(store, Integer.MAX_VALUE);
        lay("scan.nessus");
        watch(refusing);
        soon().until(() -> refusing.refused() >= 1);
        context.stop();

        // When
        try (DefaultCamelContext next = new DefaultCamelContext()) {
            next.getPropertiesComponent().setInitialProperties(endpoints());
            next.addRoutes(route(store));
            next.start();

            // Then
            soon().untilAsserted(
                            () -> assertThat(names(watched.resolve(".done"))).containsExactly("scan.nessus"));
        }
        assertThat(takenIn()).containsExactly("scan.nessus");
    }

    private void watch(Store into) throws Exception {
        context.addRoutes(route(into));
        context.start();
    }

    private IntakeRoute route(Store into) {
        ReportIntake intake = new ReportIntake(into, new ReportReader(), folder.resolve("reports"), Clock.systemUTC());
        return new IntakeRoute(intake, List.of(IntakeRoute.folder(watched)));
    }

    private static Properties endpoints() {
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.decide.source", "mock:decide");
        endpoints.setProperty("ratchet.decide.awaited", "mock:decide");
        return endpoints;
    }

    private MockEndpoint decide() {
        return getMockEndpoint("mock:decide");
    }

    private void lay(String fixture) throws IOException {
        Path file = watched.resolve(fixture);
        Files.copy(Reading.fixture(fixture), file);
        age(file);
    }

    /** Nobody has written to it for a while. */
    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The files that the audit log says were taken in. */
    private List<String> takenIn() {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event)
                        .filter(event -> event.type().equals("report.taken-in"))
                        .map(IntakeRouteTest::file)
                        .toList();
            }
        });
    }

    private static String file(AuditEvent event) {
        return String.valueOf(event.data().get("file"));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(20));
    }
}
