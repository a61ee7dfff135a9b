package io.ratchet.store.sql;

import static io.ratchet.store.Examples.AT;
import static io.ratchet.store.Examples.WEB;
import static io.ratchet.store.Examples.finding;
import static io.ratchet.store.Examples.nothing;
import static io.ratchet.store.Examples.remediate;
import static io.ratchet.store.Examples.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.store.Rounds;
import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A database of the first schema, with what stood in it, goes on under the present one. */
class UpgradeTest {
    private final Finding early = finding(sha256(1), 1, AT);
    private final Finding late = finding(sha256(1), 2, AT.plusSeconds(1));
    private final Finding fresh = finding(sha256(2), 1, AT);
    private final Decision stood = remediate(WEB, "It keeps what is there.");
    private final Decision gone = nothing(WEB, Readiness.READY);

    static Stream<Arguments> databases() {
        Supplier<DataSource> h2 = Databases::h2InMemory;
        Supplier<DataSource> postgres = Databases::postgres;
        return Stream.of(Arguments.of(Named.of("H2", h2)), Arguments.of(Named.of("PostgreSQL", postgres)));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatWasKeptBeforeRoundsWereStaysAndTheNextRoundIsTheFirst(Supplier<DataSource> database) throws Exception {
        // Given
        DataSource source = database.get();
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .target("1")
                .load()
                .migrate();
        fill(source);

        // When
        SqlStore store = SqlStore.open(source);
        long before = store.transact(tx -> tx.findings().cut());
        store.run(tx -> tx.findings().add(sha256(2), 0, List.of(fresh)));
        store.run(tx -> tx.decisions()
                .replace(
                        List.of(stood, nothing(WEB, Readiness.ONLY)),
                        new Rounds.Ground(
                                AT.plusSeconds(9),
                                sha256(7),
                                Organisation.careful(),
                                tx.findings().cut())));

        // Then
        assertThat(before).isEqualTo(2);
        assertThat(between(store, 0, 2)).containsExactlyInAnyOrder(early, late);
        assertThat(between(store, 2, 3)).containsExactly(fresh);
        assertThat(store.<List<String>>transact(tx -> tx.rounds().standing(1)))
                .containsExactlyInAnyOrder(Documents.write(stood), Documents.write(nothing(WEB, Readiness.ONLY)));
        assertThat(store.<List<Rounds.Made>>transact(tx -> tx.rounds().made(WEB)))
                .extracting(Rounds.Made::madeIn, Rounds.Made::withdrawnIn)
                .containsExactly(tuple(0L, null), tuple(0L, 0L), tuple(1L, null));
    }

    private void fill(DataSource source) throws Exception {
        try (Connection connection = source.getConnection()) {
            Sql sql = new Sql(connection);
            for (Finding finding : List.of(late, early))
                sql.update(
                        "insert into finding (report_sha256, ordinal, observed_at, document) values (?, ?, ?, ?)",
                        sha256(1),
                        finding == early ? 0 : 1,
                        finding.observedAt(),
                        Documents.write(finding));
            for (Decision decision : List.of(stood, gone))
                sql.update(
                        "insert into decision (asset, kind, fingerprint, rule_book, decided_at, withdrawn_at, document)"
                                + " values (?, ?, ?, ?, ?, ?, ?)",
                        WEB.value(),
                        decision.wire(),
                        Documents.fingerprint(Documents.write(decision)),
                        sha256(7),
                        AT,
                        decision == gone ? AT.plusSeconds(1) : null,
                        Documents.write(decision));
        }
    }

    private static List<Finding> between(SqlStore store, long after, long cut) {
        return store.transact(tx -> {
            try (Stream<Finding> some = tx.findings().between(after, cut)) {
                return some.toList();
            }
        });
    }
}
