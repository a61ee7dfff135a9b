package io.ratchet.app.metrics;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.app.Golden;
import io.ratchet.app.flow.Flow;
import io.ratchet.app.flow.FlowParts;
import io.ratchet.app.server.ShownEstate;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.event.Event;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.routes.intake.TopicLag;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Contacts;
import io.ratchet.store.DatabasePool;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flow on a real store, observed; hosts and listeners are played. */
class MetricsTest {
    private static final Instant NOW = Instant.parse("2018-09-20T22:00:00Z");
    private static final String INVENTORY = """
            {"schema":"ratchet.finding/1","report":{"sha256":"%1$s","format":"osquery","source":"osquery@hq","method":"agent"},"record":"1","observedAt":"2018-09-20T08:00:00Z","host":{"zone":"default","fqdn":"web01.corp.example"},"observation":{"type":"operating-system","version":"10.0.14393","productType":3}}
            {"schema":"ratchet.finding/1","report":{"sha256":"%1$s","format":"osquery","source":"osquery@hq","method":"agent"},"record":"2","observedAt":"2018-09-20T08:00:00Z","host":{"zone":"default","fqdn":"web01.corp.example"},"observation":{"type":"service","name":"W3SVC","state":"running"}}
            {"schema":"ratchet.finding/1","report":
            """.formatted("0".repeat(64));

    @TempDir
    private Path folder;

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private Supplier<RuleBook> rules = RuleBook::shipped;
    private Metrics metrics;
    private SqlStore store;
    private Flow flow;

    @BeforeEach
    void open() {
        metrics = new Metrics(clock);
        store = Databases.h2(folder.resolve("data"));
        store.observeAudit(metrics.audit());
        metrics.watch(store);
        flow = Flow.open(FlowParts.plain(
                new FlowParts.Ground(store, folder, Organisation::careful, () -> rules.get(), clock, IdSource.random()),
                new FlowParts.Hosts(
                        new NoHosts(),
                        metrics.around(answering(null)),
                        metrics.around(listener()),
                        PackageDepot.none()),
                FlowParts.Changing.plain(RunSettings.patient(), Night.Settings.calm(), Duration.ofDays(1)),
                new FlowParts.Observers(metrics.intake(), metrics.rounds(), metrics.routes())));
    }

    @AfterEach
    void close() {
        metrics.close();
        flow.close();
    }

    @Test
    void countsReportsAndWhatBecameOfTheirRecords() throws IOException {
        // Given
        Path inventory = Files.writeString(folder.resolve("inventory.ndjson"), INVENTORY);
        Path nonsense = Files.writeString(folder.resolve("nonsense"), "nothing that anybody knows");

        // When
        flow.take(inventory, "user:alice");
        flow.take(inventory, "user:alice");
        assertThatThrownBy(() -> flow.take(nonsense, "user:alice")).isInstanceOf(FailureException.class);

        // Then
        Exposition seen = scraped();
        assertThat(seen.value("ratchet_intake_reports_total", "format=findings", "complete=true"))
                .isEqualTo(1);
        assertThat(seen.value("ratchet_intake_records_total", "format=findings", "fate=used"))
                .isEqualTo(2);
        assertThat(seen.value("ratchet_intake_records_total", "format=findings", "fate=rejected"))
                .isEqualTo(1);
        assertThat(seen.value("ratchet_intake_findings_total", "format=findings"))
                .isEqualTo(2);
        assertThat(seen.value("ratchet_intake_duplicates_total")).isEqualTo(1);
        assertThat(seen.value("ratchet_intake_refused_total", "code=INTAKE-UNRECOGNISED"))
                .isEqualTo(1);
        assertThat(seen.value("ratchet_audit_lines_total", "type=report.taken-in"))
                .isEqualTo(1);
    }

