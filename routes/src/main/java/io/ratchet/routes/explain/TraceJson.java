package io.ratchet.routes.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.rules.RuleTrace;
import io.ratchet.rules.RuleTrace.Candidate;
import io.ratchet.rules.RuleTrace.Stopped;
import io.ratchet.rules.catalogue.RuleDescription;
import java.util.Locale;

/** How far a rule came, as the part of {@code ratchet.explanation/1} that an answer about a rule has. */
final class TraceJson {
    private TraceJson() {}

    static void write(ObjectNode answer, RuleTrace trace, Grounds grounds) {
        RuleDescription rule = trace.rule();
        ObjectNode shown = answer.putObject("rule");
        shown.put("id", rule.id()).put("name", rule.name()).put("status", rule.status());
        shown.put("family", rule.family()).put("retrieved", rule.retrieved());
        grounds.statements(shown.putArray("statements"), rule.statements());
        grounds.citations(shown.putArray("citations"), rule.sources());
        answer.put("outcome", trace.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        ArrayNode conditions = answer.putArray("conditions");
        trace.conditions().forEach(conditions::add);
        Stopped stopped = trace.stopped();
        if (stopped != null) write(answer.putObject("stopped"), stopped);
    }

    private static void write(ObjectNode node, Stopped stopped) {
        node.put("kind", stopped.kind()).put("holding", stopped.holding());
        node.put("condition", stopped.condition()).put("mustBe", stopped.mustBe());
        ArrayNode candidates = node.putArray("candidates");
        for (Candidate candidate : stopped.candidates()) {
            ObjectNode shown = candidates.addObject().put("fact", candidate.fact());
            if (!candidate.says().isEmpty()) shown.put("says", candidate.says());
            candidate.found().forEach(shown.putObject("found")::put);
        }
        node.put("others", stopped.others());
    }
}
