package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.decision.Regression.Origin;
import io.ratchet.domain.decision.Regression.Way;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Regressions;
import io.ratchet.wire.OrganisationFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was proven and moved back, found by rounds over reports of one server. */
class RegressionWatchTest {
    private static final AssetId WEB = new AssetId("web01.corp.example");
    private static final Instant BEGIN = Instant.parse("2018-09-20T00:00:00Z");
    private static final String SCHANNEL =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";
    private static final String CLIENT = SCHANNEL + "TLS 1.2\\Client";

    @TempDir
    private Path folder;

    private DecidedEstate estate;
    private int reports;

    @BeforeEach
    void open() {
        estate = new DecidedEstate(folder);
    }

    @AfterEach
    void close() {
        estate.close();
    }

    @Test
    void findsAValueThatMovedBackSaysSoOnceAndProposesTheChangeAnew() {
        // Given
        proven();
        estate.wait(Duration.ofDays(10));

        // When
        hear(10, Method.REGISTRY, value(CLIENT, "Enabled", 0));
        estate.decide();

        // Then
        Regression found = standing();
        assertThat(found.goal()).isEqualTo(Goal.READY);
        assertThat(found.systems()).containsExactly("os-10-2016-2019");
        assertThat(found.from().proves(Goal.READY)).isTrue();
        assertThat(found.to()).isEqualTo(Readiness.CAPABLE_OFF);
        assertThat(found.provenDays()).isEqualTo(8);
        assertThat(found.moved().way()).isEqualTo(Way.COLLECT);
        assertThat(found.moved().what()).isEqualTo(CLIENT + " Enabled");
        assertThat(found.moved().was()).isEqualTo("absent");
        assertThat(found.moved().is()).isEqualTo("0");
        assertThat(found.moved().goodAt()).isEqualTo(BEGIN.plus(Duration.ofDays(1)));
        assertThat(found.cause()).isEqualTo(Regression.Cause.NOT_KNOWN);
        assertThat(said("regression.found"))
                .singleElement()
                .satisfies(event -> assertThat(event.data())
                        .containsEntry("cause", "not-known")
                        .containsEntry("way", "collect")
                        .containsEntry("is", "0"));
        assertThat(remediations()).singleElement().isInstanceOf(Remediation.Proposed.class);
    }

    @Test
    void anUnknownAfterAProofIsNoRegressionAndNoPass() {
        // Given
        proven();

        // When all that is known is too old to rest on
        estate.wait(Duration.ofDays(40));
        estate.decide();

        // Then
        assertThat(readiness()).doesNotContain(Readiness.READY, Readiness.READY_QUIET);
        assertThat(regressions()).isEmpty();
        assertThat(said("regression.found")).isEmpty();
    }

    @Test
    void findsItStillWhenAnUnknownLiesBetween() {
        // Given
        proven();
        estate.wait(Duration.ofDays(40));
        estate.decide();

        // When
        hear(40, Method.AGENT, value(CLIENT, "Enabled", 0));

        // Then
        assertThat(standing().moved().is()).isEqualTo("0");
    }

    @Test
    void aValueThatNobodyReadBeforeHasNotMoved() {
        // Given
        proven();
        estate.wait(Duration.ofDays(3));

        // When
        hear(3, Method.REGISTRY, new Observation.Boot(BEGIN.plus(Duration.ofDays(2))));
        hear(
                3,
                Method.UNAUTHENTICATED,
                offer(8443, Protocol.TLS_1_2, OfferState.NOT_OFFERED),
                offer(8443, Protocol.TLS_1_0, OfferState.OFFERED));

        // Then
        assertThat(readiness()).contains(Readiness.CONFIGURED);
        assertThat(regressions()).isEmpty();
    }

    @Test
    void namesThePolicyThatOwnsTheValueBeforeAnythingThatOnlyFitsInTime() {
        // Given
        proven();
        estate.wait(Duration.ofDays(10));

        // When
        hear(
                10,
                Method.REGISTRY,
                new Observation.UpdateInstalled(
                        "KB5005573", Observation.Presence.PRESENT, BEGIN.plus(Duration.ofDays(9))),
                new Observation.PolicyOwner(CLIENT, "Enabled", "gpo", "Old baseline"),
                value(CLIENT, "Enabled", 0));

        // Then
        assertThat(standing().cause())
                .isEqualTo(new Regression.Cause(Origin.POLICY, true, "gpo 'Old baseline' owns the value."));
    }

