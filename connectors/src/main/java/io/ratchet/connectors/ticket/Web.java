package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
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
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpMessage;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.NoConnectionReuseStrategy;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP of ticket systems: JSON out and in, no redirects (they would carry the secret elsewhere), no second try that
 * nobody asked for, bounded answers, and one reading of what a status means for who wants to write once.
 */
final class Web {
    private static final int MOST_BYTES = 8 << 20;
    private static final int AT_ONCE = 20;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** How long a system that refuses our account is left alone. */
    private static final Duration ACCOUNT_PAUSE = Duration.ofMinutes(5);

    private final CloseableHttpClient client;
    private final URI base;
    private final Supplier<Map<String, String>> headers;
    private final Clock clock;

    /**
     * @param headers those that say who we are, read anew each time
     * @param patience how long an answer is waited for
     */
    Web(URI base, Supplier<Map<String, String>> headers, Duration patience, Clock clock) {
        this.base = base;
        this.headers = headers;
        this.clock = clock;
        int millis = Math.toIntExact(patience.toMillis());
        this.client = HttpClientBuilder.create()
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                // A connection that the other side has closed meanwhile would leave open whether a message arrived.
                .setConnectionReuseStrategy(NoConnectionReuseStrategy.INSTANCE)
                .setMaxConnPerRoute(AT_ONCE)
                .setMaxConnTotal(AT_ONCE)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(Math.min(millis, 10_000))
                        .setConnectionRequestTimeout(millis)
                        .setSocketTimeout(millis)
                        .build())
                .build();
    }

    /** An answer in the two hundreds. */
    record Reply(int status, String text) {
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
        RequestBuilder request = RequestBuilder.create(method)
                .setUri(address(path))
                .addHeader("Accept", "application/json")
                .addHeader("User-Agent", "Ratchet");
        headers.get().forEach(request::addHeader);
        if (body != null) {
            ByteArrayEntity entity = new ByteArrayEntity(body);
            entity.setContentType(type);
            request.setEntity(entity);
        }
        try (CloseableHttpResponse answer = client.execute(request.build())) {
            int status = answer.getStatusLine().getStatusCode();
            String text = text(answer.getEntity());
            if (status / 100 != 2) throw fault(reads, status, answer, text);
            return new Reply(status, text);
        } catch (IOException e) {
            throw broken(reads, e);
        }
    }

    private static String text(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) return "";
        try (InputStream in = entity.getContent()) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
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
        return Plain.line(String.valueOf(said == null ? root.getClass().getName() : said), 200);
    }

    private TicketFault fault(boolean reads, int status, HttpMessage answer, String text) {
        String why = "The ticket system answered " + status + ": " + Plain.line(text, 300);
        Duration after = after(answer).orElse(null);
        if (status == 429
                || (status == 403 && header(answer, "x-ratelimit-remaining").equals("0")))
            return TicketFault.retry(why, after == null ? Duration.ofMinutes(1) : after, null);
        if (status == 401) return TicketFault.retry(why, ACCOUNT_PAUSE, null);
        if (status == 404 || status == 410) return TicketFault.gone(why);
        if (status == 408 || status >= 500)
            return reads ? TicketFault.retry(why, after, null) : TicketFault.unknown(why, after, null);
        return TicketFault.refused(why);
    }

    private static String header(HttpMessage answer, String name) {
        Header header = answer.getFirstHeader(name);
        return header == null ? "" : header.getValue();
    }

    /** How long we are asked to wait, by any of the headers that say so. */
    private Optional<Duration> after(HttpMessage answer) {
        for (String name : List.of("retry-after", "ratelimit-reset", "x-ratelimit-reset")) {
            Optional<Duration> wait = wait(header(answer, name));
            if (wait.isPresent()) return wait.map(found -> found.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : found);
        }
        return Optional.empty();
    }

    /** Seconds, seconds since 1970, an HTTP date, or an ISO moment with or without seconds. */
    private Optional<Duration> wait(String value) {
        String told = value.strip();
        if (told.isEmpty()) return Optional.empty();
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
