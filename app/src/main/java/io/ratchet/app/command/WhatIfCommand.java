package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet what-if}: what a site's rules folder would decide otherwise, before it is put into service. */
@Command(
        name = "what-if",
        description =
                "Tries a rules folder over the whole fleet and over stored rounds, and shows which assets would be decided otherwise."
                        + " Nothing is changed.")
final class WhatIfCommand implements Callable<Integer> {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,4})([hdw])");

    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Option(
            names = "--rules",
            required = true,
            paramLabel = "DIR",
            description =
                    "The candidate: a folder with catalogue, rules, playbooks and cases, as docs/guides/add-a-rule.md shows one.")
    private Path rules = Path.of("");

    @Option(
            names = "--since",
            paramLabel = "SPAN",
            description =
                    "How far back stored rounds are looked at, such as 12h, 30d or 4w; 0d: none (default: ${DEFAULT-VALUE}).")
    private String since = "30d";

    @Option(names = "--json", description = "Prints the server's answer as JSON.")
    private boolean json;

    WhatIfCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Duration back = span(since);
        String folder = URLEncoder.encode(rules.toString(), StandardCharsets.UTF_8);
        JsonNode answer = server.ask(
                "/api/v1/what-if?since=" + back + "&folder=" + folder, "application/zip", RulesZip.of(rules));
        if (json) terminal.out().println(answer);
        else print(answer);
        return Exit.DONE;
    }

    private static Duration span(String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches())
            throw Refusal.couldNotStart("--since is a span such as 12h, 30d or 4w, not '" + text + "'.");
        long number = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }

    private void print(JsonNode answer) {
        rules("Only the candidate has: ", answer.at("/rules/added"));
        rules("Only the running rule book has: ", answer.at("/rules/removed"));
        JsonNode fleet = answer.path("fleet");
        say("The fleet now: " + fleet.path("changedAssets").asLong() + " of "
                + fleet.path("assets").asLong()
                + " assets would be decided otherwise (" + fleet.path("changed").asLong() + " lines); "
                + fleet.path("reworded").asLong() + " lines only reworded, "
                + fleet.path("unchanged").asLong() + " the same.");
        groups(fleet.path("groups"), false);
        if (answer.has("history")) history(answer.path("history"));
    }

    private void rules(String label, JsonNode ids) {
        List<String> named = new ArrayList<>();
        ids.forEach(id -> named.add(id.asText()));
        if (!named.isEmpty()) say(label + String.join(", ", named) + ".");
    }

    private void history(JsonNode history) {
        terminal.out().println();
        long stored = history.path("stored").asLong();
        long compared = history.path("compared").asLong();
        say("Rounds stored since " + history.path("since").asText() + ": " + stored + "; decided again: "
                + (compared == stored ? "all of them." : "the newest " + compared + "."));
        Table table = new Table("ROUND", "AT", "ASSETS", "OTHERWISE", "LINES", "REWORDED", "AGAINST");
        long touched = 0;
        for (JsonNode round : history.path("rounds")) {
            if (round.path("changed").asLong() == 0 && round.path("reworded").asLong() == 0) continue;
            touched++;
            table.row(
                    round.path("round").asLong(),
                    round.path("at").asText(),
                    round.path("assets").asLong(),
                    round.path("changedAssets").asLong(),
                    round.path("changed").asLong(),
                    round.path("reworded").asLong(),
                    round.path("against").asText());
        }
        if (touched == 0) say("None of them would have been decided otherwise.");
        else table.print(terminal.out());
        groups(history.path("groups"), true);
    }

    private void groups(JsonNode groups, boolean past) {
        if (groups.isEmpty()) return;
        Table table =
                new Table("ASSETS", past ? "ROUNDS" : "LINES", "SYSTEM", "GOAL", "FROM", "TO", "DIFFERS IN", "SUCH AS");
        for (JsonNode group : groups)
            table.row(
                    group.path("assets").asLong(),
                    past ? rounds(group) : group.path("lines").asText(),
                    group.path("system").asText("-"),
                    group.path("goal").asText(),
                    side(group.path("from")),
                    side(group.path("to")),
                    differs(group),
                    joined(group.path("examples")));
        terminal.out().println();
        table.print(terminal.out());
    }

    private static String rounds(JsonNode group) {
        long first = group.path("firstRound").asLong();
        long last = group.path("lastRound").asLong();
        return group.path("rounds").asLong()
                + (first == last ? " (" + first + ")" : " (" + first + " to " + last + ")");
    }

    private static String side(JsonNode side) {
        if (side.isNull()) return "no line";
        return side.path("decision").asText() + " " + side.path("remedy").asText() + " by "
                + side.path("rule").asText();
    }

    private static String differs(JsonNode group) {
        return group.path("from").isNull() || group.path("to").isNull() ? "all" : joined(group.path("differs"));
    }

    private static String joined(JsonNode texts) {
        List<String> joined = new ArrayList<>();
        texts.forEach(text -> joined.add(text.asText()));
        return String.join(", ", joined);
    }

    private void say(String sentence) {
        terminal.out().println(Table.printable(sentence));
    }
}
