package io.ratchet.connectors.pull;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.pull.PullWeb.Ask;
import io.ratchet.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Splunk, search export: the results of one search over a stretch of time, one a line as they are found. It has no
 * pages, so a stretch is a day at most. A search that fails half-way says so in a line of its own, and one that ended
 * says which line was the last: without that it is no answer.
 */
final class Splunk implements PullApi {
    private static final String ALL = "all";
    private static final String SEARCH =
            "search index=* source=\"WinEventLog:System\" OR source=\"XmlWinEventLog:System\""
                    + " OR source=\"WinEventLog:ForwardedEvents\" OR source=\"XmlWinEventLog:ForwardedEvents\""
                    + " SourceName=Schannel OR Name=Schannel";
    private static final int LONGEST_LINE = 4 << 20;

    private final PullSource source;
    private final Credentials credentials;
    private final PullWeb web;
    private final Clock clock;

    Splunk(PullSource source, Credentials credentials, PullWeb web, Clock clock) {
        this.source = source;
        this.credentials = credentials;
        this.web = web;
        this.clock = clock;
    }

    @Override
    public PullStep next(Map<String, String> kept, Path folder) throws PullFault {
        Window window = Window.of(kept, source, clock, Duration.ofDays(1));
        if (window.empty())
            return new PullStep.Done(Map.of(Window.SINCE, window.from().toString()));
        if (kept.containsKey(ALL))
            return window.past(clock)
                    ? new PullStep.Later(Duration.ZERO, window.over())
                    : new PullStep.Done(window.over());
        Ask ask = Ask.form(
                "/services/search/v2/jobs/export",
                headers(),
                "search",
                source.option("search", SEARCH),
                "output_mode",
                "json",
                "earliest_time",
                seconds(window.from()),
                "latest_time",
                seconds(window.until()));
        return Pages.file(
                source.name() + "-" + window.until() + ".ndjson",
                folder,
                file -> new Pages.Filled(web.exchange(ask, body -> results(body, file)), window.kept(ALL, "true")));
    }

    private static String seconds(Instant at) {
        return Long.toString(at.getEpochSecond());
    }

    private static long results(InputStream body, Path file) throws IOException, PullFault {
        long results = 0;
        boolean last = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
                Writer out = Files.newBufferedWriter(file)) {
            for (String line = line(lines); line != null; line = line(lines)) {
                if (line.isBlank()) continue;
                JsonNode said = Json.parse(line);
                for (JsonNode message : said.path("messages"))
                    if (message.path("type").asText().matches("FATAL|ERROR"))
                        throw PullFault.retry(
                                "Its search failed: "
                                        + PullWeb.plain(message.path("text").asText(), 300),
                                null,
                                null);
                last |= said.path("lastrow").asBoolean();
                if (said.path("preview").asBoolean() || !said.path("result").isObject()) continue;
                out.write(Json.line(Json.object().put("preview", false).set("result", said.path("result"))));
                out.write('\n');
                results++;
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw PullFault.retry("Its answer breaks off or is no JSON.", null, e);
        }
        if (!last) throw PullFault.retry("Its results end without the mark of the last one.", null, null);
        return results;
    }

    private static @org.jspecify.annotations.Nullable String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') return line.toString();
            if (line.length() >= LONGEST_LINE) throw new IOException("a result is longer than 4 MiB");
            line.append((char) c);
        }
        return line.isEmpty() ? null : line.toString();
    }

    private Map<String, String> headers() {
        return source.option("auth", "token").equals("basic")
                ? Accounts.basic(credentials, source)
                : Accounts.word("Bearer", credentials, source);
    }
}