    @Test
    void saysOfAnUpdateThatItOnlyFitsInTime() {
        // Given
        proven();
        estate.wait(Duration.ofDays(10));

        // When
        hear(
                10,
                Method.REGISTRY,
                new Observation.UpdateInstalled(
                        "KB5005573", Observation.Presence.PRESENT, BEGIN.plus(Duration.ofDays(9))),
                value(CLIENT, "Enabled", 0));

        // Then
        assertThat(standing().cause())
                .isEqualTo(new Regression.Cause(Origin.PATCH, false, "Installed meanwhile: KB5005573."));
    }

    @Test
    void putsAnotherWindowsInThePlaceOfTheProvenOneDownToItsImage() {
        // Given
        proven();
        estate.wait(Duration.ofDays(10));

        // When
        hear(
                10,
                Method.REGISTRY,
                new Observation.OperatingSystem("6.3.9600", null, 3, null, null, null, "x64"),
                value(CLIENT, "Enabled", 0));

        // Then
        Regression found = standing();
        assertThat(found.systems()).containsExactly("os-8.1-2012r2");
        assertThat(found.cause())
                .isEqualTo(new Regression.Cause(Origin.IMAGE, false, "Windows was 10.0.14393 and is 6.3.9600."));
    }

    @Test
    void isFoundByAScanAndEndsWhenAScanAndAProofSayOtherwise() {
        // Given
        proven();
        estate.wait(Duration.ofDays(5));

        // When
        hear(
                5,
                Method.UNAUTHENTICATED,
                offer(443, Protocol.TLS_1_2, OfferState.NOT_OFFERED),
                offer(443, Protocol.TLS_1_0, OfferState.OFFERED));
        Regression found = standing();
        estate.wait(Duration.ofDays(1));
        hear(6, Method.UNAUTHENTICATED, offer(443, Protocol.TLS_1_2, OfferState.OFFERED));

        // Then
        assertThat(found.moved().way()).isEqualTo(Way.SCAN);
        assertThat(found.moved().what()).isEqualTo("TLSv1.2 on 443/tcp");
        assertThat(found.moved().was()).isEqualTo("offered");
        assertThat(readiness()).doesNotContain(Readiness.CONFIGURED);
        assertThat(regressions())
                .singleElement()
                .satisfies(one -> assertThat(one.stands()).isFalse());
    }

    @Test
    void aListenerThatAnswersNothingAnyMoreIsGoneAndNoRegression() {
        // Given
        proven();
        estate.wait(Duration.ofDays(5));

        // When
        hear(
                5,
                Method.UNAUTHENTICATED,
                offer(443, Protocol.TLS_1_2, OfferState.NOT_OFFERED),
                offer(443, Protocol.TLS_1_1, OfferState.NOT_OFFERED),
                offer(443, Protocol.TLS_1_0, OfferState.NOT_OFFERED));

        // Then
        assertThat(readiness()).doesNotContain(Readiness.READY);
        assertThat(regressions()).isEmpty();
    }

    @Test
    void isFoundByCallsThatArePutOffAsTooOld() {
        // Given
        proven();
        estate.wait(Duration.ofDays(5));

        // When
        hear(
                5,
                Method.AGENT,
                new Observation.ProtocolFailure(
                        Observation.Direction.OUTBOUND,
                        Observation.Stack.SCHANNEL,
                        null,
                        70,
                        "mail.partner.example",
                        3));

        // Then
        assertThat(standing().moved().way()).isEqualTo(Way.USE);
        assertThat(standing().moved().is()).isEqualTo("3 refused as too old (alert 70)");
    }

