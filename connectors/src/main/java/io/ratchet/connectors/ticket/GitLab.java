package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.wire.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Issues of GitLab by its REST API, version 4. A queue is a project's path, {@code GROUP/PROJECT}. Text stands in a
 * block of code: there it is neither markup nor a quick action, which a line such as {@code /close} would be elsewhere.
 */
final class GitLab implements Tickets {
    private static final int TITLE = 250;
    private static final int BODY = 100_000;
    private static final int PAGES = 20;
    private static final int PER_PAGE = 100;
    private static final int MOVES = 5;
    private static final String ROOT = "/api/v4";
    private static final Pattern CALLS = Pattern.compile("[@#!&~%$](?=\\S)");

    /** From a character of ASCII to the same in its wide form. */
    private static final int FULL_WIDTH = 0xFEE0;

    private final TicketSystem system;
    private final Web web;

    GitLab(TicketSystem system, Credentials credentials, Duration patience, Clock clock) {
        this.system = system;
        this.web = new Web(
                system.url(),
                () -> Map.of(
                        "PRIVATE-TOKEN",
                        credentials.resolve(system.credential()).password()),
                new Web.Canary(ROOT + "/user", "/id", false),
                patience,
                clock);
    }

    @Override
    public boolean readable() {
        return true;
    }

    @Override
    public String create(TicketMessage opening) throws TicketFault {
        ObjectNode issue = Json.object();
        issue.put("title", opening.ticket().marker() + " " + inert(PlainText.line(opening.subject(), TITLE - 20)));
        issue.put("description", body(opening));
        if (opening.due() != null) issue.put("due_date", opening.due().toString());
        JsonNode number = web.send("POST", project(opening.queue()) + "/issues", issue)
                .json()
                .path("iid");
        if (!number.canConvertToLong()) throw TicketFault.unknown("GitLab named no number for the issue.", null, null);
        return opening.queue() + "#" + number.asLong();
    }

    /** In a title, too, these call people and refer to other issues; there they are written with look-alikes. */
    private static String inert(String title) {
        return CALLS.matcher(title)
                .replaceAll(call -> Character.toString(call.group().charAt(0) + FULL_WIDTH));
    }

    private static String body(TicketMessage message) {
        StringBuilder text = new StringBuilder(message.text());
        for (TicketMessage.Attachment file : message.attachments())
            text.append("\n--- ").append(file.name()).append("\n").append(file.content());
        // A mark in a comment of HTML is not shown.
        return PlainText.fenced(Plain.text(text.toString(), BODY))
                + (message.mark().isEmpty() ? "" : "\n\n<!-- " + message.mark() + " -->");
    }

    @Override
    public List<String> find(TicketKey key, String queue) throws TicketFault {
        web.present();
        JsonNode found = issues(queue, key);
        List<String> ids = new ArrayList<>();
        for (JsonNode issue : found)
            if (issue.path("title").asText().contains(key.value()))
                ids.add(queue + "#" + issue.path("iid").asLong());
        return ids;
    }

    private JsonNode issues(String queue, TicketKey key) throws TicketFault {
        try {
            return web.get(web.path(
                    project(queue) + "/issues",
                    "search",
                    key.value(),
                    "in",
                    "title",
                    "state",
                    "all",
                    "per_page",
                    "" + PER_PAGE));
        } catch (TicketFault e) {
            throw e.gone() ? unseen(queue) : e;
        }
    }

    private static TicketFault unseen(String project) {
        return TicketFault.hidden("The project '" + PlainText.line(project, 100) + "' is not shown to this account.");
    }

    @Override
    public View read(String id, Set<String> known) throws TicketFault {
        return read(id, known, MOVES);
    }

    private View read(String id, Set<String> known, int moves) throws TicketFault {
        String path = path(id);
        JsonNode issue = issue(id);
        Optional<String> moved = moves == 0 ? Optional.empty() : moved(issue);
        if (moved.isPresent()) return read(moved.get(), known, moves - 1);
        Set<String> marks = new HashSet<>();
        List<Ticket.Note> notes = new ArrayList<>();
        for (int page = 1; page <= PAGES; page++) {
            JsonNode some = web.get(web.path(
                    path + "/notes",
                    "sort",
                    "asc",
                    "order_by",
                    "created_at",
                    "per_page",
                    "" + PER_PAGE,
                    "page",
                    "" + page));
            for (JsonNode note : some) note(note, known, marks, notes);
            if (some.size() < PER_PAGE) break;
            if (page == PAGES) throw TicketFault.refused(id + " has 2000 notes or more; it is not read any more.");
        }
        boolean open = issue.path("state").asText().equals("opened");
        JsonNode closer = issue.at("/closed_by/name");
        JsonNode closed = issue.path("closed_at");
        return new View(
                id,
                system.url() + "/" + id.replace("#", "/-/issues/"),
                issue.path("title").asText(),
                PlainText.line(issue.path("state").asText(), 60),
                open,
                open || !closer.isTextual() ? null : PlainText.line(closer.asText(), 100),
                open || !closed.isTextual() ? null : Moments.iso(closed),
                marks,
                notes);
    }

