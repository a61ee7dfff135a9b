package io.ratchet.console;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The rules with what they rest on, one with its text and cases, and what other rules would decide. */
@Controller
final class RulesPage {
    private static final int GROUPS_SHOWN = 100;

    private final ConsolePorts ports;

    RulesPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /** A rule in one line. */
    record Row(String id, String name, String family, String status, String sources, String retrieved) {}

    /** Something that a rule rests on. */
    record Ground(String key, String what) {}

    /** A case that holds it. */
    record Case(String file, String name, boolean fires, String text) {}

    /** Lines that change alike. */
    record Change(String system, String goal, String from, String to, String differs, long assets, String examples) {}

    @GetMapping("/rules")
    String rules(
            @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "") String family, Model model) {
        JsonNode list = ports.explainer().shelf().list();
        Set<String> families = new TreeSet<>();
        List<Row> rows = new ArrayList<>();
        for (JsonNode rule : list.path("rules")) {
            families.add(rule.path("family").asText());
            Row row = row(rule);
            if (fits(row, q.strip().toLowerCase(Locale.ROOT), family)) rows.add(row);
        }
        model.addAttribute("rows", rows);
        model.addAttribute("families", families);
        model.addAttribute("family", family);
        model.addAttribute("q", q);
        model.addAttribute("book", list.path("ruleBook").asText());
        return "rules";
    }

    @GetMapping("/rules/{id}")
    String rule(@PathVariable String id, Model model) {
        JsonNode rule = ports.explainer().shelf().one(id);
        model.addAttribute("row", row(rule));
        model.addAttribute("number", rule.path("id").asText().substring(0, 4));
        model.addAttribute("text", rule.path("text").asText());
        model.addAttribute("statements", grounds(rule.path("statements"), "number", "says"));
        model.addAttribute("sources", grounds(rule.path("sources"), "key", "what"));
        List<Case> cases = new ArrayList<>();
        for (JsonNode one : rule.path("cases"))
            cases.add(new Case(
                    one.path("file").asText(),
                    one.path("name").asText(),
                    one.path("fires").asBoolean(),
                    one.path("text").asText()));
        model.addAttribute("cases", cases);
        return "rule";
    }

    /** The folder as a zip file, in a form; it is gone from the server when the answer is. */
    @PostMapping("/rules/what-if")
    String whatIf(HttpServletRequest request, Model model) throws IOException {
        SentFile file = SentFile.of(request, "the rules folder as a zip file");
        JsonNode difference;
        try (SentFolder sent = SentFolder.read(file.content(), ports.uploads())) {
            difference = sent.compared(ports.whatIf(), file.name(), Duration.ZERO);
        }
        JsonNode fleet = difference.path("fleet");
        List<Change> changes = new ArrayList<>();
        for (JsonNode group : fleet.path("groups")) if (changes.size() < GROUPS_SHOWN) changes.add(change(group));
        model.addAttribute("name", file.name());
        model.addAttribute("added", texts(difference.at("/rules/added")));
        model.addAttribute("removed", texts(difference.at("/rules/removed")));
        model.addAttribute("assets", fleet.path("assets").asLong());
        model.addAttribute("changedAssets", fleet.path("changedAssets").asLong());
        model.addAttribute("changed", fleet.path("changed").asLong());
        model.addAttribute("unchanged", fleet.path("unchanged").asLong());
        model.addAttribute("changes", changes);
        model.addAttribute("more", Math.max(0, fleet.path("groups").size() - GROUPS_SHOWN));
        return "what-if";
    }

    private static boolean fits(Row row, String text, String family) {
        boolean named = text.isEmpty()
                || row.id().toLowerCase(Locale.ROOT).contains(text)
                || row.name().toLowerCase(Locale.ROOT).contains(text);
        return named && (family.isEmpty() || row.family().equals(family));
    }

    private static Row row(JsonNode rule) {
        List<String> keys = new ArrayList<>();
        rule.path("sources").forEach(source -> keys.add(source.path("key").asText()));
        return new Row(
                rule.path("id").asText(),
                rule.path("name").asText(),
                rule.path("family").asText(),
                rule.path("status").asText(),
                String.join(", ", keys),
                rule.path("retrieved").asText());
    }

    private static List<Ground> grounds(JsonNode list, String key, String what) {
        List<Ground> grounds = new ArrayList<>();
        list.forEach(one ->
                grounds.add(new Ground(one.path(key).asText(), one.path(what).asText(""))));
        return grounds;
    }

    private static Change change(JsonNode group) {
        return new Change(
                group.path("system").asText(""),
                group.path("goal").asText(),
                side(group.path("from")),
                side(group.path("to")),
                String.join(", ", texts(group.path("differs"))),
                group.path("assets").asLong(),
                String.join(", ", texts(group.path("examples"))));
    }

    private static String side(JsonNode side) {
        return side.isObject()
                ? side.path("decision").asText() + " by " + side.path("rule").asText()
                : "nothing";
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
