package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.ticket.PlannedChange;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Request Tracker by REST 2. It answers a change that it refuses with 200 and a message, reads dates only as
 * {@code YYYY-MM-DD HH:MM:SS} in UTC, and shows the ticket that a merged one went into under the old number; so
 * everything is read back, and the number that a ticket tells of itself is the one that counts.
 */
final class RequestTracker implements Changes {
    private static final int SUBJECT = 190;
    private static final int TEXT = 60_000;
    private static final String ROOT = "/REST/2.0";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final Set<String> CLOSED = Set.of("resolved", "rejected");

    private final TicketSystem system;
    private final Credentials credentials;
    private final Web web;
    private final boolean change;

    RequestTracker(TicketSystem system, Credentials credentials, Duration patience, Clock clock) {
        this(
                system,
                credentials,
                new Web(
                        system.url(),
                        () -> Map.of("Authorization", authorization(system, credentials.resolve(system.credential()))),
                        new Web.Canary(ROOT + "/rt", "/Version", false),
                        patience,
                        clock),
                false);
    }

    /**
     * @param change whether the tickets are changes, which are approved by being resolved and withdrawn by being
     *     rejected
     */
    private RequestTracker(TicketSystem system, Credentials credentials, Web web, boolean change) {
        this.system = system;
        this.credentials = credentials;
        this.web = web;
        this.change = change;
    }

