package io.ratchet.connectors.pull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.http.Http;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The HTTP of sources: answers that are read as a stream, and what a status means for who wants to ask again. */
final class PullWeb {
    /** Of one page; a chunk of Tenable.io is some hundred megabytes at most. */
    static final long MOST_BYTES = 2L << 30;

    private static final int LONGEST_TEXT = 8 << 20;
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** For the largest page over a slow line. */
    private static final Duration WHOLE = Duration.ofHours(2);

    private static final int AT_ONCE = 20;
    private static final Duration ACCOUNT_PAUSE = Duration.ofMinutes(15);
    /** Where each of these APIs says how long to wait. */
    private static final String[] WAITS = {"retry-after", "x-ratelimit-towait-sec", "ratelimit-reset"};

    private final Http http;
    private final URI base;
    private final Clock clock;

    PullWeb(URI base, SSLContext trust, Clock clock) {
        this.base = base;
        this.clock = clock;
        this.http = new Http(trust, new Http.Limits(PATIENCE, WHOLE, MOST_BYTES, AT_ONCE, true));
    }

    /** Reads an answer in the two hundreds while it comes. */
    @FunctionalInterface
    interface Reading<T> {
        T read(InputStream body) throws IOException, PullFault;
    }

    /** What is asked: a path below the address, and a body where there is one. */
    record Ask(
            String method,
            String path,
            Map<String, String> headers,
            @Nullable String type,
            byte @Nullable [] body) {
        static Ask get(String path, Map<String, String> headers) {
            return new Ask("GET", path, headers, null, null);
        }

        static Ask json(String method, String path, Map<String, String> headers, JsonNode body) {
            return new Ask(
                    method, path, headers, "application/json", Json.line(body).getBytes(StandardCharsets.UTF_8));
        }

        static Ask form(String path, Map<String, String> headers, String... fields) {
            return new Ask(
                    "POST",
                    path,
                    headers,
                    "application/x-www-form-urlencoded",
                    query(fields).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Names and values by turns, encoded. */
    static String query(String... fields) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2)
            all.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(fields[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        return all.toString();
    }

    JsonNode json(Ask ask) throws PullFault {
        return exchange(ask, body -> {
            String text = new String(body.readNBytes(LONGEST_TEXT), StandardCharsets.UTF_8);
            try {
                return Json.parse(text);
            } catch (JsonProcessingException e) {
                throw PullFault.retry("It answered with something that is not JSON.", null, e);
            }
        });
    }

    <T> T exchange(Ask ask, Reading<T> reading) throws PullFault {
        Http.Ask request =
                new Http.Ask(ask.method(), Http.under(base, ask.path()), ask.headers(), ask.type(), ask.body());
        try {
            return http.<T, PullFault>ask(request, answer -> {
                if (answer.status() / 100 != 2) throw fault(answer, start(answer.body()));
                InputStream body = answer.body();
                T read = reading.read(body);
                // An answer that ends before the length it announced says so only at its end.
                body.transferTo(OutputStream.nullOutputStream());
                return read;
            });
        } catch (IOException e) {
            throw PullFault.retry("It gave no whole answer: " + reason(e), null, e);
        }
    }

    /**
     * The path and query below our address of a link that an answer gave.
     *
     * @throws PullFault when it leads anywhere else
     */
    String below(String link) throws PullFault {
        String whole = base.toString();
        String prefix = whole.endsWith("/") ? whole : whole + "/";
        if (!link.startsWith(prefix) || link.length() > 8_000 || !address(link))
            throw PullFault.retry(
                    "It names a next page at another address than the settings do; the account is not sent there.",
                    ACCOUNT_PAUSE,
                    null);
        return link.substring(prefix.length() - 1);
    }

    private static boolean address(String link) {
        try {
            return new URI(link).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String start(InputStream body) throws IOException {
        return new String(body.readNBytes(4096), StandardCharsets.UTF_8);
    }

    private PullFault fault(Http.Answer answer, String text) {
        int status = answer.status();
        String why = "It answered " + status + ": " + plain(text, 300);
        Duration after = after(answer).orElse(null);
        if (status / 100 == 3)
            return PullFault.answered(
                    status,
                    "It answered " + status + ", a redirect, which is not followed; correct 'url'.",
                    ACCOUNT_PAUSE);
        if (status == 429 && after == null) after = Duration.ofMinutes(1);
        if (status == 401 || status == 403)
            return PullFault.answered(
                    status,
                    "It does not take the account (" + status + "); check the credential and its rights: "
                            + plain(text, 200),
                    after == null ? ACCOUNT_PAUSE : after);
        return PullFault.answered(status, why, after);
    }

    private Optional<Duration> after(Http.Answer answer) {
        for (String name : WAITS) {
            Optional<Duration> wait = wait(answer.header(name).strip());
            if (wait.isPresent()) return wait.map(found -> found.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : found);
        }
        return Optional.empty();
    }

    /** Seconds or an HTTP date. */
    private Optional<Duration> wait(String value) {
        if (value.matches("[0-9]{1,9}")) return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        try {
            Instant moment = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
            Duration wait = Duration.between(clock.instant(), moment);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What another side said, fit for a line. */
    static String plain(String text, int longest) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
        return line.length() > longest ? line.substring(0, longest) + "..." : line;
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) root = root.getCause();
        String said = root.getMessage() == null ? e.getMessage() : root.getMessage();
        return plain(said == null ? root.getClass().getSimpleName() : said, 200);
    }
}
