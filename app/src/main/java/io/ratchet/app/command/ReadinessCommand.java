package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet readiness}: the path to the goal, of everything or of a part of the estate. */
@Command(
        name = "readiness",
        description =
                "Shows the path to TLS 1.2 alone: the ladder with its dates, what remains in which order, what holds the most, who owes"
                        + " it, which exceptions stand, and the smallest set of assets whose readiness frees the most others.")
final class ReadinessCommand implements Callable<Integer> {
    private static final int SHORT = 12;

    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Option(names = "--site", paramLabel = "NAME", description = "Only a site; - for assets whose site is unknown.")
    private Optional<String> site = Optional.empty();

    @Option(names = "--service", paramLabel = "NAME", description = "Only the members of a business service.")
    private Optional<String> service = Optional.empty();

    @Option(names = "--asset", paramLabel = "ID", description = "Only an asset, with every step it ever reached.")
    private Optional<String> asset = Optional.empty();

    @Option(
            names = "--family",
            paramLabel = "NAME",
            description = "Only a family of systems, such as Windows or Servers.")
    private Optional<String> family = Optional.empty();

    @Option(
            names = "--controls",
            description =
                    "Shows what frameworks ask for (PCI DSS, NIST, CIS, STIG, CISA), held against it; with --asset each answer.")
    private boolean controls;

    @ArgGroup
    private Form form = new Form();

    /** At most one of these. */
    static final class Form {
        @Option(names = "--json", description = "Prints the server's answer as JSON.")
        private boolean json;

        @Option(
                names = "--oscal",
                description = "Prints the controls as OSCAL assessment results, for tools that read these.")
        private boolean oscal;

        @Option(names = "--html", description = "Prints it as one HTML file that needs nothing else.")
        private boolean html;
    }

    ReadinessCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (form.html) {
            terminal.out().print(server.text("/api/v1/path/report" + query()));
            return Exit.DONE;
        }
        if (form.oscal) {
            terminal.out().println(server.get("/api/v1/controls/oscal" + query()));
            return Exit.DONE;
        }
        if (controls) {
            JsonNode judged = server.get("/api/v1/controls" + query());
            if (form.json) terminal.out().println(judged);
            else controls(judged);
            return Exit.DONE;
        }
        JsonNode path = server.get("/api/v1/path" + query());
        if (form.json) terminal.out().println(path);
        else print(path);
        return Exit.DONE;
    }

    private String query() {
        return new Query()
                .with("site", site)
                .with("service", service)
                .with("asset", asset)
                .with("family", family)
                .text();
    }

    private void print(JsonNode path) {
        if (path.path("goals").isEmpty()) {
            terminal.say("Nothing is decided yet; take a report in first.");
            return;
        }
        for (JsonNode goal : path.path("goals")) ladder(goal);
        for (JsonNode forecast : path.path("forecasts")) forecast(forecast);
        regressions(path.path("regressions"));
        for (JsonNode proven : path.path("proven"))
            terminal.out()
                    .println("Proven " + text(proven, "days") + " days for " + text(proven, "goal") + ", since "
                            + moment(proven, "since") + ".\n");
        rungs(path.path("rungs"));
        section(
                "Who owes the next step:",
                path.path("owed"),
                new Table("WHO", "ASSETS", "ALONE"),
                (table, one) -> table.row(text(one, "by"), text(one, "assets"), text(one, "alone")));
        section(
                "What remains, in order (wave 1 can be done now):",
                path.path("remaining"),
                new Table("WAVE", "GOAL", "DECISION", "FAMILY", "OWED BY", "ASSETS", "SUCH AS"),
                (table, one) -> table.row(
                        wave(one),
                        text(one, "goal"),
                        text(one, "decision"),
                        text(one, "family"),
                        joined(one.path("owedBy")),
                        text(one, "assets"),
                        joined(one.path("examples"))));
        blockers("The critical path, first to last:", path.path("criticalPath"));
        blockers("What holds the most (" + text(path, "blockersInAll") + " hold others):", path.path("blockers"));
        cheapest(path.path("cheapestUnblock"));
        section(
                "Exceptions, the first to end first:",
                path.path("exceptions"),
                new Table("ASSET", "GOAL", "UNTIL", "LEFT", "OWNER", "CLEARED BY"),
                (table, one) -> table.row(
                        text(one, "asset"),
                        text(one, "goal"),
                        text(one, "until"),
                        one.path("over").asBoolean() ? "over" : text(one, "daysLeft") + " days",
                        text(one, "owner"),
                        text(one, "clearedBy")));
    }

    private void controls(JsonNode judged) {
        Table table = new Table(
                "CONTROL", "PASS", "FAIL", "UNKNOWN", "NOT APPLICABLE", "OLDEST EVIDENCE", "A PERSON MUST SAY");
        for (JsonNode one : judged.path("controls")) {
            JsonNode counts = one.path("counts");
            table.row(
                    text(one, "id"),
                    text(counts, "pass"),
                    text(counts, "fail"),
                    text(counts, "unknown"),
                    text(counts, "not-applicable"),
                    moment(one, "oldestEvidence"),
                    text(one, "person"));
        }
        table.print(terminal.out());
        terminal.out().println();
        for (JsonNode one : judged.path("controls")) deadlines(one);
        if (asset.isEmpty()) return;
        for (JsonNode one : judged.path("controls"))
            section(
                    text(one, "id") + " (" + text(one, "source") + "):",
                    one.path("assets"),
                    new Table("VERDICT", "BECAUSE"),
                    (rows, answer) -> rows.row(text(answer, "verdict"), text(answer, "because")));
    }

    /** Of one asset all, else those that have to be acted on. */
    private void deadlines(JsonNode control) {
        Table table =
                new Table("ASSET", "VULNERABILITY", "SEEN BY", "STATE", "DUE", "CHANCE", "EXPOSED", "TRIAGE", "ROW");
        int shown = 0;
        Map<String, Integer> noChance = new TreeMap<>();
        for (JsonNode answer : control.path("assets"))
            for (JsonNode one : answer.path("deadlines")) {
                String state = text(one, "state");
                if (asset.isEmpty() && !state.equals("overdue") && !state.equals("running")) continue;
                shown++;
                if (one.has("chanceBecause") && !one.has("chance"))
                    noChance.merge(text(one, "chanceBecause"), 1, Integer::sum);
                table.row(
                        text(answer, "asset"),
                        text(one, "cve"),
                        text(one, "sign"),
                        state,
                        due(one),
                        chance(one),
                        text(one, "exposed").equals("unknown") ? "not told, so yes" : text(one, "exposed"),
                        text(one, "triage").replace('-', ' '),
                        text(one, "row"));
            }
        if (shown == 0) return;
        terminal.out()
                .println("By when what is vulnerable has to be fixed by " + text(control, "id")
                        + ", what to act on first:");
        table.print(terminal.out());
        noChance.forEach((because, count) ->
                terminal.out().println("  no chance is told for " + count + ". " + Table.printable(because)));
        terminal.out().println();
    }

    private static String due(JsonNode deadline) {
        if (deadline.has("due")) return moment(deadline, "due");
        return text(deadline, "outcome").equals("next upgrade") ? "next upgrade" : "-";
    }

    private static String chance(JsonNode deadline) {
        if (deadline.has("chance")) return Math.round(deadline.path("chance").asDouble() * 100) + " %";
        return deadline.has("chanceBecause") ? "unknown" : "-";
    }

    private void ladder(JsonNode goal) {
        terminal.out()
                .println(text(goal, "goal") + ": " + text(goal, "done") + " of " + text(goal, "assets")
                        + " assets have it shown, " + text(goal, "open") + " to go.");
        Table table = new Table("STEP", "SYSTEMS NOW", "FIRST REACHED", "LAST REACHED");
        for (JsonNode step : goal.path("ladder"))
            table.row(text(step, "readiness"), text(step, "systems"), moment(step, "first"), moment(step, "last"));
        table.print(terminal.out());
        terminal.out().println();
    }

    private void forecast(JsonNode forecast) {
        if (forecast.path("open").asInt() == 0) return;
        terminal.out()
                .println(
                        forecast.has("p50")
                                ? "Forecast for " + text(forecast, "goal") + ": " + text(forecast, "covered") + " of "
                                        + text(forecast, "open") + " open assets are done by " + text(forecast, "p50")
                                        + " (P50), by " + text(forecast, "p90") + " (P90). " + text(forecast, "because")
                                : "Forecast for " + text(forecast, "goal") + ": " + text(forecast, "because"));
        forecast.path("outside")
                .properties()
                .forEach(entry -> terminal.out()
                        .println("  not in it: " + entry.getValue().asInt() + ", because " + entry.getKey()));
        if (forecast.has("moved")) terminal.out().println("  " + Table.printable(text(forecast, "moved")));
        terminal.out().println();
        section(
                "Forecasts that were shown:",
                forecast.path("earlier"),
                new Table("SHOWN", "OPEN THEN", "P50", "P90", "CAME TO"),
                (table, one) -> table.row(
                        text(one, "on"),
                        text(one, "remaining"),
                        one.path("p50").asText("unknown"),
                        one.path("p90").asText("unknown"),
                        text(one, "outcome")));
    }

    private void regressions(JsonNode regressions) {
        section(
                "Moved back after a proof (" + text(regressions, "standing") + " stand, " + text(regressions, "found")
                        + " found since " + moment(regressions, "since") + "):",
                regressions.path("list"),
                new Table("ASSET", "GOAL", "NOW", "WHAT", "WAS", "IS", "BY", "PUT DOWN TO", "DAYS PROVEN"),
                (table, one) -> table.row(
                        text(one, "asset"),
                        text(one, "goal"),
                        one.has("endedAt") ? "stands no longer" : "stands",
                        text(one, "what"),
                        text(one, "was"),
                        text(one, "is"),
                        text(one, "way"),
                        cause(one),
                        text(one, "provenDays")));
    }

    private static String cause(JsonNode one) {
        String origin = text(one, "cause").replace('-', ' ');
        if (!one.has("because")) return origin;
        return origin + (one.path("shown").asBoolean() ? ": " : ", by the time: ") + text(one, "because");
    }

    private void rungs(JsonNode rungs) {
        section(
                "Step by step:",
                rungs,
                new Table("REACHED", "SYSTEM", "GOAL", "STEP", "RULE", "DECISION"),
                (table, one) -> table.row(
                        moment(one, "at"),
                        text(one, "system"),
                        text(one, "goal"),
                        one.path("readiness").asText("no longer there"),
                        one.path("rule").asText("-"),
                        shorten(one.path("decision").asText("-"))));
    }

    private void blockers(String title, JsonNode blockers) {
        section(
                title,
                blockers,
                new Table("ASSET OR GATE", "WAVE", "OWED BY", "GATES", "DIRECT", "BEHIND", "LIFTED WHEN"),
                (table, one) -> table.row(
                        text(one, "id"),
                        wave(one),
                        joined(one.path("owedBy")),
                        joined(one.path("gates")),
                        text(one, "direct"),
                        text(one, "behind"),
                        text(one, "liftedBy")));
    }

    private void cheapest(JsonNode cheapest) {
        section(
                "Cheapest unblock (" + text(cheapest, "held") + " assets wait for others, " + text(cheapest, "beyond")
                        + " of them for more than " + text(cheapest, "most") + "):",
                cheapest.path("sets"),
                new Table("MAKE READY", "FREES", "AT MOST", "FOUND"),
                (table, one) -> table.row(
                        joined(one.path("blockers")),
                        text(one, "frees"),
                        text(one, "atMost"),
                        one.path("exact").asBoolean() ? "exact" : "best found"));
    }

    private interface Rows {
        void add(Table table, JsonNode one);
    }

    private void section(String title, JsonNode list, Table table, Rows rows) {
        if (list.isEmpty()) return;
        terminal.out().println(title);
        for (JsonNode one : list) rows.add(table, one);
        table.print(terminal.out());
        terminal.out().println();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("-");
    }

    private static String shorten(String hash) {
        return hash.length() <= SHORT ? hash : hash.substring(0, SHORT);
    }

    private static String wave(JsonNode node) {
        return node.has("wave") ? node.path("wave").asText() : "wait for each other";
    }

    private static String moment(JsonNode node, String field) {
        return node.has(field)
                ? Instant.parse(node.path(field).asText())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                : "not known";
    }

    private static String joined(JsonNode list) {
        List<String> items = new ArrayList<>();
        list.forEach(item -> items.add(item.asText()));
        return items.isEmpty() ? "-" : String.join(", ", items);
    }
}
