package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.Tokens.Token;
import io.ratchet.wire.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tokens for programs and people: made, listed, revoked. A token is told once, to whoever makes it; only its hash is
 * kept.
 */
@RestController
@RequestMapping("/api/v1/tokens")
final class TokenApi {
    private static final int MOST_DAYS = 366;
    private static final int TOKEN_BYTES = 32;

    private final ConsolePorts ports;
    private final People people;
    private final SecureRandom random = new SecureRandom();

    TokenApi(ConsolePorts ports, People people) {
        this.ports = ports;
        this.people = people;
    }

    /** All that ever were. */
    @GetMapping
    ResponseEntity<byte[]> tokens() {
        return Answers.json(list());
    }

    private ObjectNode list() {
        Instant now = ports.clock().instant();
        ObjectNode answer = Json.object().put("schema", "ratchet.tokens/1");
        ArrayNode shown = answer.putArray("tokens");
        ports.store().transact(tx -> tx.tokens().list()).forEach(token -> {
            ObjectNode one = shown.addObject()
                    .put("name", token.name())
                    .put("stands", people.stands(token, now))
                    .put("madeBy", token.madeBy())
                    .put("madeAt", token.madeAt().toString())
                    .put("expires", token.expires().toString());
            token.roles().forEach(one.putArray("roles")::add);
            token.sites().forEach(one.putArray("sites")::add);
            put(one, "revokedAt", token.revokedAt());
            put(one, "lastUsedAt", token.lastUsedAt());
        });
        return answer;
    }

    private static void put(ObjectNode one, String name, @Nullable Instant moment) {
        if (moment != null) one.put(name, moment.toString());
    }

    /** Makes one for {@code name}, with {@code roles}, perhaps {@code sites}, and for so many {@code days}. */
    @PostMapping
    ResponseEntity<byte[]> make(@RequestBody byte[] body, @RequestAttribute(AccessFilter.USER) String user) {
        Granted granted = Granted.read(body);
        String name = granted.name();
        List<String> roles = granted.roles();
        List<String> sites = granted.sites();
        int days = granted.body().path("days").asInt(0);
        if (days < 1 || days > MOST_DAYS)
            throw new IllegalArgumentException("'days' must be a number from 1 to " + MOST_DAYS + ".");
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = ports.clock().instant();
        Instant expires = now.plus(Duration.ofDays(days));
        ports.store().run(tx -> {
            boolean taken = people.isSettled(name)
                    || tx.tokens().list().stream().anyMatch(one -> one.name().equals(name) && one.stands(now));
            if (taken)
                throw new IllegalArgumentException("Somebody goes by the name '" + name
                        + "' already; take another one, or revoke that token first.");
            tx.tokens()
                    .add(new Token(Access.hash(token), name, roles, sites, "user:" + user, now, expires, null, null));
            tx.audit().append(AuditEvents.tokenMade(now, "user:" + user, name, roles, sites, expires));
        });
        return Answers.json(Json.object()
                .put("schema", "ratchet.token/1")
                .put("name", name)
                .put("token", token)
                .put("expires", expires.toString()));
    }

    /** Revokes what {@code name} has; answers with all that ever were. */
    @PostMapping("/revoke")
    ResponseEntity<byte[]> revoke(@RequestBody byte[] body, @RequestAttribute(AccessFilter.USER) String user) {
        String name = Answers.required(body, "name");
        String reason = Answers.required(body, "reason");
        Instant now = ports.clock().instant();
        ports.store().run(tx -> {
            if (!tx.tokens().revoke(name, now))
                throw FailureException.of(
                        FailureCode.ID_UNKNOWN, "There is no token of '" + name + "' that could be revoked.");
            tx.audit().append(AuditEvents.tokenRevoked(now, "user:" + user, name, reason));
        });
        return Answers.json(list());
    }
}
