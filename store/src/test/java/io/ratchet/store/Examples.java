package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records of the language as the tests of the store need them. */
public final class Examples {
    public static final Instant AT = Instant.parse("2018-09-20T22:00:00Z");
    public static final AssetId WEB = new AssetId("web01.corp.example");
    public static final String RULE = "R025-winhttp-keeps-what-is-there";
    public static final Change CHANGE = new Change.Registry(
            "HKLM\\SOFTWARE\\WinHttp", "DefaultSecureProtocols", RegistryData.dword(160), RegistryData.dword(2176));

    private Examples() {}

    public static String sha256(int number) {
        return String.format("%064x", number);
    }

    public static Finding finding(String report, int record, Instant observedAt) {
        return finding(report, record, observedAt, "TLS 1.0 is offered");
    }

    public static Finding finding(String report, int record, Instant observedAt, String text) {
        return new Finding(
                new ReportRef(report, "nessus", "nessus@hq", AT, Method.UNAUTHENTICATED),
                "ReportItem[" + record + "]",
                observedAt,
                HostRef.named("web01.corp.example"),
                new Observation.ProtocolOffer(443, "tcp", null, null, Protocol.TLS_1_0, OfferState.OFFERED),
                new Evidence("nessus:104743", text));
    }

    public static Decision.Remediate remediate(AssetId asset, String because) {
        return new Decision.Remediate(
                about(asset, 10, Readiness.CAPABLE_OFF),
                why(RULE, because),
                "windows/winhttp-default-protocols",
                Map.of(),
                List.of(CHANGE),
                Restart.REBOOT);
    }

    public static Decision.NoAction nothing(AssetId asset, Readiness readiness) {
        return new Decision.NoAction(about(asset, 0, readiness), why("R102-ready", "TLS 1.2 works."));
    }

    public static Decision.Ticket ticket(AssetId asset) {
        return new Decision.Ticket(
                about(asset, 0, Readiness.NOT_CAPABLE), why("R020-upgrade", "=1+1 is not a formula."), List.of());
    }

    private static Decision.About about(AssetId asset, int step, Readiness readiness) {
        return new Decision.About(
                asset,
                new Identity.Resolved(),
                HostRef.named(asset.value()),
                "HQ",
                "os-7-sp1",
                Goal.READY,
                step,
                Remedy.REGISTRY,
                readiness);
    }

    private static Explanation why(String rule, String because) {
        return new Explanation(
                rule,
                List.of(24, 25),
                "stable",
                List.of("S1", "M10"),
                Confidence.HIGH,
                List.of(new Explanation.FactCited(
                        "sha256:" + sha256(1) + "#ReportItem[1]", "TLS 1.0 is offered on 443")),
                because);
    }

    public static Remediation.Proposed proposed(String id, AssetId asset, Instant at) {
        PlanStep step = new PlanStep(
                10,
                "os-7-sp1",
                "windows/winhttp-default-protocols",
                sha256(7),
                Map.of(),
                List.of(CHANGE),
                Restart.REBOOT,
                RULE);
        Plan plan = new Plan(asset, HostRef.named(asset.value()), Goal.READY, List.of(step));
        return new Remediation.Proposed(new Remediation.Subject(id, plan, "HQ", at));
    }

    public static Remediation.Approved approved(Remediation.Proposed proposed) {
        Instant at = proposed.subject().proposedAt();
        return proposed.approve(
                new Approval("user:alice", at, proposed.subject().plan().hash(), at.plus(Duration.ofDays(7))));
    }

    public static Remediation.Running running(Remediation.Approved approved, String runId) {
        Instant opens = approved.approval().at();
        return approved.schedule(new ChangeWindow(opens, opens.plus(Duration.ofHours(6))))
                .start(runId, opens);
    }

    public static AuditEvent event(int number) {
        return new AuditEvent(
                AT.plusSeconds(number),
                "readiness.changed",
                "ratchet",
                number % 3 == 0 ? null : new AssetId("host" + number % 5 + ".corp.example"),
                null,
                Map.of("number", (long) number, "system", "os-7-sp1", "goal", "READY", "after", "READY"));
    }

    /** Something is kept of host1 before it is changed. */
    public static void keepEvidence(Tx tx, Instant at, String content) {
        AssetId host = new AssetId("host1.corp.example");
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String hash = tx.evidence().keep("run-1", host, bytes, at);
        tx.audit()
                .append(new AuditEvent(
                        at,
                        "evidence.kept",
                        "ratchet",
                        host,
                        "rem-1",
                        Map.of(
                                "runId",
                                "run-1",
                                "sha256",
                                hash,
                                "bytes",
                                (long) bytes.length,
                                "because",
                                "row 12",
                                "touched",
                                false)));
    }
}
