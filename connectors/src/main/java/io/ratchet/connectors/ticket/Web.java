package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP of ticket systems: JSON out and in, no redirects (they would carry the secret elsewhere), bounded answers,
 * and one reading of what a status means for who wants to write once.
 */
final class Web {
    private static final int MOST_BYTES = 8 << 20;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** How long a system that refuses our account is left alone. */
    private static final Duration ACCOUNT_PAUSE = Duration.ofMinutes(5);

    private final HttpClient client;
    private final URI base;
    private final Supplier<Map<String, String>> headers;
    private final Duration patience;
    private final Clock clock;

    /**
     * @param headers those that say who we are, read anew each time
     * @param patience how long an answer is waited for
     */
    Web(URI base, Supplier<Map<String, String>> headers, Duration patience, Clock clock) {
        this.base = base;
        this.headers = headers;
        this.patience = patience;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10).compareTo(patience) < 0 ? Duration.ofSeconds(10) : patience)
                .build();
    }

    /** An answer in the two hundreds. */
    record Reply(int status, HttpHeaders headers, String text) {
        JsonNode json() throws TicketFault {
            try {
                return Json.parse(text);
            } catch (JsonProcessingException e) {
                throw TicketFault.unknown("The ticket system answered with something that is not JSON.", null, e);
            }
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

    private Reply exchange(String method, String path, String type, byte @Nullable [] body) throws TicketFault {
        boolean reads = body == null;
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
                .timeout(patience)
                .header("Accept", "application/json")
                .header("User-Agent", "Ratchet");
        headers.get().forEach(request::header);
        if (body == null) request.GET();
        else request.header("Content-Type", type).method(method, BodyPublishers.ofByteArray(body));
        try {
            HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
            String text;
            try (InputStream in = answer.body()) {
                text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            }
            if (answer.statusCode() / 100 != 2) throw fault(reads, answer, text);
            return new Reply(answer.statusCode(), answer.headers(), text);
        } catch (IOException e) {
            throw broken(reads, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reads
                    ? TicketFault.retry("Stopped while waiting for the ticket system.", null, e)
                    : TicketFault.unknown("Stopped while waiting for the ticket system.", null, e);
        }
    }

    private URI address(String path) {
        String whole = base.toString();
        return URI.create((whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole) + path);
    }

    /** What was never sent cannot have arrived. */
    private static TicketFault broken(boolean reads, IOException e) {
        boolean unsent = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause())
            unsent |= cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof UnresolvedAddressException
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
        return Plain.line(String.valueOf(said == null ? root.getClass().getName() : said), 200);
    }

    private TicketFault fault(boolean reads, HttpResponse<?> answer, String text) {
        int status = answer.statusCode();
        String why = "The ticket system answered " + status + ": " + Plain.line(text, 300);
        Duration after = after(answer.headers()).orElse(null);
        if (status == 429 || status == 403 && "0".equals(answer.headers().firstValue("x-ratelimit-remaining").orElse("")))
            return TicketFault.retry(why, after == null ? Duration.ofMinutes(1) : after, null);
        if (status == 401) return TicketFault.retry(why, ACCOUNT_PAUSE, null);
        if (status == 404 || status == 410) return TicketFault.gone(why);
        if (status == 408 || status >= 500)
            return reads ? TicketFault.retry(why, after, null) : TicketFault.unknown(why, after, null);
        return TicketFault.refused(why);
    }

    /** How long we are asked to wait, by any of the headers that say so. */
    private Optional<Duration> after(HttpHeaders answer) {
        for (String name : List.of("retry-after", "ratelimit-reset", "x-ratelimit-reset")) {
            Optional<Duration> wait = answer.firstValue(name).flatMap(this::wait);
            if (wait.isPresent()) return wait.map(found -> found.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : found);
        }
        return Optional.empty();
    }

    /** Seconds, seconds since 1970, an HTTP date, or an ISO moment with or without seconds. */
    private Optional<Duration> wait(String value) {
        String told = value.strip();
        try {
            if (told.matches("[0-9]{1,12}")) {
                long number = Long.parseLong(told);
                return until(number > 1_000_000_000 ? Instant.ofEpochSecond(number) : now().plusSeconds(number));
            }
            return until(
                    told.contains(",")
                            ? DateTimeFormatter.RFC_1123_DATE_TIME.parse(told, Instant::from)
                            : OffsetDateTime.parse(told).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Optional<Duration> until(Instant moment) {
        Duration wait = Duration.between(now(), moment);
        return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    }

    private Instant now() {
        return clock.instant();
    }
}
