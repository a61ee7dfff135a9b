package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ratchet tickets}: what people are asked for outside Ratchet, and where it stands there. */
@Command(
        name = "tickets",
        description = "Lists the tickets, or has them sent, sent again or looked at in their ticket system.")
final class TicketsCommand implements Callable<Integer> {
    private enum Deed {
        LIST,
        SEND,
        RESEND,
        SYNC
    }

    private static final List<String> STATES = List.of("open", "closed", "merged");

    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DEED",
            description =
                    "list (the default), send what is due now, resend KEY that was refused, sync: look at all now.")
    private Deed deed = Deed.LIST;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "KEY",
            description = "The ticket whose message is sent again.")
    private @Nullable String key;

    @Option(names = "--json", description = "Prints the server's answer as JSON.")
    private boolean json;

    TicketsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        JsonNode answer = answer();
        if (json) terminal.out().println(answer);
        else {
            print(answer.path("tickets"));
            if (!answer.path("changes").isEmpty()) printChanges(answer.path("changes"));
        }
        boolean refused = refused(answer.path("tickets")) || refused(answer.path("changes"));
        return deed != Deed.LIST && refused ? Exit.NOT_AS_WISHED : Exit.DONE;
    }

    private JsonNode answer() throws IOException {
        if (deed != Deed.RESEND && key != null)
            throw Refusal.couldNotStart("Only resend takes the key of a ticket; leave '" + key + "' out.");
        return switch (deed) {
            case LIST -> openFirst(server.all("/api/v1/tickets", "tickets", "changes"));
            case SEND -> server.post("/api/v1/tickets/send", Map.of());
            case SYNC -> server.post("/api/v1/tickets/sync", Map.of());
            case RESEND -> server.post("/api/v1/tickets/resend", Map.of("key", given(key)));
        };
    }

    /** The server tells them by key, so that none is on two pages. */
    private static JsonNode openFirst(JsonNode answer) {
        ArrayNode tickets = ((ObjectNode) answer).withArray("tickets");
        List<JsonNode> sorted = new ArrayList<>();
        tickets.forEach(sorted::add);
        sorted.sort(Comparator.comparing(
                ticket -> STATES.indexOf(ticket.path("state").asText())));
        tickets.removeAll().addAll(sorted);
        return answer;
    }

    private static String given(@Nullable String named) {
        if (named != null) return named;
        throw Refusal.couldNotStart("Name the ticket that is to be sent again, as 'ratchet tickets' lists it.");
    }

    private static boolean refused(JsonNode tickets) {
        for (JsonNode ticket : tickets) if (ticket.at("/next/state").asText().equals("refused")) return true;
        return false;
    }

    private void print(JsonNode tickets) {
        if (tickets.isEmpty()) {
            terminal.say("No ticket was opened.");
            return;
        }
        Table table = new Table("KEY", "NUMBER", "SYSTEM", "PLACE", "OWNER", "ASKED", "BY", "STATE", "THERE", "NEXT");
        for (JsonNode ticket : tickets)
            table.row(
                    ticket.path("key").asText(),
                    ticket.at("/there/number").asText("-"),
                    ticket.path("system").asText(),
                    ticket.path("place").asText(),
                    ticket.path("owner").asText("-"),
                    ticket.path("asked").asText() + " of "
                            + ticket.path("hosts").asText(),
                    ticket.path("due").asText(),
                    ticket.path("state").asText(),
                    ticket.at("/there/status").asText("-"),
                    next(ticket.path("next")));
        table.print(terminal.out());
    }

    private void printChanges(JsonNode changes) {
        Table table = new Table("CHANGE", "NUMBER", "IN", "REMEDIATION", "STATE", "BY", "THERE", "NEXT");
        for (JsonNode change : changes)
            table.row(
                    change.path("key").asText(),
                    change.path("number").asText("-"),
                    change.path("in").asText(),
                    change.path("remediation").asText(),
                    change.path("state").asText(),
                    change.path("by").asText("-"),
                    change.path("status").asText("-"),
                    next(change.path("next")));
        table.print(terminal.out());
    }

    private static String next(JsonNode next) {
        if (next.isMissingNode()) return "-";
        String answer = next.path("answer").asText("");
        return next.path("kind").asText() + " " + next.path("state").asText() + (answer.isEmpty() ? "" : ": " + answer);
    }
}
