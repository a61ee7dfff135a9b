package io.ratchet.connectors.pull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.pull.PullWeb.Ask;
import io.ratchet.wire.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tenable Vulnerability Management, vulnerability export: an export is asked for, and its chunks are fetched as they
 * are made. An export is kept there for a day; one that is gone is asked for again.
 */
final class TenableIo implements PullApi {
    private static final String EXPORT = "export";
    private static final String ASKED = "asked";
    private static final String TAKEN = "taken";
    private static final Duration NOT_READY = Duration.ofSeconds(15);
    /** The plug-ins that the format's reader knows; all others would only be passed over. */
    private static final int[] PLUGINS = {56984, 104743, 121010, 157288, 136318, 138330, 20007};

    private final PullSource source;
    private final Credentials credentials;
    private final PullWeb web;
    private final Clock clock;

    TenableIo(PullSource source, Credentials credentials, PullWeb web, Clock clock) {
        this.source = source;
        this.credentials = credentials;
        this.web = web;
        this.clock = clock;
    }

    @Override
    public PullStep next(Map<String, String> kept, Path folder) throws PullFault {
        if (!kept.containsKey(EXPORT)) return ask(kept);
        try {
            return fetch(kept, folder);
        } catch (PullFault e) {
            throw e.status() == 404 ? e.expiry() : e;
        }
    }

    private PullStep ask(Map<String, String> kept) throws PullFault {
        Instant asked = clock.instant();
        String since =
                kept.getOrDefault(Window.SINCE, asked.minus(source.back()).toString());
        ObjectNode body = Json.object().put("num_assets", 500);
        ObjectNode filters = body.putObject("filters");
        filters.put("since", Instant.parse(since).getEpochSecond());
        ArrayNode states = filters.putArray("state");
        states.add("OPEN").add("REOPENED").add("FIXED");
        ArrayNode plugins = filters.putArray("plugin_id");
        for (int plugin : PLUGINS) plugins.add(plugin);
        String id = web.json(Ask.json("POST", "/vulns/export", headers(), body))
                .path("export_uuid")
                .asText();
        if (!id.matches("[A-Za-z0-9-]{1,64}"))
            throw PullFault.retry("It began an export without saying its id.", null, null);
        Map<String, String> then = new HashMap<>();
        then.put(Window.SINCE, since);
        then.put(EXPORT, id);
        then.put(ASKED, asked.toString());
        then.put(TAKEN, "");
        return new PullStep.Later(Duration.ZERO, then);
    }

    private PullStep fetch(Map<String, String> kept, Path folder) throws PullFault {
        String path = "/vulns/export/" + kept.get(EXPORT);
        JsonNode state = web.json(Ask.get(path + "/status", headers()));
        String status = state.path("status").asText();
        if (status.equals("ERROR") || status.equals("CANCELLED"))
            throw PullFault.retry("Its export ended with " + status + ".", null, null)
                    .expiry();
        Set<Integer> taken = new TreeSet<>();
        for (String chunk : kept.getOrDefault(TAKEN, "").split(","))
            if (!chunk.isEmpty()) taken.add(Integer.valueOf(chunk));
        for (JsonNode chunk : state.path("chunks_available"))
            if (chunk.isInt() && !taken.contains(chunk.intValue()))
                return chunk(kept, path, taken, chunk.intValue(), folder);
        if (status.equals("FINISHED")) return new PullStep.Done(Map.of(Window.SINCE, kept.getOrDefault(ASKED, "")));
        if (!status.equals("PROCESSING") && !status.equals("QUEUED"))
            throw PullFault.retry(
                    "Its export is in a state that is not known: " + PullWeb.plain(status, 40) + ".", null, null);
        return new PullStep.Later(NOT_READY, kept);
    }

    private PullStep chunk(Map<String, String> kept, String path, Set<Integer> taken, int number, Path folder)
            throws PullFault {
        taken.add(number);
        Map<String, String> then = new HashMap<>(kept);
        then.put(TAKEN, String.join(",", taken.stream().map(String::valueOf).toList()));
        return Pages.json(
                source.name() + "-" + kept.get(EXPORT) + "-" + number + ".ndjson",
                folder,
                web,
                Ask.get(path + "/chunks/" + number, headers()),
                List.of(),
                page -> then);
    }

    private Map<String, String> headers() {
        Credentials.Account account = credentials.resolve(source.credential());
        return Map.of("X-ApiKeys", "accessKey=" + account.user() + "; secretKey=" + account.password());
    }
}
