package io.ratchet.routes.verify;

import static io.ratchet.domain.finding.OfferState.NOT_OFFERED;
import static io.ratchet.domain.finding.OfferState.OFFERED;
import static io.ratchet.domain.finding.OfferState.UNKNOWN;
import static io.ratchet.domain.finding.Protocol.SSL_2;
import static io.ratchet.domain.finding.Protocol.SSL_3;
import static io.ratchet.domain.finding.Protocol.TLS_1_0;
import static io.ratchet.domain.finding.Protocol.TLS_1_1;
import static io.ratchet.domain.finding.Protocol.TLS_1_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.Opening;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Verification.Verdict;
import io.ratchet.domain.remediation.Verification.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What our own handshake must show for what a plan promised. */
class WitnessesTest {
    private static final Instant AT = Instant.parse("2018-09-20T22:30:00Z");
    private static final AssetId WEB01 = new AssetId("web01.corp.example");
    private static final HostRef HOST = HostRef.named("web01.corp.example");
    private static final String PROTOCOLS =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";
    private static final String TLS12 = "windows/schannel-enable-tls12";
    private static final String LEGACY_OFF = "windows/schannel-disable-legacy-server";
    private static final Change TLS12_ON = value("TLS 1.2\\Server", "Enabled", 1);
    private static final Change TLS10_OFF = value("TLS 1.0\\Server", "Enabled", 0);
    private static final Change TLS11_OFF = value("TLS 1.1\\Server", "Enabled", 0);
    private static final Change SSL3_OFF = value("SSL 3.0\\Server", "Enabled", 0);
    private static final Change SSL2_OFF = value("SSL 2.0\\Server", "Enabled", 0);
    private static final Change TLS12_BY_DEFAULT = value("TLS 1.2\\Server", "DisabledByDefault", 0);
    private static final Change TLS10_NOT_BY_DEFAULT = value("TLS 1.0\\Server", "DisabledByDefault", 1);
    private static final Change TLS10_BY_DEFAULT = value("TLS 1.0\\Server", "DisabledByDefault", 0);
    private static final Change TLS10_ON = value("TLS 1.0\\Server", "Enabled", 1);
    private static final Change TLS10_LEFT_TO_WINDOWS =
            new Change.Registry(PROTOCOLS + "TLS 1.0\\Server", "Enabled", RegistryData.dword(0), RegistryData.ABSENT);

    private final List<String> probed = new ArrayList<>();

