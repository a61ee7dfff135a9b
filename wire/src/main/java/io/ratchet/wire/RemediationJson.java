package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Assent;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Origin;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.AwaitingReboot;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Expired;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Rejected;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Remediation.UndoVerifying;
import io.ratchet.domain.remediation.Remediation.Undoing;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.domain.remediation.Remediation.Verifying;
import io.ratchet.domain.remediation.Remediation.Withdrawn;
import io.ratchet.domain.remediation.Run;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.domain.remediation.Verification;
import io.ratchet.domain.remediation.Verification.Verdict;
import io.ratchet.domain.remediation.Verification.Witness;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code ratchet.remediation/1}: a remediation in any of its states, as the store keeps it and the interface shows it.
 */
public final class RemediationJson {
    public static final String SCHEMA = "ratchet.remediation/1";

    /** What {@code planHash} is the hash of. */
    private static final String HASH_OF = "canonical-json";

    private RemediationJson() {}

    public static ObjectNode write(Remediation remediation) {
        Subject subject = remediation.subject();
        ObjectNode node = Json.object()
                .put("schema", SCHEMA)
                .put("id", subject.id())
                .put("state", remediation.state().wire());
        FindingJson.put(node, "site", subject.site());
        node.put("proposedAt", subject.proposedAt().toString());
        FindingJson.put(node, "proposedBy", subject.proposedBy());
        node.set("plan", PlanJson.write(subject.plan()));
        if (remediation instanceof Proposed r) {
            if (!r.assents().isEmpty()) assents(node.putArray("approvals"), r.assents());
            return node;
        }
        if (remediation instanceof Approved r) return approval(node, r.approval());
        if (remediation instanceof Scheduled r)
            return trouble(window(approval(node, r.approval()), r.window(), r.missed()), r.trouble());
        if (remediation instanceof Deferred r)
            return failure(approval(node, r.approval()), r.because())
                    .put("missed", r.missed())
                    .put("at", r.at().toString())
                    .put("notBefore", r.notBefore().toString());
        if (remediation instanceof UnderWay r) return underWay(node, r);
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
        ObjectNode written = node.putObject("approval")
                .put("by", approval.by())
                .put("at", approval.at().toString())
                .put("planHash", approval.planHash())
                .put("hashOf", HASH_OF)
                .put("expires", approval.expires().toString());
        if (!approval.others().isEmpty()) assents(written.putArray("others"), approval.others());
        Origin origin = approval.origin();
        if (!origin.brought().isEmpty()) {
            ArrayNode brought = written.putArray("brought");
            origin.brought().stream().sorted().forEach(brought::add);
        }
        if (!origin.known()) written.put("broughtKnown", false);
        FindingJson.put(written, "askedBy", origin.askedBy());
        FindingJson.put(written, "notApart", approval.notApart());
        FindingJson.put(written, "brokenGlass", approval.brokenGlass());
        return node;
    }

    private static void assents(ArrayNode array, List<Assent> assents) {
        for (Assent assent : assents)
            array.addObject().put("by", assent.by()).put("at", assent.at().toString());
    }

    private static List<Assent> assents(Fields f, String field) {
        if (!f.has(field)) return List.of();
        return f.objects(field).stream()
                .map(assent -> new Assent(assent.text("by"), assent.instant("at")))
                .toList();
    }

    private static ObjectNode underWay(ObjectNode node, UnderWay state) {
        Run run = state.run();
        window(approval(node, run.approval()), run.window(), run.missed()).put("runId", run.id());
        if (run.leg() > 1) node.put("leg", run.leg());
        if (state instanceof Running r) {
            snapshot(node, r.snapshot()).put("at", r.startedAt().toString());
        } else if (state instanceof AwaitingReboot r) {
            snapshot(node, r.snapshot()).put("at", r.since().toString());
            node.put("bootTime", r.bootTime().toString());
            moment(node, "asked", r.asked());
        } else if (state instanceof Verifying r) {
            snapshot(node, r.snapshot()).put("at", r.since().toString());
        } else if (state instanceof Undoing r) {
            failure(snapshot(node, r.snapshot()), r.because())
                    .put("begun", r.begun())
                    .put("at", r.since().toString());
        } else if (state instanceof UndoVerifying r) {
            failure(snapshot(node, r.snapshot()), r.because())
                    .put("at", r.since().toString());
            node.put("restart", r.restart()).put("bootTime", r.bootTime().toString());
            moment(node, "asked", r.asked());
        }
        return trouble(node, state.trouble());
    }

    private static ObjectNode trouble(ObjectNode node, @Nullable Trouble trouble) {
        if (trouble == null) return node;
        node.putObject("trouble")
                .put("attempts", trouble.attempts())
                .put("code", trouble.cause().code().wire())
                .put("message", trouble.cause().message())
                .put("since", trouble.since().toString())
                .put("next", trouble.next().toString());
        return node;
    }

    private static void moment(ObjectNode node, String name, @Nullable Instant at) {
        if (at != null) node.put(name, at.toString());
    }