    private static String authorization(TicketSystem system, Credentials.Account account) {
        if (system.option("auth", "token").equals("token")) return "token " + account.password();
        String pair = account.user() + ":" + account.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean readable() {
        return true;
    }

    @Override
    public String create(TicketMessage opening) throws TicketFault {
        ObjectNode ticket = Json.object().put("Queue", opening.queue());
        ticket.put("Subject", opening.ticket().marker() + " " + PlainText.line(opening.subject(), SUBJECT - 20));
        ticket.put("Content", Plain.text(opening.text(), TEXT)).put("ContentType", "text/plain");
        if (opening.due() != null) ticket.put("Due", opening.due() + " 00:00:00");
        window(opening, ticket);
        // An owner it does not know is dropped with 201; the text names the owner as well.
        if (!opening.owner().isEmpty()) ticket.put("Owner", PlainText.line(opening.owner(), 100));
        attach(opening, ticket);
        String id = web.send("POST", ROOT + "/ticket", ticket).json().path("id").asText();
        if (id.isEmpty()) throw TicketFault.unknown("Request Tracker named no number for the ticket.", null, null);
        return id;
    }

    /** A change is a ticket of a queue; when it is planned for stands in the fields that every ticket has. */
    private static void window(TicketMessage opening, ObjectNode ticket) {
        @Nullable PlannedChange change = opening.change();
        if (change == null || change.opens() == null || change.closes() == null) return;
        ticket.put("Starts", TIME.format(change.opens().atOffset(ZoneOffset.UTC)));
        ticket.put("Due", TIME.format(change.closes().atOffset(ZoneOffset.UTC)));
    }

    private static void attach(TicketMessage message, ObjectNode into) {
        ArrayNode files = into.putArray("Attachments");
        for (TicketMessage.Attachment file : message.attachments())
            files.addObject()
                    .put("FileName", file.name())
                    .put("FileType", file.type())
                    .put(
                            "FileContent",
                            Base64.getEncoder().encodeToString(file.content().getBytes(StandardCharsets.UTF_8)));
        if (files.isEmpty()) into.remove("Attachments");
    }

    /** Merged and deleted tickets are in no search; a merged one has the key of the other in its subject. */
    @Override
    public List<String> find(TicketKey key, String queue) throws TicketFault {
        web.present();
        JsonNode found = web.get(web.path(
                ROOT + "/tickets",
                "query",
                "Subject LIKE '" + key.value() + "'",
                "fields",
                "Subject",
                "per_page",
                "100"));
        List<String> ids = new ArrayList<>();
        for (JsonNode ticket : found.path("items"))
            if (ticket.path("Subject").asText().contains(key.value()))
                ids.add(ticket.path("id").asText());
        return ids;
    }

    @Override
    public View read(String id, Set<String> known) throws TicketFault {
        JsonNode ticket = Web.named(web.get(ROOT + "/ticket/" + number(id)), "id");
        String status = ticket.path("Status").asText();
        if (status.equals("deleted")) throw TicketFault.gone("Ticket " + id + " was deleted there.");
        String there = ticket.path("id").asText();
        boolean ended = change && status.equalsIgnoreCase(system.option("rejected", "rejected"));
        boolean open =
                !ended && !CLOSED.contains(status) && !status.equalsIgnoreCase(system.option("closed", "resolved"));
        Set<String> marks = new HashSet<>();
        List<Ticket.Note> notes = new ArrayList<>();
        @Nullable String closedBy = null;
        @Nullable Instant closedAt = null;
        for (JsonNode done : history(there)) {
            String type = done.path("Type").asText();
            if (type.equals("Status") && done.path("NewValue").asText().equals(status)) {
                closedBy = done.at("/Creator/id").asText();
                closedAt = Moments.iso(done.path("Created"));
            }
            if (!type.equals("Comment") && !type.equals("Correspond")) continue;
            String subject = done.path("Data").asText().strip();
            marks.addAll(Plain.marks(subject));
            boolean ours = Plain.MARK.matcher(subject).matches();
            if (!ours && !known.contains(done.path("id").asText())) notes.add(note(done));
        }
        return new View(
                there,
                system.url() + "/Ticket/Display.html?id=" + there,
                ticket.path("Subject").asText(),
                PlainText.line(status, 60),
                open,
                open ? null : closedBy,
                open ? null : closedAt,
                marks,
                notes);
    }

    @Override
    public Optional<Changes> changes() {
        return Optional.of(change ? this : new RequestTracker(system, credentials, web, true));
    }

    /** Whoever set the status that means it has approved or refused it; our own account never does. */
    @Override
    public Ruling ruling(String id) throws TicketFault {
        JsonNode ticket = Web.named(web.get(ROOT + "/ticket/" + number(id)), "id");
        String status = ticket.path("Status").asText();
        if (status.equals("deleted")) throw TicketFault.gone("Ticket " + id + " was deleted there.");
        String there = ticket.path("id").asText();
        Verdict verdict = status.equalsIgnoreCase(system.option("approved", "resolved"))
                ? Verdict.APPROVED
                : status.equalsIgnoreCase(system.option("rejected", "rejected")) ? Verdict.REFUSED : Verdict.WAITS;
        String by = "";
        if (verdict != Verdict.WAITS)
            for (JsonNode done : history(there))
                if (done.path("Type").asText().equals("Status")
                        && done.path("NewValue").asText().equals(status))
                    by = done.at("/Creator/id").asText();
        boolean ours = by.equals(credentials.resolve(system.credential()).user());
        return new Ruling(
                there,
                system.url() + "/Ticket/Display.html?id=" + there,
                ticket.path("Subject").asText(),
                PlainText.line(status, 60),
                verdict,
                ours ? "" : PlainText.line(by, 100));
    }

    private List<JsonNode> history(String id) throws TicketFault {
        List<JsonNode> all = new ArrayList<>();
        for (int page = 1; page <= 100; page++) {
            JsonNode some = web.get(web.path(
                    ROOT + "/ticket/" + id + "/history",
                    "fields",
                    "Type,Creator,Created,Data,NewValue",
                    "per_page",
                    "100",
                    "page",
                    "" + page));
            some.path("items").forEach(all::add);
            if (some.path("items").size() < 100) return all;
        }
        throw TicketFault.refused("Ticket " + id + " has more than 10,000 entries; it is not read any more.");
    }

    private Ticket.Note note(JsonNode transaction) throws TicketFault {
        String id = transaction.path("id").asText();
        JsonNode parts = web.get(web.path(
                ROOT + "/transaction/" + number(id) + "/attachments", "fields", "Content,ContentType,Filename"));
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts.path("items"))
            if (part.path("ContentType").asText().startsWith("text/plain")
                    && part.path("Filename").asText("").isEmpty())
                text.append(part.path("Content").asText());
        return new Ticket.Note(
                id,
                PlainText.line(transaction.at("/Creator/id").asText("?"), 100),
                Moments.iso(transaction.path("Created")),
                Plain.text(text.toString(), 4000));
    }

    @Override
    public void note(String id, TicketMessage message) throws TicketFault {
        // A comment's subject comes back in the history, in one request for all of them; its content does not.
        ObjectNode comment = Json.object().put("Subject", message.mark());
        comment.put("Content", Plain.text(message.text(), TEXT)).put("ContentType", "text/plain");
        attach(message, comment);
        web.send("POST", ROOT + "/ticket/" + number(id) + "/comment", comment);
        if (message.due() != null)
            web.send("PUT", ROOT + "/ticket/" + number(id), Json.object().put("Due", message.due() + " 00:00:00"));
    }

    @Override
    public void move(String id, boolean open) throws TicketFault {
        String closed = change ? system.option("rejected", "rejected") : system.option("closed", "resolved");
        String status = open ? system.option("reopened", "open") : closed;
        web.send("PUT", ROOT + "/ticket/" + number(id), Json.object().put("Status", status));
    }

    @Override
    public void link(String id, String into) throws TicketFault {
        web.send("PUT", ROOT + "/ticket/" + number(id), Json.object().put("AddRefersTo", number(into)));
    }

    private static String number(String id) throws TicketFault {
        if (!id.matches("[0-9]{1,12}"))
            throw TicketFault.refused("'" + PlainText.line(id, 60) + "' is no number of a ticket.");
        return id;
    }
}
