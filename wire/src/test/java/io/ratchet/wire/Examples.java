package io.ratchet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.Observation.Stack;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.RegistryData.Kind;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Records of the language, one of each kind. */
final class Examples {
    static final Instant AT = Instant.parse("2018-09-01T01:12:09Z");
    static final String SHA = "0123456789abcdef".repeat(4);
    static final AssetId WEB = new AssetId("web01.corp.example");
    static final HostRef HOST = new HostRef(
            "dmz",
            "HQ",
            "10.0.0.5",
            "web01.corp.example",
            "WEB01",
            "CORP",
            "00:50:56:aa:bb:cc",
            "4c4c4544-0042-3510-8056-b4c04f4e3632",
            "S-1-5-21-1-2-3-1001",
            Map.of("nessus", "17"));

    private Examples() {}

    static List<Observation> observations() {
        String key = "HKLM\\SOFTWARE\\Contoso";
        return List.of(
                new Observation.ProtocolOffer(
                        25, "tcp", "mail.corp.example", "smtp", Protocol.TLS_1_0, OfferState.OFFERED),
                new Observation.ProtocolOffer(443, "udp", null, null, Protocol.SSL_2, OfferState.NOT_OFFERED),
                new Observation.ProtocolOffer(443, "tcp", null, null, Protocol.TLS_1_3, OfferState.UNKNOWN),
                new Observation.ProtocolUse(
                        Direction.OUTBOUND,
                        Protocol.TLS_1_2,
                        Stack.WINHTTP,
                        "peer.example",
                        443,
                        7,
                        AT,
                        AT.plusMillis(5),
                        true),
                new Observation.ProtocolUse(Direction.INBOUND, Protocol.SSL_3, null, null, null, 0, null, null, false),
                new Observation.ProtocolFailure(
                        Direction.OUTBOUND, Stack.DOTNET, Protocol.TLS_1_1, 70, "peer.example", 3),
                new Observation.ProtocolFailure(Direction.INBOUND, null, null, null, null, 1),
                new Observation.OperatingSystem("6.1.7601", 24231, 3, 1, "Windows Server 2008 R2", "7", "x64"),
                new Observation.OperatingSystem("10.0.15063.1835", null, null, null, null, null, null),
                new Observation.InstalledProduct("Office", "16.0.4266.1001", "Microsoft", "c2r", "Monthly", AT),
                new Observation.InstalledProduct("Office", null, null, "unknown", null, null),
                new Observation.UpdateInstalled("KB3140245", Presence.PRESENT, AT),
                new Observation.UpdateInstalled("KB3140245", Presence.ABSENT, null),
                new Observation.UpdateInstalled("KB3140245", Presence.UNKNOWN, null),
                new Observation.FileVersion("C:\\Windows\\System32\\winhttp.dll", "6.1.7601.23375", Presence.PRESENT),
                new Observation.FileVersion("C:\\Windows\\System32\\none.dll", null, Presence.ABSENT),
                new Observation.RegistryValue(key, "Dword", RegistryData.dword(0xFFFF_FFFFL)),
                new Observation.RegistryValue(key, "Qword", new RegistryData(Kind.QWORD, Long.MIN_VALUE)),
                new Observation.RegistryValue(key, "", RegistryData.string("the key's default value")),
                new Observation.RegistryValue(key, "Path", new RegistryData(Kind.EXPAND_STRING, "%windir%\\x")),
                new Observation.RegistryValue(key, "Names", new RegistryData(Kind.MULTI_STRING, List.of("a", "", "c"))),
                new Observation.RegistryValue(key, "Bytes", new RegistryData(Kind.BINARY, "00ff10")),
                new Observation.RegistryValue(key, "Gone", RegistryData.ABSENT),
                new Observation.SchannelEvent(36880, 4, Map.of("Protocol", "TLS 1.0", "TargetName", "x"), "lsass.exe"),
                new Observation.DeviceModel("Polycom", "CX600", "4.0.7577", "Lync Phone Edition", "4.0"),
                new Observation.UserAgent("sip", "OCPhone/4.0.7577", 12L),
                new Observation.UserAgent("http", "=cmd|' /C calc'!A0", null),
                new Observation.ServerRole("lync-front-end", "5.0.8308"),
                new Observation.Service("WSearch", "stopped"),
                new Observation.PortOwner(65535, "sqlservr.exe", "sqlncli11.dll"),
                new Observation.Membership("pool", "pool01"),
                new Observation.Boot(AT),
                new Observation.Account("alice@corp.example", "online", "on-premises", "CX600"),
                new Observation.PolicyOwner(key, "Enabled", "gpo", "Baseline"),
                new Observation.Proof("R075", "topology", "user:alice", "CQD is installed"),
                new Observation.Integration("billing", "in-house", null));
    }

