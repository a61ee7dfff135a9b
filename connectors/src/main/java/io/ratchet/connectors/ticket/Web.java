package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.http.Http;
import io.ratchet.connectors.http.RetryAfter;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import org.apache.http.conn.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** The HTTP of ticket systems: JSON out and in, and one reading of what a status means for who wants to write once. */
final class Web {
    private static final int MOST_BYTES = 8 << 20;
    private static final int AT_ONCE = 40;
    private static final int HOPS = 5;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** So that a message that may have arrived is settled within a quarter of an hour of the system's return. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** How long a system that refuses our account is left alone. */
    private static final Duration ACCOUNT_PAUSE = Duration.ofMinutes(5);

    private static final Set<Integer> MOVED = Set.of(301, 307, 308);
    private static final Set<Integer> ELSE = Set.of(400, 403, 404, 405, 410);
    private static final List<String> RESETS = List.of("ratelimit-reset", "x-ratelimit-reset");

    /** Shorter ones are no secret, and are found in any text. */
    private static final int SHORTEST_SECRET = 6;

    private final Http http;
    private final URI base;
    private final Supplier<Map<String, String>> headers;
    private final @Nullable Canary canary;
    private final RetryAfter waits;

    /**
     * What is there whatever happens to tickets. While that is not shown, 404 says nothing of a ticket: something else
     * may answer in the system's place, such as a proxy in front of one that is started again.
     *
     * @param path of the system's own interface
     * @param pointer to something in the answer that is never empty
     * @param hides whether 404 stands for what the account may not see as well; what is gone is 410 there
     */
    record Canary(String path, String pointer, boolean hides) {}

    Web(URI base, Supplier<Map<String, String>> headers, Duration patience, Clock clock) {
        this(base, headers, null, patience, clock);
    }

    /**
     * @param headers those that say who we are, read anew each time
     * @param patience how long the next byte of an answer is waited for; for all of it, twice as long
     */
    Web(URI base, Supplier<Map<String, String>> headers, @Nullable Canary canary, Duration patience, Clock clock) {
        this.base = base;
        this.headers = headers;
        this.canary = canary;
        this.waits = new RetryAfter(clock, LONGEST_WAIT);
        this.http = new Http(new Http.Limits(patience, patience.multipliedBy(2), MOST_BYTES, AT_ONCE, false));
    }

    /** An answer. */
    record Reply(int status, String text, Map<String, String> said) {
        JsonNode json() throws TicketFault {
            try {
                return Json.parse(text);
            } catch (JsonProcessingException e) {
                throw TicketFault.unknown("The ticket system answered with something that is not JSON.", null, e);
            }
        }

        /** The header of this name; empty where there was none. */
        String header(String name) {
            return said.getOrDefault(name, "");
        }
    }

