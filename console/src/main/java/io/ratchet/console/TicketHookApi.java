package io.ratchet.console;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.tickets.TicketHooks;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Hears from ticket systems that something has happened to a ticket, signed as each of them signs. The answer says
 * nothing of the ticket, and whoever has the wrong name or key gets the same one, and is barred like whoever guesses
 * tokens.
 */
@RestController
final class TicketHookApi {
    static final String PATH = WebhookApi.PATH + "tickets/";

    static final int MOST_BYTES = TicketHooks.MOST_BYTES;

    private static final int CHUNK = 1 << 14;

    private final ConsolePorts ports;
    private final SignedDoor door;

    TicketHookApi(ConsolePorts ports, SignIns signIns) {
        this.ports = ports;
        this.door = new SignedDoor("ticket webhook ", signIns);
    }

    @PostMapping(PATH + "{name}")
    ResponseEntity<Void> take(@PathVariable String name, HttpServletRequest request, InputStream body)
            throws IOException {
        String address = request.getRemoteAddr();
        door.enter(address, name);
        TicketHooks.Hearing hearing =
                ports.tickets().hooks().hear(name, header -> Objects.requireNonNullElse(request.getHeader(header), ""));
        if (!hearing.checkable()) return answer(hearing.end(() -> new byte[0]), true);
        Path kept = Files.createTempFile(ports.uploads(), "ticket-webhook-", ".part");
        try {
            boolean whole = keep(body, hearing, kept);
            TicketHooks.Heard heard = hearing.end(() -> Files.readAllBytes(kept));
            switch (heard) {
                case TAKEN, UNREADABLE -> door.came(address, name);
                case NOT_SIGNED, TOO_LARGE -> door.wrong(address);
                case KEYLESS -> {} // nobody but this server is to blame
            }
            return answer(heard, whole);
        } finally {
            Files.deleteIfExists(kept);
        }
    }

    /** Nothing of it is held while it is not known who has sent it. */
    private static boolean keep(InputStream body, TicketHooks.Hearing hearing, Path kept) throws IOException {
        try (OutputStream out = Files.newOutputStream(kept)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                if (!hearing.over(chunk, read)) return false;
                out.write(chunk, 0, read);
            }
            return true;
        }
    }

    private static ResponseEntity<Void> answer(TicketHooks.Heard heard, boolean whole) {
        if (!whole)
            throw FailureException.of(
                    FailureCode.INTAKE_TOO_LARGE,
                    "What was sent is larger than 1 MiB; have the ticket system send events of issues only.");
        return switch (heard) {
            case TAKEN -> ResponseEntity.noContent().build();
            case NOT_SIGNED, TOO_LARGE ->
                throw new ResponseStatusException(
                        HttpStatus.UNAUTHORIZED,
                        "The signature is not that of a ticket system of this server, or such a system does not send so"
                                + " much; see the guide of tickets for how each of them signs.");
            case KEYLESS ->
                throw new ResponseStatusException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The key of this webhook cannot be read on the server of Ratchet, whose log says why; nothing of"
                                + " it was taken. Its tickets are looked at every few minutes all the same.");
            case UNREADABLE ->
                throw new ResponseStatusException(
                        HttpStatus.BAD_REQUEST,
                        "What was sent is signed and no JSON; set the content type of the webhook to application/json.");
        };
    }
}
