package io.ratchet.app.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.routes.intake.IntakeRoute;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.intake.ReportReader;
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
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a watched folder does with files that are no reports, and what it says of them. */
class WatchedFolderTest {
    @TempDir
    private Path folder;

    private final CamelContext camel = new DefaultCamelContext();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger everything = (Logger) LoggerFactory.getLogger("ROOT");
    private SqlStore store;
    private Path watched;

    @BeforeEach
    void watch() throws Exception {
        store = Databases.h2(folder.resolve("data"));
        watched = Files.createDirectories(folder.resolve("in"));
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.decide.source", "mock:decide");
        endpoints.setProperty("ratchet.decide.awaited", "mock:decide");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        ReportIntake intake = new ReportIntake(store, new ReportReader(), folder.resolve("reports"), Clock.systemUTC());
        camel.addRoutes(new IntakeRoute(intake, List.of(IntakeRoute.folder(watched))));
        log.start();
        everything.addAppender(log);
    }

    @AfterEach
    void stop() {
        everything.detachAppender(log);
        camel.stop();
        store.close();
    }

    @Test
    void putsAnEmptyFileAsideAndSaysSo() throws Exception {
        // Given
        lay("empty.nessus", "", Duration.ofMinutes(10));

        // When
        camel.start();

        // Then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(watched.resolve(".failed/empty.nessus")).exists());
        assertThat(names()).isEmpty();
        assertThat(rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.file()).isEqualTo("empty.nessus");
            assertThat(rejected.message()).contains("is empty; deliver it again whole");
        });
    }

    @Test
    void leavesAFileAloneThatIsOnlyJustEmpty() throws Exception {
        // Given
        lay("begun.nessus", "", Duration.ZERO);
        lay("letter.txt", "Dear Sir or Madam", Duration.ofMinutes(10));

        // When
        camel.start();

        // Then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(watched.resolve(".failed/letter.txt")).exists());
        assertThat(names()).containsExactly("begun.nessus");
    }

    @Test
    void saysInOneLineWithoutAStackTraceWhyAFileWasPutAside() throws Exception {
        // Given
        lay("letter.txt", "Dear Sir or Madam", Duration.ofMinutes(10));

        // When
        camel.start();

        // Then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(watched.resolve(".failed/letter.txt")).exists());
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().levelInt >= Level.WARN_INT)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getThrowableProxy()).isNull();
                    assertThat(event.getFormattedMessage())
                            .contains(watched.resolve("letter.txt").toString(), "lies in .failed now")
                            .contains("is of no format that is known here", "[INTAKE-UNRECOGNISED]")
                            .doesNotContain("\n");
                });
    }

    private void lay(String name, String content, Duration age) throws IOException {
        Path file = Files.writeString(watched.resolve(name), content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(watched)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private List<Rejected> rejected() {
        return store.transact(tx -> tx.reports().rejected(10));
    }
}
