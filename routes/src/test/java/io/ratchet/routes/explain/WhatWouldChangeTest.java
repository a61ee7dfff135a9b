package io.ratchet.routes.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.explain.WhatWouldChange.Way;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.wire.OrganisationFile;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said would change a decision, beyond the words of its gates. */
class WhatWouldChangeTest {
    private static final AssetId FRONT_END = new AssetId("fe.corp.example");
    private static final AssetId HUB = new AssetId("hub.corp.example");
    private static final Organisation PROFILE = OrganisationFile.read("test", """
            organisation: Contoso
            exceptions:
              - {asset: fe.corp.example, goal: ONLY, owner: kim, reason: cut-over, until: 2018-12-31, compensatingControl: none, clearedBy: the migration}
              - {asset: fe.corp.example, goal: ONLY, owner: alex, reason: old, until: 2018-01-31, compensatingControl: none, clearedBy: the migration}
            """);

    @Test
    void aGateThatADeviceHoldsNamesTheReleaseThatTheDeviceWaitsFor() {
        // Given
        Decision hold = held(
                new Gate("R070", "R070-rooms-await-vendor", "site:HQ", "A room waits.", List.of(HUB), "The release."));
        // When
        List<Way> ways = change().of(hold);
        // Then
        assertThat(ways)
                .containsExactly(
                        new Way("gate", "The release.", "R070", null),
                        new Way(
                                "release",
                                "hub.corp.example: build 10.0.15063.1835 is released (the catalogue says it is released on 2019-05-28) and installed.",
                                "R070",
                                LocalDate.parse("2019-05-28")));
    }

    @Test
    void anExceptionThatStandsNamesItsEnd() {
        // Given
        Decision hold = held(new Gate(
                "R111", "R111-exception", "asset:fe.corp.example", "An exception.", List.of(FRONT_END), "Its end."));
        // When
        List<Way> ways = change().of(hold);
        // Then
        assertThat(ways).extracting(Way::kind).containsOnly("exception");
        assertThat(ways).extracting(Way::on).containsExactly(null, LocalDate.parse("2018-12-31"));
        assertThat(ways.get(1).says()).contains("kim").contains("the migration");
    }

    @Test
    void aMissingFactAndAnUncertainIdentityAreToldApart() {
        // Given
        Decision hold = held(
                new Gate(
                        Gate.EVIDENCE,
                        "R125-x",
                        "asset:fe.corp.example",
                        "Missing.",
                        List.of(FRONT_END),
                        "Collect the build."),
                new Gate(Gate.IDENTITY, "R125-x", "asset:fe.corp.example", "Unclear.", List.of(FRONT_END), "An FQDN."));
        // Then
        assertThat(change().of(hold)).extracting(Way::kind).containsExactly("fact", "identity");
    }

    @Test
    void aVendorWithoutADateOrABuildIsSaidToHaveNone() {
        assertThat(change().of(new Decision.AwaitVendor(
                        about(HUB, "dv-unknown", Readiness.AWAITING_VENDOR), why(), "1.2")))
                .singleElement()
                .satisfies(way -> assertThat(way.says()).contains("the catalogue knows no date"));
        assertThat(change().of(new Decision.AwaitVendor(
                        about(HUB, "dv-unknown", Readiness.AWAITING_VENDOR), why(), null)))
                .singleElement()
                .satisfies(way -> assertThat(way.says()).contains("the catalogue knows of none"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "READY         | Nothing: done.",
                "ONLY_VERIFIED | Nothing: done.",
                "CONFIGURED    | Nothing is left to change; fresh evidence that TLS 1.2 is spoken would make it READY.",
                "EXTERNAL      | Nothing here: others answer for it.",
                "NOT_CAPABLE   | Nothing is asked of it: another goal, topology or federation in the organisation profile would.",
            })
    void whereNothingIsDoneItSaysWhetherAnythingEverWill(Readiness readiness, String says) {
        assertThat(change().of(new Decision.NoAction(about(FRONT_END, "sv-sfb2015", readiness), why())))
                .containsExactly(Way.of("nothing", says));
    }

    private static WhatWouldChange change() {
        Decision waiting = new Decision.AwaitVendor(
                about(HUB, "dv-surfacehub", Readiness.AWAITING_VENDOR), why(), "10.0.15063.1835");
        return new WhatWouldChange(
                Catalogue.shipped(),
                PROFILE,
                asset -> asset.equals(HUB) ? List.of(waiting) : List.of(),
                List.of(),
                Instant.parse("2018-09-20T00:00:00Z"));
    }

    private static Decision held(Gate... gates) {
        Decision.About about = new Decision.About(
                FRONT_END,
                new Identity.Resolved(),
                HostRef.named(FRONT_END.value()),
                "HQ",
                "os-10-2016-2019",
                Goal.ONLY,
                110,
                Remedy.REGISTRY,
                Readiness.READY);
        return new Decision.Hold(about, why(), List.of(gates), List.of());
    }

    private static Decision.About about(AssetId asset, String system, Readiness readiness) {
        return new Decision.About(
                asset,
                new Identity.Resolved(),
                HostRef.named(asset.value()),
                "HQ",
                system,
                Goal.READY,
                0,
                Remedy.NOTHING,
                readiness);
    }

    private static Explanation why() {
        return new Explanation("R000-x", List.of(), "test", List.of(), Confidence.LOW, List.of(), "So.");
    }
}
