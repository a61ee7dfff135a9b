package io.ratchet.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Tonight's plan and last night's report, what is stopped and what is held, and the words that end it. */
@Controller
final class NightPage {
    private static final int ROWS_SHOWN = 100;
    private static final Set<String> MOMENTS =
            Set.of("at", "opens", "closes", "begins", "ends", "begun", "ended", "next");

    private final ConsolePorts ports;

    NightPage(ConsolePorts ports) {
        this.ports = ports;
    }

    @GetMapping("/night")
    String night(@ModelAttribute("moments") Moments moments, Model model) {
        JsonNode night = ports.nights().at(ports.clock().instant());
        model.addAttribute("at", moments.at(night.path("at").asText(), null));
        model.addAttribute("ends", moments.at(night.path("ends").asText(""), null));
        for (String list : List.of("windows", "plan", "left", "underWay", "stops", "brakes"))
            add(model, list, night.path(list), moments);
        add(model, "runs", night.at("/report/runs"), moments);
        model.addAttribute("course", Timeline.of(night, moments));
        model.addAttribute("blackouts", blackouts(night, moments));
        Map<String, Long> outcomes = new LinkedHashMap<>();
        night.at("/report/outcomes")
                .properties()
                .forEach(entry -> outcomes.put(entry.getKey(), entry.getValue().asLong()));
        model.addAttribute("outcomes", outcomes);
        return "night";
    }

    /** A time in which the profile forbids any change. */
    record Forbidden(String where, String why, Moments.Shown from, Moments.Shown until) {}

    private static List<Forbidden> blackouts(JsonNode night, Moments moments) {
        List<Forbidden> forbidden = new ArrayList<>();
        for (JsonNode blackout : Timeline.blackouts(night)) {
            List<String> sites = new ArrayList<>();
            blackout.path("sites").forEach(site -> sites.add(site.asText()));
            // Sites of several zones have none in common; the organisation's is told then.
            String zone = blackout.path("zone").asText("UTC");
            String site = sites.stream()
                    .filter(one -> moments.organisation()
                            .timezoneAt(one)
                            .normalized()
                            .equals(ZoneId.of(zone).normalized()))
                    .findFirst()
                    .orElse(null);
            forbidden.add(new Forbidden(
                    sites.isEmpty() ? "all sites" : String.join(", ", sites),
                    blackout.path("reason").asText(),
                    moments.at(blackout.path("from").asText(), site),
                    moments.at(blackout.path("until").asText(), site)));
        }
        return forbidden;
    }

    @PostMapping("/stops")
    String stop(
            @RequestParam String scope, @RequestParam String reason, @RequestAttribute(AccessFilter.USER) String user) {
        ports.approvals().stop(scope.strip(), "user:" + user, Reasons.given(reason));
        return "redirect:/night?did=stop";
    }

    @PostMapping("/stops/lift")
    String lift(
            @RequestParam String scope, @RequestParam String reason, @RequestAttribute(AccessFilter.USER) String user) {
        ports.approvals().lift(scope, "user:" + user, Reasons.given(reason));
        return "redirect:/night?did=lift";
    }

    @PostMapping("/brakes/release")
    String release(
            @RequestParam String scope, @RequestParam String reason, @RequestAttribute(AccessFilter.USER) String user) {
        ports.nights().release(scope, "user:" + user, Reasons.given(reason));
        return "redirect:/night?did=release";
    }

    private static void add(Model model, String name, JsonNode list, Moments moments) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (JsonNode item : list) {
            if (rows.size() == ROWS_SHOWN) break;
            rows.add(row(item, moments));
        }
        model.addAttribute(name, rows);
        model.addAttribute(name + "More", Math.max(0, list.size() - ROWS_SHOWN));
    }

    private static Map<String, Object> row(JsonNode item, Moments moments) {
        Map<String, Object> row = new LinkedHashMap<>();
        String site = item.path("site").isTextual() ? item.path("site").asText() : null;
        item.properties()
                .forEach(entry -> row.put(
                        entry.getKey(),
                        MOMENTS.contains(entry.getKey())
                                ? moments.at(entry.getValue().asText(), site)
                                : text(entry.getValue())));
        return row;
    }

    private static String text(JsonNode value) {
        if (!value.isArray()) return value.asText();
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(item.asText()));
        return String.join(", ", items);
    }
}
