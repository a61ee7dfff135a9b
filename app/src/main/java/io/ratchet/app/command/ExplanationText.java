package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Table;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * An explanation for people: one heading for each decision, one labelled line for each thing that is to be said of it.
 */
final class ExplanationText {
    private static final int LABEL = 12;
    private static final int WIDTH = 120;

    private final PrintStream out;

    ExplanationText(PrintStream out) {
        this.out = out;
    }

    void print(JsonNode explanation) {
        asset(explanation.path("asset"));
        boolean ofRule = explanation.has("outcome");
        JsonNode lines = explanation.path("lines");
        if (ofRule) rule(explanation);
        if (!lines.isEmpty()) overview(lines);
        else if (!ofRule) out.println("\nNothing was decided for it yet.");
        // Asked about a rule, its ground is said once above.
        for (JsonNode line : lines) line(line, !ofRule);
    }

    private void overview(JsonNode lines) {
        out.println();
        Table table = new Table("SYSTEM", "GOAL", "STEP", "DECISION", "REMEDY", "STANDS AT", "RULE");
        for (JsonNode line : lines)
            table.row(
                    line.path("system").asText("-"),
                    line.path("goal").asText(),
                    line.path("step").asText(),
                    line.path("decision").asText(),
                    line.path("remedy").asText(),
                    line.path("readiness").asText(),
                    line.at("/rule/id").asText());
        table.print(out);
    }

    private void asset(JsonNode asset) {
        out.println(printable(asset.path("id").asText()));
        String because = asset.path("because").asText("");
        say("identity", asset.path("identity").asText() + (because.isEmpty() ? "" : ": " + because));
        say("site", asset.path("site").asText("unknown"));
        List<String> identifiers = new ArrayList<>();
        collect("", asset.path("host"), identifiers);
        say("known as", String.join(", ", identifiers));
        List<String> sources = new ArrayList<>();
        asset.path("sources").forEach(source -> sources.add(source.asText()));
        say(
                "told by",
                sources.isEmpty()
                        ? "no report"
                        : String.join(", ", sources) + " ("
                                + asset.path("facts").asInt() + " facts)");
    }