    static Finding finding(Observation observation) {
        return new Finding(
                new ReportRef(SHA, "nessus", "nessus@hq", AT.minusSeconds(60), Method.UNAUTHENTICATED),
                "ReportHost[3]/ReportItem[12]",
                AT,
                HOST,
                observation,
                new Evidence("nessus:104743", "TLS 1.0 is offered"));
    }

    /** A whole finding as a source would write it; a test breaks one thing in it. */
    static ObjectNode document() {
        return FindingJson.write(finding(observations().get(0)));
    }

    static ObjectNode observed(String observation) {
        ObjectNode document = document();
        document.set("observation", Json.own(observation));
        return document;
    }

    static List<Change> changes() {
        String key = "HKLM\\SOFTWARE\\Contoso";
        return List.of(
                new Change.Registry(key, "Changed", RegistryData.dword(160), RegistryData.dword(2176)),
                new Change.Registry(key, "Added", RegistryData.ABSENT, RegistryData.dword(1)),
                new Change.Registry(key, "Untold", null, RegistryData.dword(1)),
                new Change.Registry(key, "Deleted", RegistryData.string("old"), RegistryData.ABSENT),
                new Change.Registry(key, "Retyped", RegistryData.string("1"), RegistryData.dword(1)),
                new Change.Registry(
                        key,
                        "List",
                        new RegistryData(Kind.MULTI_STRING, List.of("a")),
                        new RegistryData(Kind.MULTI_STRING, List.of("a", "b"))),
                new Change.Update("KB3140245"),
                new Change.Product("lync-2013", "5.0.8308.1068"),
                new Change.Service("WinRM", "restart"),
                new Change.Reboot(),
                new Change.Command("enable-modern-authentication"));
    }

    static List<Decision> decisions() {
        Gate gate = new Gate(
                "R069", "R069-phones", "site:HQ", "Phones need TLS 1.0.", List.of(WEB), "The phones are gone.");
        return List.of(
                new Decision.Remediate(
                        about(new Identity.Resolved(), "os-7-sp1"),
                        why(),
                        "windows/winhttp-default-protocols",
                        Map.of("mask", "2048"),
                        changes(),
                        Restart.REBOOT),
                new Decision.Ticket(about(new Identity.Resolved(), "os-7"), why(), changes()),
                new Decision.AwaitVendor(about(new Identity.Provisional("only an address"), "lpe"), why(), "4.0.9"),
                new Decision.AwaitVendor(about(new Identity.Resolved(), "lpe"), why(), null),
                new Decision.Hold(
                        about(new Identity.Ambiguous("cloned", List.of(WEB, new AssetId("web02"))), "os-7-sp1"),
                        why(),
                        List.of(gate),
                        List.of()),
                new Decision.NoAction(about(new Identity.Resolved(), null), why()));
    }

    private static Decision.About about(Identity identity, @Nullable String system) {
        return new Decision.About(
                WEB, identity, HOST, "HQ", system, Goal.READY, 10, Remedy.CODE_FIX, Readiness.CAPABLE_OFF);
    }

    private static Explanation why() {
        return new Explanation(
                "R025-winhttp-keeps-what-is-there",
                List.of(24, 25),
                "stable",
                List.of("S1", "M10"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited("sha256:" + SHA + "#line[1]", "DefaultSecureProtocols is 160")),
                "TLS 1.2 is off by default.");
    }

    static Plan plan() {
        return new Plan(
                WEB,
                HOST,
                Goal.ONLY,
                List.of(
                        new PlanStep(
                                20, "os-7-sp1", "windows/schannel", SHA, Map.of(), changes(), Restart.REBOOT, "R030-x"),
                        new PlanStep(
                                10,
                                "os-7-sp1",
                                "windows/update",
                                SHA,
                                Map.of("kb", "KB1"),
                                List.of(),
                                Restart.NONE,
                                "R024-x")));
    }

    /** What was written and read again as text, as it goes over a wire. */
    static JsonNode sent(JsonNode node) {
        return Json.own(Json.line(node));
    }

    static void refused(FailureCode code, String named, ThrowingCallable reading) {
        Throwable thrown = catchThrowable(reading);
        assertThat(thrown).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().code()).isEqualTo(code);
            assertThat(e.failure().message()).contains(named);
        });
    }
}
