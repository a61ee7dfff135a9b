package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Jira Cloud's REST API, version 3, as its documentation says: descriptions and comments as ADF (a string is 400), the
 * search by {@code /search/jql} without a total, transitions by id, times with an offset without a colon.
 */
final class JiraStub extends StubServer implements Desk {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx");

    private static final class Issue {
        JsonNode fields = Json.object();
        boolean done;
        final ArrayNode histories = Json.mapper().createArrayNode();
        final ArrayNode comments = Json.mapper().createArrayNode();
    }

    private final Map<String, Issue> issues = new LinkedHashMap<>();
    private final Map<String, String> moved = new LinkedHashMap<>();
    private int last;

    boolean seesProject = true;
    Map<String, String> options = Map.of();

    @Override
    public Set<Ability> abilities() {
        return EnumSet.of(Ability.LOOKED_AT);
    }

    JiraStub() throws IOException {}

    @Override
    Reply answer(Request request) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString("ratchet:token".getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(request.headers().get("authorization"))) return Reply.empty(401);
        List<String> path = request.parts().subList(3, request.parts().size());
        return switch (path.get(0)) {
            case "myself" -> Reply.ok(Json.object().put("accountId", "5b10a2844c20165700ede21g"));
            case "project" ->
                path.get(1).equals("DESK") && seesProject
                        ? Reply.ok(Json.object().put("key", "DESK"))
                        : Reply.empty(404);
            case "search" -> search(request.query().get("jql"));
            case "issueLink" -> Reply.empty(201);
            default -> path.size() == 1 ? create(request) : one(request, path);
        };
    }

    private Reply search(String jql) {
        ObjectNode answer = Json.object();
        ArrayNode found = answer.putArray("issues");
        issues.forEach((key, issue) -> {
            for (JsonNode label : issue.fields.path("labels"))
                if (jql.startsWith("labels = \"" + label.asText() + "\""))
                    found.addObject().put("key", key).set("fields", issue.fields);
        });
        return Reply.ok(answer);
    }

    private Reply create(Request request) {
        JsonNode fields = request.json().path("fields");
        boolean document = fields.at("/description/type").asText().equals("doc");
        if (!fields.at("/project/key").asText().equals("DESK") || !document)
            return Reply.of(
                    400, Json.object().set("errors", Json.object().put("project", "valid project is required")));
        Issue issue = new Issue();
        issue.fields = fields;
        String key = "DESK-" + (issues.size() + 1);
        issues.put(key, issue);
        return Reply.of(201, Json.object().put("id", "1" + issues.size()).put("key", key));
    }

    /** As people move an issue to another project: it has another key there, and answers under the old one as well. */
    String moves(String key) {
        String other = "ROOMS-" + issues.size();
        issues.put(other, issues.remove(key));
        moved.put(key, other);
        return other;
    }

    private Reply one(Request request, List<String> path) {
        String key = path.get(1);
        Issue issue = seesProject ? issues.get(moved.getOrDefault(key, key)) : null;
        if (issue == null) return Reply.empty(404);
        if (path.size() == 2) return Reply.ok(shown(moved.getOrDefault(key, key), issue));
        boolean reads = request.method().equals("GET");
        if (path.get(2).equals("transitions")) {
            if (reads) return Reply.ok(transitions());
            move(issue, request.json().at("/transition/id").asText().equals("31"), "Ratchet Service");
            return Reply.empty(204);
        }
        if (reads)
            return Reply.ok(Json.object()
                    .put("total", issue.comments.size())
                    .set(
                            "comments",
                            some(
                                    issue.comments,
                                    Integer.parseInt(request.query().get("startAt")),
                                    Integer.parseInt(request.query().get("maxResults")))));
        issue.comments.add(comment("Ratchet Service", request.json().path("body")));
        return Reply.of(201, Json.object());
    }

    private static ObjectNode transitions() {
        ArrayNode all = Json.mapper().createArrayNode();
        all.add(transition("21", "In Progress", "indeterminate"));
        all.add(transition("31", "Done", "done"));
        return Json.object().set("transitions", all);
    }

    private static ObjectNode transition(String id, String name, String category) {
        ObjectNode transition = Json.object().put("id", id).put("name", name);
        transition.putObject("to").put("name", name).putObject("statusCategory").put("key", category);
        return transition;
    }

    private void move(Issue issue, boolean done, String by) {
        issue.done = done;
        ObjectNode history = Json.object().put("id", "" + ++last).put("created", now());
        history.putObject("author").put("displayName", by);
        history.putArray("items").addObject().put("field", "status");
        issue.histories.add(history);
    }

    private ObjectNode comment(String by, JsonNode body) {
        ObjectNode comment = Json.object().put("id", "" + ++last).put("created", now());
        comment.putObject("author").put("displayName", by);
        comment.set("body", body);
        return comment;
    }

    private static String now() {
        return TIME.format(Instant.now().atOffset(ZoneOffset.ofHours(2)));
    }

    private static ObjectNode shown(String key, Issue issue) {
        ObjectNode fields = Json.object();
        fields.set("summary", issue.fields.path("summary"));
        fields.putObject("status")
                .put("name", issue.done ? "Done" : "To Do")
                .putObject("statusCategory")
                .put("key", issue.done ? "done" : "new");
        ObjectNode node = Json.object().put("key", key);
        node.set("fields", fields);
        node.set("changelog", Json.object().set("histories", issue.histories));
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
        return with("token", address);
    }

    private Tickets with(String secret, URI address) {
        return new Jira(
                new TicketSystem("desk", TicketSystem.Kind.JIRA, address, "file:jira", "DESK", options),
                reference -> new Account("ratchet", secret),
                Duration.ofSeconds(30),
                Clock.systemUTC());
    }

    @Override
    public String queue() {
        return "DESK";
    }

    @Override
    public void writes(String id, String text) {
        ObjectNode body = Json.object().put("type", "doc").put("version", 1);
        body.putArray("content")
                .addObject()
                .put("type", "paragraph")
                .putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", text);
        issues.get(id).comments.add(comment(person(), body));
    }

    @Override
    public void closes(String id) {
        move(issues.get(id), true, person());
    }

    @Override
    public void deletes(String id) {
        issues.remove(id);
    }

    @Override
    public boolean merges(String id, String into) {
        return false;
    }

    /** What would be a file stands in the text under its name. */
    @Override
    public List<String> files(String id) {
        List<String> names = new ArrayList<>();
        issues.get(id)
                .fields
                .at("/description/content/0/content/0/text")
                .asText()
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