    /** A path below the address, with a query. */
    String path(String path, String... query) {
        StringBuilder all = new StringBuilder(path);
        for (int i = 0; i < query.length; i += 2)
            all.append(i == 0 ? '?' : '&')
                    .append(query[i])
                    .append('=')
                    .append(URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8));
        return all.toString();
    }

    JsonNode get(String path) throws TicketFault {
        return exchange("GET", path, "application/json", null).json();
    }

    Reply send(String method, String path, JsonNode body) throws TicketFault {
        return exchange(method, path, "application/json", Json.line(body).getBytes(StandardCharsets.UTF_8));
    }

    Reply send(String method, String path, String type, byte[] body) throws TicketFault {
        return exchange(method, path, type, body);
    }

    /**
     * Like {@link #get}; where it has moved, from where it is now, as long as that is below the same address.
     *
     * @throws TicketFault {@link TicketFault#hidden()} where it has moved elsewhere
     */
    JsonNode getWhereItIs(String path) throws TicketFault {
        String at = path;
        for (int hop = 0; hop < HOPS; hop++) {
            Reply reply = ask("GET", at, "application/json", null);
            if (!MOVED.contains(reply.status())) return sound(true, reply).json();
            at = below(reply.header("location"));
        }
        throw TicketFault.hidden("It has moved again and again there.");
    }

    private String below(String location) throws TicketFault {
        String whole = base.toString();
        String prefix = whole.endsWith("/") ? whole : whole + "/";
        if (!location.startsWith(prefix))
            throw TicketFault.hidden(
                    "It has moved to another address than that of the settings, to which the account is not sent.");
        return location.substring(prefix.length() - 1);
    }

    /**
     * Makes sure that it is the ticket system that answers, and that it knows us.
     *
     * @throws TicketFault where something else answers, or nothing
     */
    void present() throws TicketFault {
        if (canary == null) return;
        Reply reply = ask("GET", canary.path(), "application/json", null);
        String why = "Something else answers in the place of the ticket system, or it does not know this account: ";
        if (!limited(reply) && (ELSE.contains(reply.status()) || reply.status() / 100 == 3))
            throw TicketFault.retry(why + reply.status() + " " + said(reply.text()), null, null);
        JsonNode told;
        try {
            told = Json.parse(sound(true, reply).text());
        } catch (JsonProcessingException e) {
            throw TicketFault.retry(why + "what comes is no JSON.", null, e);
        }
        String there = told.at(canary.pointer()).asText();
        if (there.isEmpty() || there.equals("0"))
            throw TicketFault.retry(why + "'" + canary.path() + "' is empty.", null, null);
    }

    /**
     * Whether an answer is one of a ticket at all.
     *
     * @param field by which every ticket names itself
     */
    static JsonNode named(JsonNode ticket, String field) throws TicketFault {
        if (ticket.path(field).asText().isEmpty())
            throw TicketFault.retry(
                    "The ticket system answered with something that is no ticket: it has no '" + field + "'.",
                    null,
                    null);
        return ticket;
    }

    private Reply exchange(String method, String path, String type, byte @Nullable [] body) throws TicketFault {
        return sound(body == null, ask(method, path, type, body));
    }

    private Reply sound(boolean reads, Reply reply) throws TicketFault {
        if (reply.status() / 100 == 2) return reply;
        throw fault(reads, reply);
    }

    private Reply ask(String method, String path, String type, byte @Nullable [] body) throws TicketFault {
        Map<String, String> all = new LinkedHashMap<>(headers.get());
        all.put("Accept", "application/json");
        try {
            return http.<Reply, TicketFault>ask(
                    new Http.Ask(method, address(path), all, type, body),
                    answer -> new Reply(answer.status(), answer.text(MOST_BYTES), said(answer)));
        } catch (IOException e) {
            throw broken(body == null, e);
        }
    }

    private static Map<String, String> said(Http.Answer answer) {
        Map<String, String> said = new LinkedHashMap<>();
        for (String name : List.of("location", "retry-after", "date", "x-ratelimit-remaining"))
            said.put(name, answer.header(name));
        RESETS.forEach(name -> said.put(name, answer.header(name)));
        return said;
    }

    private URI address(String path) throws TicketFault {
        try {
            return Http.under(base, path);
        } catch (IllegalArgumentException e) {
            throw TicketFault.refused("'" + PlainText.line(path, 100) + "' makes no address there.");
        }
    }

    /** What was never sent cannot have arrived. */
    private static TicketFault broken(boolean reads, IOException e) {
        boolean unsent = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause())
            unsent |= cause instanceof ConnectException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLHandshakeException;
        String why = unsent
                ? "The ticket system cannot be reached: " + reason(e)
                : "The ticket system gave no answer: " + reason(e);
        return reads || unsent ? TicketFault.retry(why, null, e) : TicketFault.unknown(why, null, e);
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) root = root.getCause();
        String said = root.getMessage() == null ? e.getMessage() : root.getMessage();
        return PlainText.line(String.valueOf(said == null ? root.getClass().getName() : said), 200);
    }

    private TicketFault fault(boolean reads, Reply answer) {
        int status = answer.status();
        String why = "The ticket system answered " + status + ": " + said(answer.text());
        Optional<Duration> pause = wait(answer.header("retry-after"), answer);
        if (limited(answer)) return TicketFault.retry(why, pause.orElseGet(() -> reset(answer)), null);
        if (status == 401) return TicketFault.retry(why, ACCOUNT_PAUSE, null);
        if (status == 404 || status == 410) return missing(status, why);
        if (status == 403 && reads) return TicketFault.hidden(why);
        if (status == 408 || status >= 500) {
            Duration after = pause.map(asked -> shorter(asked, LONGEST_PAUSE)).orElse(null);
            return reads ? TicketFault.retry(why, after, null) : TicketFault.unknown(why, after, null);
        }
        if (status / 100 == 3)
            return TicketFault.refused("The ticket system answered " + status
                    + ", a redirect, which is not followed; correct 'url' or the" + " queue.");
        return TicketFault.refused(why);
    }

    /** A limit on the rate, as each of these systems tells it. */
    private static boolean limited(Reply answer) {
        if (answer.status() == 429) return true;
        return answer.status() == 403
                && (answer.header("x-ratelimit-remaining").equals("0")
                        || !answer.header("retry-after").isEmpty()
                        || answer.text().toLowerCase(Locale.ROOT).contains("rate limit"));
    }

    private TicketFault missing(int status, String why) {
        if (canary == null) return TicketFault.gone(why);
        try {
            present();
        } catch (TicketFault e) {
            Duration after = e.outcome() instanceof Sent.ToRetry retry ? retry.after() : null;
            return TicketFault.retry(String.valueOf(e.getMessage()), after, e);
        }
        return status == 404 && canary.hides() ? TicketFault.hidden(why) : TicketFault.gone(why);
    }

    /** What it said, without what we said to it: some show the headers of what they refuse. */
    private String said(String text) {
        String clean = text;
        for (String header : headers.get().values())
            for (String part : List.of(header, header.substring(header.lastIndexOf(' ') + 1)))
                if (part.length() >= SHORTEST_SECRET) clean = clean.replace(part, "***");
        return PlainText.line(clean, 300);
    }

    private Duration reset(Reply answer) {
        for (String name : RESETS) {
            Optional<Duration> wait = wait(answer.header(name), answer);
            if (wait.isPresent()) return wait.get();
        }
        return Duration.ofMinutes(1);
    }

    private Optional<Duration> wait(String value, Reply answer) {
        return waits.wait(value, answer.header("date"));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
