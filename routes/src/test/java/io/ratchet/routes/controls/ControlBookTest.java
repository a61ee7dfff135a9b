package io.ratchet.routes.controls;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.controls.ControlAnswer.Verdict;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.path.PathScope;
import io.ratchet.routes.path.ReadinessPath;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped controls, held against assets of which one thing or another is known. */
class ControlBookTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(60));
    private static final String SCHANNEL =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";

    /** Each value is read later than the one before. */
    private static int reads;

    @TempDir
    private Path folder;

    @Test
    void passesOnlyWhenEveryProtocolOfEveryListenerWasSeenLately() {
        assertThat(verdict("nist-sp-800-52r2-server-versions", only12(443, YESTERDAY)))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict("nist-sp-800-52r2-server-versions", only12(443, LONG_AGO)))
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict("nist-sp-800-52r2-server-versions", List.of())).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(
                        "nist-sp-800-52r2-server-versions",
                        only12(443, YESTERDAY).subList(1, 5)))
                .as("SSL 2.0 was not probed")
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(
                        "nist-sp-800-52r2-server-versions",
                        with(only12(443, YESTERDAY), offer(8443, Protocol.TLS_1_2, OfferState.OFFERED, YESTERDAY))))
                .as("of another listener only one protocol is known")
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void failsOnWhatIsAcceptedNowAndNotOnWhatWasOnce() {
        // Given
        Fact now = offer(443, Protocol.TLS_1_0, OfferState.OFFERED, NOW);
        Fact once = offer(443, Protocol.TLS_1_0, OfferState.OFFERED, LONG_AGO);
        Fact atOnce = offer(443, Protocol.TLS_1_0, OfferState.OFFERED, YESTERDAY);

        // When
        ControlAnswer fails = answer("nist-sp-800-52r2-server-versions", with(only12(443, YESTERDAY), now));

        // Then
        assertThat(fails.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(fails.because()).isEqualTo("TLSv1.0 on 443/tcp is offered.");
        assertThat(fails.evidence()).anySatisfy(evidence -> {
            assertThat(evidence.says()).isEqualTo("TLSv1.0 on 443/tcp is offered");
            assertThat(evidence.finding()).isEqualTo("sha256:1#row[1]");
            assertThat(evidence.at()).isEqualTo(NOW);
        });
        assertThat(verdict("nist-sp-800-52r2-server-versions", with(only12(443, YESTERDAY), once)))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict("nist-sp-800-52r2-server-versions", with(only12(443, YESTERDAY), atOnce)))
                .as("two sources of the same moment disagree")
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void aControlThatNeedsAPersonNeverPassesByItselfAndStillFails() {
        // Given
        ControlAnswer clean = answer("pci-dss-4.2.1", only12(443, YESTERDAY));

        // Then
        assertThat(clean.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(clean.because()).startsWith("What can be seen is as it asks. A person must say the rest:");
        assertThat(verdict("pci-dss-4.2.1", List.of(offer(443, Protocol.SSL_3, OfferState.OFFERED, YESTERDAY))))
                .isEqualTo(Verdict.FAIL);
        assertThat(verdict("pci-dss-2.2.7", only12(443, YESTERDAY)))
                .as("nothing is known of the ports of administration")
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict("pci-dss-12.3.3", only12(443, LONG_AGO))).isEqualTo(Verdict.UNKNOWN);
        assertThat(Control.shipped())
                .filteredOn(control -> control.id().startsWith("pci"))
                .allSatisfy(control -> assertThat(control.person()).isPresent());
    }

    @Test
    void valuesAreJudgedWhereIisStandsAndNowhereElse() {
        // Given
        List<Fact> off = with(
                List.of(role("iis")),
                value("TLS 1.0", "Enabled", RegistryData.dword(0)),
                value("TLS 1.0", "DisabledByDefault", RegistryData.dword(1)));

        // Then
        assertThat(verdict("cis-iis10-7.4", off)).isEqualTo(Verdict.PASS);
        assertThat(verdict("cis-iis10-7.4", with(off, value("TLS 1.0", "Enabled", RegistryData.ABSENT))))
                .isEqualTo(Verdict.FAIL);
        assertThat(verdict("cis-iis10-7.5", off)).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict("cis-iis10-7.4", List.of(role("adfs")))).isEqualTo(Verdict.NOT_APPLICABLE);
        assertThat(verdict("cis-iis10-7.4", off.subList(1, 3)))
                .as("no source says whether IIS stands there")
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void theStigTakesAMissingSsl30KeyAndNoOtherMissingKey() {
        // Given
        List<Fact> all = with(
                List.of(role("iis")),
                value("TLS 1.2", "Enabled", RegistryData.dword(1)),
                value("TLS 1.2", "DisabledByDefault", RegistryData.dword(0)),
                value("TLS 1.0", "Enabled", RegistryData.dword(0)),
                value("TLS 1.0", "DisabledByDefault", RegistryData.dword(1)),
                value("TLS 1.1", "Enabled", RegistryData.dword(0)),
                value("TLS 1.1", "DisabledByDefault", RegistryData.dword(1)),
                value("SSL 3.0", "Enabled", RegistryData.ABSENT));

        // Then
        assertThat(verdict("stig-v-218821", all)).isEqualTo(Verdict.PASS);
        assertThat(verdict("stig-v-218821", with(all, value("SSL 3.0", "Enabled", RegistryData.dword(1)))))
                .isEqualTo(Verdict.FAIL);
        assertThat(verdict("stig-v-218821", with(all, value("TLS 1.1", "Enabled", RegistryData.ABSENT))))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void everyControlIsCitedAndTheAnswerFitsItsSchema() throws IOException {
        // Given
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("../docs/schema/controls-1.json")));
        try (SqlStore store = Databases.h2(folder)) {
            Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
            Supplier<Assets> estate = () ->
                    Assets.of(List.of(state("web.example", only12(443, YESTERDAY)), state("old.example", List.of())));
            ControlBook book = new ControlBook(
                    store,
                    Organisation::careful,
                    estate,
                    new ReadinessPath(store, Organisation::careful, estate, clock),
                    clock);

            // When
            var answer = book.json(PathScope.estate());
            var one = book.json(PathScope.of("", "", "web.example", ""));

            // Then
            assertThat(schema.validate(answer)).isEmpty();
            assertThat(schema.validate(one)).isEmpty();
            assertThat(answer.at("/controls/3/counts/pass").asInt()).isEqualTo(1);
            assertThat(answer.at("/controls/3/counts/unknown").asInt()).isEqualTo(1);
            assertThat(one.at("/controls/3/assets/0/ageDays").asInt()).isEqualTo(1);
            assertThat(one.at("/controls/3/assets")).hasSize(1);
        }
        assertThat(Control.shipped())
                .hasSizeGreaterThanOrEqualTo(9)
                .allSatisfy(control -> assertThat(control.source()).isNotBlank())
                .allSatisfy(control -> assertThat(control.read()).isBeforeOrEqualTo(LocalDate.parse("2026-11-30")))
                .filteredOn(control -> control.applies() != Control.Applies.DEADLINES)
                .allSatisfy(control -> assertThat(control.registry().isEmpty()
                                && control.refuse().isEmpty()
                                && control.accept().isEmpty()
                                && !control.listed())
                        .as("%s asks for nothing", control.id())
                        .isFalse());
    }

    private static Verdict verdict(String control, List<Fact> facts) {
        return answer(control, facts).verdict();
    }

    private static ControlAnswer answer(String control, List<Fact> facts) {
        return ControlCheck.of(
                Control.shipped().stream()
                        .filter(one -> one.id().equals(control))
                        .findFirst()
                        .orElseThrow(),
                state("web.example", facts),
                NOW);
    }

    private static AssetState state(String id, List<Fact> facts) {
        return new AssetState(new AssetId(id), new Identity.Resolved(), HostRef.named(id), "HQ", facts);
    }

    private static List<Fact> only12(int port, Instant at) {
        return List.of(
                offer(port, Protocol.SSL_2, OfferState.NOT_OFFERED, at),
                offer(port, Protocol.SSL_3, OfferState.NOT_OFFERED, at),
                offer(port, Protocol.TLS_1_0, OfferState.NOT_OFFERED, at),
                offer(port, Protocol.TLS_1_1, OfferState.NOT_OFFERED, at),
                offer(port, Protocol.TLS_1_2, OfferState.OFFERED, at));
    }

    private static List<Fact> with(List<Fact> facts, Fact... more) {
        List<Fact> all = new ArrayList<>(facts);
        all.addAll(List.of(more));
        return all;
    }

    private static Fact offer(int port, Protocol protocol, OfferState state, Instant at) {
        return fact(new Observation.ProtocolOffer(port, "tcp", null, null, protocol, state), at);
    }

    private static Fact role(String role) {
        return fact(new Observation.ServerRole(role, null), YESTERDAY);
    }

    private static Fact value(String protocol, String name, RegistryData data) {
        return fact(
                new Observation.RegistryValue(SCHANNEL + protocol + "\\Server", name, data),
                YESTERDAY.plusSeconds(reads++));
    }

    private static Fact fact(Observation observation, Instant at) {
        return new Fact(observation, at, "source", "format", null, "sha256:1#row[1]");
    }
}
