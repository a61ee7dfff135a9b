package io.ratchet.routes.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
        store = Databases.h2(folder);
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
                        message(0, line("web01", 443)),
                        message(1, line("web02", 443) + "\n" + line("web02", 8443) + "\n")))
                .fresh();

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
        int again = intake.take(List.of(second)).fresh();
        int fresh = intake.take(List.of(first, second, message(2, line("web03", 443))))
                .fresh();

        // Then
        assertThat(again).isZero();
        assertThat(fresh).isEqualTo(1);
        assertThat(findings(store)).isEqualTo(3);
        assertThat(audit()).hasSize(2);
    }

    @Test
    void knowsTheSameBytesWithinOneBatch() {
        // When
        int fresh = intake.take(List.of(message(0, line("web01", 443)), message(1, line("web01", 443))))
                .fresh();

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
    void givesBackWhatNothingCouldBeUsedOfAndTakesItWhenItComesAgain() {
        // Given
        FactsIntake setsAside = settingAside(store);
        FactsMessage bad = message(0, "no json at all");
        FactsMessage half = message(1, line("web01", 443) + "\nno json at all");

        // When
        FactsIntake.Taken taken = setsAside.take(List.of(bad, half, message(2, "")));
        FactsIntake.Taken again = setsAside.take(List.of(bad, half));
        int later = intake.take(List.of(bad)).fresh();

        // Then what is known or says nothing is not set aside, and what was set aside does not count as known
        assertThat(taken.dead()).singleElement().satisfies(dead -> {
            assertThat(dead.message()).isSameAs(bad);
            assertThat(dead.code()).isEqualTo("INTAKE-BAD-VALUE");
            assertThat(dead.reason()).startsWith("line[1]: ");
        });
        assertThat(taken.fresh()).isEqualTo(2);
        assertThat(again.dead()).hasSize(1);
        assertThat(again.fresh()).isZero();
        assertThat(later).isEqualTo(1);
        assertThat(rejected()).extracting(Rejected::file).contains("kafka:facts/3/0");
    }

    @Test
    void findsTheOneMessageThatTheStoreRefusesAndKeepsTheOthers() {
        // Given
        FactsIntake setsAside = settingAside(new PickyStore(store, Sha256.hex(line("web02", 443))));
        FactsMessage refused = message(1, line("web02", 443));

        // When
        FactsIntake.Taken taken =
                setsAside.take(List.of(message(0, line("web01", 443)), refused, message(2, line("web03", 443))));

        // Then
        assertThat(taken.fresh()).isEqualTo(2);
        assertThat(taken.dead()).singleElement().satisfies(dead -> {
            assertThat(dead.message()).isSameAs(refused);
            assertThat(dead.code()).isEqualTo("DEFECT");
        });
        assertThat(findings(store)).isEqualTo(2);

        // When the store takes it, it comes again
        int later = intake.take(List.of(refused)).fresh();

        // Then
        assertThat(later).isEqualTo(1);
        assertThat(findings(store)).isEqualTo(3);
    }

    @Test
    void holdsAMessageThatTheStoreRefusesWhereNothingIsSetAside() {
        // Given
        FactsIntake waits = new FactsIntake(new PickyStore(store, Sha256.hex(line("web02", 443))), CLOCK);

        // Then
        assertThatThrownBy(() -> waits.take(List.of(message(0, line("web01", 443)), message(1, line("web02", 443)))))
                .hasMessageContaining("refused a statement");
        assertThat(findings(store)).isZero();
    }

    @Test
    void setsNothingAsideWhenTheStoreRefusesEverything() {
        // Given
        FactsIntake setsAside = settingAside(new PickyStore(store, ""));

        // Then
        assertThatThrownBy(() -> setsAside.take(List.of(message(0, line("web01", 443)))))
                .hasMessageContaining("refused a statement");
    }

    private FactsIntake settingAside(Store into) {
        return new FactsIntake(into, CLOCK, IntakeObserver.none(), SourceTrust.ofEverybody(), true);
    }

    /** Refuses to commit a report, or all; as a database does that has a mistake. */
    private record PickyStore(SqlStore store, String report) implements Store {
        @Override
        public <T> T transact(Function<Tx, T> work) {
            return store.transact(tx -> {
                T result = work.apply(tx);
                if (report.isEmpty() || tx.reports().coverage(report).isPresent())
                    throw FailureException.of(FailureCode.DEFECT, "The database refused a statement.");
                return result;
            });
        }

        @Override
        public boolean shared() {
            return store.shared();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @Test
    void passesOverTombstones() {
        assertThat(intake.take(List.of(new FactsMessage("facts", 0, 0, null))).fresh())
                .isZero();
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
        assertThat(overRefusing.take(batch).fresh()).isEqualTo(2);
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
