package io.ratchet.routes.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.routes.night.BlackoutText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The report of a night as one HTML file to be handed on: what the 24 hours came to first, then what stands in the way
 * and what is still to come; no script, nothing that is fetched, every value from outside escaped. Times are UTC, those
 * of a blackout are of the zone of its sites.
 */
public final class NightHtml {
    private final StringBuilder out = new StringBuilder();

    private NightHtml() {}

    /** @param night {@code ratchet.night/1} */
    public static String page(JsonNode night) {
        NightHtml html = new NightHtml();
        html.out
                .append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>The night until ")
                .append(PathHtml.escaped(text(night, "at")))
                .append("</title><style>\n")
                .append(PathHtml.STYLE)
                .append("</style></head><body>\n");
        html.body(night);
        return html.out.append("</body></html>\n").toString();
    }

    private void body(JsonNode night) {
        JsonNode report = night.path("report");
        heading(1, "The night until " + text(night, "at"));
        List<String> counts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> outcome : report.path("outcomes").properties())
            counts.add(outcome.getValue().asText() + " " + outcome.getKey());
        line(
                counts.isEmpty()
                        ? "No run was under way."
                        : "Since " + text(report, "from") + ": " + String.join(", ", counts) + ".");
        table("Runs", report.path("runs"), "asset", "site", "begun", "ended", "outcome", "code");
        blackouts("Blackouts of these 24 hours", report.path("blackouts"));
        heading(2, "What stands in the way");
        boolean free = night.path("stops").isEmpty() && night.path("brakes").isEmpty();
        if (free) line("Nothing is stopped or held.");
        table("Stops", night.path("stops"), "scope", "by", "reason", "at");
        table("Breakers and quarantines", night.path("brakes"), "scope", "kind", "because", "asset", "at");
        blackouts("Blackouts that stand or begin within a day", night.path("blackouts"));
        heading(2, "What is under way and what comes");
        if (night.path("underWay").isEmpty() && night.path("plan").isEmpty()) line("Nothing.");
        table("Under way", night.path("underWay"), "asset", "site", "goal", "state", "code", "because", "next");
        table("The plan", night.path("plan"), "wave", "asset", "site", "goal", "begins", "ends", "restart");
        table("What does not fit", night.path("left"), "asset", "site", "goal", "code", "because");
        table("Windows", night.path("windows"), "site", "opens", "closes");
    }

    /** The profile forbids any change meanwhile. */
    private void blackouts(String caption, JsonNode blackouts) {
        if (blackouts.isEmpty()) return;
        begin(caption, "sites", "reason", "from", "until");
        for (BlackoutText one : BlackoutText.of(blackouts))
            row(List.of(one.where(), one.reason(), one.from(), one.until()));
        end();
    }

    private void heading(int level, String text) {
        out.append("<h").append(level).append('>').append(PathHtml.escaped(text));
        out.append("</h").append(level).append(">\n");
    }

    private void line(String text) {
        out.append("<p>").append(PathHtml.escaped(text)).append("</p>\n");
    }

    private void table(String caption, JsonNode rows, String... fields) {
        if (rows.isEmpty()) return;
        begin(caption, fields);
        for (JsonNode row : rows)
            row(Stream.of(fields).map(field -> text(row, field)).toList());
        end();
    }

    private void begin(String caption, String... fields) {
        out.append("<table><caption>").append(PathHtml.escaped(caption)).append("</caption><thead><tr>");
        for (String field : fields)
            out.append("<th scope=\"col\">").append(PathHtml.escaped(field)).append("</th>");
        out.append("</tr></thead><tbody>\n");
    }

    private void row(List<String> cells) {
        out.append("<tr>");
        for (String cell : cells)
            out.append("<td>").append(PathHtml.escaped(cell)).append("</td>");
        out.append("</tr>\n");
    }

    private void end() {
        out.append("</tbody></table>\n");
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }
}