    // spotless:off
    static Stream<Arguments> table() {
        return Stream.of(
            Arguments.of(List.of(TLS12_ON), Map.of(TLS_1_2, OFFERED), Verdict.PASSED),
            Arguments.of(List.of(TLS12_ON), Map.of(TLS_1_2, NOT_OFFERED), Verdict.FAILED),
            Arguments.of(List.of(TLS12_ON), Map.of(TLS_1_2, UNKNOWN), Verdict.UNKNOWN),
            Arguments.of(List.of(TLS12_ON), Map.of(), Verdict.UNKNOWN),
            Arguments.of(List.of(TLS10_OFF), Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, OFFERED), Verdict.PASSED),
            Arguments.of(List.of(TLS10_OFF), Map.of(TLS_1_0, OFFERED, TLS_1_2, OFFERED), Verdict.FAILED),
            // Off is proven only beside a version that answers.
            Arguments.of(List.of(TLS10_OFF), Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, UNKNOWN), Verdict.UNKNOWN),
            Arguments.of(List.of(TLS10_OFF), Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, NOT_OFFERED), Verdict.FAILED),
            // What failed is not hidden by what is unknown, in whichever order they are looked at.
            Arguments.of(List.of(TLS10_OFF), Map.of(TLS_1_0, UNKNOWN, TLS_1_2, NOT_OFFERED), Verdict.FAILED),
            Arguments.of(List.of(TLS10_OFF), Map.of(TLS_1_0, OFFERED, TLS_1_2, UNKNOWN), Verdict.FAILED),
            Arguments.of(List.of(SSL3_OFF, TLS11_OFF),
                Map.of(SSL_3, NOT_OFFERED, TLS_1_1, NOT_OFFERED, TLS_1_2, OFFERED), Verdict.PASSED),
            Arguments.of(List.of(SSL3_OFF, TLS11_OFF),
                Map.of(SSL_3, NOT_OFFERED, TLS_1_1, UNKNOWN, TLS_1_2, OFFERED), Verdict.UNKNOWN),
            // SSL 2.0 and 3.0 alone are looked at as well.
            Arguments.of(List.of(SSL2_OFF), Map.of(SSL_2, NOT_OFFERED, TLS_1_2, OFFERED), Verdict.PASSED),
            Arguments.of(List.of(SSL2_OFF), Map.of(SSL_2, OFFERED, TLS_1_2, OFFERED), Verdict.FAILED),
            Arguments.of(List.of(SSL2_OFF), Map.of(SSL_2, UNKNOWN, TLS_1_2, OFFERED), Verdict.UNKNOWN),
            Arguments.of(List.of(SSL2_OFF), Map.of(SSL_2, NOT_OFFERED, TLS_1_2, UNKNOWN), Verdict.UNKNOWN),
            Arguments.of(List.of(value("SSL 2.0\\Server", "DisabledByDefault", 1)),
                Map.of(SSL_2, OFFERED, TLS_1_2, OFFERED), Verdict.FAILED),
            Arguments.of(List.of(SSL2_OFF, SSL3_OFF, TLS10_OFF, TLS11_OFF),
                Map.of(SSL_2, UNKNOWN, SSL_3, NOT_OFFERED, TLS_1_0, NOT_OFFERED, TLS_1_1, NOT_OFFERED, TLS_1_2, OFFERED),
                Verdict.UNKNOWN),
            Arguments.of(List.of(SSL3_OFF), Map.of(SSL_3, NOT_OFFERED, TLS_1_2, OFFERED), Verdict.PASSED),
            Arguments.of(List.of(SSL3_OFF), Map.of(SSL_3, OFFERED, TLS_1_2, OFFERED), Verdict.FAILED),
            Arguments.of(List.of(SSL3_OFF), Map.of(SSL_3, UNKNOWN, TLS_1_2, OFFERED), Verdict.UNKNOWN),
            // DisabledByDefault alone promises as much.
            Arguments.of(List.of(TLS12_BY_DEFAULT), Map.of(TLS_1_2, OFFERED), Verdict.PASSED),
            Arguments.of(List.of(TLS12_BY_DEFAULT), Map.of(TLS_1_2, NOT_OFFERED), Verdict.FAILED),
            Arguments.of(List.of(TLS12_BY_DEFAULT), Map.of(TLS_1_2, UNKNOWN), Verdict.UNKNOWN),
            Arguments.of(List.of(TLS10_NOT_BY_DEFAULT), Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, OFFERED), Verdict.PASSED),
            Arguments.of(List.of(TLS10_NOT_BY_DEFAULT), Map.of(TLS_1_0, OFFERED, TLS_1_2, OFFERED), Verdict.FAILED),
            Arguments.of(List.of(TLS10_NOT_BY_DEFAULT), Map.of(TLS_1_0, NOT_OFFERED), Verdict.UNKNOWN),
            // Enabled=0 wins over DisabledByDefault=0, and DisabledByDefault=1 over Enabled=1, in either order.
            Arguments.of(List.of(TLS10_OFF, TLS10_BY_DEFAULT),
                Map.of(TLS_1_0, OFFERED, TLS_1_2, OFFERED), Verdict.FAILED),
            Arguments.of(List.of(TLS10_BY_DEFAULT, TLS10_OFF),
                Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, OFFERED), Verdict.PASSED),
            Arguments.of(List.of(TLS10_ON, TLS10_NOT_BY_DEFAULT),
                Map.of(TLS_1_0, OFFERED, TLS_1_2, OFFERED), Verdict.FAILED),
            Arguments.of(List.of(TLS10_NOT_BY_DEFAULT, TLS10_ON),
                Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, OFFERED), Verdict.PASSED),
            // A plan that rewrites a value is held to what stands there in the end.
            Arguments.of(List.of(TLS10_ON, TLS10_OFF),
                Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, OFFERED), Verdict.PASSED),
            Arguments.of(List.of(TLS12_ON, value("TLS 1.2\\Server", "disabledbydefault", 0)),
                Map.of(TLS_1_2, OFFERED), Verdict.PASSED),
            Arguments.of(List.of(value("TLS 1.2\\Server", "Enabled", -1)), Map.of(TLS_1_2, OFFERED), Verdict.PASSED),
            // What is left to the release of Windows is promised by nobody.
            Arguments.of(List.of(TLS10_LEFT_TO_WINDOWS), Map.of(TLS_1_0, OFFERED, TLS_1_2, OFFERED), Verdict.UNKNOWN),
            Arguments.of(List.of(TLS10_LEFT_TO_WINDOWS),
                Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, OFFERED), Verdict.UNKNOWN),
            Arguments.of(List.of(TLS10_LEFT_TO_WINDOWS, TLS10_NOT_BY_DEFAULT),
                Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, OFFERED), Verdict.PASSED));
    }
    // spotless:on

    @ParameterizedTest
    @MethodSource("table")
    void theHandshakeMustShowWhatWasPromised(List<Change> changes, Map<Protocol, OfferState> seen, Verdict verdict) {
        // When
        Witnesses.Heard heard = witnesses(seen, offer(443, null)).hear(plan(changes), readBack(changes), AT);

        // Then
        assertThat(heard.verification().verdict()).isEqualTo(verdict);
        assertThat(heard.verification().witnesses())
                .extracting(Witness::who, Witness::verdict)
                .containsExactly(tuple("read-back", Verdict.PASSED), tuple("handshake", verdict));
    }

    @Test
    void looksAtEveryListenerOnceAndOpensItAsItWants() {
        // When
        Witnesses.Heard heard = witnesses(
                        Map.of(TLS_1_2, OFFERED),
                        offer(8443, null),
                        offer(443, null),
                        offer(443, null),
                        offer(3389, null),
                        offer(25, "smtp"))
                .hear(plan(List.of(TLS12_ON)), readBack(List.of(TLS12_ON)), AT);

        // Then
        assertThat(probed)
                .containsExactly(
                        "web01.corp.example:25 SMTP",
                        "web01.corp.example:443",
                        "web01.corp.example:3389 RDP",
                        "web01.corp.example:8443");
        assertThat(heard.verification().witnesses()).hasSize(5);
    }

    @Test
    void knowsNothingOfAListenerThatItCannotOpen() {
        // When
        Witnesses.Heard heard = witnesses(Map.of(TLS_1_2, OFFERED), offer(5432, "postgres"))
                .hear(plan(List.of(TLS12_ON)), readBack(List.of(TLS12_ON)), AT);

        // Then
        assertThat(probed).isEmpty();
        assertThat(heard.verification().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(heard.sentence()).contains("5432").contains("postgres");
    }

    @Test
    void looksWhereWindowsListensByItselfWhenNoListenerIsKnown() {
        // When
        Witnesses.Heard heard = witnesses(Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, OFFERED))
                .hear(plan(List.of(TLS10_OFF), LEGACY_OFF), readBack(List.of(TLS10_OFF)), AT);

        // Then
        assertThat(probed)
                .containsExactly("web01.corp.example:443", "web01.corp.example:3389 RDP", "web01.corp.example:5986");
        assertThat(heard.verification().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void holdsWhatNobodySawFromOutsideForUnknownUnlessThePlaybookSaysWhyTheHostsWordSuffices() {
        // Given a host on which nothing answers
        Witnesses nothing = witnesses(Map.of(TLS_1_0, UNKNOWN, TLS_1_2, UNKNOWN));

        // When
        Verdict off = nothing.hear(plan(List.of(TLS10_OFF), LEGACY_OFF), readBack(List.of(TLS10_OFF)), AT)
                .verification()
                .verdict();
        Verdict on = nothing.hear(plan(List.of(TLS12_ON), TLS12), readBack(List.of(TLS12_ON)), AT)
                .verification()
                .verdict();

        // Then
        assertThat(off).isEqualTo(Verdict.UNKNOWN);
        assertThat(on).isEqualTo(Verdict.PASSED);
    }

    @Test
    void holdsAProtocolThatIsOffByDefaultOnlyOnTheHostsWordForUnknown() {
        // Given a host on which nothing answers
        Witnesses nothing = witnesses(Map.of(TLS_1_0, UNKNOWN, TLS_1_2, UNKNOWN));
        List<Change> changes = List.of(TLS10_NOT_BY_DEFAULT);

        // When
        Witnesses.Heard heard = nothing.hear(plan(changes, LEGACY_OFF), readBack(changes), AT);

        // Then
        assertThat(heard.verification().verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    // spotless:off
    static Stream<Change> onlyOlderOnes() {
        return Stream.of(
            SSL2_OFF,
            SSL3_OFF,
            value("SSL 3.0\\Server", "DisabledByDefault", 1),
            value("PCT 1.0\\Server", "Enabled", 0),
            value("pct 1.0\\server", "DisabledByDefault", 1),
            value("Multi-Protocol Unified Hello\\Server", "Enabled", 0));
    }
    // spotless:on

    @ParameterizedTest
    @MethodSource("onlyOlderOnes")
    void neverPassesAPlanThatSwitchesTheOldestOffWhereNoListenerIsKnown(Change change) {
        // Given a host on which nothing answers
        Witnesses nothing = witnesses(Map.of());

        // When
        Witnesses.Heard heard = nothing.hear(plan(List.of(change), LEGACY_OFF), readBack(List.of(change)), AT);

        // Then
        assertThat(heard.verification().verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void saysOfPctThatNobodyCanLookAtIt() {
        // Given a listener that shows everything that can be seen
        List<Change> changes = List.of(TLS10_OFF, value("PCT 1.0\\Server", "Enabled", 0));

        // When
        Witnesses.Heard heard = witnesses(Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, OFFERED), offer(443, null))
                .hear(plan(changes), readBack(changes), AT);

        // Then
        assertThat(heard.verification().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(heard.sentence())
                .isEqualTo("handshake says: PCT 1.0 cannot be looked at from outside;"
                        + " only the host's own word is there.");
    }

    @Test
    void whatTheHandshakeSawBecomesEvidence() {
        // When
        Witnesses.Heard heard = witnesses(Map.of(TLS_1_0, OFFERED, TLS_1_2, OFFERED), offer(443, null))
                .hear(plan(List.of(TLS12_ON)), readBack(List.of(TLS12_ON)), AT);

        // Then
        assertThat(heard.findings())
                .extracting(Finding::observation)
                .containsExactlyInAnyOrder(
                        new ProtocolOffer(443, "tcp", null, null, TLS_1_0, OFFERED),
                        new ProtocolOffer(443, "tcp", null, null, TLS_1_2, OFFERED));
        assertThat(heard.findings()).allSatisfy(finding -> {
            assertThat(finding.report().method()).isEqualTo(Method.UNAUTHENTICATED);
            assertThat(finding.report().source()).isEqualTo("ratchet@run-1-probe");
            assertThat(finding.observedAt()).isEqualTo(AT);
            assertThat(finding.host()).isEqualTo(HOST);
        });
    }

    // spotless:off
    static Stream<Change> silent() {
        return Stream.of(
            value("TLS 1.2\\Client", "Enabled", 1),
            value("TLS 1.2\\Client", "DisabledByDefault", 0),
            value("TLS 1.2\\Server", "DisableByDefault", 0),
            value("PCT 1.0\\Client", "Enabled", 0),
            value("SSL 2.0\\Client", "Enabled", 0),
            // Nothing reads a value of the wrong type, so that nothing changes when it goes.
            new Change.Registry(PROTOCOLS + "TLS 1.0\\Server", "Enabled", RegistryData.string("0"), RegistryData.ABSENT),
            new Change.Registry("HKLM\\SOFTWARE\\Other\\TLS 1.2\\Server", "Enabled", null, RegistryData.dword(1)));
    }
    // spotless:on

    @ParameterizedTest
    @MethodSource("silent")
    void looksAtNoListenerWhereNothingWasPromisedForIt(Change change) {
        // When
        witnesses(Map.of(), offer(443, null)).hear(plan(List.of(change)), readBack(List.of(change)), AT);

        // Then
        assertThat(probed).isEmpty();
    }

    @Test
    void saysWhatIsLeftToWindows() {
        assertThat(witnesses(Map.of(TLS_1_0, NOT_OFFERED, TLS_1_2, OFFERED), offer(443, null))
                        .hear(plan(List.of(TLS10_LEFT_TO_WINDOWS)), readBack(List.of(TLS10_LEFT_TO_WINDOWS)), AT)
                        .sentence())
                .isEqualTo("handshake says: On port 443 TLSv1.0 is not-offered"
                        + " (the plan leaves that to Windows, so it proves nothing).");
    }

    @Test
    void saysInWordsWhatDidNotHold() {
        assertThat(witnesses(Map.of(TLS_1_2, NOT_OFFERED), offer(443, null))
                        .hear(plan(List.of(TLS12_ON)), readBack(List.of(TLS12_ON)), AT)
                        .sentence())
                .isEqualTo("handshake says: On port 443 TLSv1.2 is not-offered.");
        assertThat(witnesses(Map.of(TLS_1_2, OFFERED), offer(443, null))
                        .hear(plan(List.of(TLS12_ON)), readBack(List.of(TLS12_ON)), AT)
                        .sentence())
                .isEqualTo("Every witness agrees.");
    }

    private Witnesses witnesses(Map<Protocol, OfferState> seen, ProtocolOffer... known) {
        List<Fact> facts = Arrays.stream(known)
                .map(offer -> new Fact(offer, AT, "nmap@hq", "nmap", null, "sha256:" + "a".repeat(64) + "#host[1]"))
                .toList();
        return new Witnesses(
                (host, port, sni, opening) -> {
                    probed.add(host + ":" + port + (opening == Opening.NONE ? "" : " " + opening));
                    return seen;
                },
                new Directory(),
                asset -> Optional.of(new AssetState(asset, new Identity.Resolved(), HOST, "HQ", facts)));
    }

    private static final class Directory implements HostDirectory {
        @Override
        public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
            throw new AssertionError("the witnesses reach no shell");
        }

        @Override
        public Listener listener(AssetId asset, HostRef host, int port) {
            return new Listener(String.valueOf(host.fqdn()), port, asset.value());
        }
    }

    private static ProtocolOffer offer(int port, @Nullable String starttls) {
        return new ProtocolOffer(port, "tcp", null, starttls, TLS_1_0, OFFERED);
    }

    private static Change value(String key, String name, int after) {
        return new Change.Registry(PROTOCOLS + key, name, RegistryData.ABSENT, RegistryData.dword(after));
    }

    private static Plan plan(List<Change> changes) {
        return plan(changes, "windows/any");
    }

    private static Plan plan(List<Change> changes, String playbook) {
        PlanStep step = new PlanStep(10, "os-7", playbook, "a".repeat(64), Map.of(), changes, Restart.NONE, "R030-x");
        return new Plan(WEB01, HOST, Goal.ONLY, List.of(step));
    }

    /** The host itself holds everything as planned. */
    private static PhaseAnswer readBack(List<Change> changes) {
        List<StepResult> results = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            RegistryData after = ((Change.Registry) changes.get(i)).after();
            Map<String, String> value = after.absent()
                    ? Map.of("kind", "absent")
                    : Map.of("kind", "dword", "value", String.valueOf(after.value()));
            results.add(new StepResult("10." + (i + 1), "registry", false, value, value, "none", null));
        }
        return new PhaseAnswer("run-1", Phase.VERIFY, AT, "WEB01", null, null, results);
    }
}
