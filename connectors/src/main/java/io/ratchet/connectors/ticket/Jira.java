package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Jira by its REST API, version 3. A queue is a project's key. Text goes as a document of nodes (ADF) and is therefore
 * never markup; tables stand in notes, cut where they are too long. An issue carries our key as a label as well as in
 * its summary: a label is looked for as a whole, the words of a summary are not.
 */
final class Jira implements Tickets {
    private static final int SUMMARY = 250;
    private static final int BODY = 30_000;
    private static final int MOST_COMMENTS = 5_000;
    private static final String ROOT = "/rest/api/3";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXX");

    private final TicketSystem system;
    private final Web web;

    Jira(TicketSystem system, Credentials credentials, Duration patience, Clock clock) {
        this.system = system;
        this.web = new Web(
                system.url(),
                () -> Map.of("Authorization", authorization(credentials.resolve(system.credential()))),
                new Web.Canary(ROOT + "/myself", "/accountId", hides(system)),
                patience,
                clock);
    }

    /**
     * Jira says 404 both of what was deleted and of what the account may not see, as by a security level. That is told
     * apart only where a site vouches that nothing of a project it shows is hidden from the account.
     */
    private static boolean hides(TicketSystem system) {
        return !system.option("unseen", "").equals("deleted");
    }

    private static String authorization(Credentials.Account account) {
        String pair = account.user() + ":" + account.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean readable() {
        return true;
    }

    @Override
    public String create(TicketMessage opening) throws TicketFault {
        ObjectNode issue = Json.object();
        ObjectNode fields = issue.putObject("fields");
        fields.putObject("project").put("key", opening.queue());
        fields.putObject("issuetype").put("name", system.option("type", "Task"));
        fields.put("summary", opening.ticket().marker() + " " + PlainText.line(opening.subject(), SUMMARY - 20));
        fields.set("description", document(opening));
        fields.putArray("labels").add(opening.ticket().value());
        if (opening.due() != null) fields.put("duedate", opening.due().toString());
        String key = web.send("POST", ROOT + "/issue", issue).json().path("key").asText();
        if (key.isEmpty()) throw TicketFault.unknown("Jira named no key for the issue.", null, null);
        return key;
    }

    /** One block of code: text in it is text. */
    private static ObjectNode document(TicketMessage message) {
        StringBuilder text = new StringBuilder(message.text());
        for (TicketMessage.Attachment file : message.attachments())
            text.append("\n--- ").append(file.name()).append("\n").append(file.content());
        ObjectNode document = Json.object().put("type", "doc").put("version", 1);
        ArrayNode content = document.putArray("content");
        block(content, "codeBlock", Plain.text(text.toString(), BODY));
        if (!message.mark().isEmpty()) block(content, "paragraph", message.mark());
        return document;
    }

    private static void block(ArrayNode content, String type, String text) {
        content.addObject()
                .put("type", type)
                .putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", text);
    }

    /** Its search lags behind what is written, by seconds to minutes; whoever asks waits longer than that. */
    @Override
    public List<String> find(TicketKey key, String queue) throws TicketFault {
        web.present();
        JsonNode found = web.get(web.path(
                ROOT + "/search/jql",
                "jql",
                "labels = \"" + key.value() + "\" order by created asc",
                "fields",
                "summary,labels",
                "maxResults",
                "100"));
        List<String> ids = new ArrayList<>();
        for (JsonNode issue : found.path("issues"))
            for (JsonNode label : issue.at("/fields/labels"))
                if (label.asText().equals(key.value()))
                    ids.add(issue.path("key").asText());
        return ids;
    }

    @Override
    public View read(String id, Set<String> known) throws TicketFault {
        JsonNode issue = issue(id);
        boolean open = !issue.at("/fields/status/statusCategory/key").asText().equals("done");
        @Nullable String closedBy = null;
        @Nullable Instant closedAt = null;
        if (!open)
            for (JsonNode change : issue.at("/changelog/histories"))
                for (JsonNode item : change.path("items"))
                    if (item.path("field").asText().equals("status")
                            && (closedAt == null || moment(change).isAfter(closedAt))) {
                        closedBy =
                                PlainText.line(change.at("/author/displayName").asText("?"), 100);
                        closedAt = moment(change);
                    }
        String there = key(issue.path("key").asText());
        Set<String> marks = new HashSet<>();
        List<Ticket.Note> notes = new ArrayList<>();
        comments(there, known, marks, notes);
        return new View(
                there,
                system.url() + "/browse/" + there,
                issue.at("/fields/summary").asText(),
                PlainText.line(issue.at("/fields/status/name").asText(), 60),
                open,
                closedBy,
                closedAt,
                marks,
                notes);
    }

    /**
     * One that was moved answers under its old key with the new one. What is not shown of a project that is was
     * deleted, where the settings say so.
     */
    private JsonNode issue(String id) throws TicketFault {
        try {
            return Web.named(
                    web.get(web.path(
                            ROOT + "/issue/" + key(id),
                            "fields",
                            "summary,status,statuscategorychangedate",
                            "expand",
                            "changelog")),
                    "key");
        } catch (TicketFault e) {
            if (!e.gone()) throw e;
            String project = id.substring(0, id.lastIndexOf('-'));
            try {
                web.get(ROOT + "/project/" + project);
            } catch (TicketFault unseen) {
                if (!unseen.gone()) throw unseen;
                throw TicketFault.hidden("The project " + project + " is not shown to this account.");
            }
            throw e;
        }
    }

    private void comments(String id, Set<String> known, Set<String> marks, List<Ticket.Note> notes) throws TicketFault {
        int total;
        int from = 0;
        do {
            JsonNode page =
                    web.get(web.path(ROOT + "/issue/" + id + "/comment", "startAt", "" + from, "maxResults", "100"));
            for (JsonNode comment : page.path("comments")) note(comment, known, marks, notes);
            total = page.path("total").asInt();
            if (total > MOST_COMMENTS)
                throw TicketFault.refused(id + " has " + total + " comments; it is not read any more.");
            from += Math.max(1, page.path("comments").size());
        } while (from < total);
    }

    private static void note(JsonNode comment, Set<String> known, Set<String> marks, List<Ticket.Note> notes)
            throws TicketFault {
        StringBuilder text = new StringBuilder();
        texts(comment.path("body"), text);
        marks.addAll(Plain.marks(text.toString()));
        boolean ours =
                comment.at("/body/content/0/type").asText().equals("codeBlock") && Plain.ends(text.toString(), "");
        if (!ours && !known.contains(comment.path("id").asText()))
            notes.add(new Ticket.Note(
                    comment.path("id").asText(),
                    PlainText.line(comment.at("/author/displayName").asText("?"), 100),
                    moment(comment),
                    Plain.text(text.toString().strip(), 4000)));
    }

    /** The text of a document, a line for each block. */
    private static void texts(JsonNode node, StringBuilder into) {
        if (node.path("type").asText().equals("text"))
            into.append(node.path("text").asText());
        node.path("content").forEach(part -> texts(part, into));
        if (node.has("content") && !node.path("type").asText().equals("doc")) into.append('\n');
    }

    private static Instant moment(JsonNode told) throws TicketFault {
        return Moments.of(told.path("created").asText(), TIME);
    }

    @Override
    public void note(String id, TicketMessage message) throws TicketFault {
        web.send("POST", ROOT + "/issue/" + key(id) + "/comment", Json.object().set("body", document(message)));
        if (message.due() != null) {
            ObjectNode change = Json.object();
            change.putObject("fields").put("duedate", message.due().toString());
            web.send("PUT", ROOT + "/issue/" + key(id), change);
        }
    }

    @Override
    public void move(String id, boolean open) throws TicketFault {
        String path = ROOT + "/issue/" + key(id) + "/transitions";
        String wanted = system.option(open ? "reopened" : "closed", "");
        for (JsonNode transition : web.get(path).path("transitions")) {
            boolean done = transition.at("/to/statusCategory/key").asText().equals("done");
            boolean fits = wanted.isEmpty()
                    ? done != open
                    : transition.at("/to/name").asText().equalsIgnoreCase(wanted);
            if (!fits) continue;
            ObjectNode change = Json.object();
            change.putObject("transition").put("id", transition.path("id").asText());
            web.send("POST", path, change);
            return;
        }
        throw TicketFault.refused(
                "Jira offers no transition to " + (wanted.isEmpty() ? open ? "an open" : "a done" : "the") + " status"
                        + (wanted.isEmpty() ? "" : " '" + wanted + "'") + "; allow it in the workflow.");
    }

    @Override
    public void link(String id, String into) throws TicketFault {
        ObjectNode link = Json.object();
        link.putObject("type").put("name", system.option("duplicate", "Duplicate"));
        link.putObject("inwardIssue").put("key", key(id));
        link.putObject("outwardIssue").put("key", key(into));
        web.send("POST", ROOT + "/issueLink", link);
    }

    private static String key(String id) throws TicketFault {
        if (!id.matches("[A-Z][A-Z0-9_]{0,19}-[0-9]{1,12}"))
            throw TicketFault.refused("'" + PlainText.line(id, 60) + "' is no key of an issue.");
        return id;
    }
}
