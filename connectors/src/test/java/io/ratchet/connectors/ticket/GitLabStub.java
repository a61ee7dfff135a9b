package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * GitLab's REST API, version 4, as its documentation says: 404 for a project that may not be seen, a search in titles,
 * what the system writes among the notes, 409 for a link that stands already, times with an offset.
 */
final class GitLabStub extends StubServer implements Desk {
    private static final String TOKEN = "glpat-0123456789";
    private static final String PROJECT = "contoso/uc/desk";
    private static final String OTHER = "contoso/uc/rooms";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx");

    private static final class Issue {
        String title = "";
        String description = "";
        boolean closed;
        String closedBy = "";
        String closedAt = "";
        long movedTo;
        final ArrayNode notes = Json.mapper().createArrayNode();
        final List<Long> links = new ArrayList<>();
    }

    private final Map<Long, Issue> issues = new TreeMap<>();
    private final ArrayNode elsewhere = Json.mapper().createArrayNode();
    private long last;

    /** Whether the token is for the project that issues are moved to as well. */
    boolean seesOther = true;

    boolean seesProject = true;

    GitLabStub() throws IOException {}

    @Override
    Reply answer(Request request) {
        if (!TOKEN.equals(request.headers().get("private-token"))) return problem(401, "401 Unauthorized");
        if (request.path().equals("/api/v4/user")) return Reply.ok(Json.object().put("id", 42));
        if (request.path().equals("/api/v4/issues"))
            return Reply.ok(seesOther ? elsewhere : Json.mapper().createArrayNode());
        String root = "/api/v4/projects/" + OTHER;
        if (!request.path().startsWith(root)) root = "/api/v4/projects/" + PROJECT;
        if (request.path().equals(root) && seesProject)
            return Reply.ok(Json.object().put("path_with_namespace", PROJECT));
        if (!seesProject || !request.path().startsWith(root + "/issues")) return problem(404, "404 Project Not Found");
        String rest = request.path().substring((root + "/issues").length());
        if (rest.isEmpty()) return request.method().equals("POST") ? create(request) : search(request);
        String[] parts = rest.substring(1).split("/");
        long number = Long.parseLong(parts[0]);
        Issue issue = issues.get(number);
        if (issue == null) return problem(404, "404 Not found");
        if (parts.length == 1) {
            if (request.method().equals("PUT")) change(issue, request);
            return Reply.ok(shown(number, issue));
        }
        return parts[1].equals("notes") ? notes(issue, request) : links(issue, request);
    }

    private Reply create(Request request) {
        Issue issue = new Issue();
        issue.title = request.json().path("title").asText();
        issue.description = request.json().path("description").asText();
        if (issue.title.isEmpty() || issue.title.length() > 255) return problem(400, "title is invalid");
        issues.put(++last, issue);
        return Reply.of(201, shown(last, issue));
    }

    private Reply search(Request request) {
        ArrayNode found = Json.mapper().createArrayNode();
        boolean titles = "title".equals(request.query().get("in"));
        issues.forEach((number, issue) -> {
            String text = titles ? issue.title : issue.title + issue.description;
            if (text.contains(request.query().get("search"))) found.add(shown(number, issue));
        });
        return Reply.ok(found);
    }

    private void change(Issue issue, Request request) {
        String event = request.json().path("state_event").asText();
        if (event.equals("close")) close(issue, "Ratchet");
        if (event.equals("reopen")) issue.closed = false;
        if (!event.isEmpty()) issue.notes.add(note("Ratchet", event + "d", true));
    }

    private static void close(Issue issue, String by) {
        issue.closed = true;
        issue.closedBy = by;
        issue.closedAt = now();
    }

    private Reply notes(Issue issue, Request request) {
        if (request.method().equals("GET")) return Reply.ok(page(issue.notes, request));
        ObjectNode note = note("Ratchet", request.json().path("body").asText(), false);
        issue.notes.add(note);
        return Reply.of(201, note);
    }

    private Reply links(Issue issue, Request request) {
        if (request.method().equals("GET")) {
            ArrayNode linked = Json.mapper().createArrayNode();
            issue.links.forEach(number -> linked.addObject()
                    .put("iid", number)
                    .putObject("references")
                    .put("full", PROJECT + "#" + number));
            return Reply.ok(linked);
        }
        long target = request.json().path("target_issue_iid").asLong();
        if (!request.json().path("target_project_id").asText().equals(PROJECT) || !issues.containsKey(target))
            return problem(404, "404 Not found");
        if (issue.links.contains(target)) return problem(409, "Issue(s) already assigned");
        issue.links.add(target);
        return Reply.of(201, Json.object());
    }

    private ObjectNode note(String by, String body, boolean system) {
        ObjectNode note = Json.object()
                .put("id", ++last)
                .put("body", body)
                .put("system", system)
                .put("created_at", now());
        note.putObject("author").put("name", by);
        return note;
    }

    private static String now() {
        return TIME.format(Instant.now().atOffset(ZoneOffset.ofHours(2)));
    }

    private static ObjectNode shown(long number, Issue issue) {
        ObjectNode shown = Json.object()
                .put("id", 1000 + number)
                .put("iid", number)
                .put("title", issue.title)
                .put("description", issue.description)
                .put("state", issue.closed ? "closed" : "opened");
        if (issue.closed)
            shown.put("closed_at", issue.closedAt).putObject("closed_by").put("name", issue.closedBy);
        else shown.putNull("closed_at").putNull("closed_by");
        if (issue.movedTo > 0) shown.put("moved_to_id", issue.movedTo);
        return shown;
    }

    /** As people move an issue to another project: the old one is closed, the new one has another number. */
    String moves(String id) {
        Issue old = issue(id);
        Issue moved = new Issue();
        moved.title = old.title;
        moved.notes.addAll(old.notes);
        issues.put(++last, moved);
        old.movedTo = 1000 + last;
        close(old, person());
        elsewhere.add(shown(last, moved).set("references", Json.object().put("full", OTHER + "#" + last)));
        return OTHER + "#" + last;
    }

    boolean closed(String id) {
        return issue(id).closed;
    }

    private static Reply problem(int status, String message) {
        return Reply.of(status, Json.object().put("message", message));
    }

    @Override
    public Tickets tickets() {
        return at(address());
    }

    @Override
    public Tickets withWrongSecret() {
        return with("wrong", address());
    }

    @Override
    public Tickets at(URI address) {
        return with(TOKEN, address);
    }

    private Tickets with(String secret, URI address) {
        return new GitLab(
                new TicketSystem("desk", TicketSystem.Kind.GITLAB, address, "file:gitlab", PROJECT, Map.of()),
                reference -> new Account("", secret),
                Duration.ofSeconds(30),
                Clock.systemUTC());
    }

    @Override
    public String queue() {
        return PROJECT;
    }

    private Issue issue(String id) {
        return issues.get(number(id));
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.indexOf('#') + 1));
    }

    @Override
    public void writes(String id, String text) {
        issue(id).notes.add(note(person(), text, false));
    }

    @Override
    public void closes(String id) {
        close(issue(id), person());
    }

    @Override
    public void deletes(String id) {
        issues.remove(number(id));
    }

    @Override
    public boolean merges(String id, String into) {
        return false;
    }

    /** What would be a file stands in the text under its name. */
    @Override
    public List<String> files(String id) {
        List<String> names = new ArrayList<>();
        issue(id)
                .description
                .lines()
                .filter(line -> line.startsWith("--- "))
                .forEach(line -> names.add(line.substring(4)));
        return names;
    }

    @Override
    public String person() {
        return "Uma Desk";
    }
}
