package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ratchet user set|list|revoke}. */
@Command(
        name = "user",
        description = "Gives people passwords for the console, lists and revokes them; for administrators.",
        synopsisSubcommandLabel = "COMMAND")
final class UserCommand implements Runnable {
    private static final String PATH = "/api/v1/users";

    @Spec
    private CommandLine.Model.CommandSpec spec;

    static CommandLine line(Terminal terminal) {
        return new CommandLine(new UserCommand())
                .addSubcommand(new SetPassword(terminal))
                .addSubcommand(new Listing(terminal))
                .addSubcommand(new Revoke(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command is given; there are set, list and revoke.");
    }

    private static void print(JsonNode answer, Terminal terminal) {
        if (answer.path("users").isEmpty()) {
            terminal.say("There is no password yet.");
            return;
        }
        Table table = new Table("NAME", "ROLES", "SITES", "STANDS", "MADE BY");
        for (JsonNode user : answer.path("users"))
            table.row(
                    user.path("name").asText(),
                    words(user.path("roles"), "none"),
                    words(user.path("sites"), "all"),
                    user.path("stands").asBoolean() ? "yes" : "no",
                    user.path("madeBy").asText());
        table.print(terminal.out());
    }

    private static String words(JsonNode list, String none) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return words.isEmpty() ? none : String.join(",", words);
    }

    /** {@code ratchet user set NAME --roles ROLES}, the password on standard input. */
    @Command(
            name = "set",
            description =
                    "Gives somebody a password, read as one line from standard input; who had that name loses theirs.")
    static final class SetPassword implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final ServerClient server = new ServerClient();

        @Parameters(paramLabel = "NAME", description = "Who; so they are called in the audit log.")
        private String name = "";

        @Option(
                names = "--roles",
                required = true,
                split = ",",
                paramLabel = "ROLE",
                description = "What they may do: viewer, operator, approver, auditor, admin, ingest.")
        private List<String> roles = List.of();

        @Option(
                names = "--sites",
                split = ",",
                paramLabel = "SITE",
                description = "Where they may act (default: everywhere).")
        private List<String> sites = List.of();

        SetPassword(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            String password =
                    new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
            if (password == null || password.isBlank())
                throw Refusal.couldNotStart("No password came on standard input; give it there as one line.");
            ObjectNode wanted = Json.object().put("name", name).put("password", password);
            ArrayNode may = wanted.putArray("roles");
            roles.forEach(may::add);
            ArrayNode where = wanted.putArray("sites");
            sites.forEach(where::add);
            server.postSecret(PATH, Json.line(wanted).getBytes(StandardCharsets.UTF_8));
            terminal.say(Table.printable(name) + " can sign in with that password.");
            return Exit.DONE;
        }
    }

    /** {@code ratchet user list}. */
    @Command(name = "list", description = "Lists everybody who was given a password, with their roles.")
    static final class Listing implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final ServerClient server = new ServerClient();

        Listing(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            print(server.get(PATH), terminal);
            return Exit.DONE;
        }
    }

    /** {@code ratchet user revoke NAME --reason TEXT}. */
    @Command(name = "revoke", description = "Takes somebody's password back; their sessions end too.")
    static final class Revoke implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final ServerClient server = new ServerClient();

        @Parameters(paramLabel = "NAME", description = "Whose, as the list names them.")
        private String name = "";

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "Why; it is kept in the audit log.")
        private String reason = "";

        Revoke(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            print(server.post(PATH + "/revoke", Map.of("name", name, "reason", reason)), terminal);
            return Exit.DONE;
        }
    }
}
