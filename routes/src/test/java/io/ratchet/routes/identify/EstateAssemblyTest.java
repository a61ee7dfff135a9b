package io.ratchet.routes.identify;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Federation;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EstateAssemblyTest {
    private static final Instant MONDAY = Instant.parse("2018-09-17T00:00:00Z");
    private static final String UUID = "4c4c4544-0000-2010-8020-80c04f202020";
    private static final String UUID_OTHER_ORDER = "44454c4c-0000-1020-8020-80c04f202020";
    private static final String OTHER_UUID = "7c0a51f4-0000-4000-8000-00000000000b";

    @Test
    void joinsRecordsThatShareAFullName() {
        List<AssetState> assets = assemble(
                seen("nessus@hq", host("web01.corp.example", "10.0.0.5", null)),
                seen("cmdb", host("web01.corp.example", null, UUID)));
        assertThat(assets).singleElement().satisfies(asset -> {
            assertThat(asset.id().value()).isEqualTo("web01.corp.example");
            assertThat(asset.identity()).isEqualTo(new Identity.Resolved());
            assertThat(asset.host().ip()).isEqualTo("10.0.0.5");
            assertThat(asset.host().smbiosUuid()).isEqualTo(UUID);
        });
    }

    @Test
    void takesBothByteOrdersOfAUuidForOneMachine() {
        List<AssetState> assets = assemble(
                seen("a", host("web01.corp.example", null, UUID)),
                seen("b", host("web01.corp.example", null, UUID_OTHER_ORDER)));
        assertThat(assets)
                .singleElement()
                .satisfies(asset -> assertThat(asset.identity().mayAct()).isTrue());
    }

    @Test
    void isAmbiguousWhenOneNameHasTwoUuids() {
        List<AssetState> assets = assemble(
                seen("a", host("web01.corp.example", null, UUID)),
                seen("a", host("web01.corp.example", null, OTHER_UUID)));
        assertThat(assets).hasSize(2).allSatisfy(asset -> {
            assertThat(asset.identity()).isInstanceOf(Identity.Ambiguous.class);
            assertThat(asset.identity().mayAct()).isFalse();
            assertThat(asset.id().value()).startsWith("web01.corp.example#");
        });
    }

    @Test
    void callsNoTwoMachinesByOneId() {
        List<AssetState> assets = assemble(
                seen("cmdb", numbered("web01.corp.example", "1")), seen("cmdb", numbered("web01.corp.example", "2")));
        assertThat(assets).extracting(AssetState::id).hasSize(2).doesNotHaveDuplicates();
    }

    private static HostRef numbered(String fqdn, String number) {
        return new HostRef("default", null, null, fqdn, null, null, null, UUID, null, Map.of("cmdb", number));
    }

    @Test
    void takesTheSameNumberOfTwoInstancesOfASourceForTwoMachines() {
        // Given: ConfigMgr counts from 16777220 in every site, and SQL's view does not name the site
        for (HostRef other : List.of(counted("DB77", "CONTOSO", OTHER_UUID), counted("DB77", "FABRIKAM", null))) {
            // When
            List<AssetState> assets =
                    assemble(seen("configmgr", counted("SRV01", "CONTOSO", UUID)), seen("configmgr", other));

            // Then
            assertThat(assets)
                    .hasSize(2)
                    .allSatisfy(asset -> assertThat(asset.facts()).hasSize(1));
        }
    }

    @Test
    void followsAMachineThatKeepsItsNumberThroughOneChange() {
        for (HostRef later : List.of(
                counted("SRV02", "CONTOSO", UUID),
                counted("SRV02", "CONTOSO", null),
                counted("SRV01", "CONTOSO", OTHER_UUID),
                counted("SRV01", "FABRIKAM", null)))
            assertThat(assemble(
                            seen("configmgr", MONDAY.minusSeconds(86_400), counted("SRV01", "CONTOSO", UUID)),
                            seen("configmgr", later)))
                    .as(later.toString())
                    .hasSize(1);
    }

    @Test
    void takesTheSameNumberOfTwoConsolesForTwoMachinesWhereTheirDomainsDiffer() {
        assertThat(assemble(
                        seen("nexpose", scanned("web01.corp.example")),
                        seen("nexpose", scanned("db77.fabrikam.example"))))
                .hasSize(2);
        assertThat(assemble(
                        seen("nexpose", scanned("web01.corp.example")), seen("nexpose", scanned("web02.corp.example"))))
                .hasSize(1);
    }

    private static HostRef scanned(String fqdn) {
        return new HostRef("default", null, null, fqdn, null, null, null, null, null, Map.of("nexpose", "5"));
    }

    private static HostRef counted(String name, String domain, @Nullable String uuid) {
        return new HostRef(
                "default", null, null, null, name, domain, null, uuid, null, Map.of("configmgr", "16777220"));
    }

    @Test
    void isAmbiguousWhenOneUuidHasTwoLiveNames() {
        List<AssetState> assets = assemble(
                seen("a", host("web01.corp.example", null, UUID)), seen("a", host("web02.corp.example", null, UUID)));
        assertThat(assets)
                .hasSize(2)
                .allSatisfy(asset -> assertThat(asset.identity()).isInstanceOf(Identity.Ambiguous.class));
    }

    @Test
    void followsAMachineThatWasRenamedLongAgo() {
        List<AssetState> assets = assemble(
                seen("a", MONDAY.minusSeconds(90L * 86_400), host("old.corp.example", null, UUID)),
                seen("a", host("new.corp.example", null, UUID)));
        assertThat(assets).singleElement().satisfies(asset -> {
            assertThat(asset.id().value()).isEqualTo("new.corp.example");
            assertThat(asset.identity().mayAct()).isTrue();
        });
    }

    @Test
    void ignoresUuidsThatBoardsAreShippedWith() {
        String shipped = "03000200-0400-0500-0006-000700080009";
        List<AssetState> assets = assemble(
                seen("a", host("web01.corp.example", null, shipped)),
                seen("a", host("web02.corp.example", null, shipped)));
        assertThat(assets)
                .hasSize(2)
                .allSatisfy(asset -> assertThat(asset.identity().mayAct()).isTrue());
    }

    @Test
    void keepsTheSameAddressInTwoZonesApart() {
        HostRef hq = new HostRef("hq", null, "10.0.0.5", null, null, null, null, null, null, Map.of());
        HostRef plant = new HostRef("plant", null, "10.0.0.5", null, null, null, null, null, null, Map.of());
        assertThat(assemble(seen("a", hq), seen("a", plant)))
                .extracting(asset -> asset.id().value())
                .containsExactly("10.0.0.5@hq", "10.0.0.5@plant");
    }

    @Test
    void laysAnAddressToTheMachineThatHadItAtTheTime() {
        List<AssetState> assets = assemble(
                seen("cmdb", host("web01.corp.example", "10.0.0.5", UUID)), seen("nmap", host(null, "10.0.0.5", null)));
        assertThat(assets)
                .singleElement()
                .satisfies(asset -> assertThat(asset.facts()).hasSize(2));
    }

    @Test
    void doesNotLayAnAddressToAMachineThatHadItLongAgo() {
        List<AssetState> assets = assemble(
                seen("cmdb", MONDAY.minusSeconds(20L * 86_400), host("web01.corp.example", "10.0.0.5", UUID)),
                seen("nmap", host(null, "10.0.0.5", null)));
        assertThat(assets).hasSize(2);
        assertThat(assets.get(0).identity()).isInstanceOf(Identity.Provisional.class);
    }

    @Test
    void isProvisionalWhenOnlyAnAddressIsKnown() {
        assertThat(assemble(seen("nmap", host(null, "10.0.0.5", null))))
                .singleElement()
                .satisfies(asset -> {
                    assertThat(asset.id().value()).isEqualTo("10.0.0.5@default");
                    assertThat(asset.identity()).isInstanceOf(Identity.Provisional.class);
                });
    }

    @Test
    void isAmbiguousWhenAShortNameFitsTwoMachines() {
        List<AssetState> assets = assemble(
                seen("a", host("web01.corp.example", null, null)),
                seen("a", host("web01.lab.example", null, null)),
                seen("siem", new HostRef("default", null, null, null, "WEB01", null, null, null, null, Map.of())));
        assertThat(assets).hasSize(3);
        AssetState unclear = assets.stream()
                .filter(asset -> !asset.identity().mayAct())
                .findFirst()
                .orElseThrow();
        assertThat(((Identity.Ambiguous) unclear.identity()).candidates()).hasSize(2);
    }

    @Test
    void vetoesANameWhereTheSameSourceCountsTwoMachines() {
        HostRef one = new HostRef(
                "default", null, null, "web01.corp.example", null, null, null, null, null, Map.of("sccm", "1"));
        HostRef two = new HostRef(
                "default", null, null, "web01.corp.example", null, null, null, null, null, Map.of("sccm", "2"));
        assertThat(assemble(seen("sccm@hq", one), seen("sccm@hq", two)))
                .hasSize(2)
                .allSatisfy(asset -> assertThat(asset.identity()).isInstanceOf(Identity.Ambiguous.class));
    }

    @Test
    void namesAMachineByDomainAndShortNameWhereNothingBetterIsKnown() {
        HostRef host = new HostRef("default", null, null, null, "WEB01", "CORP", null, null, null, Map.of());
        assertThat(assemble(seen("a", host))).singleElement().satisfies(asset -> {
            assertThat(asset.id().value()).isEqualTo("WEB01@CORP");
            assertThat(asset.identity().mayAct()).isTrue();
        });
    }

    @Test
    void isAmbiguousWhenOneNetworkCardHasTwoLiveNames() {
        HostRef one = carded("web01.corp.example", "00:15:5d:01:02:03");
        HostRef two = carded("web02.corp.example", "00:15:5d:01:02:03");
        assertThat(assemble(seen("a", one), seen("b", two)))
                .hasSize(2)
                .allSatisfy(asset -> assertThat(asset.identity()).isInstanceOf(Identity.Ambiguous.class));
    }

    @Test
    void ignoresTheNetworkAddressThatRoutersShare() {
        String virtual = "00:00:5e:00:01:05";
        List<AssetState> assets =
                assemble(seen("a", carded("a.corp.example", virtual)), seen("b", carded("b.corp.example", virtual)));
        assertThat(assets)
                .hasSize(2)
                .allSatisfy(asset -> assertThat(asset.identity().mayAct()).isTrue());
    }

    @Test
    void takesAnAddressWrittenAsANameForAnAddress() {
        assertThat(assemble(seen("nmap", host("10.0.0.5", null, null))))
                .singleElement()
                .satisfies(asset -> {
                    assertThat(asset.id().value()).isEqualTo("10.0.0.5@default");
                    assertThat(asset.identity()).isInstanceOf(Identity.Provisional.class);
                });
    }

    @Test
    void takesNoReverseLookupNorLocalNameForAMachine() {
        List<AssetState> assets = assemble(
                seen("nmap", host("6.0.0.10.in-addr.arpa", "10.0.0.6", null)),
                seen("nmap", host("localhost.localdomain", "10.0.0.7", null)));
        assertThat(assets)
                .extracting(asset -> asset.id().value())
                .containsExactly("10.0.0.6@default", "10.0.0.7@default");
        assertThat(assets)
                .noneSatisfy(asset -> assertThat(asset.identity().mayAct()).isTrue());
    }

    @Test
    void doesNotTakeAWorkgroupForADomain() {
        HostRef hq = new HostRef("hq", null, null, null, "PC01", "WORKGROUP", null, null, null, Map.of());
        HostRef plant = new HostRef("plant", null, null, null, "PC01", "WORKGROUP", null, null, null, Map.of());
        assertThat(assemble(seen("a", hq), seen("a", plant)))
                .hasSize(2)
                .allSatisfy(asset -> assertThat(asset.identity()).isInstanceOf(Identity.Provisional.class));
    }

    @Test
    void takesBothSpellingsOfAUuidForOne() {
        List<AssetState> assets = assemble(
                seen("a", host("web01.corp.example", null, UUID)),
                seen("b", host("web02.corp.example", null, "{" + UUID.toUpperCase(Locale.ROOT) + "}")));
        assertThat(assets)
                .hasSize(2)
                .allSatisfy(asset -> assertThat(asset.identity()).isInstanceOf(Identity.Ambiguous.class));
    }

    @Test
    void doesNotLayALaterAddressToAMachineBecauseTheAddressWasItsOwnOnce() {
        List<AssetState> assets = assemble(
                seen("cmdb", host("web01.corp.example", "10.0.0.5", null)),
                seen("nmap", host(null, "10.0.0.5", null)),
                seen("nmap", MONDAY.plusSeconds(60L * 86_400), host(null, "10.0.0.5", null)));
        assertThat(assets).extracting(asset -> asset.facts().size()).containsExactly(1, 2);
        assertThat(assets.get(0).id().value()).isEqualTo("10.0.0.5@default");
    }

    @Test
    void doesNotLayAnAddressToAMachineThatHadAnotherThatDay() {
        List<AssetState> assets = assemble(
                seen("cmdb", MONDAY.minusSeconds(30L * 86_400), host("web01.corp.example", "10.0.0.5", null)),
                seen("cmdb", host("web01.corp.example", "10.0.0.9", null)),
                seen("cmdb", MONDAY.plusSeconds(30L * 86_400), host("web01.corp.example", "10.0.0.5", null)),
                seen("nmap", host(null, "10.0.0.5", null)));
        assertThat(assets).extracting(asset -> asset.facts().size()).containsExactly(1, 3);
    }

    @Test
    void doesNotLayAMachineToAnotherNameBecauseOfItsAddress() {
        HostRef other = new HostRef("default", null, "10.0.0.5", null, "WEB09", null, null, null, null, Map.of());
        List<AssetState> assets = assemble(seen("a", host("web01.corp.example", "10.0.0.5", null)), seen("b", other));
        assertThat(assets)
                .extracting(asset -> asset.id().value())
                .containsExactly("WEB09@default", "web01.corp.example");
    }

    @Test
    void letsAnAddressTellWhichMachineAShortNameMeans() {
        HostRef weak = new HostRef("default", null, "10.0.0.5", null, "WEB01", null, null, null, null, Map.of());
        List<AssetState> assets = assemble(
                seen("a", host("web01.corp.example", "10.0.0.5", null)),
                seen("a", host("web01.lab.example", "10.0.0.6", null)),
                seen("b", weak));
        assertThat(assets)
                .hasSize(2)
                .allSatisfy(asset -> assertThat(asset.identity().mayAct()).isTrue());
        assertThat(assets.get(0).facts()).hasSize(2);
    }

    @Test
    void leavesEachOfAThousandClonesAlone() {
        Finding[] clones = IntStream.range(0, 1000)
                .mapToObj(number -> seen("a", host("pc" + number + ".corp.example", null, UUID)))
                .toArray(Finding[]::new);
        assertThat(assemble(clones))
                .hasSize(1000)
                .allSatisfy(asset -> assertThat(asset.identity()).isInstanceOf(Identity.Ambiguous.class));
    }

    @Test
    void findsTheSiteByTheOrganisationsNetworks() {
        List<AssetState> assets = assemble(seen("a", host("web01.corp.example", "10.7.3.9", null)));
        assertThat(assets.get(0).site()).isEqualTo("HQ");
    }

    @Test
    void takesTheMostSpecificNetwork() {
        List<AssetState> assets = assemble(seen("a", host("web01.corp.example", "10.7.200.9", null)));
        assertThat(assets.get(0).site()).isEqualTo("Lab");
    }

    @Test
    void findsTheSiteOfAnAddressThatIsWrittenTheLongWay() {
        List<AssetState> assets = assemble(seen("a", host("web01.corp.example", "::ffff:10.7.200.9", null)));
        assertThat(assets.get(0).site()).isEqualTo("Lab");
    }

    @Test
    void aFreshAddressBeatsTheMembershipOfLongAgo() {
        // Given
        HostRef web = host("web01.corp.example", "10.7.200.9", null);
        Instant longAgo = MONDAY.minus(Duration.ofDays(200));
        // When
        List<AssetState> assets =
                assemble(seen("a", web), member(longAgo, host("web01.corp.example", null, null), "HQ"));
        // Then
        assertThat(assets).singleElement().extracting(AssetState::site).isEqualTo("Lab");
    }

    @Test
    void nothingIsRefusedOnAnOldWordAlone() {
        // Given
        HostRef web = host("web01.corp.example", null, null);
        Instant longAgo = MONDAY.minus(Duration.ofDays(200));
        // Then
        assertThat(assemble(seen("a", web), member(longAgo, web, "HQ")))
                .singleElement()
                .satisfies(asset -> assertThat(asset.site()).isNull());
        assertThat(assemble(seen("a", web), member(longAgo, web, "lab")))
                .singleElement()
                .satisfies(asset -> assertThat(asset.site()).isEqualTo("Lab"));
    }

    @Test
    void takesTheCarefulSiteWhereFreshWordsDisagree() {
        // Given
        HostRef web = host("web01.corp.example", "10.7.200.9", null);
        // Then
        assertThat(assemble(seen("a", web), member(MONDAY, web, "HQ")))
                .singleElement()
                .satisfies(asset -> assertThat(asset.site()).isEqualTo("Lab"));
        assertThat(assemble(seen("a", web), member(MONDAY, web, "Warehouse")))
                .singleElement()
                .satisfies(asset -> assertThat(asset.site()).isEqualTo("Warehouse"));
    }

    @Test
    void takesTheCarefulSiteWhereSourcesDisagree() {
        // Given
        HostRef hq = new HostRef("default", "HQ", null, "web01.corp.example", null, null, null, null, null, Map.of());
        HostRef lab = new HostRef("default", "Lab", null, "web01.corp.example", null, null, null, null, null, Map.of());
        HostRef other =
                new HostRef("default", "Ship", null, "web01.corp.example", null, null, null, null, null, Map.of());
        // Then
        assertThat(assemble(seen("a", hq), seen("b", lab)))
                .singleElement()
                .satisfies(asset -> assertThat(asset.site()).isEqualTo("Lab"));
        assertThat(assemble(seen("a", hq), seen("b", other)))
                .singleElement()
                .satisfies(asset -> assertThat(asset.site()).isEqualTo("Ship"));
    }

    @Test
    void spellsASiteAsTheProfileDoes() {
        // Given
        HostRef web = host("web01.corp.example", null, null);
        // Then
        assertThat(assemble(seen("a", web), member(MONDAY, web, " hq ")))
                .singleElement()
                .satisfies(asset -> assertThat(asset.site()).isEqualTo("HQ"));
    }

    private static Finding member(Instant at, HostRef host, String site) {
        ReportRef report = new ReportRef("b".repeat(64), "test", "a", null, null);
        return new Finding(report, "row[site]", at, host, new Observation.Membership("site", site), Evidence.NONE);
    }

    @Property(tries = 60)
    void givesTheSameEstateForEveryOrder(Draw draw) {
        // Given
        List<Finding> findings = new ArrayList<>(List.of(
                seen("a", host("web01.corp.example", "10.0.0.5", UUID)),
                seen("b", host("web01.corp.example", null, UUID_OTHER_ORDER)),
                seen("c", host("web01.corp.example", null, OTHER_UUID)),
                seen("d", host(null, "10.0.0.5", null)),
                seen("e", host("web02.corp.example", "10.0.0.6", null)),
                seen("f", new HostRef("default", null, null, null, "WEB02", "CORP", null, null, null, Map.of())),
                seen("f", new HostRef("default", null, null, null, "WEB01", null, null, null, null, Map.of()))));
        List<AssetState> asGiven = EstateAssembly.assemble(findings, organisation(), MONDAY);
        // When
        Collections.shuffle(findings, new Random(draw.anyLong()));
        // Then
        assertThat(EstateAssembly.assemble(findings, organisation(), MONDAY)).isEqualTo(asGiven);
    }

    private static List<AssetState> assemble(Finding... findings) {
        return EstateAssembly.assemble(List.of(findings), organisation(), MONDAY);
    }

    private static Finding seen(String source, HostRef host) {
        return seen(source, MONDAY, host);
    }

    private static Finding seen(String source, Instant at, HostRef host) {
        ReportRef report = new ReportRef("a".repeat(64), "test", source, null, null);
        return new Finding(report, "row[" + host.hashCode() + "]", at, host, new Observation.Boot(at), Evidence.NONE);
    }

    private static HostRef host(String fqdn, String ip, String uuid) {
        return new HostRef("default", null, ip, fqdn, null, null, null, uuid, null, Map.of());
    }

    private static HostRef carded(String fqdn, String mac) {
        return new HostRef("default", null, null, fqdn, null, null, mac, null, null, Map.of());
    }

    private static Organisation organisation() {
        Site hq = new Site("HQ", Goal.ONLY, List.of("10.7.0.0/16"), null, null);
        Site lab = new Site("Lab", null, List.of("10.7.200.0/24"), null, null);
        return new Organisation(
                "Contoso",
                Goal.READY,
                ZoneOffset.UTC,
                Federation.NONE,
                List.of(),
                List.of(),
                List.of(hq, lab),
                List.of(),
                List.of(),
                List.of());
    }
}
