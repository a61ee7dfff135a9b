package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.AwaitingReboot;
import io.ratchet.domain.remediation.Remediation.Expired;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Rejected;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.domain.remediation.Remediation.Verifying;
import io.ratchet.domain.remediation.Remediation.Withdrawn;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Verification;
import io.ratchet.domain.remediation.Verification.Verdict;
import io.ratchet.domain.remediation.Verification.Witness;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code ratchet.remediation/1}: a remediation in any of its states, as the store keeps it and the interface shows it.
 */
public final class RemediationJson {
    public static final String SCHEMA = "ratchet.remediation/1";

    private RemediationJson() {}

    public static ObjectNode write(Remediation remediation) {
        Subject subject = remediation.subject();
        ObjectNode node = Json.object()
                .put("schema", SCHEMA)
                .put("id", subject.id())
                .put("state", remediation.state().wire());
        FindingJson.put(node, "site", subject.site());
        node.put("proposedAt", subject.proposedAt().toString());
        node.set("plan", PlanJson.write(subject.plan()));
        if (remediation instanceof Proposed) return node;
        if (remediation instanceof Approved r) return approval(node, r.approval());
        if (remediation instanceof Scheduled r) return window(approval(node, r.approval()), r.window());
        if (remediation instanceof Running r) {
            run(node, r.approval(), r.window(), r.runId(), r.snapshot());
            return node.put("at", r.startedAt().toString());
        }
        if (remediation instanceof AwaitingReboot r) {
            run(node, r.approval(), r.window(), r.runId(), r.snapshot());
            return node.put("at", r.since().toString());
        }
        if (remediation instanceof Verifying r) {
            run(node, r.approval(), r.window(), r.runId(), r.snapshot());
            return node.put("at", r.since().toString());
        }
        if (remediation instanceof Verified r) {
            node.set("verification", verification(r.verification()));
            return node;
        }
        if (remediation instanceof Failed r) return failure(node, r.failure()).put("at", r.at().toString());
        if (remediation instanceof RolledBack r)
            return failure(node, r.because()).put("at", r.at().toString());
        if (remediation instanceof Rejected r)
            return node.put("by", r.by()).put("reason", r.reason()).put("at", r.at().toString());
        if (remediation instanceof Expired r) return node.put("at", r.at().toString());
        if (remediation instanceof Withdrawn r)
            return node.put("because", r.because()).put("at", r.at().toString());
        throw new AssertionError(
                "a state without a JSON form: " + remediation.state().wire());
    }

    private static ObjectNode approval(ObjectNode node, Approval approval) {
        node.putObject("approval")
                .put("by", approval.by())
                .put("at", approval.at().toString())
                .put("planHash", approval.planHash())
                .put("expires", approval.expires().toString());
        return node;
    }

    private static ObjectNode window(ObjectNode node, ChangeWindow window) {
        node.putObject("window")
                .put("opens", window.opens().toString())
                .put("closes", window.closes().toString());
        return node;
    }

    private static void run(
            ObjectNode node, Approval approval, ChangeWindow window, String runId, @Nullable Snapshot snapshot) {
        window(approval(node, approval), window).put("runId", runId);
        if (snapshot == null) return;
        ObjectNode shown = node.putObject("snapshot").put("at", snapshot.at().toString());
        shown.put("bootTime", snapshot.bootTime().toString());
        ObjectNode before = shown.putObject("before");
        snapshot.before().forEach((call, values) -> values.forEach(before.putObject(call)::put));
    }

    private static ObjectNode failure(ObjectNode node, Failure failure) {
        node.putObject("failure").put("code", failure.code().wire()).put("message", failure.message());
        return node;
    }

    private static ObjectNode verification(Verification verification) {
        ObjectNode node = Json.object().put("at", verification.at().toString());
        node.put("verdict", Fields.word(verification.verdict()));
        ArrayNode witnesses = node.putArray("witnesses");
        verification
                .witnesses()
                .forEach(w -> witnesses
                        .addObject()
                        .put("who", w.who())
                        .put("verdict", Fields.word(w.verdict()))
                        .put("says", w.says()));
        return node;
    }

    /** Reads what {@link #write} wrote. */
    public static Remediation read(JsonNode node) {
        Fields f = Fields.of(node, "");
        Subject subject = new Subject(
                f.text("id"), PlanJson.read(f.raw("plan")), f.optionalText("site"), f.instant("proposedAt"));
        State state = State.ofWire(f.text("state"))
                .orElseThrow(() -> Fields.bad("state", "a state of a remediation", f.raw("state")));
        return switch (state) {
            case PROPOSED -> new Proposed(subject);
            case APPROVED -> new Approved(subject, approval(f));
            case SCHEDULED -> new Scheduled(subject, approval(f), window(f));
            case RUNNING ->
                new Running(
                        subject,
                        approval(f),
                        window(f),
                        f.text("runId"),
                        f.instant("at"),
                        f.has("snapshot") ? snapshot(f.object("snapshot")) : null);
            case AWAITING_REBOOT ->
                new AwaitingReboot(
                        subject,
                        approval(f),
                        window(f),
                        f.text("runId"),
                        snapshot(f.object("snapshot")),
                        f.instant("at"));
            case VERIFYING ->
                new Verifying(
                        subject,
                        approval(f),
                        window(f),
                        f.text("runId"),
                        snapshot(f.object("snapshot")),
                        f.instant("at"));
            case VERIFIED -> new Verified(subject, verification(f.object("verification")));
            case FAILED -> new Failed(subject, failure(f), f.instant("at"));
            case ROLLED_BACK -> new RolledBack(subject, failure(f), f.instant("at"));
            case REJECTED -> new Rejected(subject, f.text("by"), f.text("reason"), f.instant("at"));
            case EXPIRED -> new Expired(subject, f.instant("at"));
            case WITHDRAWN -> new Withdrawn(subject, f.text("because"), f.instant("at"));
        };
    }

    private static Approval approval(Fields fields) {
        Fields f = fields.object("approval");
        return new Approval(f.text("by"), f.instant("at"), f.text("planHash"), f.instant("expires"));
    }

    private static ChangeWindow window(Fields fields) {
        Fields f = fields.object("window");
        return new ChangeWindow(f.instant("opens"), f.instant("closes"));
    }

    private static Snapshot snapshot(Fields f) {
        Map<String, Map<String, String>> before = new TreeMap<>();
        Fields calls = f.object("before");
        f.raw("before").fieldNames().forEachRemaining(call -> before.put(call, calls.texts(call)));
        return new Snapshot(f.instant("at"), f.instant("bootTime"), before);
    }

    private static Verification verification(Fields f) {
        return new Verification(
                f.instant("at"),
                f.objects("witnesses").stream()
                        .map(w -> new Witness(w.text("who"), w.word("verdict", Verdict.class), w.text("says")))
                        .toList());
    }

    private static Failure failure(Fields fields) {
        Fields f = fields.object("failure");
        String wire = f.text("code");
        for (FailureCode code : FailureCode.values())
            if (code.wire().equals(wire)) return Failure.of(code, f.text("message"));
        throw Fields.bad(f.at("code"), "the code of a failure", f.raw("code"));
    }
}
