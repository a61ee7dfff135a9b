package io.ratchet.playbooks;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns a plan into the calls of one phase. The same change has the same call id in every phase. */
final class PhaseCalls {
    static final String IDENTITY = "0";
    static final String REBOOT = "reboot";
    /** What looks whether this run was put back, and what says so. */
    static final String RUN = "run";

    /** Long enough for the answer to leave, short enough for the window. */
    private static final long REBOOT_DELAY_SECONDS = 5;

    private PhaseCalls() {}

    /** One change of a plan and the id of its call. */
    record Planned(String callId, PlanStep step, int position, Change change) {}

    static List<Planned> changes(Plan plan) {
        return plan.steps().stream().flatMap(step -> changes(step).stream()).toList();
    }

    private static List<Planned> changes(PlanStep step) {
        List<Planned> changes = new ArrayList<>();
        int position = 0;
        for (Change change : step.changes()) {
            position++;
            if (!(change instanceof Change.Reboot))
                changes.add(new Planned(step.order() + "." + position, step, position, change));
        }
        return changes;
    }

    /**
     * @param bootedBy when the host must have booted, at the latest; null: whenever
     * @param begun whether an earlier APPLY of the run may have written: then what had to hold before is not asked
     *     again
     */
    static List<ActionCall> of(
            Plan plan, Phase phase, @Nullable Snapshot snapshot, @Nullable Instant bootedBy, boolean begun) {
        List<ActionCall> calls = new ArrayList<>();
        if (phase == Phase.REBOOT) {
            calls.add(new ActionCall(REBOOT, Action.REBOOT.wire(), Map.of("delaySeconds", REBOOT_DELAY_SECONDS)));
        } else {
            if (phase == Phase.ASSESS || (phase == Phase.APPLY && !begun)) calls.addAll(Procedure.before(plan));
            List<ActionCall> made = new ArrayList<>();
            for (PlanStep step : plan.steps()) made.addAll(ofStep(step, phase, snapshot));
            if (phase == Phase.UNDO) Collections.reverse(made);
            calls.addAll(made);
            if (phase == Phase.VERIFY) calls.addAll(Procedure.after(plan));
        }
        if (phase == Phase.APPLY) calls.add(0, new ActionCall(RUN, Action.RUN_CHECK.wire(), Map.of()));
        if (phase == Phase.UNDO) calls.add(0, new ActionCall(RUN, Action.RUN_MARK.wire(), Map.of()));
        calls.add(0, bootedBy == null ? identity(plan.host()) : underTheSameBoot(plan.host(), bootedBy));
        return calls;
    }

    /** In the order in which they are made; those of UNDO in the other. */
    private static List<ActionCall> ofStep(PlanStep step, Phase phase, @Nullable Snapshot snapshot) {
        List<ActionCall> calls = new ArrayList<>();
        if (phase == Phase.UNDO) {
            calls.addAll(Procedure.starts(step, "stop", taken(snapshot)));
            Collections.reverse(calls);
        } else calls.addAll(phase == Phase.APPLY ? Procedure.stops(step, snapshot) : Procedure.stops(step));
        for (Planned planned : changes(step)) {
            if (phase == Phase.UNDO) undo(calls, planned, taken(snapshot));
            else if (phase == Phase.APPLY && snapshot != null) calls.add(asAssessed(planned, snapshot));
            else calls.add(make(planned));
            if (phase == Phase.ASSESS || phase == Phase.VERIFY) calls.addAll(files(planned));
        }
        if (phase == Phase.APPLY) calls.addAll(Procedure.starts(step, "start", snapshot));
        return calls;
    }

    /** The files that tell whether an update is at work: being listed alone is no proof of it. */
    private static List<ActionCall> files(Planned planned) {
        List<ActionCall> calls = new ArrayList<>();
        if (planned.change() instanceof Change.Update)
            for (String path : StagedParameters.floorFiles(planned.step().parameters(), planned.position()))
                calls.add(new ActionCall(
                        planned.callId() + "." + (calls.size() + 1), Action.FILE_VERSION.wire(), Map.of("path", path)));
        return calls;
    }

    /** Says who answers, whoever it is. */
    static ActionCall anybody() {
        return new ActionCall(IDENTITY, Action.HOST_IDENTITY.wire(), Map.of());
    }

    static ActionCall identity(HostRef host) {
        Map<String, Object> parameters = new TreeMap<>();
        String name = HostNames.expected(host);
        if (name != null) parameters.put("expectName", name);
        if (host.smbiosUuid() != null) parameters.put("expectUuid", HostNames.bothOrders(host.smbiosUuid()));
        return new ActionCall(IDENTITY, Action.HOST_IDENTITY.wire(), parameters);
    }