    private static void collect(String prefix, JsonNode node, List<String> into) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (field.getValue().isObject()) collect(field.getKey() + " ", field.getValue(), into);
            else if (!field.getValue().isNull())
                into.add(prefix + field.getKey() + " " + field.getValue().asText());
        }
    }

    // Why a rule did or did not fire

    private void rule(JsonNode explanation) {
        JsonNode rule = explanation.path("rule");
        out.println();
        out.println(
                printable(rule.path("id").asText() + ": " + rule.path("name").asText()));
        say(
                "status",
                rule.path("status").asText() + ", family " + rule.path("family").asText());
        statements(rule.path("statements"));
        citations(rule.path("citations"));
        switch (explanation.path("outcome").asText()) {
            case "fired" ->
                say(
                        "outcome",
                        explanation.path("lines").isEmpty()
                                ? "it fired; none of the current decisions is its own"
                                : "it fired; it shaped:");
            case "held" -> say("outcome", "it fired, and its change is held by a gate:");
            default -> say("outcome", "it did not fire");
        }
        JsonNode stopped = explanation.path("stopped");
        if (stopped.isMissingNode()) return;
        int number = 0;
        for (JsonNode condition : explanation.path("conditions")) {
            int holding = stopped.path("holding").asInt();
            String mark = number < holding ? "holds" : number == holding ? "FAILS" : "not asked";
            say(number++ == 0 ? "conditions" : "", String.format("%-9s  %s", mark, condition.asText()));
        }
        stopped.path("candidates").forEach(this::candidate);
        if (stopped.path("others").asInt() > 0)
            say("", "and " + stopped.path("others").asInt() + " more");
        say("would need", stopped.path("mustBe").asText());
    }

    private void candidate(JsonNode candidate) {
        List<String> found = new ArrayList<>();
        candidate
                .path("found")
                .properties()
                .forEach(value ->
                        found.add(value.getKey() + " is " + value.getValue().asText()));
        say("looked at", candidate.path("fact").asText() + (found.isEmpty() ? "" : ": " + String.join(", ", found)));
        if (candidate.has("says")) say("", candidate.path("says").asText());
    }

    // A decision

    private void line(JsonNode line, boolean withGround) {
        out.println();
        String system = line.path("system").isTextual()
                ? line.path("system").asText() + " (" + line.path("systemName").asText("unknown to this catalogue")
                        + ")"
                : "nothing recognised";
        out.println(printable(system + ", " + line.path("goal").asText() + ", step "
                + line.path("step").asText() + ": "
                + line.path("decision").asText().toUpperCase(Locale.ROOT)));
        say("because", line.path("because").asText());
        say(
                "remedy",
                line.path("remedy").asText()
                        + (line.has("playbook")
                                ? ", playbook " + line.path("playbook").asText()
                                : ""));
        say("stands at", line.path("readiness").asText());
        say(
                "rule",
                name(line.path("rule")) + " ("
                        + line.path("rule").path("status").asText("no longer in the rule book") + ")");
        if (withGround) {
            statements(line.path("statements"));
            citations(line.path("citations"));
        }
        say("confidence", confidence(line.path("confidence").asText()));
        each("facts", line.path("facts"), ExplanationText::fact);
        each("changes", line.path("changes"), ExplanationText::change);
        each(
                "gates",
                line.path("gates"),
                gate -> gate.path("id").asText() + " " + gate.path("scope").asText() + ": "
                        + gate.path("because").asText() + " By " + name(gate.path("rule"))
                        + heldBy(gate.path("heldBy")));
        each(
                "changed by",
                line.path("changedBy"),
                way -> (way.has("gate") ? way.path("gate").asText() + ": " : "")
                        + way.path("says").asText());
    }

    private static String confidence(String word) {
        return switch (word) {
            case "high" -> "high (H)";
            case "seed" -> "seed (S)";
            case "medium" -> "medium (M)";
            case "low" -> "low (L): nothing that was read confirms it; check it before you rely on it";
            default -> word;
        };
    }

    private static String fact(JsonNode fact) {
        String says = fact.path("says").asText();
        if (!fact.has("source")) return says + " (" + fact.path("finding").asText() + ")";
        String source = fact.path("source").asText();
        String observed = fact.path("observedAt").asText();
        String told = ", " + source + " at " + observed;
        return (says.endsWith(told) ? says.substring(0, says.length() - told.length()) : says)
                + " (" + source + ", format " + fact.path("format").asText() + ", known by "
                + fact.path("method").asText()
                + ", observed " + observed + ", " + fact.path("finding").asText() + ")";
    }

    private static String change(JsonNode change) {
        return switch (change.path("kind").asText()) {
            case "registry" ->
                change.path("key").asText() + " " + change.path("name").asText() + ": "
                        + (change.has("before") ? value(change.path("before")) : "unknown") + " -> "
                        + value(change.path("after"));
            case "update" -> change.path("kb").asText() + " is installed";
            case "package" ->
                change.path("product").asText() + " is brought to "
                        + change.path("build").asText();
            case "service" ->
                "service " + change.path("name").asText() + ": "
                        + change.path("action").asText();
            case "command" -> change.path("name").asText();
            default -> change.path("kind").asText();
        };
    }

    private static String value(JsonNode value) {
        if (value.isNull()) return "absent";
        return value.isNumber()
                ? value.asText() + " (0x" + Long.toHexString(value.asLong()) + ")"
                : value.asText(value.toString());
    }

    private static String heldBy(JsonNode assets) {
        List<String> names = new ArrayList<>();
        assets.forEach(asset -> names.add(asset.asText()));
        return names.isEmpty() ? "." : ". Held by " + String.join(", ", names) + ".";
    }

    private static String name(JsonNode rule) {
        return rule.path("id").asText()
                + (rule.has("name") ? ", " + rule.path("name").asText() : "");
    }

    private void statements(JsonNode statements) {
        each(
                "statements",
                statements,
                one -> one.path("number").asText()
                        + (one.has("says") ? ": " + one.path("says").asText() : ""));
    }

    private void citations(JsonNode citations) {
        each(
                "rests on",
                citations,
                one -> one.path("key").asText()
                        + (one.has("what") ? ": " + one.path("what").asText() : ""));
    }

    private void each(String label, JsonNode items, Function<JsonNode, String> words) {
        String shown = label;
        for (JsonNode item : items) {
            say(shown, words.apply(item));
            shown = "";
        }
    }

    /** One labelled line, wrapped at blanks. */
    private void say(String label, String text) {
        StringBuilder line = new StringBuilder("  " + label + " ".repeat(Math.max(1, LABEL - label.length())));
        int indent = line.length();
        boolean begun = false;
        for (String word : printable(text).split(" ")) {
            if (begun && line.length() + word.length() >= WIDTH) {
                out.println(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(indent + 2));
            } else if (begun) {
                line.append(' ');
            }
            line.append(word);
            begun = true;
        }
        out.println(line.toString().stripTrailing());
    }

    private static String printable(String text) {
        return Table.printable(text);
    }
}