    @Test
    void countsAndTimesWhatGoesThroughEachRoute() throws IOException {
        // Given
        Path inventory = Files.writeString(folder.resolve("inventory.ndjson"), INVENTORY);
        Path nonsense = Files.writeString(folder.resolve("nonsense"), "nothing that anybody knows");

        // When
        flow.ports().intake().take("inventory.ndjson", inventory, "user:alice");
        assertThatThrownBy(() -> flow.ports().intake().take("nonsense", nonsense, "user:alice"))
                .isInstanceOf(FailureException.class);

        // Then
        Exposition seen = scraped();
        for (String route : List.of("report-upload", "report-intake")) {
            assertThat(seen.value("ratchet_route_seconds_count", "route=" + route))
                    .isEqualTo(2);
            assertThat(seen.value("ratchet_route_failures_total", "route=" + route, "code=INTAKE-UNRECOGNISED"))
                    .isEqualTo(1);
        }
    }

    @Test
    void countsRoundsAndTheirDecisions() throws IOException {
        // Given
        flow.take(Files.writeString(folder.resolve("inventory.ndjson"), INVENTORY), "user:alice");
        assertThat(scraped().value("ratchet_round_last_timestamp_seconds")).isZero();

        // When
        int added = flow.decision().redecide().added().size();
        flow.decision().redecide();

        // Then
        Exposition seen = scraped();
        assertThat(added).isPositive();
        assertThat(seen.value("ratchet_decisions_total", "change=added")).isEqualTo(added);
        assertThat(seen.value("ratchet_decisions_total", "change=withdrawn")).isZero();
        assertThat(seen.value("ratchet_round_seconds_count")).isEqualTo(2);
        assertThat(seen.value("ratchet_round_last_timestamp_seconds")).isEqualTo(NOW.getEpochSecond());
    }

    @Test
    void countsARoundThatBreaksOffByItsFailure() {
        // Given
        rules = () -> {
            throw FailureException.of(FailureCode.CONFIG_INVALID, "The rules folder is gone.");
        };

        // When
        assertThatThrownBy(() -> flow.decision().redecide()).isInstanceOf(FailureException.class);

        // Then
        Exposition seen = scraped();
        assertThat(seen.value("ratchet_rounds_failed_total", "code=CONFIG-INVALID"))
                .isEqualTo(1);
        assertThat(seen.value("ratchet_round_last_timestamp_seconds")).isZero();
    }

    @Test
    void showsTheQueueAndHowLongItHasWaited() {
        // When
        store.run(tx -> tx.remediations().propose(ShownEstate.proposed()));

        // Then
        Exposition seen = scraped();
        assertThat(seen.value("ratchet_remediations", "state=Proposed")).isEqualTo(1);
        assertThat(seen.value("ratchet_remediations", "state=Running")).isZero();
        assertThat(seen.value("ratchet_queue_oldest_seconds"))
                .isEqualTo(Math.max(
                        0,
                        Duration.between(ShownEstate.proposed().subject().proposedAt(), NOW)
                                .toSeconds()));
        assertThat(seen.value("ratchet_database_up")).isEqualTo(1);
    }

