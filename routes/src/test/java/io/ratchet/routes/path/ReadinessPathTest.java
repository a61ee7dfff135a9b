package io.ratchet.routes.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.report.PathHtml;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Rounds;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The path of small estates, drawn from what a real store keeps of two rounds. */
class ReadinessPathTest {
    private static final Instant FIRST = Instant.parse("2018-09-20T20:00:00Z");
    private static final Instant SECOND = Instant.parse("2018-09-27T20:00:00Z");
    private static final Organisation PROFILE = OrganisationFile.read("test", """
            organisation: Contoso
            sites:
              - {name: HQ, goal: ONLY}
            exceptions:
              - {asset: lync, goal: ONLY, owner: uc-team, reason: migration, until: 2018-10-04, compensatingControl: segment, clearedBy: migrated}
              - {asset: gone.example, goal: ONLY, owner: web-team, reason: old, until: 2018-09-01, compensatingControl: none, clearedBy: replaced}
            """);

    @TempDir
    private Path folder;

    private SqlStore store;
    private ReadinessPath path;

    @BeforeEach
    void open() {
        store = Databases.h2(folder);
        path = new ReadinessPath(
                store,
                () -> PROFILE,
                () -> Assets.of(List.of(state("lync.example", "mail"), state("web.example", "shop"))),
                Clock.fixed(SECOND, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void tellsTheLadderWithItsDatesAndOfOneAssetItsEvidence() {
        // Given
        decide(FIRST, remediate("web.example"), done("db.example", Readiness.READY));
        decide(SECOND, done("web.example", Readiness.READY), done("db.example", Readiness.READY));

        // When
        EstatePath all = path.of(PathScope.estate());
        EstatePath web = path.of(PathScope.of("", "", "web.example", ""));

        // Then
        assertThat(all.goals()).singleElement().satisfies(goal -> {
            assertThat(goal.assets()).isEqualTo(2);
            assertThat(goal.done()).isEqualTo(2);
            assertThat(goal.ladder())
                    .containsExactly(
                            new EstatePath.Step(Readiness.CAPABLE_OFF, 0, 1, FIRST, FIRST),
                            new EstatePath.Step(Readiness.READY, 2, 2, FIRST, SECOND));
        });
        assertThat(all.owed()).isEmpty();
        assertThat(all.remaining()).isEmpty();
        assertThat(web.rungs())
                .extracting(EstatePath.Rung::readiness, EstatePath.Rung::at, EstatePath.Rung::rule)
                .containsExactly(
                        tuple(Readiness.CAPABLE_OFF, FIRST, "R025-x"), tuple(Readiness.READY, SECOND, "R102-x"));
        assertThat(web.rungs().get(1).facts()).containsExactly("It was read back. (sha256:1#row[1])");
    }

    @Test
    void whatIsSetUpWithoutAProofIsNotDoneAndNeitherIsWhatIsUnknown() {
        // Given
        decide(FIRST, done("a.example", Readiness.CONFIGURED), done("b.example", Readiness.UNKNOWN));

        // When
        EstatePath all = path.of(PathScope.estate());

        // Then
        assertThat(all.goals().get(0).done()).isZero();
        assertThat(all.owed()).containsExactly(new EstatePath.Owed(Owes.US, 2, 2));
    }

    @Test
    void whatWaitsForOthersComesAfterThemAndIsOwedByWhomTheyWaitFor() {
        // Given a hub that waits for its vendor, a pool that waits for the hub, and an Edge that waits for the pool
        decide(
                FIRST,
                awaits("hub.example"),
                held("pool.example", Goal.READY, gate("R040", "pool:P", "hub.example")),
                held("edge.example", Goal.READY, gate("R040", "site:HQ", "pool.example")),
                held("adfs.example", Goal.ONLY, gate("R069", "site:HQ", "edge.example", "adfs.example")));

        // When
        EstatePath all = path.of(PathScope.estate());

        // Then
        assertThat(all.remaining())
                .extracting(EstatePath.Remaining::wave, EstatePath.Remaining::examples, EstatePath.Remaining::owedBy)
                .containsExactly(
                        tuple(1, List.of("hub.example"), Set.of(Owes.VENDOR)),
                        tuple(2, List.of("pool.example"), Set.of(Owes.VENDOR)),
                        tuple(3, List.of("edge.example"), Set.of(Owes.VENDOR)),
                        tuple(4, List.of("adfs.example"), Set.of(Owes.VENDOR, Owes.US)));
        assertThat(all.criticalPath())
                .extracting(EstatePath.Blocker::id, EstatePath.Blocker::behind, EstatePath.Blocker::direct)
                .containsExactly(tuple("hub.example", 3, 1), tuple("pool.example", 2, 1), tuple("edge.example", 1, 1));
        assertThat(all.criticalPath().get(0).liftedBy()).isEqualTo("lifted");
        assertThat(all.cheapest().sets())
                .containsExactly(new EstatePath.UnblockSet(List.of("hub.example"), 1, 1, true));
    }

    @Test
    void assetsThatWaitForOneAnotherAreToldAsThat() {
        // Given
        decide(
                FIRST,
                held("a.example", Goal.READY, gate("R040", "farm:F", "b.example")),
                held("b.example", Goal.READY, gate("R040", "farm:F", "a.example")),
                held("c.example", Goal.READY, gate("R040", "farm:F", "a.example")));

        // When
        EstatePath all = path.of(PathScope.estate());

        // Then
        assertThat(all.remaining())
                .singleElement()
                .satisfies(one -> assertThat(one.wave()).isNull())
                .satisfies(one -> assertThat(one.assets()).isEqualTo(3));
    }

    @Test
    void aProofThatNoAssetOwesHoldsOthersLikeAnAsset() {
        // Given
        decide(
                FIRST,
                held("a.example", Goal.ONLY, gate("R072", "topology")),
                held("b.example", Goal.ONLY, gate("R072", "topology"), gate("R062", "asset:b.example", "b.example")));

        // When
        EstatePath all = path.of(PathScope.estate());

        // Then
        assertThat(all.blockers())
                .extracting(EstatePath.Blocker::id, EstatePath.Blocker::asset, EstatePath.Blocker::behind)
                .containsExactly(tuple("R072 topology", false, 2));
        assertThat(all.blockers().get(0).owedBy()).containsExactly(Owes.OWNER);
        assertThat(all.cheapest().sets())
                .containsExactly(new EstatePath.UnblockSet(List.of("R072 topology"), 2, 2, true));
        assertThat(all.owed())
                .containsExactly(new EstatePath.Owed(Owes.US, 1, 0), new EstatePath.Owed(Owes.OWNER, 2, 1));
    }

    @Test
    void countsOnlyWhatIsOfTheScopeAndKnowsWhoHoldsItFromOutside() {
        // Given
        decide(
                FIRST,
                awaits("hub.example"),
                held("web.example", Goal.READY, gate("R040", "site:HQ", "hub.example")),
                remediate("lync.example"));

        // When
        EstatePath shop = path.of(PathScope.of("", "shop", "", ""));
        EstatePath clients = path.of(PathScope.of("hq", "", "", "windows"));

        // Then
        assertThat(shop.goals().get(0).assets()).isEqualTo(1);
        assertThat(shop.blockers())
                .extracting(EstatePath.Blocker::id, EstatePath.Blocker::behind)
                .containsExactly(tuple("hub.example", 1));
        assertThat(clients.goals().get(0).assets()).isEqualTo(3);
        assertThat(clients.scope().says()).isEqualTo("site:hq family:Windows");
        assertThatThrownBy(() -> path.of(PathScope.of("Atlantis", "", "", "")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("site:Atlantis");
        assertThatThrownBy(() -> PathScope.of("", "", "", "Fridges")).hasMessageContaining("Windows, Updates");
    }

    @Test
    void tellsExceptionsWithTheDaysTheyHaveLeft() {
        // Given
        decide(FIRST, remediate("lync.example"), remediate("web.example"));

        // When
        EstatePath all = path.of(PathScope.estate());
        EstatePath web = path.of(PathScope.of("", "", "web.example", ""));

        // Then
        assertThat(all.exceptions())
                .extracting(one -> one.entry().asset(), EstatePath.Excepted::daysLeft, EstatePath.Excepted::over)
                .containsExactly(tuple("gone.example", -25L, true), tuple("lync", 8L, false));
        assertThat(all.exceptions().get(1).entry().until()).isEqualTo(LocalDate.parse("2018-10-04"));
        assertThat(web.exceptions()).isEmpty();
    }

    @Test
    void aForecastIsKeptInTheLogOnceADayAndHeldAgainstWhatHappened() {
        // Given thirty assets of which two are done each week
        List<String> hosts =
                IntStream.range(10, 40).mapToObj(i -> "h" + i + ".example").toList();
        for (int week = 0; week <= 12; week++) {
            int done = 2 * week;
            decide(
                    FIRST.plus(Duration.ofDays(7L * week)),
                    IntStream.range(0, 30)
                            .mapToObj(i -> i < done ? done(hosts.get(i), Readiness.READY) : remediate(hosts.get(i)))
                            .toArray(Decision[]::new));
        }

        // When
        EstatePath.Told early = forecast(FIRST.plus(Duration.ofDays(7)));
        EstatePath.Told first = forecast(FIRST.plus(Duration.ofDays(56)));
        forecast(FIRST.plus(Duration.ofDays(56)).plusSeconds(60));
        EstatePath.Told later = forecast(FIRST.plus(Duration.ofDays(84)));

        // Then
        assertThat(early.forecast().p50()).isNull();
        assertThat(early.forecast().because()).startsWith("Unknown: the history is shorter");
        assertThat(first.forecast().p50()).isNotNull().isAfter(LocalDate.parse("2018-11-15"));
        assertThat(first.forecast().open()).isEqualTo(14);
        assertThat(later.moved()).startsWith("Since 2018-11-15 8 were finished and 0 came; P50 moved from ");
        assertThat(later.earlier())
                .extracting(EstatePath.Earlier::outcome)
                .containsExactly(EstatePath.Outcome.PENDING, EstatePath.Outcome.UNKNOWN);
        assertThat(store.<List<String>>transact(tx -> {
                    try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                        return lines.map(line -> line.event().type()).toList();
                    }
                }))
                .containsExactly("forecast.shown", "forecast.shown", "forecast.shown");
    }

    private EstatePath.Told forecast(Instant at) {
        ReadinessPath then = new ReadinessPath(store, () -> PROFILE, Assets::none, Clock.fixed(at, ZoneOffset.UTC));
        return then.of(PathScope.estate()).forecasts().get(0);
    }

    @Test
    void theAnswerFitsItsSchemaAndTheReportEscapesEveryValue() throws IOException {
        // Given
        String hostile = "<script>alert(1)</script>";
        decide(FIRST, awaits(hostile), held("web.example", Goal.READY, gate("R040", "site:HQ", hostile)));
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("../docs/schema/path-1.json")));

        store.run(tx -> tx.regressions().keep(movedBack(hostile)));
        store.run(tx -> tx.regressions().keep(movedBack("elsewhere.example")));

        // When
        EstatePath one = path.of(PathScope.of("", "", hostile, ""));
        EstatePath all = path.of(PathScope.estate());

        // Then
        assertThat(schema.validate(PathJson.write(one))).isEmpty();
        assertThat(schema.validate(PathJson.write(all))).isEmpty();
        assertThat(one.regressed().standing()).isOne();
        assertThat(all.regressed().shown()).hasSize(2);
        assertThat(PathJson.write(one)
                        .path("regressions")
                        .path("list")
                        .path(0)
                        .path("provenDays")
                        .asInt())
                .isEqualTo(7);
        assertThat(PathHtml.page(one, List.of()))
                .contains("Moved back", "TLSv1.2 on 443/tcp was offered and is not offered")
                .doesNotContain("has been proven for");
        assertThat(PathHtml.page(all, List.of()))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script")
                .doesNotContain("http");
    }

    private static Regression movedBack(String asset) {
        return new Regression(
                new AssetId(asset),
                null,
                Goal.READY,
                List.of("os-7-sp1"),
                Readiness.READY,
                Readiness.CAPABLE_OFF,
                FIRST,
                SECOND,
                new Regression.Moved(
                        Regression.Way.SCAN,
                        "TLSv1.2 on 443/tcp",
                        "offered",
                        "not offered",
                        FIRST,
                        SECOND,
                        "sha256:1#1"),
                Regression.Cause.NOT_KNOWN);
    }

    @Test
    void everyShippedGateHasSomebodyWhoseStepItIs() throws IOException {
        // Given
        GateOwners owners = GateOwners.shipped();
        Pattern gate = Pattern.compile("gate\\(\\s*(?:\\$wish, )?\"(R[-0-9][a-z0-9]*)\"");

        // When
        List<String> unowned;
        int seen;
        try (Stream<Path> files = Files.walk(Path.of("../rules/src/main"))) {
            List<String> all = files.filter(file -> file.toString().matches(".*\\.(drl|java)"))
                    .flatMap(file -> gate.matcher(read(file)).results().map(found -> found.group(1)))
                    .distinct()
                    .toList();
            seen = all.size();
            unowned = all.stream().filter(id -> !owners.knows(id)).toList();
        }

        // Then
        assertThat(seen).isGreaterThan(25);
        assertThat(unowned).isEmpty();
        assertThat(owners.knows(Gate.IDENTITY)).isTrue();
        assertThat(owners.knows(Gate.EVIDENCE)).isTrue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- the estate

    private void decide(Instant at, Decision... decisions) {
        store.run(tx -> tx.decisions().replace(List.of(decisions), new Rounds.Ground(at, "b".repeat(64), PROFILE, 0)));
    }

    private static AssetState state(String id, String service) {
        return new AssetState(
                new AssetId(id),
                new Identity.Resolved(),
                HostRef.named(id),
                "HQ",
                List.of(new Fact(
                        new Observation.Membership("service", service),
                        FIRST,
                        "cmdb",
                        "cmdb",
                        null,
                        "sha256:1#row[1]")));
    }

    private static Decision.About about(String asset, Goal goal, Readiness readiness) {
        return new Decision.About(
                new AssetId(asset),
                new Identity.Resolved(),
                HostRef.named(asset),
                "HQ",
                "os-7-sp1",
                goal,
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

    private static Decision remediate(String asset) {
        return new Decision.Remediate(
                about(asset, Goal.READY, Readiness.CAPABLE_OFF),
                why("R025-x"),
                "windows/winhttp-default-protocols",
                Map.of(),
                List.of(),
                Restart.REBOOT);
    }

    private static Decision done(String asset, Readiness readiness) {
        return new Decision.NoAction(about(asset, Goal.READY, readiness), why("R102-x"));
    }

    private static Decision awaits(String asset) {
        return new Decision.AwaitVendor(about(asset, Goal.READY, Readiness.AWAITING_VENDOR), why("R056-x"), "1.2.3");
    }

    private static Decision held(String asset, Goal goal, Gate... gates) {
        return new Decision.Hold(about(asset, goal, Readiness.CONFIGURED), why("R062-x"), List.of(gates), List.of());
    }

    private static Gate gate(String id, String scope, String... holders) {
        return new Gate(
                id,
                id + "-x",
                scope,
                "because",
                Stream.of(holders).map(AssetId::new).toList(),
                "lifted");
    }
}
