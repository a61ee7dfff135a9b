package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.wire.Json;
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
import org.jspecify.annotations.Nullable;

/**
 * Issues of GitHub by its REST API, version 2022-11-28. A queue is a repository, {@code OWNER/NAME}. Issues are looked
 * for in the list of the repository and not by the search, whose index lags. There are no files beside an issue: tables
 * stand in notes of their own, cut where they are too long.
 */
final class GitHub implements Tickets {
    private static final int TITLE = 250;
    private static final int BODY = 60_000;
    private static final int PAGES = 20;
    private static final String PER_PAGE = "100";
    private static final String NAME = "[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}";
    private static final Pattern REPOSITORY = Pattern.compile("/repos/(" + NAME + ")$");

    private final TicketSystem system;
    private final Web web;

    GitHub(TicketSystem system, Credentials credentials, Duration patience, Clock clock) {
        this.system = system;
        this.web = new Web(
                system.url(),
                () -> Map.of(
                        "Authorization",
                        "Bearer " + credentials.resolve(system.credential()).password(),
                        "X-GitHub-Api-Version",
                        "2022-11-28"),
                new Web.Canary("/rate_limit", "/resources/core/limit", true),
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
        issue.put("title", opening.ticket().marker() + " " + PlainText.line(opening.subject(), TITLE - 20));
        issue.put("body", body(opening));
        JsonNode number = web.send("POST", "/repos/" + repository(opening.queue()) + "/issues", issue)
                .json()
                .path("number");
        if (!number.canConvertToLong()) throw TicketFault.unknown("GitHub named no number for the issue.", null, null);
        return opening.queue() + "#" + number.asLong();
    }

    /** Everything in one block in which nothing is markup, a mention or a reference. */
    private static String body(TicketMessage message) {
        StringBuilder text = new StringBuilder(message.text());
        for (TicketMessage.Attachment file : message.attachments())
            text.append("\n--- ").append(file.name()).append("\n").append(file.content());
        return PlainText.fenced(Plain.text(text.toString(), BODY))
                + (message.mark().isEmpty() ? "" : "\n" + mark(message));
    }

    /** In a comment of HTML, which is not shown. */
    private static String mark(TicketMessage message) {
        return "<!-- " + message.mark() + " -->";
    }

    @Override
    public List<String> find(TicketKey key, String queue) throws TicketFault {
        String repository = repository(queue);
        web.present();
        // A repository that we may not see is 404 like one that is not there; this says which it is.
        web.get("/repos/" + repository);
        List<String> ids = new ArrayList<>();
        for (int page = 1; page <= PAGES; page++) {
            JsonNode some = web.get(web.path(
                    "/repos/" + repository + "/issues",
                    "state",
                    "all",
                    "sort",
                    "created",
                    "direction",
                    "desc",
                    "per_page",
                    PER_PAGE,
                    "page",
                    "" + page));
            for (JsonNode issue : some)
                if (issue.path("title").asText().contains(key.value()))
                    ids.add(queue + "#" + issue.path("number").asLong());
            if (some.size() < Integer.parseInt(PER_PAGE)) break;
        }
        return ids;
    }

    @Override
    public View read(String asked, Set<String> known) throws TicketFault {
        // One that was transferred to another repository has moved for good, to another number.
        JsonNode issue = Web.named(web.getWhereItIs(path(asked)), "number");
        String id = where(issue).orElse(asked);
        String path = path(id);
        Set<String> marks = new HashSet<>();
        List<Ticket.Note> notes = new ArrayList<>();
        for (int page = 1; page <= PAGES; page++) {
            JsonNode some = web.get(web.path(path + "/comments", "per_page", PER_PAGE, "page", "" + page));
            for (JsonNode comment : some) note(comment, known, marks, notes);
            if (some.size() < Integer.parseInt(PER_PAGE)) break;
            if (page == PAGES) throw TicketFault.refused(id + " has 2000 comments or more; it is not read any more.");
        }
        boolean open = issue.path("state").asText().equals("open");
        @Nullable
        String closedBy = issue.at("/closed_by/login").isTextual()
                ? PlainText.line(issue.at("/closed_by/login").asText(), 100)
                : null;
        return new View(
                id,
                system.option("page", "https://github.com") + "/" + id.replace("#", "/issues/"),
                issue.path("title").asText(),
                PlainText.line(issue.path("state").asText(), 60),
                open,
                open ? null : closedBy,
                open || !issue.path("closed_at").isTextual() ? null : Moments.iso(issue.path("closed_at")),
                marks,
                notes);
    }

    /** The repository that an issue says it stands in, and its number there. */
    private static Optional<String> where(JsonNode issue) {
        Matcher repository = REPOSITORY.matcher(issue.path("repository_url").asText());
        boolean told = repository.find() && issue.path("number").canConvertToLong();
        return told
                ? Optional.of(repository.group(1) + "#" + issue.path("number").asLong())
                : Optional.empty();
    }

    private static void note(JsonNode comment, Set<String> known, Set<String> marks, List<Ticket.Note> notes)
            throws TicketFault {
        String text = comment.path("body").asText("");
        String number = comment.path("id").asText();
        marks.addAll(Plain.marks(text));
        if (!Plain.fencedByUs(text) && !known.contains(number))
            notes.add(new Ticket.Note(
                    number,
                    PlainText.line(comment.at("/user/login").asText("?"), 100),
                    Moments.iso(comment.path("created_at")),
                    Plain.text(text, 4000)));
    }

    @Override
    public void note(String id, TicketMessage message) throws TicketFault {
        web.send("POST", path(id) + "/comments", Json.object().put("body", body(message)));
    }

    @Override
    public void move(String id, boolean open) throws TicketFault {
        ObjectNode change = Json.object().put("state", open ? "open" : "closed");
        if (!open) change.put("state_reason", "completed");
        web.send("PATCH", path(id), change);
    }

    /** The note names the other issue; GitHub has no other link. */
    @Override
    public void link(String id, String into) {}

    private static String path(String id) throws TicketFault {
        int number = id.lastIndexOf('#');
        if (number < 0 || !id.substring(number + 1).matches("[0-9]{1,12}"))
            throw TicketFault.refused("'" + PlainText.line(id, 100) + "' is no number of an issue.");
        return "/repos/" + repository(id.substring(0, number)) + "/issues/" + id.substring(number + 1);
    }

    private static String repository(String queue) throws TicketFault {
        if (!queue.matches(NAME))
            throw TicketFault.refused("'" + PlainText.line(queue, 100) + "' is no repository OWNER/NAME.");
        return queue;
    }
}
