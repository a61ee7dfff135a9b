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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * GitHub's REST API, version 2022-11-28, as its documentation says: 404 where a repository may not be seen, pages, 410
 * for a deleted issue, 301 for one that was transferred.
 */
final class GitHubStub extends StubServer implements Desk {
    private static final String TOKEN = "github_pat_0123456789";
    private static final String REPOSITORY = "contoso/desk";
    private static final String OTHER = "contoso/rooms";

    private static final class Issue {
        String title = "";
        String body = "";
        String state = "open";
        String closedBy = "";
        boolean deleted;
        String repository = REPOSITORY;
        int transferredTo;
        final List<ObjectNode> comments = new ArrayList<>();
    }

    private final Map<Integer, Issue> issues = new TreeMap<>();
    private int comments;

    /** Whether the token is for the repository that issues are transferred to as well. */
    boolean seesOther = true;

    /** Where an issue that was transferred leads to; empty: where GitHub leads. */
    String leadsTo = "";

    GitHubStub() throws IOException {}

    @Override
    Reply answer(Request request) {
        if (!("Bearer " + TOKEN).equals(request.headers().get("authorization")))
            return Reply.of(401, Json.object().put("message", "Bad credentials"));
        List<String> path = request.parts();
        if (path.get(0).equals("rate_limit")) return Reply.ok(limits());
        if (path.get(0).equals("repositories")) return elsewhere(path.get(3));
        boolean transferred = path.size() > 4 && (path.get(1) + "/" + path.get(2)).equals(OTHER);
        if (transferred && !seesOther) return Reply.of(404, Json.object().put("message", "Not Found"));
        if (!transferred && !(path.get(1) + "/" + path.get(2)).equals(REPOSITORY))
            return Reply.of(404, Json.object().put("message", "Not Found"));
        if (path.size() == 3) return Reply.ok(Json.object().put("full_name", REPOSITORY));
        if (path.size() == 4) return request.method().equals("POST") ? create(request) : list(request);
        Issue issue = issues.get(Integer.valueOf(path.get(4)));
        if (issue == null || issue.deleted)
            return Reply.of(410, Json.object().put("message", "This issue was deleted"));
        if (issue.transferredTo > 0)
            return new Reply(
                    301,
                    Json.object().put("message", "Moved Permanently").toString(),
                    Map.of(
                            "Location",
                            (leadsTo.isEmpty() ? address() + "/repositories/77/issues/" : leadsTo)
                                    + issue.transferredTo));
        if (path.size() == 6) return comments(request, issue);
        if (request.method().equals("PATCH")) {
            issue.state = request.json().path("state").asText();
            issue.closedBy = "ratchet";
        }
        return Reply.ok(shown(Integer.parseInt(path.get(4)), issue));
    }

    private static JsonNode limits() {
        ObjectNode limits = Json.object();
        limits.putObject("resources").putObject("core").put("limit", 5000);
        return limits;
    }

    private Reply elsewhere(String number) {
        Issue issue = issues.get(Integer.valueOf(number));
        if (!seesOther || issue == null) return Reply.of(404, Json.object().put("message", "Not Found"));
        return Reply.ok(shown(Integer.parseInt(number), issue));
    }

    /** As people transfer an issue to another repository: it has another number there, and the old one leads to it. */
    String transfers(String id) {
        Issue old = issue(id);
        Issue moved = new Issue();
        moved.title = old.title;
        moved.repository = OTHER;
        moved.comments.addAll(old.comments);
        issues.put(issues.size() + 1, moved);
        old.transferredTo = issues.size();
        return OTHER + "#" + issues.size();
    }

    private Reply create(Request request) {
        Issue issue = new Issue();
        issue.title = request.json().path("title").asText();
        issue.body = request.json().path("body").asText();
        issues.put(issues.size() + 1, issue);
        return Reply.of(201, shown(issues.size(), issue));
    }

    private Reply list(Request request) {
        ArrayNode found = Json.mapper().createArrayNode();
        if (request.query().get("page").equals("1"))
            issues.forEach((number, issue) -> {
                if (!issue.deleted && issue.transferredTo == 0 && issue.repository.equals(REPOSITORY))
                    found.add(shown(number, issue));
            });
        return Reply.ok(found);
    }

    private Reply comments(Request request, Issue issue) {
        if (request.method().equals("POST")) {
            issue.comments.add(comment("ratchet", request.json().path("body").asText()));
            return Reply.of(201, Json.object());
        }
        return Reply.ok(page(issue.comments, request));
    }

    private ObjectNode comment(String by, String body) {
        ObjectNode comment = Json.object().put("id", ++comments).put("body", body);
        comment.put("created_at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        comment.putObject("user").put("login", by);
        return comment;
    }

    private JsonNode shown(int number, Issue issue) {
        ObjectNode node = Json.object().put("number", number).put("title", issue.title);
        node.put("body", issue.body).put("state", issue.state);
        node.put("repository_url", address() + "/repos/" + issue.repository);
        if (issue.state.equals("closed")) {
            node.put("closed_at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            node.putObject("closed_by").put("login", issue.closedBy);
        } else node.putNull("closed_at").putNull("closed_by");
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
        return with(TOKEN, address);
    }

    private Tickets with(String secret, URI address) {
        return new GitHub(
                new TicketSystem("desk", TicketSystem.Kind.GITHUB, address, "file:github", REPOSITORY, Map.of()),
                reference -> new Account("ratchet", secret),
                Duration.ofSeconds(30),
                Clock.systemUTC());
    }

    private Issue issue(String id) {
        return issues.get(Integer.valueOf(id.substring(id.indexOf('#') + 1)));
    }

    @Override
    public String queue() {
        return REPOSITORY;
    }

    @Override
    public void writes(String id, String text) {
        issue(id).comments.add(comment(person(), text));
    }

    @Override
    public void closes(String id) {
        issue(id).state = "closed";
        issue(id).closedBy = person();
    }

    @Override
    public void deletes(String id) {
        issue(id).deleted = true;
    }

    @Override
    public boolean merges(String id, String into) {
        return false;
    }

    /** There are no files beside an issue; what would be one stands in the text under its name. */
    @Override
    public List<String> files(String id) {
        return issue(id)
                .body
                .lines()
                .filter(line -> line.startsWith("--- "))
                .map(line -> line.substring(4))
                .toList();
    }

    @Override
    public String person() {
        return "uma";
    }
}
