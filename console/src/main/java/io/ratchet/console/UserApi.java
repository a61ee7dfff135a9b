package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.LocalUsers.LocalUser;
import io.ratchet.wire.Json;
import java.time.Instant;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** People who sign in at the console with a password: set, listed, revoked. */
@RestController
@RequestMapping("/api/v1/users")
final class UserApi {
    private final ConsolePorts ports;
    private final People people;
    private final Passwords passwords;

    UserApi(ConsolePorts ports, People people, Passwords passwords) {
        this.ports = ports;
        this.people = people;
        this.passwords = passwords;
    }

    /** All that ever were, never a password. */
    @GetMapping
    ResponseEntity<byte[]> users() {
        return Answers.json(list());
    }

    private ObjectNode list() {
        ObjectNode answer = Json.object().put("schema", "ratchet.users/1");
        ArrayNode shown = answer.putArray("users");
        ports.store().transact(tx -> tx.users().list()).forEach(user -> {
            ObjectNode one = shown.addObject()
                    .put("name", user.name())
                    .put("stands", people.stands(user))
                    .put("madeBy", user.madeBy())
                    .put("madeAt", user.madeAt().toString());
            user.roles().forEach(one.putArray("roles")::add);
            user.sites().forEach(one.putArray("sites")::add);
            if (user.revokedAt() != null) one.put("revokedAt", user.revokedAt().toString());
        });
        return answer;
    }

    /** Sets the {@code password} and {@code roles}, perhaps {@code sites}, of {@code name}; sessions of theirs end. */
    @PostMapping
    ResponseEntity<byte[]> setUser(@RequestBody byte[] body, @RequestAttribute(AccessFilter.USER) String by) {
        Granted granted = Granted.read(body);
        String name = granted.name();
        if (people.isSettled(name))
            throw new IllegalArgumentException(
                    "Somebody in the settings goes by the name '" + name + "' already; take another one.");
        String password = passwords.encoded(Answers.required(body, "password"));
        Instant now = ports.clock().instant();
        ports.store().run(tx -> {
            tx.users().set(new LocalUser(name, password, granted.roles(), granted.sites(), "user:" + by, now, null));
            tx.sessions().endAll(Sessions.USER + name);
            tx.audit().append(AuditEvents.userSet(now, "user:" + by, name, granted.roles(), granted.sites()));
        });
        return Answers.json(list());
    }

    /** Takes their password and sessions from {@code name}; answers with all that ever were. */
    @PostMapping("/revoke")
    ResponseEntity<byte[]> revokeUser(@RequestBody byte[] body, @RequestAttribute(AccessFilter.USER) String by) {
        String name = Answers.required(body, "name");
        String reason = Answers.required(body, "reason");
        Instant now = ports.clock().instant();
        ports.store().run(tx -> {
            if (!tx.users().revoke(name, now))
                throw FailureException.of(
                        FailureCode.ID_UNKNOWN, "There is nobody '" + name + "' whose password could be revoked.");
            tx.sessions().endAll(Sessions.USER + name);
            tx.audit().append(AuditEvents.userRevoked(now, "user:" + by, name, reason));
        });
        return Answers.json(list());
    }
}
