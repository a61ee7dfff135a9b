package io.ratchet.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a rule book decides of a case, held against what the case says. */
final class CaseRun {
    private final List<JsonNode> lines;
    private final List<String> complaints;

    private CaseRun(List<JsonNode> lines, List<String> complaints) {
        this.lines = List.copyOf(lines);
        this.complaints = List.copyOf(complaints);
    }

    static CaseRun of(CaseFiles.Case one, RuleBook book) {
        List<Decision> decisions = book.decide(one.estate());
        List<JsonNode> lines =
                decisions.stream().<JsonNode>map(DecisionLine::of).toList();
        List<String> complaints = new ArrayList<>(Expectation.complaints(one.expectation(), lines));
        Set<String> fired = fired(decisions);
        for (String rule : one.fires()) if (!fired.contains(rule)) complaints.add(rule + " should have fired");
        for (String rule : one.not()) if (fired.contains(rule)) complaints.add(rule + " should not have fired");
        return new CaseRun(lines, complaints);
    }

    /** The decisions as the case names them. */
    List<JsonNode> lines() {
        return lines;
    }

    /** Empty when all is as the case says. */
    List<String> complaints() {
        return complaints;
    }

    /** Numbers of the rules that made a decision or hold one. */
    private static Set<String> fired(List<Decision> decisions) {
        Set<String> fired = new TreeSet<>();
        for (Decision decision : decisions) {
            fired.add(number(decision.why().rule()));
            if (decision instanceof Decision.Hold hold) for (Gate gate : hold.gates()) fired.add(number(gate.rule()));
        }
        return fired;
    }

    /** The number with which a rule's id begins, such as {@code R052}. */
    static String number(String ruleId) {
        return ruleId.substring(0, Math.min(4, ruleId.length()));
    }
}