    @Test
    void olderUseAfterOnlyWasProvenIsOneAndUseThatMayBeFromBeforeIsNone() {
        // Given
        estate.organisation =
                OrganisationFile.read("test", "organisation: Contoso\ngoal: ONLY\nfederation: none\ntopology: none\n");
        proven();
        List<Observation> off = new ArrayList<>();
        for (String protocol : List.of("SSL 3.0", "TLS 1.0", "TLS 1.1"))
            for (String role : List.of("Client", "Server")) {
                off.add(value(SCHANNEL + protocol + "\\" + role, "Enabled", 0));
                off.add(value(SCHANNEL + protocol + "\\" + role, "DisabledByDefault", 1));
            }
        estate.wait(Duration.ofDays(2));
        hear(1, Method.REGISTRY, off.toArray(Observation[]::new));
        hear(2, Method.REGISTRY, evidence(2, OfferState.NOT_OFFERED));
        assertThat(readinessFor(Goal.ONLY)).containsExactly(Readiness.ONLY_VERIFIED);

        // When
        estate.wait(Duration.ofDays(5));
        hear(7, Method.AGENT, use(1, 7));
        List<Regressions.Kept> early = regressions();
        hear(7, Method.AGENT, use(6, 7));

        // Then
        assertThat(early).isEmpty();
        assertThat(standing().goal()).isEqualTo(Goal.ONLY);
        assertThat(standing().moved().what()).isEqualTo("TLSv1.0 inbound on 443");
        assertThat(standing().moved().is()).isEqualTo("9 connections");
    }

    @Test
    void whatWasGivenUpBeforeTheProofIsProposedAgain() {
        // Given a plan that somebody refused, and a host that was brought there by hand
        List<Observation> broken = new ArrayList<>(List.of(base()));
        broken.add(value(CLIENT, "Enabled", 0));
        hear(0, Method.REGISTRY, broken.toArray(Observation[]::new));
        estate.store.run(tx -> {
            var proposed = tx.remediations().list().get(0);
            tx.remediations()
                    .save(
                            ((Remediation.Proposed) proposed.remediation()).reject("user:alice", "by hand", BEGIN),
                            proposed.version());
        });
        estate.decide();
        assertThat(remediations()).hasSize(1);
        estate.wait(Duration.ofDays(3));
        hear(1, Method.REGISTRY, value(CLIENT, "Enabled", 1));
        List<Observation> mended = new ArrayList<>(List.of(evidence(3, OfferState.OFFERED)));
        mended.removeIf(one -> one instanceof Observation.RegistryValue value
                && value.key().equals(CLIENT)
                && value.name().equals("Enabled"));
        mended.add(value(CLIENT, "Enabled", 1));
        hear(3, Method.REGISTRY, mended.toArray(Observation[]::new));
        assertThat(readiness()).doesNotContain(Readiness.CAPABLE_OFF, Readiness.CONFIGURED);

        // When
        estate.wait(Duration.ofDays(3));
        hear(6, Method.REGISTRY, value(CLIENT, "Enabled", 0));

        // Then
        assertThat(standing().moved().was()).isEqualTo("1");
        assertThat(remediations()).hasSize(2).anyMatch(Remediation.Proposed.class::isInstance);
    }

    @Test
    void aServerOnWhichNothingIsRecognisedAnyMoreHasNotProvenItAgain() {
        // Given
        proven();
        estate.wait(Duration.ofDays(4));
        hear(4, Method.REGISTRY, value(CLIENT, "Enabled", 0));
        assertThat(standing().moved().is()).isEqualTo("0");
        estate.wait(Duration.ofDays(1));

        // When
        hear(
                5,
                Method.REGISTRY,
                value(CLIENT, "Enabled", 1),
                new Observation.OperatingSystem("11.7.4711", null, 3, null, null, null, "x64"));

        // Then
        assertThat(readiness()).containsOnly(Readiness.UNKNOWN);
        standing();
    }

    // ---- the server

    private void proven() {
        hear(0, Method.REGISTRY, base());
        estate.wait(Duration.ofDays(1));
        hear(1, Method.REGISTRY, evidence(1, OfferState.OFFERED));
        assertThat(readinessFor(Goal.READY)).allMatch(readiness -> readiness.proves(Goal.READY));
    }

