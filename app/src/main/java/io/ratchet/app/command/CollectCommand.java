package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.playbooks.CollectScripts;
import io.ratchet.rules.RuleBook;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet collect [--hosts FILE | --site S | --stale] [--at WINDOW] | --script}. */
@Command(
        name = "collect",
        description =
                "Has a server ask hosts for what the rules ask for; nothing is changed on them. Without an option:"
                        + " which hosts are asked, and the result.")
final class CollectCommand implements Callable<Integer> {
    private static final List<String> NEED = List.of("reading", "held", "failed", "waiting", "done");

    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Option(
            names = "--hosts",
            paramLabel = "FILE",
            description = "Names or addresses, one a line; unknown ones only within the profile's networks.")
    private @Nullable Path hosts;

    @Option(names = "--site", paramLabel = "NAME", description = "Every host of this site.")
    private @Nullable String site;

    @Option(names = "--stale", description = "Only those whose facts are older than they may be, or that have none.")
    private boolean stale;

    @Option(
            names = "--at",
            paramLabel = "WINDOW",
            description = "When: a time such as 2018-09-20T20:00:00Z, or 'window', when each site's window is open"
                    + " (default: now).")
    private String at = "";

    @Option(
            names = "--script",
            description =
                    "Prints the script itself, to be run by GPO, ConfigMgr or hand; 'parse' reads what it prints.")
    private boolean script;

    @Option(names = "--json", description = "Prints the server's answer as JSON.")
    private boolean json;

    CollectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (script) {
            if (hosts != null || site != null || stale || !at.isEmpty())
                throw Refusal.couldNotStart("Give --script alone: it is the same for every host.");
            terminal.out().print(CollectScripts.file(RuleBook.shipped().questions()));
            return Exit.DONE;
        }
        if (hosts == null && site == null && !stale)
            return report(inOrderOfNeed(server.all("/api/v1/collects", "orders")));
        if (hosts != null && (site != null || stale))
            throw Refusal.couldNotStart("Give --hosts, or --site or --stale; not both.");
        return ordered(server.post("/api/v1/collects", Json.mapper().writeValueAsBytes(body())));
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new HashMap<>();
        if (hosts != null) body.put("hosts", lines(hosts));
        if (site != null) body.put("site", site);
        body.put("stale", stale);
        if (!at.isEmpty())
            body.put(
                    "at",
                    at.equals("window")
                            ? at
                            : ReportArguments.instant("--at", at).toString());
        return body;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw Refusal.couldNotStart(
                    "The list of hosts '" + file + "' cannot be read; give a text file with one name a line.", e);
        }
    }

    /** What goes on or went wrong first; the server tells them by host, so that none is on two pages. */
    private static JsonNode inOrderOfNeed(JsonNode report) {
        ArrayNode orders = ((ObjectNode) report).withArray("orders");
        List<JsonNode> sorted = new ArrayList<>();
        orders.forEach(sorted::add);
        sorted.sort(
                Comparator.comparing(order -> NEED.indexOf(order.path("state").asText())));
        orders.removeAll().addAll(sorted);
        return report;
    }

    private int report(JsonNode report) {
        if (json) {
            terminal.out().println(report);
            return Exit.DONE;
        }
        if (report.path("orders").isEmpty()) terminal.say("No host was asked yet.");
        else print(report.path("orders"));
        return Exit.DONE;
    }

    /** Who is not asked is told, and ends the command as not wholly what was wished. */
    private int ordered(JsonNode answer) {
        JsonNode refused = answer.path("refused");
        if (json) terminal.out().println(answer);
        else {
            if (!answer.path("orders").isEmpty()) print(answer.path("orders"));
            for (JsonNode one : refused)
                terminal.say(one.path("host").asText() + " is not asked: "
                        + one.path("because").asText() + " [" + one.path("code").asText() + "]");
        }
        if (answer.path("orders").isEmpty() && refused.isEmpty()) return nobody();
        return refused.isEmpty() ? Exit.DONE : Exit.NOT_AS_WISHED;
    }

    /** That no facts are stale is as wished; that a site or a list has no host is not. */
    private int nobody() {
        String where = site == null ? "" : " at the site '" + Table.printable(site) + "'";
        terminal.say(
                stale
                        ? "No host" + where + " has facts older than they may be; nothing is asked."
                        : "No host is known" + where + "; nothing is asked.");
        return stale ? Exit.DONE : Exit.NOT_AS_WISHED;
    }

    private void print(JsonNode orders) {
        Table table = new Table("HOST", "SITE", "STATE", "DUE", "ASKED", "CODE", "RESULT");
        for (JsonNode order : orders)
            table.row(
                    order.path("host").asText(),
                    order.path("site").asText("-"),
                    order.path("state").asText(),
                    order.path("due").asText(),
                    order.path("ended").asText("-"),
                    order.path("code").asText("-"),
                    order.path("message").asText("-"));
        table.print(terminal.out());
    }
}