    private static ObjectNode window(ObjectNode node, ChangeWindow window, int missed) {
        node.putObject("window")
                .put("opens", window.opens().toString())
                .put("closes", window.closes().toString());
        return missed == 0 ? node : node.put("missed", missed);
    }

    private static ObjectNode snapshot(ObjectNode node, @Nullable Snapshot snapshot) {
        if (snapshot == null) return node;
        ObjectNode shown = node.putObject("snapshot").put("at", snapshot.at().toString());
        shown.put("bootTime", snapshot.bootTime().toString());
        ObjectNode before = shown.putObject("before");
        snapshot.before().forEach((call, values) -> values.forEach(before.putObject(call)::put));
        return node;
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
                f.text("id"),
                PlanJson.read(f.raw("plan")),
                f.optionalText("site"),
                f.instant("proposedAt"),
                f.optionalText("proposedBy"));
        State state = State.ofWire(f.text("state"))
                .orElseThrow(() -> Fields.bad("state", "a state of a remediation", f.raw("state")));
        return switch (state) {
            case PROPOSED -> new Proposed(subject, assents(f, "approvals"));
            case APPROVED -> new Approved(subject, approval(f));
            case SCHEDULED -> new Scheduled(subject, approval(f), window(f), missed(f), trouble(f));
            case DEFERRED ->
                new Deferred(subject, approval(f), failure(f), missed(f), f.instant("at"), f.instant("notBefore"));
            case RUNNING ->
                new Running(
                        subject,
                        run(f),
                        f.instant("at"),
                        f.has("snapshot") ? snapshot(f.object("snapshot")) : null,
                        trouble(f));
            case AWAITING_REBOOT -> awaitingReboot(subject, f);
            case VERIFYING ->
                new Verifying(subject, run(f), snapshot(f.object("snapshot")), f.instant("at"), trouble(f));
            case UNDOING ->
                new Undoing(
                        subject,
                        run(f),
                        snapshot(f.object("snapshot")),
                        failure(f),
                        f.flag("begun"),
                        f.instant("at"),
                        trouble(f));
            case UNDO_VERIFYING ->
                new UndoVerifying(
                        subject,
                        run(f),
                        snapshot(f.object("snapshot")),
                        failure(f),
                        f.flag("restart"),
                        f.instant("bootTime"),
                        f.instant("at"),
                        moment(f, "asked"),
                        trouble(f));
            case VERIFIED -> new Verified(subject, verification(f.object("verification")));
            case FAILED -> new Failed(subject, failure(f), f.instant("at"));
            case ROLLED_BACK -> new RolledBack(subject, failure(f), f.instant("at"));
            case REJECTED -> new Rejected(subject, f.text("by"), f.text("reason"), f.instant("at"));
            case EXPIRED -> new Expired(subject, f.instant("at"));
            case WITHDRAWN -> new Withdrawn(subject, f.text("because"), f.instant("at"));
        };
    }

    /** What was written before the boot was noted here was changed under the boot of its snapshot. */
    private static AwaitingReboot awaitingReboot(Subject subject, Fields f) {
        Snapshot snapshot = snapshot(f.object("snapshot"));
        Instant bootTime = f.has("bootTime") ? f.instant("bootTime") : snapshot.bootTime();
        return new AwaitingReboot(subject, run(f), snapshot, bootTime, f.instant("at"), moment(f, "asked"), trouble(f));
    }

    private static Run run(Fields f) {
        return new Run(approval(f), window(f), f.text("runId"), missed(f), f.has("leg") ? f.integer("leg") : 1);
    }

    private static int missed(Fields f) {
        return f.has("missed") ? Math.toIntExact(f.count("missed")) : 0;
    }

    private static @Nullable Instant moment(Fields f, String name) {
        return f.has(name) ? f.instant(name) : null;
    }

    private static @Nullable Trouble trouble(Fields fields) {
        if (!fields.has("trouble")) return null;
        Fields f = fields.object("trouble");
        return new Trouble(Math.toIntExact(f.count("attempts")), cause(f), f.instant("since"), f.instant("next"));
    }

    /**
     * An approval that was written when a plan's hash still went by the names in this program was bound to its plan
     * then, by the check that every approval passes; it is bound to the same plan by the present hash.
     */
    private static Approval approval(Fields fields) {
        Fields f = fields.object("approval");
        String hash = f.has("hashOf")
                ? f.text("planHash")
                : PlanJson.read(fields.raw("plan")).hash();
        Set<String> brought = f.has("brought") ? Set.copyOf(f.textList("brought")) : Set.of();
        boolean known = !f.has("broughtKnown") || f.flag("broughtKnown");
        return new Approval(
                f.text("by"),
                f.instant("at"),
                hash,
                f.instant("expires"),
                assents(f, "others"),
                new Origin(brought, known, f.optionalText("askedBy")),
                f.optionalText("notApart"),
                f.optionalText("brokenGlass"));
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
        return cause(fields.object("failure"));
    }

    private static Failure cause(Fields f) {
        String wire = f.text("code");
        for (FailureCode code : FailureCode.values())
            if (code.wire().equals(wire)) return Failure.of(code, f.text("message"));
        throw Fields.bad(f.at("code"), "the code of a failure", f.raw("code"));
    }
}
