package io.ratchet.console;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The tickets for programs: {@code ratchet.tickets/1}. Every answer is the list as it is then. */
@RestController
@RequestMapping("/api/v1/tickets")
final class TicketApi {
    private final ConsolePorts ports;

    TicketApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** Every ticket, with what is known of it in its ticket system and what is still to be said there. */
    @GetMapping
    ResponseEntity<byte[]> tickets() {
        return Answers.json(ports.tickets().json());
    }

    /** Sends what is due now. */
    @PostMapping("/send")
    ResponseEntity<byte[]> send() {
        ports.tickets().send();
        return tickets();
    }

    /** Has a refused message of the ticket {@code key} sent again. */
    @PostMapping("/resend")
    ResponseEntity<byte[]> resend(@RequestBody byte[] body, @RequestAttribute(AccessFilter.USER) String user) {
        ports.tickets().resend(Answers.required(body, "key"), "user:" + user);
        return tickets();
    }

    /** Looks at every ticket in its ticket system now. */
    @PostMapping("/sync")
    ResponseEntity<byte[]> sync() {
        ports.tickets().sync();
        return tickets();
    }
}
