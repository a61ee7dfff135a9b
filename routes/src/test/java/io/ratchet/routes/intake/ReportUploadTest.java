package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.support.FailingStep;
import io.ratchet.store.AuditLog;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads through their route into a real store; a counter stands for the deciding. */
class ReportUploadTest {
    @TempDir
    private Path folder;

    private final AtomicInteger decided = new AtomicInteger();
    private SqlStore store;
    private CamelContext camel;
    private ReportUpload upload;

    @BeforeEach
    void start() throws Exception {
        store = Databases.h2(folder.resolve("database"));
        Clock clock = Clock.fixed(Instant.parse("2018-09-20T01:00:00Z"), ZoneOffset.UTC);
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.decide.awaited", "direct:decide");
        camel = new DefaultCamelContext();
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        camel.addRoutes(new IntakeRoute(
                new ReportIntake(store, new ReportReader(), folder.resolve("reports"), clock), List.of()));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:decide").process(exchange -> decided.incrementAndGet());
            }
        });
        camel.start();
        upload = new ReportUpload(camel.createProducerTemplate());
    }

    @AfterEach
    void stop() {
        camel.stop();
        store.close();
    }

    @Test
    void takesAReportInUnderItsSendersNameAndDecidesAnew() {
        // When
        var coverages = upload.take("weekly.nessus", Reading.fixture("scan.nessus"), "user:alice");

        // Then
        assertThat(coverages)
                .singleElement()
                .satisfies(coverage -> assertThat(coverage.findings()).isPositive());
        assertThat(decided).hasValue(1);
        assertThat(actors()).containsExactly("user:alice");
    }

    @Test
    void decidesNothingAnewForAReportThatIsThereAlready() {
        // Given
        upload.take("weekly.nessus", Reading.fixture("scan.nessus"), "user:alice");

        // When
        var again = upload.take("same.nessus", Reading.fixture("scan.nessus"), "user:bob");

        // Then
        assertThat(again).isEmpty();
        assertThat(decided).hasValue(1);
    }

    @Test
    void tellsTheSenderWhatIsWrongWithTheReport() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("letter.txt"), "Dear Ratchet");

        // Then
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> upload.take("letter.txt", file, "user:alice"))
                .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.INTAKE_UNRECOGNISED));
        assertThat(decided).hasValue(0);
    }

    @Test
    void tellsTheSenderThatTheStoreIsAwayAndTakesItWhenItComesAgain() throws Exception {
        // Given
        FailureException away = FailureException.of(FailureCode.STORE_UNAVAILABLE, "The database does not answer.");
        FailingStep.at(camel, "report-intake", "parse", 1, away);

        // When
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> upload.take("weekly.nessus", Reading.fixture("scan.nessus"), "user:alice"))
                .isSameAs(away);
        var coverages = upload.take("weekly.nessus", Reading.fixture("scan.nessus"), "user:alice");

        // Then
        assertThat(coverages).hasSize(1);
        assertThat(decided).hasValue(1);
    }

    @Test
    void whatIsReadOnceMoreStaysTheWordOfWhoeverBroughtIt() throws IOException {
        // Given
        Path letter = Files.writeString(folder.resolve("letter.txt"), "Dear Ratchet");
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> upload.take("letter.txt", letter, "user:mallory"));
        List<String> takings = new ArrayList<>();
        ReportDesk desk = new ReportDesk(store, folder.resolve("reports"), (name, report, by, from) -> {
            takings.add(by + " for " + from);
            return upload.take(name, Reading.fixture("scan.nessus"), by, from);
        });

        // When
        var coverages = desk.again(Sha256.hex(letter), "user:bob");

        // Then
        String read = coverages.get(0).sha256();
        Map<String, Set<String>> brought = store.transact(tx -> tx.findings().broughtBy(List.of(read)));
        assertThat(takings).containsExactly("user:bob for user:mallory");
        assertThat(actors()).containsExactly("user:bob");
        assertThat(brought).containsEntry(read, Set.of("user:mallory"));
    }

    private List<String> actors() {
        return store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(line -> line.event())
                        .filter(event -> event.type().equals("report.taken-in"))
                        .map(event -> event.actor())
                        .toList();
            }
        });
    }
}
