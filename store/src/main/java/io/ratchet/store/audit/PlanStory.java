package io.ratchet.store.audit;

import io.ratchet.domain.audit.AuditType;
import io.ratchet.store.AuditLog.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What became of one plan on one asset. */
final class PlanStory {
    static final List<String> NO_PLAN = List.of("", "", "", "");
    static final List<String> NO_OUTCOME = List.of("", "", "", "");

    /** One action on the host: what it found and left. */
    record Action(String call, List<String> cells) {
        static final List<String> NONE = List.of("", "", "", "", "");

        static Action of(String verb, Line line, Said said) {
            return new Action(
                    said.text("call"),
                    List.of(
                            verb + " " + said.text("action") + " " + said.text("call"),
                            said.line("before"),
                            said.line("after"),
                            said.text("error"),
                            line.event().at().toString()));
        }

        /** A call id begins with the order of its step, as in {@code 10.1}. */
        private boolean of(String order) {
            return call.equals(order) || call.startsWith(order + ".");
        }
    }

    private final String id;
    private final List<Action> actions = new ArrayList<>();
    private final Set<Long> lines = new TreeSet<>();
    private @Nullable Said proposed;
    private String planHash = "";
    private String approvedBy = "";
    private String approved = "";
    private String verdict = "";
    private String witnesses = "";
    private String outcome = "";
    private String ended = "";

    PlanStory(String id) {
        this.id = id;
    }

    void add(Line line, AuditType type, Said said) {
        lines.add(line.sequence());
        if (planHash.isEmpty()) planHash = said.text("planHash");
        switch (type) {
            case REMEDIATION_PROPOSED -> proposed = said;
            case REMEDIATION_APPROVED -> {
                approvedBy = line.event().actor();
                approved = line.event().at().toString();
            }
            case STEP_APPLIED -> actions.add(Action.of("apply", line, said));
            case STEP_UNDONE -> actions.add(Action.of("undo", line, said));
            case VERIFICATION_DONE -> {
                verdict = said.text("verdict");
                witnesses = said.line(
                        "witnesses", one -> one.text("who") + " " + one.text("verdict") + ": " + one.text("says"));
            }
            case REMEDIATION_VERIFIED -> end(line, "verified");
            case REMEDIATION_FAILED -> end(line, "failed: " + said.text("code") + ": " + said.text("message"));
            case REMEDIATION_ROLLED_BACK ->
                end(line, "rolled back: " + said.text("code") + ": " + said.text("message"));
            case REMEDIATION_REJECTED -> end(line, "rejected by " + line.event().actor() + ": " + said.text("reason"));
            case REMEDIATION_EXPIRED -> end(line, "approval expired");
            case REMEDIATION_WITHDRAWN -> end(line, "withdrawn: " + said.text("because"));
            default -> {
                // told by its line number alone
            }
        }
    }

    private void end(Line line, String how) {
        outcome = how;
        ended = line.event().at().toString();
    }

    boolean ended() {
        return !ended.isEmpty();
    }

    /** The order of the plan's step that carries out a decision, if one does. */
    Optional<String> stepFor(String system, String goal, String rule) {
        if (proposed == null || !proposed.text("goal").equals(goal)) return Optional.empty();
        return proposed.all("steps").stream()
                .filter(one ->
                        one.text("system").equals(system) && one.text("rule").equals(rule))
                .map(one -> one.text("order"))
                .findFirst();
    }

    /** The actions of one step; all of them where the calls are not named after the plan's steps. */
    List<Action> actions(String order) {
        boolean named = proposed != null
                && proposed.all("steps").stream()
                        .anyMatch(step -> actions.stream().anyMatch(action -> action.of(step.text("order"))));
        return actions.stream().filter(action -> !named || action.of(order)).toList();
    }

    List<String> approval() {
        return List.of(id, planHash, approvedBy, approved);
    }

    List<String> outcome() {
        return List.of(verdict, witnesses, outcome, ended);
    }

    Set<Long> lines() {
        return lines;
    }
}
