package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.routes.intake.SourceTrust.Row;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source says no more than it may, and what it says beyond is cut down, and told. */
class SourceTrustTest {
    private static final Instant NOW = Instant.parse("2018-09-20T20:00:00Z");
    private static final String SCANNER = "user:scanner";
    private static final SourceTrust TRUST = new SourceTrust(
            List.of(
                    new Row(SCANNER, Set.of(Method.AUTHENTICATED, Method.NAME), List.of("10.0.0.0/16")),
                    new Row(SCANNER, Set.of(Method.UNAUTHENTICATED), List.of("10.0.0.0/8", "2001:db8::/32")),
                    new Row("folder:/srv/agents", Set.of(Method.AGENT), List.of())),
            false);

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} claims {1} of {2}: {3}")
    @CsvSource(nullValues = "-", textBlock = """
            user:scanner,       authenticated,   10.0.3.4,     authenticated
            user:Scanner,       authenticated,   10.0.3.4,     authenticated
            user:scanner,       registry,        10.0.3.4,     authenticated
            user:scanner,       agent,           10.0.3.4,     authenticated
            user:scanner,       unauthenticated, 10.0.3.4,     unauthenticated
            user:scanner,       registry,        10.9.3.4,     unauthenticated
            user:scanner,       registry,        2001:db8::5,  unauthenticated
            user:scanner,       name,            10.0.3.4,     name
            user:scanner,       declared,        10.0.3.4,     refused
            user:scanner,       name,            10.9.3.4,     refused
            user:scanner,       registry,        192.168.0.1,  refused
            user:scanner,       registry,        -,            refused
            user:scanner,       -,               10.0.3.4,     name
            folder:/srv/agents, registry,        192.168.0.1,  agent
            folder:/srv/agents, registry,        -,            agent
            folder:/srv/agents, authenticated,   10.0.3.4,     refused
            user:mallory,       declared,        10.0.3.4,     refused
            collect,            registry,        192.168.0.1,  registry
            """)
    void cutsAClaimDownToWhatIsGranted(String from, @Nullable String method, @Nullable String ip, String believed) {
        // Given
        Finding claim = finding(method == null ? null : method(method), ip, 443);

        // When, Then
        if (believed.equals("refused"))
            assertThatThrownBy(() -> TRUST.of(from).cut(claim))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining(from);
        else assertThat(TRUST.of(from).cut(claim).report().method()).isEqualTo(method(believed));
    }

    @Test
    void believesEverybodyWhereTheSettingsSayNothing() {
        // Given
        Finding claim = finding(Method.REGISTRY, null, 443);

        // When, Then
        assertThat(SourceTrust.ofEverybody().of("user:anybody").cut(claim)).isSameAs(claim);
        assertThat(new SourceTrust(TRUST.rows(), true).of("user:anybody").cut(claim))
                .isSameAs(claim);
    }

    @Test
    void saysInTheCoverageWhatWasLoweredAndRejectsWhatIsNotBelieved() throws IOException {
        // Given
        try (SqlStore store = Databases.h2(Files.createDirectories(folder.resolve("data")))) {
            ReportIntake intake = new ReportIntake(
                    store,
                    new ReportReader(),
                    folder.resolve("reports"),
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    IntakeObserver.none(),
                    TRUST);
            Path file = Files.writeString(folder.resolve("facts.ndjson"), lines());

            // When
            List<Coverage> taken = intake.take(new Delivery("facts.ndjson", file), ReadOptions.plain(), SCANNER);

            // Then
            Coverage coverage = taken.get(0);
            assertThat(coverage.used()).isEqualTo(2);
            assertThat(coverage.lowered()).isEqualTo(1);
            assertThat(coverage.rejected()).isEqualTo(1);
            assertThat(methods(store)).containsExactly(Method.AUTHENTICATED, Method.AUTHENTICATED);
            Optional<Coverage> kept = store.transact(tx -> tx.reports().coverage(coverage.sha256()));
            List<Rejected> rejects = store.transact(tx -> tx.reports().rejected(9));
            assertThat(kept).contains(coverage);
            assertThat(rejects)
                    .singleElement()
                    .satisfies(reject -> assertThat(reject.reason()).isEqualTo("INTAKE-NOT-TRUSTED"));
        }
    }

    @Test
    void cutsDownATopicToo() throws IOException {
        // Given
        SourceTrust trust = new SourceTrust(
                List.of(new Row("kafka:facts", Set.of(Method.AUTHENTICATED), List.of("10.0.0.0/16"))), false);
        try (SqlStore store = Databases.h2(Files.createDirectories(folder.resolve("data")))) {
            FactsIntake intake = new FactsIntake(store, Clock.fixed(NOW, ZoneOffset.UTC), IntakeObserver.none(), trust);

            // When
            intake.take(List.of(new FactsMessage("facts", 0, 0, lines().getBytes(StandardCharsets.UTF_8))));

            // Then
            assertThat(methods(store)).containsExactly(Method.AUTHENTICATED, Method.AUTHENTICATED);
            Map<String, Set<String>> brought =
                    store.transact(tx -> tx.findings().broughtBy(List.of("a".repeat(64))));
            assertThat(brought).isEqualTo(Map.of("a".repeat(64), Set.of("kafka:facts")));
        }
    }

    private static String lines() {
        return Stream.of(
                        finding(Method.REGISTRY, "10.0.3.4", 443),
                        finding(Method.AUTHENTICATED, "10.0.3.5", 444),
                        finding(Method.REGISTRY, "192.168.0.1", 445))
                .map(finding -> Json.line(FindingJson.write(finding)) + "\n")
                .collect(Collectors.joining());
    }

    private static List<Method> methods(SqlStore store) {
        return store.transact(tx -> {
            try (Stream<Finding> all = tx.findings().between(0, tx.findings().cut())) {
                return all.map(finding -> finding.report().method()).toList();
            }
        });
    }

    private static Method method(String word) {
        return Arrays.stream(Method.values())
                .filter(method -> method.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static Finding finding(@Nullable Method method, @Nullable String ip, int port) {
        return new Finding(
                new ReportRef("a".repeat(64), "nessus", "nessus@hq", NOW, method),
                "item-" + port,
                NOW,
                new HostRef("default", "HQ", ip, "web01.corp.example", null, null, null, null, null, Map.of()),
                new Observation.ProtocolOffer(port, "tcp", null, null, Protocol.TLS_1_0, OfferState.OFFERED),
                Evidence.NONE);
    }
}
