package io.ratchet.routes.controls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.controls.ControlAnswer.Verdict;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.path.PathScope;
import io.ratchet.routes.path.ReadinessPath;
import io.ratchet.routes.report.OscalResults;
import io.ratchet.routes.report.PathHtml;
import io.ratchet.store.Rounds;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The deadlines of CISA BOD 26-04 as the control answers of an estate tell them, by what its profile says. */
class DeadlinesOfAnEstateTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final String SAID = """
            deadlines:
              follows: yes
              exposure:
                - {network: 203.0.113.0/24, public: yes}
                - {network: 10.0.0.0/8, public: no}
                - {site: DMZ, public: yes}
                - {host: proxied.example, public: yes}
              vulnerabilities:
                - {cve: CVE-2014-3566, kev: 2026-11-20, automatable: yes, impact: total, offers: SSLv3}
            """;
    private static final Path GOLDEN = Path.of("src/test/resources/controls/bod-26-04.json");

    @TempDir
    private Path folder;

    private SqlStore store;

    @BeforeEach
    void open() {
        store = Databases.h2(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void tellsForEachAssetWhatIsDueWhenByWhatEvidenceAndWithWhichChance() throws IOException {
        // Given
        history();
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("../docs/schema/controls-1.json")));

        // When
        JsonNode answer = book(SAID, estate()).json(PathScope.estate());
        JsonNode control = control(answer);

        // Then
        assertThat(schema.validate(answer)).isEmpty();
        String told = Json.parse(Json.line(control)).toPrettyString() + "\n";
        if ("update".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN.toAbsolutePath().getParent());
            Files.writeString(GOLDEN, told);
        }
        assertThat(GOLDEN).as("written anew with -Dgolden=update").hasContent(told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            follows: yes | edge.example    | FAIL
            follows: yes | web.example     | PASS
            follows: yes | clean.example   | PASS
            follows: yes | unknown.example | UNKNOWN
            follows: no  | edge.example    | NOT_APPLICABLE
            follows: no  | unknown.example | NOT_APPLICABLE
            exposure: [] | edge.example    | FAIL
            exposure: [] | web.example     | UNKNOWN
            exposure: [] | clean.example   | UNKNOWN
            """)
    void neverPassesWhereAPersonHasNotSaidThatTheDirectiveCounts(String said, String asset, Verdict verdict) {
        // Given an edge that has offered SSL 3.0 for longer than any row allows
        List<AssetState> estate = new ArrayList<>(estate());
        estate.removeIf(one -> one.id().value().equals("edge.example"));
        estate.add(asset("edge.example", "203.0.113.7", "HQ", Protocol.SSL_3, 90, 1));

        // Then
        assertThat(answer(book("deadlines: {" + said + "}\n", estate), asset).verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
            host                   | ip          | site | exposed | because
            edge.example           | 203.0.113.7 | HQ   | yes     | By the profile, the network 203.0.113.0/24 with 203.0.113.7 can be reached from public networks.
            in.example             | 10.1.2.3    | DMZ  | no      | By the profile, the network 10.0.0.0/8 with 10.1.2.3 cannot be reached from public networks.
            proxied.example        | 10.1.2.3    | HQ   | yes     | By the profile, the host 'proxied.example' can be reached from public networks.
            dmz.example            | -           | dmz  | yes     | By the profile, the site 'DMZ' can be reached from public networks.
            other.example          | 192.0.2.1   | HQ   | unknown | The profile does not say whether it can be reached from public networks, so it counts as exposed.
            """, useHeadersInDisplayName = true)
    void theNarrowestWordCountsAndWhatIsNotSaidCountsAsExposed(
            String host, String ip, String site, String exposed, String because) {
        // Given
        AssetState asset = asset(host, ip, site, Protocol.TLS_1_0, 5, 1);

        // When
        JsonNode deadline =
                control(book(SAID, List.of(asset)).json(PathScope.estate())).at("/assets/0/deadlines/0");

        // Then
        assertThat(deadline.path("cve").asText()).isEqualTo("CVE-2011-3389");
        assertThat(deadline.path("exposed").asText()).isEqualTo(exposed);
        assertThat(deadline.path("exposedBecause").asText()).isEqualTo(because);
        assertThat(deadline.path("outcome").asText()).isEqualTo(exposed.equals("no") ? "next upgrade" : "60 days");
        assertThat(deadline.has("due")).isEqualTo(!exposed.equals("no"));
    }

    @Test
    void aWordOnAHostThatSeveralGoByProtectsNoneOfThem() {
        // Given
        String said = "deadlines: {exposure: [{host: WEB, public: no}, {host: LAB, public: no}]}\n";
        List<AssetState> estate = List.of(
                asset("web.one.example", null, "HQ", Protocol.TLS_1_0, 5, 1),
                asset("web.two.example", null, "HQ", Protocol.TLS_1_0, 5, 1),
                asset("lab.one.example", null, "HQ", Protocol.TLS_1_0, 5, 1));

        // When
        JsonNode answers = control(book(said, estate).json(PathScope.estate())).path("assets");

        // Then
        assertThat(answers)
                .extracting(answer -> answer.path("asset").asText() + " "
                        + answer.at("/deadlines/0/exposed").asText())
                .containsExactlyInAnyOrder("lab.one.example no", "web.one.example unknown", "web.two.example unknown");
    }

    @Test
    void demandsTriageByItsRowUntilWhatWasSeenIsSeenToBeGone() {
        // Given
        AssetState stale = asset("stale.example", null, "HQ", Protocol.SSL_3, 90, 60);
        List<AssetState> estate = new ArrayList<>(estate());
        estate.add(stale);

        // When
        ControlBook book = book(SAID, estate);

        // Then
        assertThat(book.triage(new AssetId("edge.example")))
                .contains(
                        "CISA BOD 26-04 demands forensic triage: CVE-2014-3566, SSLv3 is offered (exposed, known to be"
                                + " exploited, automatable, total impact).");
        assertThat(book.triage(stale.id()))
                .contains(
                        "CISA BOD 26-04 demands forensic triage: CVE-2014-3566, SSLv3 is offered (exposed, known to be"
                                + " exploited, automatable, total impact, as it is not told to be reachable from public networks"
                                + " or not).");
        assertThat(book.triage(new AssetId("web.example"))).isEmpty();
        assertThat(book.triage(new AssetId("clean.example"))).isEmpty();
        assertThat(book.triage(new AssetId("unknown.example"))).isEmpty();
        assertThat(book.triage(new AssetId("nowhere.example"))).isEmpty();
        assertThat(book(SAID.replace("follows: yes", "follows: no"), estate).triage(stale.id()))
                .isEmpty();
        assertThat(book(SAID.replace("impact: total, ", ""), estate).triage(stale.id()))
                .hasValueSatisfying(because -> assertThat(because).contains("it cannot be ruled out"));
    }

    @Test
    void looksAtNoAssetWhereNothingCanDemandTriage() {
        // Given a profile of which no vulnerability is known to be exploited
        ControlBook book = new ControlBook(
                store,
                () -> profile("deadlines: {follows: yes}\n"),
                () -> {
                    throw new AssertionError("the estate was asked for");
                },
                path(SAID, estate()),
                clock());

        // Then
        assertThat(book.triage(new AssetId("edge.example"))).isEmpty();
    }

    @Test
    void isOnThePageAndHasItsDayInOscal() {
        // Given
        history();
        ControlBook book = book(SAID, estate());
        List<ControlBook.Judged> judged = book.of(PathScope.estate());

        // When
        String page = PathHtml.page(path(SAID, estate()).of(PathScope.estate()), judged);
        JsonNode results = OscalResults.write(PathScope.estate(), NOW, judged).at("/assessment-results/results/0");

        // Then
        assertThat(page)
                .contains("cisa-bod-26-04: by when what is vulnerable has to be fixed, what to act on first")
                .contains("<td>2026-11-23T00:00:00Z</td>", "<td>next upgrade</td>", "<td>demanded</td>")
                .contains("not told, so it counts as exposed")
                .contains("<td>50 %. From how long 18 like it took")
                .doesNotContain("<script");
        assertThat(results.path("risks"))
                .extracting(risk -> risk.path("title").asText() + " by "
                        + risk.path("deadline").asText("no day"))
                .containsExactly(
                        "CVE-2014-3566 on edge.example by 2026-11-23T00:00:00Z",
                        "CVE-2011-3389 on web.example by 2027-01-19T12:00:00Z",
                        "CVE-2011-3389 on in.example by no day");
        JsonNode finding =
                results.path("findings").path(results.path("findings").size() - 1);
        assertThat(finding.path("related-risks")).hasSize(3);
        assertThat(finding.at("/target/status/state").asText()).isEqualTo("not-satisfied");
    }

    private static JsonNode control(JsonNode answer) {
        for (JsonNode one : answer.path("controls")) if (one.path("id").asText().equals("cisa-bod-26-04")) return one;
        throw new AssertionError("no control of deadlines");
    }

    private static ControlAnswer answer(ControlBook book, String asset) {
        return book.of(PathScope.of("", "", asset, "")).stream()
                .filter(judged -> judged.control().id().equals("cisa-bod-26-04"))
                .findFirst()
                .orElseThrow()
                .answers()
                .get(0);
    }

    // ---- the estate

    private ControlBook book(String said, List<AssetState> estate) {
        Organisation profile = profile(said);
        return new ControlBook(store, () -> profile, () -> Assets.of(estate), path(said, estate), clock());
    }

    private ReadinessPath path(String said, List<AssetState> estate) {
        Organisation profile = profile(said);
        return new ReadinessPath(store, () -> profile, () -> Assets.of(estate), clock());
    }

    private static Organisation profile(String said) {
        return OrganisationFile.read("organisation.yaml", "organisation: Contoso\ngoal: ONLY\n" + said);
    }

    private static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    private static List<AssetState> estate() {
        return List.of(
                asset("edge.example", "203.0.113.7", "HQ", Protocol.SSL_3, 2, 1),
                asset("web.example", "192.0.2.1", "HQ", Protocol.TLS_1_0, 10, 1),
                asset("in.example", "10.1.2.3", "HQ", Protocol.TLS_1_0, 200, 1),
                state("clean.example", null, "HQ", looks(EnumSet.noneOf(Protocol.class), 1)),
                state("unknown.example", null, "HQ", List.of()));
    }

    /** One that was seen to offer a protocol so many days ago, the first time after a look that did not, and again. */
    private static AssetState asset(String id, String ip, String site, Protocol weak, int firstAgo, int lastAgo) {
        List<Fact> facts = new ArrayList<>(looks(EnumSet.noneOf(Protocol.class), firstAgo + 1));
        facts.addAll(looks(EnumSet.of(weak), firstAgo));
        facts.addAll(looks(EnumSet.of(weak), lastAgo));
        return state(id, ip, site, facts);
    }

    private static AssetState state(String id, String ip, String site, List<Fact> facts) {
        HostRef host = new HostRef(HostRef.DEFAULT_ZONE, null, ip, id, null, null, null, null, null, Map.of());
        return new AssetState(new AssetId(id), new Identity.Resolved(), host, site, facts);
    }

    private static List<Fact> looks(Set<Protocol> weak, int ago) {
        List<Fact> facts = new ArrayList<>();
        for (Protocol protocol : List.of(Protocol.SSL_2, Protocol.SSL_3, Protocol.TLS_1_0))
            facts.add(new Fact(
                    new Observation.ProtocolOffer(
                            443,
                            "tcp",
                            null,
                            null,
                            protocol,
                            weak.contains(protocol) ? OfferState.OFFERED : OfferState.NOT_OFFERED),
                    NOW.minus(Duration.ofDays(ago)),
                    "scan",
                    "scan",
                    Method.UNAUTHENTICATED,
                    "sha256:1#row[" + ago + "]"));
        return facts;
    }

    /** Six each that took ten, thirty and seventy days; web.example is under way for eleven. */
    private void history() {
        List<Decision> all = new ArrayList<>();
        for (int i = 0; i < 18; i++) all.add(open("h" + i + ".example"));
        decide(100, all);
        finished(0, 90, all);
        finished(6, 70, all);
        finished(12, 30, all);
        all.add(open("web.example"));
        decide(11, all);
    }

    private void finished(int from, int ago, List<Decision> all) {
        for (int i = from; i < from + 6; i++) all.set(i, done("h" + i + ".example"));
        decide(ago, all);
    }

    private void decide(int ago, List<Decision> decisions) {
        Instant at = NOW.minus(Duration.ofDays(ago));
        store.run(tx ->
                tx.decisions().replace(decisions, new Rounds.Ground(at, "b".repeat(64), Organisation.careful(), 0)));
    }

    private static Decision open(String asset) {
        return new Decision.Remediate(
                about(asset, Readiness.READY),
                why("R025-x"),
                "windows/schannel-disable-legacy-server",
                Map.of(),
                List.of(),
                Restart.REBOOT);
    }

    private static Decision done(String asset) {
        return new Decision.NoAction(about(asset, Readiness.ONLY), why("R102-x"));
    }

    private static Decision.About about(String asset, Readiness readiness) {
        return new Decision.About(
                new AssetId(asset),
                new Identity.Resolved(),
                HostRef.named(asset),
                "HQ",
                "os-2016",
                Goal.ONLY,
                10,
                Remedy.REGISTRY,
                readiness);
    }

    private static Explanation why(String rule) {
        return new Explanation(
                rule,
                List.of(24),
                "stable",
                List.of("S1"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited("sha256:1#row[1]", "It was read back.")),
                "because");
    }
}