    /** What is not shown of a project that is shown was deleted. */
    private JsonNode issue(String id) throws TicketFault {
        try {
            return Web.named(web.get(path(id)), "iid");
        } catch (TicketFault e) {
            if (!e.gone()) throw e;
            String project = id.substring(0, id.lastIndexOf('#'));
            try {
                web.get(project(project));
            } catch (TicketFault none) {
                throw none.gone() ? unseen(project) : none;
            }
            throw e;
        }
    }

    /**
     * Where an issue was moved to; what it left behind is closed. Empty where it was not moved.
     *
     * @throws TicketFault {@link TicketFault#hidden()} where the account may not see the other project
     */
    private Optional<String> moved(JsonNode issue) throws TicketFault {
        JsonNode to = issue.path("moved_to_id");
        Matcher key = Plain.KEY.matcher(issue.path("title").asText());
        if (!to.canConvertToLong() || !key.find()) return Optional.empty();
        JsonNode found = web.get(web.path(
                ROOT + "/issues",
                "scope",
                "all",
                "search",
                key.group(),
                "in",
                "title",
                "state",
                "all",
                "per_page",
                "" + PER_PAGE));
        for (JsonNode other : found)
            if (other.path("id").asLong() == to.asLong())
                return Optional.of(numbered(other.at("/references/full").asText()));
        throw TicketFault.hidden("It was moved to a project that this account may not see.");
    }

    private static String numbered(String id) throws TicketFault {
        path(id);
        return id;
    }

    /** What the system writes of changes stands among the notes too. */
    private static void note(JsonNode told, Set<String> known, Set<String> marks, List<Ticket.Note> notes)
            throws TicketFault {
        if (told.path("system").asBoolean()) return;
        String text = told.path("body").asText("");
        String number = told.path("id").asText();
        marks.addAll(Plain.marks(text));
        if (!Plain.fencedByUs(text) && !known.contains(number))
            notes.add(new Ticket.Note(
                    number,
                    PlainText.line(told.at("/author/name").asText("?"), 100),
                    Moments.iso(told.path("created_at")),
                    Plain.text(text, 4000)));
    }

    @Override
    public void note(String id, TicketMessage message) throws TicketFault {
        web.send("POST", path(id) + "/notes", Json.object().put("body", body(message)));
        if (message.due() != null)
            web.send(
                    "PUT", path(id), Json.object().put("due_date", message.due().toString()));
    }

    @Override
    public void move(String id, boolean open) throws TicketFault {
        web.send("PUT", path(id), Json.object().put("state_event", open ? "reopen" : "close"));
    }

    /** A link that stands already is 409, so it is looked for first. */
    @Override
    public void link(String id, String into) throws TicketFault {
        for (JsonNode linked : web.get(path(id) + "/links"))
            if (linked.at("/references/full").asText().equals(into)) return;
        ObjectNode link = Json.object();
        link.put("target_project_id", into.substring(0, into.lastIndexOf('#')));
        link.put("target_issue_iid", into.substring(into.lastIndexOf('#') + 1));
        web.send("POST", path(id) + "/links", link);
    }

    private static String path(String id) throws TicketFault {
        int number = id.lastIndexOf('#');
        if (number < 0 || !id.substring(number + 1).matches("[0-9]{1,12}"))
            throw TicketFault.refused("'" + PlainText.line(id, 100) + "' is no number of an issue.");
        return project(id.substring(0, number)) + "/issues/" + id.substring(number + 1);
    }

    private static String project(String queue) throws TicketFault {
        if (!queue.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+"))
            throw TicketFault.refused("'" + PlainText.line(queue, 100) + "' is no project GROUP/PROJECT.");
        return ROOT + "/projects/" + URLEncoder.encode(queue, StandardCharsets.UTF_8);
    }
}
