package io.ratchet.app.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.routes.night.BlackoutText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A night in tables, as {@code ratchet night} prints it and as people are told it. */
public final class NightText {
    /** Where nothing that is approved begins. */
    public static final String NOTHING = "Nothing that is approved begins within a day.";

    private static final List<String> SECTIONS = List.of("left", "underWay", "stops", "brakes");
    private static final List<String> TITLES = List.of("Not tonight:", "Under way:", "Stopped:", "Held:");
    private static final List<List<String>> COLUMNS = List.of(
            List.of("asset", "site", "goal", "code", "because"),
            List.of("asset", "site", "goal", "state", "code", "next", "because"),
            List.of("scope", "by", "at", "reason"),
            List.of("scope", "kind", "at", "because"));

    private final PrintStream out;

    private NightText(PrintStream out) {
        this.out = out;
    }

    /**
     * Prints its tables; one without rows is left out.
     *
     * @param night {@code ratchet.night/1}
     */
    public static void print(JsonNode night, PrintStream out) {
        new NightText(out).print(night);
    }

    /** The same as a text, that nothing begins included. */
    public static String of(JsonNode night) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            if (night.path("plan").isEmpty()) out.println(NOTHING);
            print(night, out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void print(JsonNode night) {
        section(
                "Tonight, done at " + night.path("ends").asText() + " if every run is verified:",
                night.path("plan"),
                List.of("wave", "begins", "ends", "asset", "site", "goal", "restart", "firstWith"));
        for (int i = 0; i < SECTIONS.size(); i++) section(TITLES.get(i), night.path(SECTIONS.get(i)), COLUMNS.get(i));
        blackouts("Blackouts, in which nothing is changed:", night.path("blackouts"));
        section(
                "The last 24 hours: " + outcomes(night.at("/report/outcomes")),
                night.at("/report/runs"),
                List.of("asset", "site", "begun", "ended", "outcome", "code"));
        blackouts("Blackouts of the last 24 hours:", night.at("/report/blackouts"));
    }

    private void blackouts(String title, JsonNode blackouts) {
        if (blackouts.isEmpty()) return;
        out.println(title);
        Table table = new Table("SITES", "FROM", "UNTIL", "REASON");
        for (BlackoutText one : BlackoutText.of(blackouts))
            table.row(one.where(), one.from(), one.until(), one.reason());
        table.print(out);
    }

    private void section(String title, JsonNode rows, List<String> columns) {
        if (rows.isEmpty()) return;
        out.println(title);
        Table table = new Table(columns.stream()
                .map(column -> column.equals("firstWith") ? "FIRST WITH" : column.toUpperCase(Locale.ROOT))
                .toArray(String[]::new));
        for (JsonNode row : rows) {
            List<Object> cells = new ArrayList<>();
            for (String column : columns) cells.add(cell(row.path(column)));
            table.row(cells.toArray());
        }
        table.print(out);
    }

    private static String cell(JsonNode value) {
        if (!value.isArray()) return value.asText("-");
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(item.asText()));
        return items.isEmpty() ? "-" : String.join(", ", items);
    }

    private static String outcomes(JsonNode counted) {
        List<String> words = new ArrayList<>();
        counted.properties().forEach(entry -> words.add(entry.getValue().asLong() + " " + entry.getKey()));
        return String.join(", ", words);
    }
}
