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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ServiceNow's Table and Attachment API as their documentation says: each field with its value and what is displayed,
 * times in UTC, a condition that is not understood dropped, so that all rows come back.
 */
final class ServiceNowStub extends StubServer implements ChangeDesk {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final String CHANGE = "change_request";
    private static final String GROUP = "d625dccec0a8016700a222a0f7900d06";

    private final Map<String, ObjectNode> records = new LinkedHashMap<>();
    private final Map<String, ArrayNode> journals = new LinkedHashMap<>();
    private final Map<String, List<String>> files = new LinkedHashMap<>();
    private final ArrayNode approvals = Json.mapper().createArrayNode();
    private int last;

    /** Whether the account has lost the role that lets it read the tables. */
    boolean seesNothing;

    /** Not all that stands in the table is ours. */
    ServiceNowStub() throws IOException {
        for (String table : List.of("incident", CHANGE))
            made(
                    Json.object()
                            .put("short_description", "Printer is out of paper")
                            .put("correlation_id", ""),
                    table);
    }

    @Override
    Reply answer(Request request) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString("ratchet:secret".getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(request.headers().get("authorization"))) return Reply.empty(401);
        List<String> path = request.parts();
        if (path.contains("attachment")) {
            files.computeIfAbsent(request.query().get("table_sys_id"), id -> new ArrayList<>())
                    .add(request.query().get("file_name"));
            return result(201, Json.object());
        }
        return switch (path.get(3)) {
            case "sys_user_group" -> groups();
            case "sys_journal_field" -> journal(request.query().get("sysparm_query"));
            case "incident", "change_request" -> incident(request, path);
            case "sysapproval_approver" -> result(200, approvals);
            default -> Reply.of(400, Json.object().put("error", "Invalid table " + path.get(3)));
        };
    }

    /** Whatever is asked for: who asks must look at what comes. */
    private static Reply groups() {
        ArrayNode all = Json.mapper().createArrayNode();
        all.addObject().put("sys_id", "0a52d3dcd7011200f2d224837e6103f2").put("name", "Network");
        all.addObject().put("sys_id", GROUP).put("name", "Service Desk");
        return result(200, all);
    }

    private Reply incident(Request request, List<String> path) {
        switch (request.method()) {
            case "POST":
                if (!request.json().path("assignment_group").asText().equals(GROUP)) return Reply.empty(403);
                return result(201, made((ObjectNode) request.json(), path.get(3)));
            case "PATCH":
                ObjectNode record = records.get(path.get(4));
                if (record == null) return Reply.empty(404);
                change(record, request.json());
                return result(200, record);
            default:
                return search(path.get(3), request.query().get("sysparm_query"));
        }
    }

    private ObjectNode made(ObjectNode record, String table) {
        boolean change = table.equals(CHANGE);
        record.put("sys_class_name", table);
        String id = "9c573169c611228700193229fff724%02d".formatted(++last);
        record.put("sys_id", id)
                .put("number", (change ? "CHG00%05d" : "INC00%05d").formatted(10000 + last))
                .put("state", change ? "-5" : "1")
                .put("approval", "not requested")
                .put("active", "true");
        records.put(id, record);
        journals.put(id, Json.mapper().createArrayNode());
        return record;
    }

    private void change(ObjectNode record, JsonNode change) {
        if (change.has("work_notes"))
            wrote(record, "ratchet", change.path("work_notes").asText());
        if (change.has("state")) {
            String state = change.path("state").asText();
            if (record.path("sys_class_name").asText().equals(CHANGE)) {
                record.put("state", state).put("active", state.equals("4") ? "false" : "true");
                return;
            }
            // A resolution without a code or notes is refused by the data policy of a fresh instance.
            if (state.equals("6") && change.path("close_notes").asText().isEmpty()) return;
            close(record, state, "ratchet");
        }
    }

    private static void close(ObjectNode record, String state, String by) {
        boolean open = Integer.parseInt(state) < 6;
        record.put("state", state);
        record.put("resolved_by", open ? "" : by).put("resolved_at", open ? "" : TIME.format(Instant.now()));
    }

    private void wrote(ObjectNode record, String by, String text) {
        String id = record.path("sys_id").asText();
        journals.get(id)
                .addObject()
                .put("sys_id", "j" + ++last)
                .put("element_id", id)
                .put("value", text)
                .put("sys_created_by", by)
                .put("sys_created_on", TIME.format(Instant.now()));
    }

    private Reply search(String table, String query) {
        ArrayNode found = Json.mapper().createArrayNode();
        if (seesNothing) return result(200, found);
        for (ObjectNode record : records.values()) {
            boolean fits = record.path("sys_class_name").asText().equals(table);
            for (String condition : query.split("\\^")) {
                String[] sides = condition.split("=", 2);
                if (sides.length == 2 && record.has(sides[0]))
                    fits &= record.path(sides[0]).asText().equals(sides[1]);
            }
            if (fits) found.add(shown(record));
        }
        return result(200, found);
    }

    private Reply journal(String query) {
        ArrayNode all = Json.mapper().createArrayNode();
        journals.forEach((id, entries) -> {
            if (query.contains("element_id=" + id)) all.addAll(entries);
        });
        return result(200, all);
    }

    private static ObjectNode shown(ObjectNode record) {
        ObjectNode shown = Json.object();
        record.fieldNames().forEachRemaining(name -> {
            String value = record.path(name).asText();
            String display = name.equals("state")
                    ? Map.of("1", "New", "2", "In Progress", "6", "Resolved", "-5", "New", "4", "Canceled")
                            .get(value)
                    : value;
            shown.putObject(name).put("display_value", display).put("value", value);
        });
        return shown;
    }

    private static Reply result(int status, JsonNode result) {
        return Reply.of(status, Json.object().set("result", result));
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
        return with("secret", address);
    }

    private Tickets with(String secret, URI address) {
        return new ServiceNow(
                new TicketSystem("desk", TicketSystem.Kind.SERVICENOW, address, "file:now", queue(), Map.of()),
                reference -> new Account("ratchet", secret),
                Duration.ofSeconds(30),
                Clock.systemUTC());
    }

    @Override
    public String queue() {
        return "Service Desk";
    }

    private ObjectNode record(String id) {
        return records.values().stream()
                .filter(record -> record.path("number").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void writes(String id, String text) {
        wrote(record(id), person(), text);
    }

    @Override
    public void closes(String id) {
        close(record(id), "6", person());
    }

    /** As the documentation of approvals says: each is a record of its own, and the change shows what they come to. */
    private void approval(String id, String state) {
        ObjectNode change = record(id);
        change.put("approval", state);
        ObjectNode approval = approvals.addObject();
        approval.putObject("sysapproval")
                .put("value", change.path("sys_id").asText())
                .put("display_value", id);
        approval.putObject("state").put("value", state).put("display_value", state);
        approval.putObject("approver")
                .put("value", "5137153cc611227c000bbd1bd8cd2005")
                .put("display_value", approver());
        approval.putObject("sys_updated_by").put("value", "uma").put("display_value", "uma");
    }

    @Override
    public void approves(String id) {
        approval(id, "approved");
    }

    @Override
    public void approvesWithoutAPerson(String id) {
        record(id).put("approval", "approved");
    }

    @Override
    public void rejects(String id) {
        approval(id, "rejected");
    }

    @Override
    public String approver() {
        return "Uma Desk";
    }

    @Override
    public void deletes(String id) {
        records.remove(record(id).path("sys_id").asText());
    }

    @Override
    public boolean merges(String id, String into) {
        return false;
    }

    @Override
    public List<String> files(String id) {
        return files.getOrDefault(record(id).path("sys_id").asText(), List.of());
    }

    @Override
    public String person() {
        return "uma.desk";
    }
}
