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

/** Request Tracker 5.0.3 as it was seen to answer by REST 2. */
final class RequestTrackerStub extends StubServer implements ChangeDesk {
    private static final String TOKEN = "1-14-0123456789abcdef";

    private static final class Item {
        String subject = "";
        String content = "";
        String status = "new";
        String mergedInto = "";
        final List<ObjectNode> history = new ArrayList<>();
        final List<String> files = new ArrayList<>();
    }

    private final Map<String, Item> items = new LinkedHashMap<>();
    private final Map<String, String> contents = new LinkedHashMap<>();
    private int transactions;

    RequestTrackerStub() throws IOException {}

    @Override
    Reply answer(Request request) {
        if (!("token " + TOKEN).equals(request.headers().get("authorization")))
            return Reply.of(401, Json.object().put("message", "Unauthorized"));
        List<String> path = request.parts();
        return switch (path.get(2)) {
            case "rt" -> Reply.ok(Json.object().put("Version", "5.0.3"));
            case "tickets" -> search(request);
            case "transaction" -> attachments(path.get(3));
            default -> path.size() == 3 ? create(request) : one(request, path);
        };
    }

    private Reply search(Request request) {
        ObjectNode answer = Json.object();
        ArrayNode found = answer.putArray("items");
        String query = request.query().get("query");
        String wanted = query.substring(query.indexOf('\'') + 1, query.lastIndexOf('\''));
        items.forEach((id, item) -> {
            if (item.subject.contains(wanted) && !item.status.equals("deleted") && item.mergedInto.isEmpty())
                found.addObject().put("id", id).put("Subject", item.subject);
        });
        return Reply.ok(answer);
    }

    private Reply create(Request request) {
        JsonNode given = request.json();
        if (!given.path("Queue").asText().equals("Desk"))
            return Reply.of(403, Json.object().put("message", "No permission to create tickets in the queue"));
        String id = "" + (items.size() + 1);
        Item item = new Item();
        item.subject = given.path("Subject").asText();
        item.content = given.path("Content").asText();
        given.path("Attachments")
                .forEach(file -> item.files.add(file.path("FileName").asText()));
        items.put(id, item);
        return Reply.of(201, Json.object().put("id", id).put("type", "ticket"));
    }

    private Reply one(Request request, List<String> path) {
        String id = path.get(3);
        while (items.containsKey(id) && !items.get(id).mergedInto.isEmpty()) id = items.get(id).mergedInto;
        Item item = items.get(id);
        if (item == null) return Reply.of(404, Json.object().put("message", "Not Found"));
        if (path.size() > 4 && path.get(4).equals("history")) {
            return Reply.ok(Json.object().set("items", page(item.history, request)));
        }
        if (path.size() > 4) {
            JsonNode given = request.json();
            comment(
                    item,
                    given.path("Subject").asText(""),
                    given.path("Content").asText(),
                    "ratchet");
            given.path("Attachments")
                    .forEach(file -> item.files.add(file.path("FileName").asText()));
            return Reply.of(201, Json.mapper().createArrayNode().add("Comments added"));
        }
        if (request.method().equals("PUT")) {
            JsonNode status = request.json().path("Status");
            if (status.isTextual()) move(item, status.asText(), "ratchet");
            return Reply.ok(Json.mapper().createArrayNode().add("done"));
        }
        return Reply.ok(Json.object()
                .put("id", Integer.valueOf(id))
                .put("Subject", item.subject)
                .put("Status", item.status));
    }

    private Reply attachments(String id) {
        ObjectNode answer = Json.object();
        answer.putArray("items")
                .addObject()
                .put("ContentType", "text/plain")
                .put("Filename", "")
                .put("Content", contents.get(id));
        return Reply.ok(answer);
    }

    private void comment(Item item, String subject, String text, String by) {
        ObjectNode done = done("Comment", by).put("Data", subject + "\n");
        contents.put(done.path("id").asText(), text);
        item.history.add(done);
    }

    private void move(Item item, String status, String by) {
        item.status = status;
        item.history.add(done("Status", by).put("NewValue", status));
    }

    private ObjectNode done(String type, String by) {
        ObjectNode done = Json.object().put("id", "" + ++transactions).put("Type", type);
        done.put("Created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        done.putObject("Creator").put("id", by);
        return done;
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
        return new RequestTracker(
                new TicketSystem("desk", TicketSystem.Kind.REQUEST_TRACKER, address, "file:rt", "Desk", Map.of()),
                reference -> new Account("ratchet", secret),
                Duration.ofSeconds(30),
                Clock.systemUTC());
    }

    @Override
    public String queue() {
        return "Desk";
    }

    @Override
    public void writes(String id, String text) {
        comment(items.get(id), "", text, person());
    }

    @Override
    public void closes(String id) {
        move(items.get(id), "resolved", person());
    }

    @Override
    public void approves(String id) {
        closes(id);
    }

    @Override
    public void approvesWithoutAPerson(String id) {
        move(items.get(id), "resolved", "ratchet");
    }

    @Override
    public void rejects(String id) {
        move(items.get(id), "rejected", person());
    }

    @Override
    public String approver() {
        return person();
    }

    @Override
    public void deletes(String id) {
        items.get(id).status = "deleted";
    }

    @Override
    public boolean merges(String id, String into) {
        items.get(id).mergedInto = into;
        return true;
    }

    @Override
    public List<String> files(String id) {
        return items.get(id).files;
    }

    @Override
    public String person() {
        return "uma";
    }
}
