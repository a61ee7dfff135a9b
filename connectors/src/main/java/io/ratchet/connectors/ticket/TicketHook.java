package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.HmacSha256;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How a kind of ticket system tells by itself that something has happened to a ticket: how it signs that, and where it
 * names the ticket. Nothing else of what it tells is read.
 */
public final class TicketHook {
    private static final Duration APART = Duration.ofMinutes(5);

    /** The key of GitLab's signing token (Standard Webhooks) stands in Base64 behind this. */
    private static final String SIGNING = "whsec_";

    private final TicketSystem.Kind kind;
    private final Clock clock;

    public TicketHook(TicketSystem.Kind kind, Clock clock) {
        this.kind = kind;
        this.clock = clock;
    }

    /**
     * Whether {@code body} was sent by who has the key.
     *
     * @param header the value of a header by its name; empty where it was not sent
     */
    public boolean signed(UnaryOperator<String> header, byte[] body, String key) {
        return switch (kind) {
            case GITHUB -> HmacSha256.of(key).over(body).is("sha256=", header.apply("X-Hub-Signature-256"));
            case JIRA -> HmacSha256.of(key).over(body).is("sha256=", header.apply("X-Hub-Signature"));
            case GITLAB ->
                key.startsWith(SIGNING)
                        ? standard(header, body, key.substring(SIGNING.length()))
                        : HmacSha256.same(key, header.apply("X-Gitlab-Token"));
            case REDMINE ->
                header.apply("X-Redmine-Signature-256").isEmpty()
                        ? ours(header, body, key)
                        : HmacSha256.of(key).over(body).is("sha256=", header.apply("X-Redmine-Signature-256"));
            case REQUEST_TRACKER, SERVICENOW -> ours(header, body, key);
            case MAIL -> false;
        };
    }

    /** As reports are signed: {@code v1=} and the HMAC of the time stamp, a dot and the body. */
    private boolean ours(UnaryOperator<String> header, byte[] body, String key) {
        String timestamp = header.apply("Ratchet-Timestamp");
        boolean same = HmacSha256.of(key).over(timestamp + ".").over(body).is("v1=", header.apply("Ratchet-Signature"));
        return timely(timestamp) && same;
    }

    /** Several signatures may stand there while a key is changed. */
    private boolean standard(UnaryOperator<String> header, byte[] body, String key) {
        String timestamp = header.apply("webhook-timestamp");
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (secret.length == 0 || !timely(timestamp)) return false;
        String before = header.apply("webhook-id") + "." + timestamp + ".";
        return Stream.of(header.apply("webhook-signature").split(" "))
                .anyMatch(one -> HmacSha256.of(secret).over(before).over(body).is("v1,", one));
    }

    private boolean timely(String timestamp) {
        if (!timestamp.matches("[0-9]{1,11}")) return false;
        Duration apart = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        return apart.abs().compareTo(APART) <= 0;
    }

    /**
     * The number of the ticket that something has happened to, as this system's tickets are numbered; empty where it
     * tells of something else.
     *
     * @throws JsonProcessingException when it is no JSON
     */
    public Optional<String> number(byte[] body) throws JsonProcessingException {
        JsonNode told = Json.parse(new String(body, StandardCharsets.UTF_8));
        return switch (kind) {
            case GITHUB -> in(told.at("/repository/full_name"), told.at("/issue/number"));
            case GITLAB ->
                in(
                        told.at("/project/path_with_namespace"),
                        told.has("issue") ? told.at("/issue/iid") : told.at("/object_attributes/iid"));
            case JIRA -> text(told.at("/issue/key"));
            case REDMINE ->
                Stream.of("/data/issue/id", "/payload/issue/id", "/ticket")
                        .flatMap(at -> text(told.at(at)).stream())
                        .findFirst();
            case REQUEST_TRACKER, SERVICENOW -> text(told.at("/ticket"));
            case MAIL -> Optional.empty();
        };
    }

    private static Optional<String> in(JsonNode project, JsonNode number) {
        return text(project).flatMap(path -> text(number).map(id -> path + "#" + id));
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node.asText("")).filter(text -> !text.isBlank() && text.length() <= 200);
    }
}
