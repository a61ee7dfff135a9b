package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.routes.intake.SourceTrust.Row;
import io.ratchet.rules.fact.Belief;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A source that may speak of a network does not get the host of another one by giving it an address of its own. */
class ElsewhereTest {
    private static final Instant NOW = Instant.parse("2018-09-20T20:00:00Z");
    private static final String HQ = "user:scanner-hq";
    private static final String PLANT = "user:scanner-plant";
    private static final String CMDB = "folder:/srv/cmdb";
    private static final SourceTrust TRUST = new SourceTrust(
            List.of(
                    new Row(HQ, Set.of(Method.REGISTRY, Method.AGENT), List.of("10.0.0.0/16")),
                    new Row(HQ, Set.of(Method.UNAUTHENTICATED), List.of()),
                    new Row(PLANT, Set.of(Method.AGENT), List.of("10.9.0.0/16")),
                    new Row("user:scanner-all", Set.of(Method.AGENT), List.of("10.0.0.0/8"))),
            true);

    @Test
    void believesTheRegistryOfAHostWhoseAddressNobodyDisputes() {
        // When
        AssetState host = host(said(HQ, Method.REGISTRY, "10.0.0.5", NOW));

        // Then
        assertThat(methods(host, HQ)).containsOnly(Method.REGISTRY);
        assertThat(host.identity()).isEqualTo(new Identity.Resolved());
    }

    @Test
    void doesNotBelieveTheRegistryOfAHostThatOthersKnowElsewhere() {
        // When
        AssetState host = host(
                said(HQ, Method.REGISTRY, "10.0.0.99", NOW),
                said(CMDB, Method.DECLARED, "10.9.0.5", NOW.minus(Duration.ofDays(3))));

        // Then
        assertThat(methods(host, HQ)).containsOnly(Method.UNAUTHENTICATED);
        assertThat(host.facts())
                .filteredOn(fact -> fact.source().equals(HQ))
                .extracting(Fact::elsewhere)
                .containsOnly(HQ);
        assertThat(methods(host, CMDB)).containsOnly(Method.DECLARED);
    }

    @Test
    void takesWhatHasNoLesserMethodForAWordAndNoMore() {
        // When
        AssetState host =
                host(said(PLANT, Method.AGENT, "10.9.0.5", NOW), said(CMDB, Method.DECLARED, "10.0.0.5", NOW));

        // Then
        assertThat(methods(host, PLANT)).containsOnly(Method.DECLARED);
    }

    @Test
    void doesNotTakeAnotherWordOfTheSameSourceForAWitness() {
        // Given the same source with a method that it may claim of every host
        Finding again = said(HQ, Method.UNAUTHENTICATED, "10.0.0.99", NOW);

        // When
        AssetState host =
                host(said(HQ, Method.REGISTRY, "10.0.0.99", NOW), again, said(CMDB, Method.DECLARED, "10.9.0.5", NOW));

        // Then
        assertThat(methods(host, HQ)).containsOnly(Method.UNAUTHENTICATED);
    }

    @Test
    void believesAHostWithAnAddressInEachNetworkWhereSomebodyElseKnowsTheOneInIts() {
        // When
        AssetState host = host(
                said(HQ, Method.REGISTRY, "10.0.0.5", NOW),
                said(CMDB, Method.DECLARED, "10.9.0.5", NOW),
                said(CMDB, Method.DECLARED, "10.0.0.5", NOW));

        // Then
        assertThat(methods(host, HQ)).containsOnly(Method.REGISTRY);
    }

    @Test
    void believesWhoeverMaySpeakOfBothNetworks() {
        // When
        AssetState host = host(
                said(HQ, Method.REGISTRY, "10.0.0.99", NOW), said("user:scanner-all", Method.AGENT, "10.9.0.5", NOW));

        // Then
        assertThat(methods(host, HQ)).containsOnly(Method.UNAUTHENTICATED);
        assertThat(methods(host, "user:scanner-all")).containsOnly(Method.AGENT);
        assertThat(host.identity()).isEqualTo(new Identity.Resolved());
    }

    @Test
    void leavesItOpenWhichMachineItIsWhereTwoMaySpeakOfTheirOwnNetworkAlone() {
        // When
        AssetState host = host(said(HQ, Method.REGISTRY, "10.0.0.99", NOW), said(PLANT, Method.AGENT, "10.9.0.5", NOW));

        // Then
        assertThat(host.identity())
                .isInstanceOfSatisfying(
                        Identity.Ambiguous.class,
                        open -> assertThat(open.because())
                                .contains("may speak of the other's network", "10.0.0.99, 10.9.0.5"));
        assertThat(methods(host, PLANT)).containsOnly(Method.AGENT);
    }

    @Test
    void forgetsWhereAHostWasLongAgo() {
        // Given
        Instant before = NOW.minus(Belief.FRESH).minusSeconds(1);

        // When
        AssetState host =
                host(said(HQ, Method.REGISTRY, "10.0.0.99", NOW), said(CMDB, Method.DECLARED, "10.9.0.5", before));

        // Then
        assertThat(methods(host, HQ)).containsOnly(Method.REGISTRY);
    }

    @Test
    void keepsWhereAMethodHoldsAndTakesItFromNobodyElse() {
        // Given
        ReportRef kept = said(HQ, Method.REGISTRY, "10.0.0.5", NOW).report();

        // When, Then
        assertThat(kept.within()).isEqualTo(new ReportRef.Within(HQ, List.of("10.0.0.0/16"), Method.UNAUTHENTICATED));
        assertThat(FindingJson.readReport(FindingJson.part(kept))).isEqualTo(kept);
        Finding asSent = FindingJson.read(FindingJson.write(said(HQ, Method.REGISTRY, "10.0.0.5", NOW)));
        assertThat(asSent.report().within()).isNull();
        assertThat(Json.line(FindingJson.write(asSent))).doesNotContain("within");
    }

    private static AssetState host(Finding... findings) {
        List<AssetState> assets = EstateAssembly.assemble(Arrays.asList(findings), Organisation.careful(), NOW);
        assertThat(assets).hasSize(1);
        return assets.get(0);
    }

    private static List<@Nullable Method> methods(AssetState host, String source) {
        return host.facts().stream()
                .filter(fact -> fact.source().equals(source))
                .map(Fact::method)
                .toList();
    }

    private static Finding said(String from, Method method, String ip, Instant at) {
        return TRUST.of(from)
                .cut(new Finding(
                        new ReportRef("a".repeat(64), "findings", from, NOW, method),
                        "item-" + ip + at,
                        at,
                        new HostRef("default", null, ip, "dc01.corp.example", null, null, null, null, null, Map.of()),
                        new Observation.Boot(at),
                        Evidence.NONE));
    }
}
