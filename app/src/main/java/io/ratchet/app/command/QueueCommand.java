package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet queue}: what waits for approval. */
@Command(
        name = "queue",
        description = {
            "Lists the remediations that are waiting for approval, oldest first.",
            "With any of --asset, --site, --goal, --restart, --cohort, --part and --show only those that fit all of them;"
                    + " what was put off is then among them only by --show put-off."
        })
final class QueueCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Option(names = "--asset", paramLabel = "TEXT", description = "Whose asset has this in its name.")
    private Optional<String> asset = Optional.empty();

    @Option(names = "--site", paramLabel = "NAME", description = "At this site; '-': at none that is known.")
    private Optional<String> site = Optional.empty();

    @Option(names = "--goal", paramLabel = "GOAL", description = "For ready or for only.")
    private Optional<String> goal = Optional.empty();

    @Option(names = "--restart", paramLabel = "KIND", description = "With the restart none, app, service or reboot.")
    private Optional<String> restart = Optional.empty();

    @Option(
            names = "--cohort",
            paramLabel = "COHORT",
            description = "Of this kind, as the address of its page in the console names it.")
    private Optional<String> cohort = Optional.empty();

    @Option(
            names = "--part",
            paramLabel = "PART",
            description = "alike: what nothing sets apart from its kind; apart: what is to be looked at by itself.")
    private Optional<String> part = Optional.empty();

    @Option(
            names = "--show",
            paramLabel = "WHICH",
            description =
                    "put-off: what was put off; asked-again: what is another plan than the one that people decided on before.")
    private Optional<String> show = Optional.empty();

    @Option(names = "--json", description = "Prints the server's answer as JSON.")
    private boolean json;

    QueueCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        String query = query();
        JsonNode queue = query.isEmpty() ? server.get("/api/v1/queue") : server.all("/api/v1/queue" + query, "entries");
        if (json) {
            terminal.out().println(queue);
            return Exit.DONE;
        }
        if (queue.path("entries").isEmpty()) {
            terminal.say(query.isEmpty() ? "Nothing is waiting for approval." : "Nothing that waits fits this.");
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

    /** What is asked for, as the server takes it; empty where nothing is left out. */
    private String query() {
        return new Query()
                .with("q", given("--asset", asset))
                .with("site", given("--site", site))
                .with("goal", given("--goal", goal))
                .with("restart", given("--restart", restart))
                .with("cohort", given("--cohort", cohort))
                .with("part", given("--part", part))
                .with("show", given("--show", show))
                .text();
    }

    /** The server takes an empty part of the address for any. */
    private static Optional<String> given(String option, Optional<String> value) {
        if (value.filter(String::isBlank).isPresent())
            throw Refusal.couldNotStart(option + " needs a value; leave it out for any.");
        return value;
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