    @Test
    void countsRunsByStateAndFailureCodeOnceTheyAreCommitted() {
        // Given
        Failure unsafe = Failure.of(FailureCode.IDENTITY_MISMATCH, "Another machine answered.");
        Remediation failed = new Remediation.Failed(ShownEstate.proposed().subject(), unsafe, NOW);

        // When
        store.run(tx -> tx.audit().append(AuditEvents.remediationEnded(NOW, failed)));
        assertThatThrownBy(() -> store.run(tx -> {
                    tx.audit().append(AuditEvents.remediationEnded(NOW, failed));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");

        // Then
        assertThat(scraped().value("ratchet_runs_ended_total", "state=Failed", "code=IDENTITY-MISMATCH"))
                .isEqualTo(1);
    }

    @Test
    void countsCallsToHostsByPhaseAndOutcome() {
        // Given
        HostShell well = metrics.around(answering(null));
        HostShell badly = metrics.around(answering(FailureCode.HOST_UNREACHABLE));

        // When
        well.run(host(), script(Phase.ASSESS));
        assertThatThrownBy(() -> badly.run(host(), script(Phase.APPLY))).isInstanceOf(FailureException.class);

        // Then
        Exposition seen = scraped();
        assertThat(seen.value("ratchet_winrm_calls_total", "phase=ASSESS", "code=none"))
                .isEqualTo(1);
        assertThat(seen.value("ratchet_winrm_calls_total", "phase=APPLY", "code=HOST-UNREACHABLE"))
                .isEqualTo(1);
        assertThat(seen.value("ratchet_winrm_call_seconds_count", "phase=APPLY"))
                .isEqualTo(1);
    }

    @Test
    void countsWhatListenersAnswered() {
        // When
        metrics.around(listener()).probe("web01.corp.example", 443, "web01.corp.example");

        // Then
        Exposition seen = scraped();
        assertThat(seen.value("ratchet_probe_answers_total", "protocol=TLSv1.2", "answer=OFFERED"))
                .isEqualTo(1);
        assertThat(seen.value("ratchet_probe_answers_total", "protocol=SSLv3", "answer=UNKNOWN"))
                .isEqualTo(1);
        assertThat(seen.value("ratchet_probe_seconds_count")).isEqualTo(1);
    }

    @Test
    void aValueFromOutsideBecomesNoLabel() {
        // When
        metrics.intake()
                .taken(new Coverage(ShownEstate.HOSTILE, ShownEstate.HOSTILE, "0".repeat(64), 1, 1, 1, 0, 0, true, 1));
        metrics.audit().committed(ShownEstate.HOSTILE, ShownEstate.HOSTILE, 1);
        metrics.audit().committed("remediation.failed", "web01\",host=\"evil\n", 1);

        // Then
        assertThat(metrics.scrape()).doesNotContain("<script", "alert", "web01", "evil");
        Exposition seen = scraped();
        assertThat(seen.value("ratchet_intake_reports_total", "format=other", "complete=true"))
                .isEqualTo(1);
        assertThat(seen.value("ratchet_audit_lines_total", "type=other")).isEqualTo(1);
        assertThat(seen.value("ratchet_runs_ended_total", "state=Failed", "code=other"))
                .isEqualTo(1);
    }

    @Test
    void headsThatNobodyTookAreCountedOverAllReceiversAndTheOldestSaysForHowLong() throws IOException {
        // Given
        Instant now = clock.instant();
        metrics.watchHeads(() -> List.of(
                new Contacts.Receiver("siem", null, 3, now.minusSeconds(7200), 0, "no answer"),
                new Contacts.Receiver("partner", now, 0, null, 0, ""),
                new Contacts.Receiver("archive", now, 1, now.minusSeconds(60), 0, "")));

        // When
        Exposition seen = scraped();

        // Then
        assertThat(seen.value("ratchet_head_copies_waiting")).isEqualTo(4);
        assertThat(seen.value("ratchet_head_copies_oldest_seconds")).isEqualTo(7200);
    }

    @Test
    void eventsThatTheTopicDoesNotHaveAreCountedInTheStoreAndTheOldestSaysForHowLong() throws IOException {
        // Given
        metrics.watchEvents();
        store.tellEvents();
        for (int i = 1; i <= 3; i++) {
            Event head = new Event.AuditHeadKept("log", i, "00", "note");
            Instant at = clock.instant().minusSeconds(60L * i);
            store.run(tx -> tx.events().tell(head, at));
        }

        // When
        metrics.events().sent(2);
        metrics.events().failed();
        Exposition seen = scraped();

        // Then
        assertThat(seen.value("ratchet_events_waiting")).isEqualTo(3);
        assertThat(seen.value("ratchet_events_oldest_seconds")).isEqualTo(60);
        assertThat(seen.value("ratchet_events_sent_total")).isEqualTo(2);
        assertThat(seen.value("ratchet_events_failed_total")).isEqualTo(1);
    }

    @Test
    void whatIsNotDecidedSaysForHowLong() throws IOException {
        // Given
        metrics.watchWaves(() -> Optional.of(clock.instant().minusSeconds(90)));

        // Then
        assertThat(scraped().value("ratchet_undecided_oldest_seconds")).isEqualTo(90);
    }

    @Test
    void exposesWhatIsDocumentedAndNothingElse() throws IOException {
        // Given everything that can be watched, and each thing that is counted once it happens
        metrics.watch(new TopicLag());
        metrics.watch(new PlayedPool());
        metrics.watchHeads(List::of);
        metrics.watchEvents();
        metrics.watchWaves(Optional::empty);
        flow.take(Files.writeString(folder.resolve("inventory.ndjson"), INVENTORY), "user:alice");
        flow.decision().redecide();
        metrics.rounds().failed(FailureException.of(FailureCode.STORE_CONFLICT, "Somebody else was faster."));
        metrics.intake().refused(FailureCode.INTAKE_UNRECOGNISED);
        metrics.routes()
                .went(
                        "host-run",
                        Duration.ofSeconds(1),
                        FailureException.of(FailureCode.HOST_UNREACHABLE, "The host does not answer."));
        metrics.around(answering(null)).run(host(), script(Phase.VERIFY));
        metrics.audit().committed("step.postponed", "HOST-UNREACHABLE", 1);
        metrics.audit().committed("remediation.verified", null, 1);

        // When
        Exposition seen = scraped();

        // Then
        Set<String> documented = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            documented.add(metric.wire());
            if (metric.type() == Metric.Type.HISTOGRAM) documented.add(metric.wire() + "_max");
        }
        assertThat(seen.families().keySet()).containsExactlyElementsOf(documented);
        for (Metric metric : Metric.values()) holds(metric, seen.families().get(metric.wire()));
    }

    private static void holds(Metric metric, Exposition.Family family) {
        assertThat(family.type())
                .as(metric.wire())
                .isEqualToIgnoringCase(metric.type().name());
        assertThat(family.samples()).as(metric.wire()).isNotEmpty();
        Set<String> documented = metric.labels().stream().map(Label::wire).collect(toSet());
        for (Exposition.Sample sample : family.samples()) {
            Set<String> names = new TreeSet<>(sample.labels().keySet());
            if (sample.name().endsWith("_bucket")) names.remove("le");
            assertThat(names).as(sample.toString()).isEqualTo(documented);
            for (Label label : metric.labels())
                assertThat(label.all())
                        .as(sample.toString())
                        .contains(sample.labels().get(label.wire()));
        }
    }

    @Test
    void everyMeterStandsOnTheMetricsPage() throws IOException {
        Golden.holds("docs/metrics.md", MetricsPageText.page());
    }

    // ---- what is played

    private Exposition scraped() {
        return Exposition.parse(metrics.scrape());
    }

    private static HostAddress host() {
        return new HostAddress("web01.corp.example", 5986, true, "file:winrm");
    }

    private static PhaseScript script(Phase phase) {
        return new PhaseScript("run-1", phase, "exit 0", Duration.ofSeconds(1));
    }

    private static HostShell answering(@Nullable FailureCode failure) {
        return (host, script) -> {
            if (failure != null) throw FailureException.of(failure, "played");
            return new HostOutput(0, "", "");
        };
    }

    private static TlsProbe listener() {
        return (host, port, sni, opening) ->
                Map.of(Protocol.TLS_1_2, OfferState.OFFERED, Protocol.SSL_3, OfferState.UNKNOWN);
    }

    private record NoHosts() implements HostDirectory {
        @Override
        public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            throw new UnsupportedOperationException();
        }
    }

    private record PlayedPool() implements DatabasePool {
        @Override
        public int active() {
            return 1;
        }

        @Override
        public int most() {
            return 10;
        }

        @Override
        public OptionalInt waiting() {
            return OptionalInt.of(0);
        }
    }
}
