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
import java.util.List;
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
     * The most bytes that such a system sends of one event. GitHub, GitLab and Jira cap theirs at 25 MB as documented;
     * an issue and a comment of the greatest length that GitHub (65,536 characters each) and Jira (32,767) take stay
     * well below this, and no ticket of ours is longer. A script as in the guide sends a number.
     */
    public int mostBytes() {
        return switch (kind) {
            case GITHUB, GITLAB, JIRA, REDMINE -> 1 << 20;
            case REQUEST_TRACKER, SERVICENOW -> 4 << 10;
            case MAIL -> 0;
        };
    }

    /** Told the body while it comes, so that nobody needs to hold it before it is known who has sent it. */
    public interface Seal {
        /** @param count how many of the first bytes */
        void over(byte[] bytes, int count);

        /** Whether all of it was sent by who has the key; to be asked once. */
        boolean holds();
    }

    /** @param header the value of a header by its name; empty where it was not sent */
    public Seal seal(UnaryOperator<String> header, String key) {
        return switch (kind) {
            case GITHUB -> sum(HmacSha256.of(key), "sha256=", List.of(header.apply("X-Hub-Signature-256")), true);
            case JIRA -> sum(HmacSha256.of(key), "sha256=", List.of(header.apply("X-Hub-Signature")), true);
            case GITLAB ->
                key.startsWith(SIGNING)
                        ? standard(header, key.substring(SIGNING.length()))
                        : none(HmacSha256.same(key, header.apply("X-Gitlab-Token")));
            case REDMINE -> {
                String theirs = header.apply("X-Redmine-Signature-256");
                yield theirs.isEmpty() ? ours(header, key) : sum(HmacSha256.of(key), "sha256=", List.of(theirs), true);
            }
            case REQUEST_TRACKER, SERVICENOW -> ours(header, key);
            case MAIL -> none(false);
        };
    }

    private static Seal sum(HmacSha256 sum, String prefix, List<String> given, boolean timely) {
        return new Seal() {
            @Override
            public void over(byte[] bytes, int count) {
                sum.over(bytes, count);
            }

            @Override
            public boolean holds() {
                return sum.isAny(prefix, given) && timely;
            }
        };
    }

    /** Where nothing of the body is signed. */
    private static Seal none(boolean holds) {
        return new Seal() {
            @Override
            public void over(byte[] bytes, int count) {}

            @Override
            public boolean holds() {
                return holds;
            }
        };
    }

    /** As reports are signed: {@code v1=} and the HMAC of the time stamp, a dot and the body. */
    private Seal ours(UnaryOperator<String> header, String key) {
        String timestamp = header.apply("Ratchet-Timestamp");
        return sum(
                HmacSha256.of(key).over(timestamp + "."),
                "v1=",
                List.of(header.apply("Ratchet-Signature")),
                timely(timestamp));
    }

    /** Several signatures may stand there while a key is changed. */
    private Seal standard(UnaryOperator<String> header, String key) {
        String timestamp = header.apply("webhook-timestamp");
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            return none(false);
        }
        if (secret.length == 0) return none(false);
        return sum(
                HmacSha256.of(secret).over(header.apply("webhook-id") + "." + timestamp + "."),
                "v1,",
                List.of(header.apply("webhook-signature").split(" ")),
                timely(timestamp));
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
