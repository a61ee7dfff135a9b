package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet night [--at T] [--json]}: tonight's plan before it runs, last night's report after. */
@Command(
        name = "night",
        description =
                "Shows tonight's plan (order, waves, when it ends, what does not fit and why) and what the last 24"
                        + " hours came to.")
final class NightCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Option(names = "--at", paramLabel = "T", description = "The moment, such as 2018-09-20T20:00:00Z (default: now).")
    private Optional<String> at = Optional.empty();

    @Option(names = "--json", description = "Prints the server's answer as JSON.")
    private boolean json;

    NightCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        String asked =
                at.map(text -> "?at=" + ReportArguments.instant("--at", text)).orElse("");
        JsonNode night = server.get("/api/v1/night" + asked);
        if (json) {
            terminal.out().println(night);
            return Exit.DONE;
        }
        tonight(night);
        List<String> sections = List.of("left", "underWay", "stops", "brakes");
        List<String> titles = List.of("Not tonight:", "Under way:", "Stopped:", "Held:");
        List<List<String>> columns = List.of(
                List.of("asset", "site", "goal", "code", "because"),
                List.of("asset", "site", "goal", "state", "code", "next", "because"),
                List.of("scope", "by", "at", "reason"),
                List.of("scope", "kind", "at", "because"));
        for (int i = 0; i < sections.size(); i++) section(titles.get(i), night.path(sections.get(i)), columns.get(i));
        section(
                "The last 24 hours: " + outcomes(night.at("/report/outcomes")),
                night.at("/report/runs"),
                List.of("asset", "site", "begun", "ended", "outcome", "code"));
        return Exit.DONE;
    }

    private void tonight(JsonNode night) {
        if (night.path("plan").isEmpty()) {
            terminal.say("Nothing that is approved begins within a day.");
            return;
        }
        section(
                "Tonight, done at " + night.path("ends").asText() + " if every run is verified:",
                night.path("plan"),
                List.of("wave", "begins", "ends", "asset", "site", "goal", "restart", "firstWith"));
    }

    private void section(String title, JsonNode rows, List<String> columns) {
        if (rows.isEmpty()) return;
        terminal.out().println(title);
        Table table = new Table(columns.stream()
                .map(column -> column.equals("firstWith") ? "FIRST WITH" : column.toUpperCase(Locale.ROOT))
                .toArray(String[]::new));
        for (JsonNode row : rows) {
            List<Object> cells = new ArrayList<>();
            for (String column : columns) cells.add(cell(row.path(column)));
            table.row(cells.toArray());
        }
        table.print(terminal.out());
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
