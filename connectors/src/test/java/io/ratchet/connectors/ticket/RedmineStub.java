package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Redmine 5.0.4 as it was seen to answer. */
final class RedmineStub extends StubServer implements Desk {
    private static final String KEY = "0123456789012345678901234567890123456789";

    private static final class Issue {
        final long id;
        String subject = "";
        String description = "";
        boolean closed;
        final ArrayNode journals = Json.mapper().createArrayNode();
        final List<String> files = new ArrayList<>();
        final List<Long> duplicates = new ArrayList<>();

        Issue(long id) {
            this.id = id;
        }
    }

    private final Map<Long, Issue> issues = new LinkedHashMap<>();
    private long last;

    /** The names of the project's members, and whom each issue is assigned to. */
    final List<String> members = new ArrayList<>();

    final List<Long> assigned = new ArrayList<>();

    RedmineStub() throws IOException {}

    @Override
    Reply answer(Request request) {
        boolean known = KEY.equals(request.headers().get("x-redmine-api-key"));
        List<String> path = request.parts();
        if (path.get(0).equals("issues.json") && request.method().equals("GET")) return list(request, known);
        if (!known) return Reply.empty(401);
        return switch (path.get(0)) {
            case "users" -> Reply.ok(Json.object().set("user", Json.object().put("id", 5)));
            case "issue_statuses.json" -> Reply.ok(statuses());
            case "trackers.json" ->
                Reply.ok(Json.object()
                        .set("trackers", Json.mapper().createArrayNode().add(named(3, "Support"))));
            case "projects" -> members(request);
            case "uploads.json" ->
                Reply.of(
                        201,
                        Json.object()
                                .set(
                                        "upload",
                                        Json.object()
                                                .put(
                                                        "token",
                                                        "7." + request.query().get("filename"))));
            case "issues.json" -> create(request);
            default -> one(request, path);
        };
    }

    /** A hundred of them at most, as many as it gives at once. */
    private Reply members(Request request) {
        int from = Integer.parseInt(request.query().getOrDefault("offset", "0"));
        ObjectNode answer = Json.object().put("total_count", members.size());
        ArrayNode some = answer.putArray("memberships");
        for (int i = from; i < Math.min(from + 100, members.size()); i++)
            some.addObject().set("user", named(100 + i, members.get(i)));
        return Reply.ok(answer);
    }

    private static ObjectNode named(long id, String name) {
        return Json.object().put("id", id).put("name", name);
    }

    private static ObjectNode statuses() {
        return Json.object()
                .set(
                        "issue_statuses",
                        Json.mapper()
                                .createArrayNode()
                                .add(named(1, "New").put("is_closed", false))
                                .add(named(5, "Closed").put("is_closed", true)));
    }

    /** Whoever is not known reads as an anonymous visitor: 200 and nothing. */
    private Reply list(Request request, boolean known) {
        ObjectNode answer = Json.object();
        ArrayNode found = answer.putArray("issues");
        String wanted = request.query().getOrDefault("subject", "~");
        if (known)
            issues.values().stream()
                    .filter(issue -> request.query().containsKey("status_id") || !issue.closed)
                    .filter(issue -> issue.subject.contains(wanted.substring(1)))
                    .forEach(issue -> found.add(shown(issue)));
        return Reply.ok(answer.put("total_count", found.size()));
    }

    private Reply create(Request request) {
        JsonNode given = request.json().path("issue");
        if (!given.path("project_id").asText().equals("desk")) return Reply.empty(404);
        Issue issue = new Issue(++last);
        issue.subject = given.path("subject").asText();
        if (given.has("assigned_to_id"))
            assigned.add(given.path("assigned_to_id").asLong());
        issue.description = given.path("description").asText();
        given.path("uploads")
                .forEach(file -> issue.files.add(file.path("filename").asText()));
        issues.put(issue.id, issue);
        return Reply.of(201, Json.object().set("issue", shown(issue)));
    }

    private Reply one(Request request, List<String> path) {
        Issue issue = issues.get(Long.valueOf(path.get(1).replace(".json", "")));
        if (issue == null) return Reply.empty(404);
        if (path.size() > 2) return relations(request, issue);
        if (request.method().equals("GET"))
            return Reply.ok(Json.object().set("issue", shown(issue).set("journals", issue.journals)));
        change(issue, request.json().path("issue"), "Ratchet Service");
        return Reply.empty(204);
    }

    private Reply relations(Request request, Issue issue) {
        if (request.method().equals("GET")) {
            ArrayNode all = Json.mapper().createArrayNode();
            issue.duplicates.forEach(
                    to -> all.add(Json.object().put("issue_id", issue.id).put("issue_to_id", to)));
            return Reply.ok(Json.object().set("relations", all));
        }
        issue.duplicates.add(request.json().at("/relation/issue_to_id").asLong());
        return Reply.of(201, Json.object());
    }

    private void change(Issue issue, JsonNode given, String by) {
        ObjectNode journal = Json.object().put("id", ++last);
        journal.putObject("user").put("name", by);
        journal.put("notes", given.path("notes").asText(""));
        journal.put("created_on", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        ArrayNode details = journal.putArray("details");
        if (given.has("status_id")) {
            issue.closed = given.path("status_id").asLong() == 5;
            details.addObject()
                    .put("name", "status_id")
                    .put("new_value", given.path("status_id").asText());
        }
        given.path("uploads")
                .forEach(file -> issue.files.add(file.path("filename").asText()));
        issue.journals.add(journal);
    }

    private static ObjectNode shown(Issue issue) {
        ObjectNode node = Json.object().put("id", issue.id).put("subject", issue.subject);
        node.put("description", issue.description);
        node.set(
                "status",
                named(issue.closed ? 5 : 1, issue.closed ? "Closed" : "New").put("is_closed", issue.closed));
        if (issue.closed)
            node.put("closed_on", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        else node.putNull("closed_on");
        return node;
    }

    // --- The desk
    // -----------------------------------------------------------------------------------------------------

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
        return with(KEY, address);
    }

    private Tickets with(String secret, URI address) {
        return new Redmine(
                new TicketSystem(
                        "desk",
                        TicketSystem.Kind.REDMINE,
                        address,
                        "file:redmine",
                        "desk",
                        Map.of("tracker", "Support")),
                reference -> new Account("ratchet", secret),
                Duration.ofSeconds(30),
                Clock.systemUTC());
    }

    @Override
    public String queue() {
        return "desk";
    }

    @Override
    public void writes(String id, String text) {
        change(issues.get(Long.valueOf(id)), Json.object().put("notes", text), person());
    }

    @Override
    public void closes(String id) {
        change(issues.get(Long.valueOf(id)), Json.object().put("status_id", 5), person());
    }

    @Override
    public void deletes(String id) {
        issues.remove(Long.valueOf(id));
    }

    @Override
    public boolean merges(String id, String into) {
        return false;
    }

    @Override
    public List<String> files(String id) {
        return issues.get(Long.valueOf(id)).files;
    }

    @Override
    public String person() {
        return "Uma Desk";
    }

    String description(String id) {
        return issues.get(Long.valueOf(id)).description;
    }
}
