package io.ratchet.console;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.tickets.TicketHooks;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Hears from ticket systems that something has happened to a ticket, signed as each of them signs. The answer says
 * nothing of the ticket, and whoever has the wrong name or key gets the same one.
 */
@RestController
final class TicketHookApi {
    static final String PATH = WebhookApi.PATH + "tickets/";

    /** Of one body: an issue with all its text, as its system tells it. */
    static final int MOST_BYTES = 1 << 20;

    private final ConsolePorts ports;

    TicketHookApi(ConsolePorts ports) {
        this.ports = ports;
    }

    @PostMapping(PATH + "{name}")
    ResponseEntity<Void> take(@PathVariable String name, HttpServletRequest request, InputStream body)
            throws IOException {
        byte[] told = body.readNBytes(MOST_BYTES + 1);
        if (told.length > MOST_BYTES)
            throw FailureException.of(
                    FailureCode.INTAKE_TOO_LARGE,
                    "What was sent is larger than 1 MiB; have the ticket system send events of issues only.");
        TicketHooks.Heard heard = ports.tickets()
                .hooks()
                .hear(name, header -> Objects.requireNonNullElse(request.getHeader(header), ""), told);
        return switch (heard) {
            case TAKEN -> ResponseEntity.noContent().build();
            case NOT_SIGNED ->
                throw new ResponseStatusException(
                        HttpStatus.UNAUTHORIZED,
                        "The signature is not that of a ticket system of this server; see the guide of tickets for how"
                                + " each of them signs.");
            case UNREADABLE ->
                throw new ResponseStatusException(
                        HttpStatus.BAD_REQUEST,
                        "What was sent is signed and no JSON; set the content type of the webhook to application/json.");
        };
    }
}
