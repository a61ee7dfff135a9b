package io.ratchet.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Tonight's plan and last night's report, what is stopped and what is held, and the words that end it. */
@Controller
final class NightPage {
    private final ConsolePorts ports;

    NightPage(ConsolePorts ports) {
        this.ports = ports;
    }

    @GetMapping("/night")
    String night(Model model) {
        JsonNode night = ports.nights().at(ports.clock().instant());
        model.addAttribute("at", night.path("at").asText());
        model.addAttribute("ends", night.path("ends").asText(""));
        for (String list : List.of("windows", "plan", "left", "underWay", "stops", "brakes"))
            model.addAttribute(list, rows(night.path(list)));
        model.addAttribute("runs", rows(night.at("/report/runs")));
        model.addAttribute("from", night.at("/report/from").asText());
        Map<String, Long> outcomes = new LinkedHashMap<>();
        night.at("/report/outcomes")
                .properties()
                .forEach(entry -> outcomes.put(entry.getKey(), entry.getValue().asLong()));
        model.addAttribute("outcomes", outcomes);
        return "night";
    }

    @PostMapping("/stops")
    String stop(
            @RequestParam String scope, @RequestParam String reason, @RequestAttribute(AccessFilter.USER) String user) {
        ports.approvals().stop(scope.strip(), "user:" + user, given(reason));
        return "redirect:/night";
    }

    @PostMapping("/stops/lift")
    String lift(
            @RequestParam String scope, @RequestParam String reason, @RequestAttribute(AccessFilter.USER) String user) {
        ports.approvals().lift(scope, "user:" + user, given(reason));
        return "redirect:/night";
    }

    @PostMapping("/brakes/release")
    String release(
            @RequestParam String scope, @RequestParam String reason, @RequestAttribute(AccessFilter.USER) String user) {
        ports.nights().release(scope, "user:" + user, given(reason));
        return "redirect:/night";
    }

    private static String given(String reason) {
        if (reason.isBlank()) throw new IllegalArgumentException("Say why; it is kept in the audit log.");
        return reason;
    }

    private static List<Map<String, String>> rows(JsonNode list) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (JsonNode item : list) {
            Map<String, String> row = new LinkedHashMap<>();
            item.properties().forEach(entry -> row.put(entry.getKey(), text(entry.getValue())));
            rows.add(row);
        }
        return rows;
    }

    private static String text(JsonNode value) {
        if (!value.isArray()) return value.asText();
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(item.asText()));
        return String.join(", ", items);
    }
}
