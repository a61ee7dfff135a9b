package io.ratchet.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.routes.tickets.TicketDesk;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The tickets for programs: {@code ratchet.tickets/1}. Every answer is the list as it is then. */
@RestController
@RequestMapping("/api/v1/tickets")
final class TicketApi {
    private static final int PER_PAGE = 100;
    private static final String TICKET = "ticket";
    private static final String CHANGE = "change";

    private final ConsolePorts ports;

    TicketApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * Every ticket and change, with what is known of it in its ticket system and what is still to be said there; with a
     * {@code limit} page by page, tickets by key and then changes by key.
     */
    @GetMapping
    ResponseEntity<byte[]> tickets(
            @RequestParam(defaultValue = "") String limit, @RequestParam(defaultValue = "") String after) {
        if (limit.isEmpty() && after.isEmpty()) return all();
        int most = limit.isEmpty() ? PER_PAGE : Answers.limit(limit);
        TicketDesk.Place from = Cursor.of(after, 2, TicketApi::place);
        TicketDesk.Page page = ports.tickets().page(from == null ? TicketDesk.Place.FIRST : from, most);
        return Answers.page(
                versioned(page.answer()),
                page.next()
                        .map(place -> "/api/v1/tickets?limit=" + most + "&after="
                                + Cursor.text(
                                        place.changes() ? CHANGE : TICKET,
                                        place.key() == null ? "" : place.key().value())));
    }

    private static TicketDesk.Place place(List<String> parts) {
        if (!parts.get(0).equals(CHANGE) && !parts.get(0).equals(TICKET))
            throw new IllegalArgumentException("neither tickets nor changes");
        TicketKey key = parts.get(1).isEmpty() ? null : new TicketKey(parts.get(1));
        return new TicketDesk.Place(parts.get(0).equals(CHANGE), key);
    }

    /** One ticket or change, with the version that a change may name by {@code If-Match}. */
    @GetMapping("/{id}")
    ResponseEntity<byte[]> ticket(@PathVariable String id) {
        ObjectNode one = versioned(ports.tickets().json(id));
        return Answers.versioned(one, version(one));
    }

    private ResponseEntity<byte[]> all() {
        return Answers.json(versioned(ports.tickets().json()));
    }

    /** Of a document that holds one of them. */
    private static String version(ObjectNode one) {
        return one.at("/tickets/0/version").asText(one.at("/changes/0/version").asText());
    }

    private static ObjectNode versioned(ObjectNode answer) {
        for (String list : List.of("tickets", "changes"))
            for (JsonNode row : answer.withArray(list))
                ((ObjectNode) row).put("version", IfMatch.version((ObjectNode) row, "pausedUntil", "seenAt"));
        return answer;
    }

    /** Sends what is due now. */
    @PostMapping("/send")
    ResponseEntity<byte[]> send() {
        ports.tickets().send();
        return all();
    }

    /** Has a refused message of the ticket {@code key} sent again. */
    @PostMapping("/resend")
    ResponseEntity<byte[]> resend(
            @RequestBody byte[] body,
            @RequestHeader(name = "If-Match", defaultValue = "") String ifMatch,
            @RequestAttribute(AccessFilter.USER) String user) {
        String key = Answers.required(body, "key");
        IfMatch.holds(
                ifMatch,
                "Ticket " + key,
                () -> Optional.of(version(versioned(ports.tickets().json(key)))));
        ports.tickets().resend(key, "user:" + user);
        return all();
    }

    /** Looks at every ticket in its ticket system now. */
    @PostMapping("/sync")
    ResponseEntity<byte[]> sync() {
        ports.tickets().sync();
        return all();
    }
}
