package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet queue}: what waits for approval. */
@Command(name = "queue", description = "Lists the remediations that are waiting for approval.")
final class QueueCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Option(names = "--json", description = "Prints the server's answer as JSON.")
    private boolean json;

    QueueCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        JsonNode queue = server.get("/api/v1/queue");
        if (json) {
            terminal.out().println(queue);
            return Exit.DONE;
        }
        if (queue.path("entries").isEmpty()) {
            terminal.say("Nothing is waiting for approval.");
            return Exit.DONE;
        }
        Table table = new Table("ID", "ASSET", "SITE", "GOAL", "STEPS", "CHANGES", "RESTART", "CHANGE THERE");
        for (JsonNode entry : queue.path("entries")) row(table, entry);
        table.print(terminal.out());
        queue.path("entries").forEach(this::sayWhoIsNeeded);
        queue.path("entries").forEach(this::sayWhatIsAskedAgain);
        sayWhereNobodyIsApart(queue.path("entries"));
        return Exit.DONE;
    }

    /** What one person may not approve alone, or not everybody. */
    private void sayWhoIsNeeded(JsonNode entry) {
        JsonNode needed = entry.path("needed");
        if (needed.path("people").asInt() > 1 || !needed.path("notBy").isEmpty())
            terminal.say(entry.at("/remediation/id").asText() + ": "
                    + Table.printable(needed.path("says").asText()));
    }

    private void sayWhatIsAskedAgain(JsonNode entry) {
        JsonNode before = entry.at("/remediation/previously");
        if (before.isObject())
            SaidText.previously(before)
                    .forEach(line -> terminal.say(entry.at("/remediation/id").asText() + ": " + line));
    }

    private void sayWhereNobodyIsApart(JsonNode entries) {
        long alone = StreamSupport.stream(entries.spliterator(), false)
                .filter(entry -> entry.at("/needed/alone").asBoolean())
                .count();
        if (alone > 0)
            terminal.say(
                    "Of " + alone + " of these, whoever approves them may have brought the facts or asked for them:"
                            + " no other person was given the right to approve. The audit log says so for each.");
    }

    private static void row(Table table, JsonNode entry) {
        JsonNode remediation = entry.path("remediation");
        JsonNode plan = remediation.path("plan");
        table.row(
                remediation.path("id").asText(),
                plan.path("asset").asText(),
                remediation.path("site").asText("-"),
                plan.path("goal").asText(),
                plan.path("steps").size(),
                plan.path("steps").findValues("changes").stream()
                        .mapToInt(JsonNode::size)
                        .sum(),
                plan.path("restart").asText(),
                change(entry.path("change")));
    }

    /** The change that its site wants in its own ticket system, and where that stands. */
    private static String change(JsonNode change) {
        if (change.isMissingNode()) return "-";
        String number = change.path("number").asText("");
        return (number.isEmpty() ? "" : number + " ") + change.path("state").asText();
    }
}