    private static Observation[] base() {
        List<Observation> base = new ArrayList<>();
        base.add(new Observation.OperatingSystem("10.0.14393", null, 3, null, null, null, "x64"));
        for (String role : List.of("Client", "Server"))
            for (String name : List.of("Enabled", "DisabledByDefault"))
                base.add(new Observation.RegistryValue(SCHANNEL + "TLS 1.2\\" + role, name, RegistryData.ABSENT));
        base.add(value("HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full", "Release", 461_814));
        for (String view : List.of("HKLM\\SOFTWARE\\", "HKLM\\SOFTWARE\\WOW6432Node\\"))
            for (String runtime : List.of("v4.0.30319", "v2.0.50727"))
                for (String name : List.of("SchUseStrongCrypto", "SystemDefaultTlsVersions"))
                    base.add(value(view + "Microsoft\\.NETFramework\\" + runtime, name, 1));
        return base.toArray(Observation[]::new);
    }

    /** A boot half a day before, and what was seen since then. */
    private static Observation[] evidence(int day, OfferState older) {
        Instant at = BEGIN.plus(Duration.ofDays(day));
        List<Observation> seen = new ArrayList<>(List.of(base()));
        seen.add(new Observation.Boot(at.minus(Duration.ofHours(12))));
        seen.add(offer(443, Protocol.SSL_3, OfferState.NOT_OFFERED));
        seen.add(offer(443, Protocol.TLS_1_0, older));
        seen.add(offer(443, Protocol.TLS_1_1, older));
        seen.add(offer(443, Protocol.TLS_1_2, OfferState.OFFERED));
        seen.add(new Observation.ProtocolUse(
                Observation.Direction.OUTBOUND,
                Protocol.TLS_1_2,
                null,
                "outlook.office365.com",
                443,
                9,
                at,
                at,
                false));
        return seen.toArray(Observation[]::new);
    }

    private static Observation use(int fromDay, int toDay) {
        return new Observation.ProtocolUse(
                Observation.Direction.INBOUND,
                Protocol.TLS_1_0,
                null,
                null,
                443,
                9,
                BEGIN.plus(Duration.ofDays(fromDay)),
                BEGIN.plus(Duration.ofDays(toDay)),
                false);
    }

    private static Observation value(String key, String name, long number) {
        return new Observation.RegistryValue(key, name, RegistryData.dword(number));
    }

    private static Observation offer(int port, Protocol protocol, OfferState state) {
        return new Observation.ProtocolOffer(port, "tcp", null, null, protocol, state);
    }

    /** Takes a report of the day in and decides. */
    private void hear(int day, Method method, Observation... seen) {
        String sha = String.format("%064x", ++reports);
        Instant at = BEGIN.plus(Duration.ofDays(day));
        List<Finding> findings = new ArrayList<>();
        for (Observation one : seen)
            findings.add(new Finding(
                    new ReportRef(sha, "findings", "test@" + method, null, method),
                    "row[" + findings.size() + "]",
                    at,
                    HostRef.named(WEB.value()),
                    one,
                    new Evidence("test", "seen")));
        estate.hear(findings);
    }

    private Regression standing() {
        List<Regression> standing = estate.store.transact(tx -> tx.regressions().standing(Set.of(WEB)));
        assertThat(standing).hasSize(1);
        return standing.get(0);
    }

    private List<Regressions.Kept> regressions() {
        return estate.store.transact(tx -> tx.regressions().of(WEB));
    }

    private List<Remediation> remediations() {
        return estate.store.transact(tx -> tx.remediations().list().stream()
                .<Remediation>map(seen -> seen.remediation())
                .toList());
    }

    private List<Readiness> readiness() {
        return readinessFor(Goal.READY);
    }

    private List<Readiness> readinessFor(Goal goal) {
        return estate.store.transact(tx -> tx.decisions().current(WEB).stream()
                .filter(decision -> decision.about().goal() == goal)
                .map(decision -> decision.about().readiness())
                .toList());
    }

    private List<AuditEvent> said(String type) {
        return estate.store.transact(tx -> {
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event)
                        .filter(event -> event.type().equals(type))
                        .toList();
            }
        });
    }
}
