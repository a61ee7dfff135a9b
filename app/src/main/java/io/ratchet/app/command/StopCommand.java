package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet stop [--site NAME | --run ID] [--lift] --reason TEXT}. */
@Command(
        name = "stop",
        description = "Forbids that anything more is changed, everywhere or only at a site or in a run, until it is"
                + " lifted; prints the stops that stand.")
final class StopCommand implements Callable<Integer> {
    private static final String RUN = "run:";

    private final Terminal terminal;

    @Mixin
    private final ServerClient server = new ServerClient();

    @Option(names = "--site", paramLabel = "NAME", description = "Only at this site.")
    private @Nullable String site;

    @Option(names = "--run", paramLabel = "ID", description = "Only this remediation; the first letters are enough.")
    private @Nullable String run;

    @Option(names = "--lift", description = "Allows changes again where this very stop stands.")
    private boolean lift;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it is kept in the audit log.")
    private String reason = "";

    StopCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (site != null && run != null)
            throw Refusal.couldNotStart("Give --site or --run, not both; without either everything is stopped.");
        String scope = site != null ? "site:" + site.strip() : run != null ? RUN + whole(run) : "all";
        JsonNode standing =
                server.post(lift ? "/api/v1/stops/lift" : "/api/v1/stops", Map.of("scope", scope, "reason", reason));
        for (JsonNode stop : standing.path("stops"))
            terminal.out()
                    .println(stop.path("scope").asText() + " " + stop.path("by").asText() + " "
                            + stop.path("at").asText() + " "
                            + stop.path("reason").asText());
        if (site != null && !lift && nobodyIsAt(site.strip()))
            terminal.say("No asset that was decided stands at '" + Table.printable(site.strip())
                    + "', so this stop holds nothing today; check the name.");
        return Exit.DONE;
    }

    private boolean nobodyIsAt(String name) throws IOException {
        for (Map.Entry<String, JsonNode> known :
                server.get("/api/v1/readiness").path("sites").properties())
            if (known.getKey().strip().equalsIgnoreCase(name)) return false;
        return true;
    }

    /** The id that begins with these letters: of a remediation, or of one that is stopped where it shall be lifted. */
    private String whole(String letters) throws IOException {
        if (!lift)
            return ShortIds.find(OrderCommand.entries(server), List.of(letters), "remediation", "/api/v1/remediations")
                    .get(0)
                    .path("id")
                    .asText();
        for (JsonNode stop : server.get("/api/v1/stops").path("stops"))
            if (stop.path("scope").asText().startsWith(RUN + letters))
                return stop.path("scope").asText().substring(RUN.length());
        return letters;
    }
}
