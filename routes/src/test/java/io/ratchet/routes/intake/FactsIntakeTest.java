package io.ratchet.routes.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Store;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsIntakeTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2018-09-20T22:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private SqlStore store;
    private FactsIntake intake;

    @BeforeEach
    void open() {
        store = SqlStore.h2(folder);
        intake = new FactsIntake(store, CLOCK);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsEveryLineOfEveryMessageAndWritesOneAuditLine() {
        // When
        int fresh = intake.take(List.of(
                message(0, line("web01", 443)), message(1, line("web02", 443) + "\n" + line("web02", 8443) + "\n")));

        // Then
        assertThat(fresh).isEqualTo(2);
        assertThat(findings(store)).isEqualTo(3);
        assertThat(audit()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("report.taken-in");
            assertThat(event.actor()).isEqualTo("ratchet");
            assertThat(event.data())
                    .containsEntry("file", "kafka:facts")
                    .containsEntry("records", 3L)
                    .containsEntry("findings", 3L)
                    .containsEntry("hosts", 2L)
                    .containsEntry("complete", true);
        });
    }

    @Test
    void tellsWhatBecameOfEachMessage() {
        // Given
        List<String> told = new ArrayList<>();
        FactsIntake observed = new FactsIntake(store, CLOCK, new IntakeObserver() {
            @Override
            public void taken(Coverage coverage) {
                told.add(coverage.format() + " " + coverage.findings());
            }

            @Override
            public void duplicate() {
                told.add("duplicate");
            }

            @Override
            public void refused(FailureCode code) {
                told.add(code.wire());
            }
        });
        FactsMessage first = message(0, line("web01", 443));
        observed.take(List.of(first));

        // When
        observed.take(List.of(first, message(1, line("web02", 443) + "\n" + line("web02", 8443))));

        // Then
        assertThat(told).containsExactly("findings 1", "findings 2", "duplicate");
    }

    @Test
    void doublesNothingWhereverTheNextBatchBegins() {
        // Given
        FactsMessage first = message(0, line("web01", 443));
        FactsMessage second = message(1, line("web02", 443));
        intake.take(List.of(first, second));

        // When
        int again = intake.take(List.of(second));
        int fresh = intake.take(List.of(first, second, message(2, line("web03", 443))));

        // Then
        assertThat(again).isZero();
        assertThat(fresh).isEqualTo(1);
        assertThat(findings(store)).isEqualTo(3);
        assertThat(audit()).hasSize(2);
    }

    @Test
    void knowsTheSameBytesWithinOneBatch() {
        // When
        int fresh = intake.take(List.of(message(0, line("web01", 443)), message(1, line("web01", 443))));

        // Then
        assertThat(fresh).isEqualTo(1);
        assertThat(findings(store)).isEqualTo(1);
    }

    @Test
    void takesTheSamePlaceWithOtherBytesForAnotherMessage() {
        // Given
        intake.take(List.of(message(0, line("web01", 443))));

        // When the topic was deleted and begun anew
        intake.take(List.of(message(0, line("web02", 443))));

        // Then
        assertThat(findings(store)).isEqualTo(2);
    }

    @Test
    void keepsWhatCannotBeReadAsRejectedAndUsesTheRest() {
        // When
        intake.take(List.of(
                message(0, "no json at all"),
                message(1, line("web01", 443) + "\n{\"schema\":\"ratchet.finding/1\"}\n" + line("web01", 8443)),
                new FactsMessage("facts", 3, 2, new byte[] {0, (byte) 0xC3, (byte) 0x28, 0, '{'}),
                message(3, "")));

        // Then
        assertThat(findings(store)).isEqualTo(2);
        assertThat(rejected())
                .extracting(Rejected::file, Rejected::record, Rejected::reason)
                .containsExactlyInAnyOrder(
                        tuple("kafka:facts/3/0", "line[1]", "INTAKE-BAD-VALUE"),
                        tuple("kafka:facts/3/1", "line[2]", "INTAKE-NO-HOST"),
                        tuple("kafka:facts/3/2", "line[1]", "INTAKE-BAD-VALUE"));
        assertThat(rejected())
                .extracting(Rejected::excerpt)
                .doesNotContainNull()
                .noneMatch(text -> text.contains("\0"));
    }

    @Test
    void passesOverTombstones() {
        assertThat(intake.take(List.of(new FactsMessage("facts", 0, 0, null)))).isZero();
        assertThat(audit()).isEmpty();
    }

    @Test
    void keepsNothingOfABatchThatTheStoreRefuses() {
        // Given
        FactsIntake overRefusing = new FactsIntake(new RefusingStore(store, 1), CLOCK);
        List<FactsMessage> batch = List.of(message(0, line("web01", 443)), message(1, line("web02", 443)));

        // When
        assertThatThrownBy(() -> overRefusing.take(batch)).hasMessageContaining("out of order");

        // Then
        assertThat(findings(store)).isZero();
        assertThat(overRefusing.take(batch)).isEqualTo(2);
        assertThat(findings(store)).isEqualTo(2);
    }

    private static FactsMessage message(long offset, String text) {
        return new FactsMessage("facts", 3, offset, text.getBytes(UTF_8));
    }

    /** One finding as a producer writes it. */
    static String line(String host, int port) {
        return ("{'schema':'ratchet.finding/1','report':{'sha256':'" + "a".repeat(64)
                        + "','format':'nessus','source':'nessus@hq'},'record':'x','observedAt':'2018-09-01T01:12:09Z','host':{'fqdn':'"
                        + host + ".corp.example'},'observation':{'type':'protocol-offer','port':" + port
                        + ",'protocol':'TLSv1.0','state':'offered'}}")
                .replace('\'', '"');
    }

    static long findings(Store store) {
        return store.transact(tx -> tx.findings().count());
    }

    private List<Rejected> rejected() {
        return store.transact(tx -> tx.reports().rejected(10));
    }

    private List<AuditEvent> audit() {
        return store.transact(tx -> {
            try (var lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event).toList();
            }
        });
    }
}
