package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet replay}: decides stored rounds again and says whether every byte is the same. */
@Command(
        name = "replay",
        description =
                "Decides stored rounds again from the findings, profile, moment and rule book they rested on, and holds the decisions"
                        + " against those that were stored, byte for byte. Without more it is the last round; ends 0 only when all is the same.")
final class ReplayCommand implements Callable<Integer> {
    private static final int SHORT = 12;
    private static final int SHOWN = 100;

    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @ArgGroup
    private Wanted wanted = new Wanted();

    @Option(names = "--json", description = "Prints the server's answers as JSON, one line for each round.")
    private boolean json;

    /** Which rounds; at most one of these. */
    static final class Wanted {
        @Parameters(
                paramLabel = "ASSET",
                arity = "0..1",
                description = "Every round that decided something else for this asset.")
        private Optional<String> asset = Optional.empty();

        @Option(names = "--round", paramLabel = "N", description = "One round.")
        private Optional<Long> round = Optional.empty();

        @Option(
                names = "--decision",
                paramLabel = "ID",
                description =
                        "The rounds that made a decision or took it back: the SHA-256 of its line, or the beginning of that.")
        private Optional<String> decision = Optional.empty();

        @Option(names = "--all", description = "Every stored round.")
        private boolean all;
    }

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        List<JsonNode> replays = new ArrayList<>();
        JsonNode rounds = rounds();
        for (long number : numbers(rounds)) {
            JsonNode replay = server.get("/api/v1/rounds/" + number + "/replay");
            replays.add(replay);
            if (json) terminal.out().println(replay);
        }
        if (!json) {
            print(replays);
            touched(rounds);
        }
        for (JsonNode replay : replays)
            if (replay.path("verdict").asText().equals("other-rules"))
                terminal.say(replay.path("says").asText());
        return replays.stream()
                        .allMatch(replay -> replay.path("verdict").asText().equals("same"))
                ? Exit.DONE
                : Exit.NOT_AS_WISHED;
    }

    private JsonNode rounds() throws IOException {
        if (wanted.asset.isPresent()) return server.get("/api/v1/rounds?asset=" + encoded(wanted.asset.get()));
        if (wanted.round.isPresent()) return JsonNodeFactory.instance.objectNode();
        if (wanted.decision.isPresent()) return server.get("/api/v1/rounds?decision=" + encoded(wanted.decision.get()));
        return wanted.all ? server.all("/api/v1/rounds", "rounds") : server.get("/api/v1/rounds?limit=1");
    }

    private List<Long> numbers(JsonNode rounds) {
        if (wanted.round.isPresent()) return List.of(wanted.round.get());
        List<Long> numbers = new ArrayList<>();
        rounds.path("rounds")
                .forEach(round -> numbers.add(0, round.path("round").asLong()));
        if (numbers.isEmpty())
            throw Refusal.notAsWished(
                    "No round is stored of this; rounds are kept from the first decision after an upgrade on.");
        return numbers;
    }

    private void print(List<JsonNode> replays) {
        Table table = new Table("ROUND", "AT", "RULE BOOK", "DECISIONS", "VERDICT");
        for (JsonNode replay : replays) {
            JsonNode round = replay.path("round");
            table.row(
                    round.path("round").asLong(),
                    round.path("at").asText(),
                    shorten(round.path("ruleBook").asText()),
                    round.path("decisions").asLong(),
                    replay.path("verdict").asText());
        }
        table.print(terminal.out());
        for (JsonNode replay : replays) if (replay.has("firstDifference")) difference(replay);
    }

    private void difference(JsonNode replay) {
        JsonNode first = replay.path("firstDifference");
        int from = first.path("from").asInt();
        terminal.out().println();
        terminal.out().println(replay.path("says").asText());
        terminal.out()
                .println(Table.printable("The first is " + first.path("asset").asText() + ", "
                        + first.path("system").asText("no system") + ", "
                        + first.path("goal").asText() + ", step "
                        + first.path("step").asInt() + ":"));
        terminal.out().println("  stored    " + around(first.path("stored"), from));
        terminal.out().println("  replayed  " + around(first.path("replayed"), from));
    }

    private static String around(JsonNode line, int from) {
        if (!line.isTextual()) return "no such line";
        String text = line.asText();
        int begin = Math.max(0, from - SHOWN / 2);
        int end = Math.min(text.length(), from + SHOWN / 2);
        return (begin > 0 ? ".." : "")
                + Table.printable(text.substring(begin, end))
                + (end < text.length() ? ".." : "");
    }

    private void touched(JsonNode rounds) {
        if (rounds.path("rounds").findValues("touched").isEmpty()) return;
        Table table = new Table("ROUND", "DECISION ID", "BECAME", "SYSTEM", "GOAL", "STEP", "DECISION", "RULE");
        for (int i = rounds.path("rounds").size() - 1; i >= 0; i--) {
            JsonNode round = rounds.path("rounds").get(i);
            for (JsonNode line : round.path("touched"))
                table.row(
                        round.path("round").asLong(),
                        shorten(line.path("id").asText()),
                        line.path("became").asText(),
                        line.path("system").asText("-"),
                        line.path("goal").asText(),
                        line.path("step").asInt(),
                        line.path("decision").asText(),
                        line.path("rule").asText());
        }
        terminal.out().println();
        table.print(terminal.out());
    }

    private static String shorten(String hash) {
        return hash.length() <= SHORT ? hash : hash.substring(0, SHORT);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
