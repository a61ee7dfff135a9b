package io.ratchet.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.routes.collect.CollectDesk;
import io.ratchet.store.CollectOrders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Asking hosts for facts: whom, when, and what came of it. */
@Controller
final class CollectPage {
    private static final int ROWS_SHOWN = 100;

    private final ConsolePorts ports;

    CollectPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /** A host in one line. */
    record Row(
            String host,
            String site,
            String state,
            Moments.Shown due,
            Moments.@Nullable Shown ended,
            String code,
            String message) {}

    /** A host that is not asked. */
    record Refused(String host, String because) {}

    @GetMapping("/collect")
    String collect(
            @RequestParam(defaultValue = "") String after, @ModelAttribute("moments") Moments moments, Model model) {
        show(after, moments, model, List.of());
        return "collect";
    }

    @PostMapping("/collect")
    String order(
            @RequestParam(defaultValue = "") String hosts,
            @RequestParam(defaultValue = "") String site,
            @RequestParam(defaultValue = "false") boolean stale,
            @RequestParam(defaultValue = "") String at,
            @RequestAttribute(AccessFilter.PERSON) Person person,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        List<String> named = Arrays.stream(hosts.split("[\\s,;]+"))
                .filter(host -> !host.isBlank())
                .toList();
        CollectDesk.Ordered ordered = ports.collects()
                .order(
                        CollectDesk.Request.of(named, site.isBlank() ? null : site.strip(), stale, at.strip()),
                        "user:" + person.name(),
                        person::actsAt);
        if (ordered.refused().isEmpty()) return "redirect:/collect?did=collect";
        show(
                "",
                moments,
                model,
                ordered.refused().stream()
                        .limit(ROWS_SHOWN)
                        .map(one -> new Refused(one.host(), one.because()))
                        .toList());
        return "collect";
    }

    private void show(String after, Moments moments, Model model, List<Refused> refused) {
        JsonNode report = ports.collects().byNeed(Cursor.of(after, 3, CollectPage::seen), ROWS_SHOWN + 1);
        List<Row> rows = new ArrayList<>();
        String next = "";
        for (JsonNode order : report.path("orders")) {
            if (rows.size() == ROWS_SHOWN) {
                next = text(report.path("orders").get(ROWS_SHOWN - 1));
                break;
            }
            rows.add(row(order, moments));
        }
        Map<String, Long> standing = new LinkedHashMap<>();
        report.path("standing")
                .properties()
                .forEach(entry -> standing.put(entry.getKey(), entry.getValue().asLong()));
        model.addAttribute("rows", rows);
        model.addAttribute("next", next);
        model.addAttribute("first", after.isEmpty());
        model.addAttribute("standing", standing);
        model.addAttribute("refused", refused);
        model.addAttribute(
                "sites",
                ports.outlook().organisation().sites().stream().map(Site::name).toList());
    }

    private static String text(JsonNode last) {
        return Cursor.text(
                last.path("state").asText(),
                last.path("at").asText(),
                last.path("host").asText());
    }

    private static CollectOrders.Seen seen(List<String> parts) {
        return new CollectOrders.Seen(
                CollectOrders.State.valueOf(parts.get(0).toUpperCase(Locale.ROOT)),
                Instant.parse(parts.get(1)),
                parts.get(2));
    }

    private static Row row(JsonNode order, Moments moments) {
        String site = order.path("site").asText("");
        String ended = order.path("ended").asText("");
        return new Row(
                order.path("host").asText(),
                site,
                order.path("state").asText(),
                moments.at(order.path("due").asText(), site.isEmpty() ? null : site),
                ended.isEmpty() ? null : moments.at(ended, site.isEmpty() ? null : site),
                order.path("code").asText(""),
                order.path("message").asText(""));
    }
}
