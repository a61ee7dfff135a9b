package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Redmine by its REST interface. A status that the workflow forbids is ignored there with 204 and an unknown key lists
 * nothing with 200, so everything is read back and every search is asked together with who we are.
 */
final class Redmine implements Tickets {
    private static final int SUBJECT = 250;
    private static final int MOST_MEMBERS = 5_000;

    /** Bytes; the column of some databases takes 65,535. */
    private static final int TEXT = 60_000;

    private final TicketSystem system;
    private final Web web;
    private final Clock clock;

    Redmine(TicketSystem system, Credentials credentials, Duration patience, Clock clock) {
        this.system = system;
        this.clock = clock;
        this.web = new Web(
                system.url(),
                () -> Map.of(
                        "X-Redmine-API-Key",
                        credentials.resolve(system.credential()).password()),
                new Web.Canary("/users/current.json", "/user/id", false),
                patience,
                clock);
    }

    @Override
    public boolean readable() {
        return true;
    }

    @Override
    public String create(TicketMessage opening) throws TicketFault {
        ObjectNode body = Json.object();
        ObjectNode issue = body.putObject("issue").put("project_id", opening.queue());
        issue.put("subject", opening.ticket().marker() + " " + PlainText.line(opening.subject(), SUBJECT - 20));
        issue.put("description", Plain.preformatted(Plain.text(opening.text(), TEXT), "", TEXT));
        if (opening.due() != null) {
            issue.put("due_date", opening.due().toString());
            // It begins today by itself, and one that would end before it begins is refused with 422.
            issue.put(
                    "start_date",
                    opening.due().isBefore(today()) ? opening.due().toString() : today().toString());
        }
        String tracker = system.option("tracker", "");
        if (!tracker.isEmpty()) issue.put("tracker_id", id("trackers", tracker));
        member(opening).ifPresent(member -> issue.put("assigned_to_id", member));
        upload(opening, issue);
        JsonNode created =
                web.send("POST", "/issues.json", body).json().path("issue").path("id");
        if (!created.canConvertToLong())
            throw TicketFault.unknown("Redmine named no number for the issue.", null, null);
        return created.asText();
    }

    private LocalDate today() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** The owner as a member of the project; a name that is none stands in the text alone. */
    private Optional<Long> member(TicketMessage opening) throws TicketFault {
        if (opening.owner().isEmpty()) return Optional.empty();
        String path = "/projects/" + segment(opening.queue()) + "/memberships.json";
        try {
            int members;
            int from = 0;
            do {
                JsonNode page = web.get(web.path(path, "limit", "100", "offset", "" + from));
                for (JsonNode member : page.path("memberships"))
                    for (String kind : List.of("user", "group"))
                        if (member.path(kind).path("name").asText().equalsIgnoreCase(opening.owner()))
                            return Optional.of(member.path(kind).path("id").asLong());
                members = Math.min(page.path("total_count").asInt(), MOST_MEMBERS);
                from += 100;
            } while (from < members);
        } catch (TicketFault e) {
            if (!(e.outcome() instanceof Sent.Refused)) throw e;
        }
        return Optional.empty();
    }

    private void upload(TicketMessage message, ObjectNode issue) throws TicketFault {
        ArrayNode uploads = issue.putArray("uploads");
        for (TicketMessage.Attachment file : message.attachments()) {
            String token;
            try {
                token = web.send(
                                "POST",
                                web.path("/uploads.json", "filename", file.name()),
                                "application/octet-stream",
                                file.content().getBytes(StandardCharsets.UTF_8))
                        .json()
                        .at("/upload/token")
                        .asText();
            } catch (TicketFault e) {
                // A file that hangs on no issue is seen by nobody and goes away by itself: nothing has arrived.
                if (e.outcome() instanceof Sent.Unknown unknown)
                    throw TicketFault.retry(unknown.why(), unknown.after(), e);
                throw e;
            }
            uploads.addObject().put("token", token).put("filename", file.name()).put("content_type", file.type());
        }
        if (uploads.isEmpty()) issue.remove("uploads");
    }

    @Override
    public List<String> find(TicketKey key, String queue) throws TicketFault {
        // Whoever is not known there reads lists as an anonymous visitor, as 200 with nothing in them.
        web.present();
        JsonNode found = web.get(
                web.path("/issues.json", "subject", "~" + key.value(), "status_id", "*", "sort", "id", "limit", "100"));
        List<String> ids = new ArrayList<>();
        for (JsonNode issue : found.path("issues"))
            if (issue.path("subject").asText().contains(key.value()))
                ids.add(issue.path("id").asText());
        return ids;
    }

