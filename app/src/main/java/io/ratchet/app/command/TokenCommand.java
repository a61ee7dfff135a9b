package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.wire.Json;
import java.io.IOException;
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

/** {@code ratchet token make|list|revoke}. */
@Command(
        name = "token",
        description = "Makes a token for a program or a person, lists and revokes them; for administrators.",
        synopsisSubcommandLabel = "COMMAND")
final class TokenCommand implements Runnable {
    private static final String PATH = "/api/v1/tokens";

    @Spec
    private CommandLine.Model.CommandSpec spec;

    static CommandLine line(Terminal terminal) {
        return new CommandLine(new TokenCommand())
                .addSubcommand(new Make(terminal))
                .addSubcommand(new Listing(terminal))
                .addSubcommand(new Revoke(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command is given; there are make, list and revoke.");
    }

    private static void print(JsonNode answer, Terminal terminal) {
        if (answer.path("tokens").isEmpty()) {
            terminal.say("There is no token but those of the settings.");
            return;
        }
        Table table = new Table("NAME", "ROLES", "SITES", "STANDS", "EXPIRES", "LAST USED", "MADE BY");
        for (JsonNode token : answer.path("tokens"))
            table.row(
                    token.path("name").asText(),
                    words(token.path("roles"), "none"),
                    words(token.path("sites"), "all"),
                    token.path("stands").asBoolean() ? "yes" : "no",
                    token.path("expires").asText(),
                    token.path("lastUsedAt").asText("never"),
                    token.path("madeBy").asText());
        table.print(terminal.out());
    }

    private static String words(JsonNode list, String none) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return words.isEmpty() ? none : String.join(",", words);
    }

    /** {@code ratchet token make NAME --roles ROLES}. */
    @Command(name = "make", description = "Makes a token and prints it; it is shown this once and kept nowhere.")
    static final class Make implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final ServerClient server = new ServerClient();

        @Parameters(paramLabel = "NAME", description = "Whose it is; so they are called in the audit log.")
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

        @Option(
                names = "--days",
                paramLabel = "N",
                defaultValue = "90",
                description = "How long it is good, 366 at most (default: 90).")
        private int days = 90;

        Make(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            ObjectNode wanted = Json.object().put("name", name).put("days", days);
            ArrayNode may = wanted.putArray("roles");
            roles.forEach(may::add);
            ArrayNode where = wanted.putArray("sites");
            sites.forEach(where::add);
            JsonNode made = server.postSecret(PATH, Json.line(wanted).getBytes(StandardCharsets.UTF_8));
            terminal.out().println(made.path("token").asText());
            terminal.say("The token of " + Table.printable(made.path("name").asText()) + " is good until "
                    + made.path("expires").asText() + "; it is shown this once.");
            return Exit.DONE;
        }
    }

    /** {@code ratchet token list}. */
    @Command(name = "list", description = "Lists every token that was made, with its roles, its end and its last use.")
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

    /** {@code ratchet token revoke NAME --reason TEXT}. */
    @Command(name = "revoke", description = "Revokes what somebody has for a token; sessions begun with it end too.")
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
