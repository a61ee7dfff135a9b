package io.ratchet.routes.identify;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Federation;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimLedgerTest {
    private static final Instant MONDAY = Instant.parse("2018-09-17T00:00:00Z");
    private static final List<String> UUIDS = List.of(
            "4c4c4544-0000-2010-8020-80c04f202020",
            "44454c4c-0000-1020-8020-80c04f202020",
            "7c0a51f4-0000-4000-8000-00000000000b");

    private final ClaimLedger ledger = new ClaimLedger();

    @Property(tries = 150)
    void holdsTheAssetsThatAllFindingsAtOnceWouldGive(Draw draw) {
        // Given
        List<Finding> heard = new ArrayList<>();
        Organisation profile = organisation(Goal.ONLY);
        Instant at = MONDAY;
        int deliveries = draw.between(1, 8);
        for (int delivery = 0; delivery < deliveries; delivery++) {
            for (Finding finding : draw.list(6, () -> finding(draw))) {
                heard.add(finding);
                ledger.hear(List.of(finding));
            }
            at = at.plus(Duration.ofHours(draw.between(0, 24 * 40)));
            if (draw.between(0, 7) == 7) profile = organisation(draw.of(Goal.values()));
            Map<AssetId, AssetState> before = states(profile, at);

            // When
            ClaimLedger.Changes changes = ledger.settle();

            // Then
            List<AssetState> atOnce = EstateAssembly.assemble(heard, profile, at);
            Map<AssetId, AssetState> after = states(profile, at);
            assertThat(List.copyOf(after.values())).isEqualTo(atOnce);
            assertThat(changes.gone()).allSatisfy(id -> assertThat(after).doesNotContainKey(id));
            // Whatever it does not tell of is as it was.
            after.keySet().removeAll(changes.changed());
            before.keySet().removeAll(changes.changed());
            before.keySet().removeAll(changes.gone());
            assertThat(after).isEqualTo(before);
        }
    }

    private Map<AssetId, AssetState> states(Organisation profile, Instant at) {
        Map<AssetId, AssetState> states = new TreeMap<>();
        for (AssetId id : ledger.assets())
            states.put(id, ledger.asset(id, profile, at).orElseThrow());
        return states;
    }

    @Test
    void tellsOnlyOfTheAssetThatWasSpokenOf() {
        // Given
        hear(host("web01.corp.example", "10.7.0.1", null, null));
        hear(host("web02.corp.example", "10.7.0.2", null, null));
        settle();

        // When
        hear(host("web01.corp.example", null, UUIDS.get(0), null));

        // Then
        ClaimLedger.Changes changes = settle();
        assertThat(changes.changed()).containsExactly(new AssetId("web01.corp.example"));
        assertThat(changes.gone()).isEmpty();
    }

    @Test
    void partsAMachineWhenAStrongerWordDisprovesThatItIsOne() {
        // Given
        hear(host("web01.corp.example", null, UUIDS.get(0), null));
        hear(host("web01.corp.example", "10.7.0.1", null, null));
        settle();

        // When
        hear(host("web01.corp.example", null, UUIDS.get(2), null));

        // Then
        ClaimLedger.Changes changes = settle();
        assertThat(changes.gone()).containsExactly(new AssetId("web01.corp.example"));
        assertThat(changes.changed())
                .allSatisfy(asset -> assertThat(state(asset).identity()).isInstanceOf(Identity.Ambiguous.class));
    }

    @Test
    void callsAMachineOtherwiseOnceAnotherOneGoesByItsName() {
        // Given two kinds of ids of one source, which no identifier links
        hear(numbered("a", "7"));
        settle();

        // When
        hear(numbered("b", "7"));

        // Then
        ClaimLedger.Changes changes = settle();
        assertThat(changes.gone()).containsExactly(new AssetId("src:7"));
        assertThat(changes.changed()).hasSize(2);
    }

    @Test
    void tellsWhoHasSaidWhoAnAssetIsAndSinceWhen() {
        // Given a source that repeats itself, and another that knows more
        HostRef named = host("web01.corp.example", null, null, null);
        HostRef numbered = host("web01.corp.example", "10.7.0.1", UUIDS.get(0), "WEB01");
        for (int day : List.of(9, 20, 3))
            ledger.hear(List.of(seen("cmdb", MONDAY.minus(Duration.ofDays(day)), named, new Observation.Boot(MONDAY))));
        ledger.hear(
                List.of(seen("nessus@hq", MONDAY.minus(Duration.ofDays(5)), numbered, new Observation.Boot(MONDAY))));
        hear(host("web02.corp.example", "10.7.0.2", null, null));

        // When
        List<IdentityClaim> before = ledger.claims(new AssetId("web01.corp.example"));
        settle();
        List<IdentityClaim> claims = ledger.claims(new AssetId("web01.corp.example"));

        // Then
        assertThat(before).isEmpty();
        assertThat(claims)
                .containsExactly(
                        new IdentityClaim(
                                "cmdb", named, LocalDate.parse("2018-08-28"), MONDAY.minus(Duration.ofDays(3))),
                        new IdentityClaim(
                                "nessus@hq",
                                numbered,
                                LocalDate.parse("2018-09-12"),
                                MONDAY.minus(Duration.ofDays(5))));
        assertThat(ledger.claims(new AssetId("web03.corp.example"))).isEmpty();
    }

    @Test
    void whatOnlyAnAddressTellsOnSeveralDaysIsOneClaimOfItsSource() {
        // Given
        HostRef address = host(null, "10.7.0.3", null, null);
        for (int day : List.of(2, 1, 0))
            ledger.hear(
                    List.of(seen("scan", MONDAY.minus(Duration.ofDays(day)), address, new Observation.Boot(MONDAY))));

        // When
        settle();

        // Then
        assertThat(ledger.assets())
                .singleElement()
                .satisfies(asset -> assertThat(ledger.claims(asset))
                        .containsExactly(new IdentityClaim("scan", address, LocalDate.parse("2018-09-15"), MONDAY)));
    }

    private ClaimLedger.Changes settle() {
        return ledger.settle();
    }

    private void hear(HostRef host) {
        ledger.hear(List.of(seen("src", MONDAY, host, new Observation.Boot(MONDAY))));
    }

    private AssetState state(AssetId id) {
        return ledger.asset(id, organisation(Goal.ONLY), MONDAY).orElseThrow();
    }

    /** Few names, addresses and ids, so that they meet, part and are mistaken for one another. */
    private static Finding finding(Draw draw) {
        Instant at = MONDAY.minus(Duration.ofDays(draw.between(0, 80)));
        String name = draw.orNull(45, () -> "web0" + draw.between(1, 4) + ".corp.example");
        HostRef host = new HostRef(
                draw.between(0, 9) == 9 ? "plant" : "default",
                draw.orNull(85, () -> draw.of(List.of("HQ", "Lab", "Elsewhere"))),
                draw.orNull(40, () -> "10.7.0." + draw.between(1, 4)),
                name,
                draw.orNull(name == null ? 0 : 60, () -> "WEB0" + draw.between(1, 4)),
                draw.orNull(70, () -> "CORP"),
                draw.orNull(80, () -> "02:00:00:00:00:0" + draw.between(1, 3)),
                draw.orNull(75, () -> draw.of(UUIDS)),
                draw.orNull(90, () -> "S-1-5-21-1-2-" + draw.between(1, 2)),
                draw.between(0, 3) == 3
                        ? Map.of(draw.of(List.of("nessus", "agent")), String.valueOf(draw.between(1, 3)))
                        : Map.of());
        Observation seen = draw.between(0, 5) == 5
                ? new Observation.Membership("site", draw.of(List.of("HQ", "lab", "Warehouse")))
                : new Observation.Boot(at);
        ReportRef.Within within = host.ip() == null ? null : draw.orNull(60, () -> within(draw));
        return seen(draw.of(List.of("nessus@hq", "cmdb")), at, host, seen, within);
    }

    private static ReportRef.Within within(Draw draw) {
        List<String> networks = draw.of(List.of(List.of("10.7.0.0/31"), List.of("10.7.0.2/31"), List.<String>of()));
        return new ReportRef.Within("user:" + draw.of(List.of("a", "b")), networks, Method.DECLARED);
    }

    private static Finding seen(String source, Instant at, HostRef host, Observation seen) {
        return seen(source, at, host, seen, null);
    }

    private static Finding seen(
            String source, Instant at, HostRef host, Observation seen, ReportRef.@Nullable Within within) {
        ReportRef report = new ReportRef(Sha256.hex(source), "test", source, null, null, within);
        return new Finding(report, "row[" + host.hashCode() + "]", at, host, seen, Evidence.NONE);
    }

    private static HostRef host(String fqdn, String ip, String uuid, String netbios) {
        return new HostRef("default", null, ip, fqdn, netbios, null, null, uuid, null, Map.of());
    }

    private static HostRef numbered(String kind, String id) {
        return new HostRef("default", null, null, null, null, null, null, null, null, Map.of(kind, id));
    }

    private static Organisation organisation(Goal lab) {
        Site hq = new Site("HQ", Goal.ONLY, List.of("10.7.0.0/16"), null, null);
        Site there = new Site("Lab", lab, List.of("10.7.0.2/32"), null, null);
        return new Organisation(
                "Contoso",
                Goal.READY,
                ZoneOffset.UTC,
                Federation.NONE,
                List.of(),
                List.of(),
                List.of(hq, there),
                List.of(),
                List.of(),
                List.of());
    }
}