    /** What was held up on its way while the host restarted is about another boot, and changes nothing. */
    private static ActionCall underTheSameBoot(HostRef host, Instant bootedBy) {
        ActionCall call = identity(host);
        Map<String, Object> parameters = new TreeMap<>(call.parameters());
        parameters.put("bootedBy", bootedBy.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ActionCall(call.id(), call.action(), parameters);
    }

    private static ActionCall make(Planned planned) {
        Change change = planned.change();
        Map<String, Object> parameters = new TreeMap<>();
        Map<String, String> staged = StagedParameters.of(planned.step().parameters(), planned.position());
        if (change instanceof Change.Registry value) {
            parameters.put("key", value.key());
            parameters.put("name", value.name());
            parameters.put("kind", RegistryText.word(value.after().kind()));
            RegistryText.text(value.after()).ifPresent(text -> parameters.put("value", text));
            return new ActionCall(planned.callId(), Action.REGISTRY.wire(), parameters);
        }
        if (change instanceof Change.Update update) {
            List<String> floors = StagedParameters.floors(staged);
            parameters.put("kb", update.kb().toUpperCase(Locale.ROOT));
            parameters.put("package", required(planned, staged, "package"));
            parameters.put("sha256", required(planned, staged, "sha256"));
            if (!floors.isEmpty()) parameters.put("floors", floors);
            return new ActionCall(planned.callId(), Action.UPDATE_INSTALL.wire(), parameters);
        }
        if (change instanceof Change.Product product) {
            parameters.put("product", product.product());
            parameters.put("build", product.build());
            for (String name : List.of("package", "sha256", "arguments", "versionPath"))
                parameters.put(name, required(planned, staged, name));
            return new ActionCall(planned.callId(), Action.PACKAGE_INSTALL.wire(), parameters);
        }
        if (change instanceof Change.Service service) {
            parameters.put("name", service.name());
            parameters.put("want", want(service));
            return new ActionCall(planned.callId(), Action.SERVICE.wire(), parameters);
        }
        throw FailureException.of(
                FailureCode.DEFECT,
                "Step " + planned.callId() + " of the plan for "
                        + planned.step().system() + " has no action.");
    }

    /** What ASSESS saw travels with APPLY, whose script looks once more in the same breath as it writes. */
    private static ActionCall asAssessed(Planned planned, Snapshot snapshot) {
        ActionCall call = make(planned);
        Map<String, String> before = snapshot.before().get(planned.callId());
        if (before == null || !(planned.change() instanceof Change.Registry)) return call;
        Map<String, Object> parameters = new TreeMap<>(call.parameters());
        parameters.put("wasKind", before.getOrDefault("kind", "absent"));
        if (before.containsKey("value")) parameters.put("wasValue", before.get("value"));
        return new ActionCall(call.id(), call.action(), parameters);
    }

    private static void undo(List<ActionCall> calls, Planned planned, Snapshot snapshot) {
        Map<String, String> before = snapshot.before().get(planned.callId());
        if (before == null) throw unknown(planned, "the snapshot holds nothing of it");
        ActionCall call = make(planned);
        Map<String, Object> parameters = new TreeMap<>(call.parameters());
        if (planned.change() instanceof Change.Registry) {
            parameters.put("kind", before.getOrDefault("kind", "absent"));
            parameters.remove("value");
            if (before.containsKey("value")) parameters.put("value", before.get("value"));
            String nearest = before.get("nearestKey");
            if (nearest == null) throw unknown(planned, "the snapshot does not say which keys existed");
            parameters.put(Action.KEEP_KEY, nearest);
        } else if (planned.change() instanceof Change.Service) {
            String state = before.getOrDefault("state", "");
            if (!state.equals("running") && !state.equals("stopped")) return;
            parameters.put("want", state);
        }
        calls.add(new ActionCall(call.id(), call.action(), parameters));
    }

    static String want(Change.Service service) {
        return switch (service.action().toLowerCase(Locale.ROOT)) {
            case "start", "running" -> "running";
            case "stop", "stopped" -> "stopped";
            default -> "restarted";
        };
    }

    private static String required(Planned planned, Map<String, String> staged, String name) {
        String value = staged.get(name);
        if (value == null)
            throw FailureException.of(
                    FailureCode.DEFECT,
                    "Step " + planned.callId() + " of the plan lacks its parameter '" + name + "'; plan it again.");
        return value;
    }

    private static Snapshot taken(@Nullable Snapshot snapshot) {
        if (snapshot == null) throw new IllegalArgumentException("an undo needs the snapshot of what stood before");
        return snapshot;
    }

    private static FailureException unknown(Planned planned, String why) {
        return FailureException.of(
                FailureCode.UNDO_FAILED,
                "Step " + planned.callId() + " cannot be undone, " + why + "; restore it by hand.");
    }
}
