package io.ratchet.connectors.pull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.pull.PullWeb.Ask;
import io.ratchet.wire.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Elasticsearch and OpenSearch: events of the provider Schannel in an index, by the search and its scroll, which both
 * have had from the beginning. A search that did not ask every shard in time is no answer: what it left out would be
 * passed over for ever. A scroll that ended there begins anew with the same stretch of time.
 */
final class Elastic implements PullApi {
    private static final String SCROLL = "scroll";
    private static final String PAGE = "page";
    private static final String KEEP = "5m";
    private static final int HITS = 2_000;

    private final PullSource source;
    private final Credentials credentials;
    private final PullWeb web;
    private final Clock clock;

    Elastic(PullSource source, Credentials credentials, PullWeb web, Clock clock) {
        this.source = source;
        this.credentials = credentials;
        this.web = web;
        this.clock = clock;
    }

    @Override
    public PullStep next(Map<String, String> kept, Path folder) throws PullFault {
        Window window = Window.of(kept, source, clock, Duration.ofDays(366));
        if (window.empty())
            return new PullStep.Done(Map.of(Window.SINCE, window.from().toString()));
        String scroll = kept.get(SCROLL);
        if (scroll != null && scroll.isEmpty()) return new PullStep.Done(window.over());
        int page = Integer.parseInt(kept.getOrDefault(PAGE, "0")) + 1;
        try {
            return page(window, page, scroll == null ? search(window) : onwards(scroll), folder);
        } catch (PullFault e) {
            throw scroll != null && e.status() == 404 ? e.expiry() : e;
        }
    }

    private PullStep page(Window window, int number, Ask ask, Path folder) throws PullFault {
        return Pages.json(
                source.name() + "-" + window.until() + "-" + number + ".ndjson",
                folder,
                web,
                ask,
                List.of("hits", "hits"),
                page -> {
                    if (page.value("timed_out").equals("true") || !zero(page.value("_shards.failed")))
                        throw PullFault.retry("Its search left out what some of its shards hold.", null, null);
                    String next = page.value("_scroll_id");
                    if (page.objects() > 0) return window.kept(SCROLL, next, PAGE, Integer.toString(number));
                    end(next);
                    return window.kept(SCROLL, "");
                });
    }

    private static boolean zero(String failed) {
        return failed.isEmpty() || failed.equals("0");
    }

    private Ask search(Window window) {
        ObjectNode body = Json.object().put("size", HITS);
        body.putArray("sort").addObject().put("@timestamp", "asc");
        ArrayNode filter = body.putObject("query").putObject("bool").putArray("filter");
        filter.addObject()
                .putObject("range")
                .putObject("@timestamp")
                .put("gte", window.from().toString())
                .put("lt", window.until().toString())
                .put("format", "strict_date_optional_time");
        ArrayNode any = filter.addObject()
                .putObject("bool")
                .put("minimum_should_match", 1)
                .putArray("should");
        for (String field : List.of("winlog.provider_name", "event.provider", "source_name"))
            for (String provider : List.of("Schannel", "Microsoft-Windows-Schannel-Events"))
                any.addObject().putObject("match").put(field, provider);
        String index = URLEncoder.encode(source.option("index", "winlogbeat-*"), StandardCharsets.UTF_8)
                .replace("%2C", ",");
        return Ask.json("POST", "/" + index + "/_search?scroll=" + KEEP, headers(), body);
    }

    private Ask onwards(String scroll) {
        return Ask.json(
                "POST",
                "/_search/scroll",
                headers(),
                Json.object().put("scroll", KEEP).put("scroll_id", scroll));
    }

    /** It would end by itself after some minutes; until then it holds files open there. */
    private void end(String scroll) {
        if (scroll.isEmpty()) return;
        try {
            web.json(Ask.json(
                    "DELETE", "/_search/scroll", headers(), Json.object().put("scroll_id", scroll)));
        } catch (PullFault e) {
            System.getLogger(Elastic.class.getName())
                    .log(System.Logger.Level.DEBUG, "A scroll was not ended at {0}.", source.name());
        }
    }

    private Map<String, String> headers() {
        return source.option("auth", "basic").equals("api-key")
                ? Accounts.word("ApiKey", credentials, source)
                : Accounts.basic(credentials, source);
    }
}