    @Override
    public View read(String id, Set<String> known) throws TicketFault {
        JsonNode issue = Web.named(
                web.get(web.path("/issues/" + segment(id) + ".json", "include", "journals"))
                        .path("issue"),
                "id");
        boolean open = issue.path("closed_on").isNull() || !closed(issue.path("status"));
        Set<String> marks = new HashSet<>();
        List<Ticket.Note> notes = new ArrayList<>();
        @Nullable String closedBy = null;
        for (JsonNode journal : issue.path("journals")) {
            for (JsonNode detail : journal.path("details"))
                if (detail.path("name").asText().equals("status_id"))
                    closedBy = journal.at("/user/name").asText();
            String text = journal.path("notes").asText("");
            if (text.isBlank()) continue;
            marks.addAll(Plain.marks(text));
            if (!Plain.preformattedByUs(text)
                    && !known.contains(journal.path("id").asText()))
                notes.add(new Ticket.Note(
                        journal.path("id").asText(),
                        PlainText.line(journal.at("/user/name").asText("?"), 100),
                        Moments.iso(journal.path("created_on")),
                        Plain.text(text, 4000)));
        }
        return new View(
                issue.path("id").asText(),
                system.url() + "/issues/" + issue.path("id").asText(),
                issue.path("subject").asText(),
                PlainText.line(issue.at("/status/name").asText(), 60),
                open,
                open ? null : closedBy,
                open ? null : Moments.iso(issue.path("closed_on")),
                marks,
                notes);
    }

    /**
     * Redmine before 5.0 does not say of a status whether it is a closed one, but leaves {@code closed_on} standing.
     */
    private boolean closed(JsonNode status) throws TicketFault {
        if (status.has("is_closed")) return status.path("is_closed").asBoolean();
        for (JsonNode each : web.get("/issue_statuses.json").path("issue_statuses"))
            if (each.path("id").equals(status.path("id")))
                return each.path("is_closed").asBoolean();
        return false;
    }

    @Override
    public void note(String id, TicketMessage message) throws TicketFault {
        ObjectNode body = Json.object();
        ObjectNode issue = body.putObject("issue");
        issue.put("notes", Plain.preformatted(Plain.text(message.text(), TEXT), message.mark(), TEXT));
        if (message.due() != null) issue.put("due_date", message.due().toString());
        upload(message, issue);
        web.send("PUT", "/issues/" + segment(id) + ".json", body);
    }

    @Override
    public void move(String id, boolean open) throws TicketFault {
        String wanted = system.option(open ? "reopened" : "closed", "");
        @Nullable Long status = null;
        for (JsonNode each : web.get("/issue_statuses.json").path("issue_statuses")) {
            boolean fits = wanted.isEmpty()
                    ? each.path("is_closed").asBoolean() != open
                    : each.path("name").asText().equalsIgnoreCase(wanted);
            if (fits && status == null) status = each.path("id").asLong();
        }
        if (status == null)
            throw TicketFault.refused("Redmine has no status '" + (wanted.isEmpty() ? open ? "open" : "closed" : wanted)
                    + "'; correct it in the settings.");
        ObjectNode body = Json.object();
        body.putObject("issue").put("status_id", status);
        web.send("PUT", "/issues/" + segment(id) + ".json", body);
    }

    @Override
    public void link(String id, String into) throws TicketFault {
        for (JsonNode relation :
                web.get("/issues/" + segment(id) + "/relations.json").path("relations"))
            if (relation.path("issue_to_id").asText().equals(into)
                    || relation.path("issue_id").asText().equals(into)) return;
        ObjectNode body = Json.object();
        body.putObject("relation").put("issue_to_id", into).put("relation_type", "duplicates");
        web.send("POST", "/issues/" + segment(id) + "/relations.json", body);
    }

    private long id(String kind, String name) throws TicketFault {
        for (JsonNode each : web.get("/" + kind + ".json").path(kind))
            if (each.path("name").asText().equalsIgnoreCase(name))
                return each.path("id").asLong();
        throw TicketFault.refused("Redmine has no " + kind + " '" + name + "'; correct it in the settings.");
    }

    private static String segment(String text) throws TicketFault {
        if (!text.matches("[A-Za-z0-9_-]{1,100}"))
            throw TicketFault.refused("'" + PlainText.line(text, 100) + "' is no identifier of a project in Redmine.");
        return text;
    }
}
