package io.ratchet.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.explain.Explainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Why a rule did or did not fire for an asset, for people.
 *
 * @param refused why that cannot be told, a sentence; empty where it can
 * @param rule its whole id; empty where that cannot be told
 * @param holding how many of its conditions hold before the one that does not
 * @param condition the first that does not hold, in the rule's own words; empty where it fired
 * @param mustBe what would have to be so
 * @param near the facts that come nearest to that
 */
record WhyNot(
        String refused,
        String rule,
        String name,
        String outcome,
        long holding,
        String condition,
        String mustBe,
        List<Near> near,
        long others) {
    /** A fact, and what of it the condition reads. */
    record Near(String says, String found) {}

    /** @param asked the id of a rule, or its beginning such as {@code R025} */
    static WhyNot of(Explainer explainer, String asset, String asked) {
        JsonNode told;
        try {
            told = explainer.rule(asset, asked.strip());
        } catch (FailureException e) {
            if (e.failure().code() != FailureCode.ID_UNKNOWN) throw e;
            return new WhyNot(e.failure().message(), "", "", "", 0, "", "", List.of(), 0);
        }
        JsonNode stopped = told.path("stopped");
        List<Near> near = new ArrayList<>();
        for (JsonNode one : stopped.path("candidates"))
            near.add(new Near(
                    one.path("says").asText(one.path("fact").asText()),
                    one.path("found").properties().stream()
                            .map((Map.Entry<String, JsonNode> value) ->
                                    value.getKey() + " is " + value.getValue().asText())
                            .collect(Collectors.joining(", "))));
        return new WhyNot(
                "",
                told.at("/rule/id").asText(),
                told.at("/rule/name").asText(),
                outcome(told.path("outcome").asText()),
                stopped.path("holding").asLong(),
                stopped.path("condition").asText(),
                stopped.path("mustBe").asText(),
                near,
                stopped.path("others").asLong());
    }

    private static String outcome(String wire) {
        return switch (wire) {
            case "fired" -> "It fired.";
            case "held" -> "It fired, and gates hold its change.";
            default -> "It did not fire.";
        };
    }
}
