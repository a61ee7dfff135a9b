package io.ratchet.connectors.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.ticket.PlannedChange;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records of ServiceNow's Table API. A queue is the name of an assignment group. A condition that the instance does not
 * understand is dropped there and every row comes back, and rows that the account may not see are left out without a
 * word: what comes back is held against what was asked for, and an empty answer counts only beside one that is not.
 */
final class ServiceNow implements Changes {
    private static final int SUBJECT = 160;
    private static final int DESCRIPTION = 3_900;
    private static final int NOTE = 60_000;
    private static final String RESOLVED = "6";

    /** The table of changes, and two of its states in the model that ServiceNow ships. */
    private static final String CHANGE = "change_request";

    private static final String CANCELLED = "4";
    private static final String DONE = "3";
    private static final Map<String, String> RISKS = Map.of("critical", "2", "high", "2", "medium", "3", "low", "4");
    private static final String LIMIT = "100";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final TicketSystem system;
    private final Web web;
    private final String table;
    private final Supplier<String> account;

    ServiceNow(TicketSystem system, Credentials credentials, Duration patience, Clock clock) {
        this(
                system,
                new Web(
                        system.url(),
                        () -> Map.of("Authorization", authorization(credentials.resolve(system.credential()))),
                        new Web.Canary(
                                "/api/now/table/sys_user_group?sysparm_fields=sys_id&sysparm_limit=1",
                                "/result/0/sys_id",
                                false),
                        patience,
                        clock),
                system.option("table", "incident"),
                () -> credentials.resolve(system.credential()).user());
    }

    private ServiceNow(TicketSystem system, Web web, String table, Supplier<String> account) {
        this.system = system;
        this.web = web;
        this.table = table;
        this.account = account;
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
        ObjectNode record = Json.object();
        record.put("assignment_group", group(opening.queue()));
        record.put(
                "short_description", opening.ticket().marker() + " " + PlainText.line(opening.subject(), SUBJECT - 20));
        record.put("description", plain(opening.text(), DESCRIPTION));
        record.put("correlation_id", opening.ticket().value());
        record.put("correlation_display", "Ratchet");
        if (opening.due() != null)
            record.put("due_date", TIME.format(opening.due().atTime(23, 59, 59)));
        if (opening.change() != null) plan(opening.change(), record);
        JsonNode made = web.send("POST", table(), record).json().path("result");
        String number = made.path("number").asText();
        if (number.isEmpty()) throw TicketFault.unknown("ServiceNow named no number for the record.", null, null);
        attach(made.path("sys_id").asText(), opening, true);
        return number;
    }

    private static void plan(PlannedChange change, ObjectNode record) {
        record.put("type", "normal");
        record.put("risk", RISKS.getOrDefault(change.risk(), "2"));
        if (change.opens() == null || change.closes() == null) return;
        record.put("start_date", TIME.format(change.opens().atOffset(ZoneOffset.UTC)));
        record.put("end_date", TIME.format(change.closes().atOffset(ZoneOffset.UTC)));
    }

    private String group(String name) throws TicketFault {
        JsonNode groups = web.get(web.path(
                "/api/now/table/sys_user_group",
                "sysparm_query",
                "name=" + value(name),
                "sysparm_fields",
                "sys_id,name",
                "sysparm_limit",
                LIMIT));
        for (JsonNode group : groups.path("result"))
            if (group.path("name").asText().equals(name))
                return group.path("sys_id").asText();
        throw TicketFault.refused("ServiceNow shows no assignment group '" + PlainText.line(name, 100) + "'.");
    }

    /** @param opened whether the record was made in this call: then something has arrived, whatever follows */
    private void attach(String record, TicketMessage message, boolean opened) throws TicketFault {
        for (TicketMessage.Attachment file : message.attachments())
            try {
                web.send(
                        "POST",
                        web.path(
                                "/api/now/attachment/file",
                                "table_name",
                                table,
                                "table_sys_id",
                                record,
                                "file_name",
                                file.name()),
                        file.type(),
                        file.content().getBytes(StandardCharsets.UTF_8));
            } catch (TicketFault e) {
                if (!opened) throw e;
                @Nullable Duration after = e.outcome() instanceof Sent.ToRetry retry ? retry.after() : null;
                throw TicketFault.unknown("The record was made, its file was not: " + e.getMessage(), after, e);
            }
    }

    @Override
    public List<String> find(TicketKey key, String queue) throws TicketFault {
        web.present();
        List<String> numbers = new ArrayList<>();
        for (JsonNode record : records("correlation_id=" + key.value() + "^ORDERBYsys_created_on"))
            if (record.at("/correlation_id/value").asText().equals(key.value()))
                numbers.add(record.at("/number/value").asText());
        if (numbers.isEmpty()) showsAny();
        return numbers;
    }

    @Override
    public View read(String id, Set<String> known) throws TicketFault {
        JsonNode record = record(id);
        boolean open = open(record);
        boolean resolved = !record.at("/resolved_at/value").asText().isEmpty()
                && record.at("/closed_at/value").asText().isEmpty();
        String by = record.at(resolved ? "/resolved_by/display_value" : "/closed_by/display_value")
                .asText();
        String at =
                record.at(resolved ? "/resolved_at/value" : "/closed_at/value").asText();
        Set<String> marks = new HashSet<>();
        List<Ticket.Note> notes = new ArrayList<>();
        for (JsonNode entry : journal(record.at("/sys_id/value").asText())) note(entry, known, marks, notes);
        return new View(
                id,
                page(id),
                record.at("/short_description/value").asText(),
                PlainText.line(record.at("/state/display_value").asText(), 60),
                open,
                open || by.isEmpty() ? null : PlainText.line(by, 100),
                open || at.isEmpty() ? null : moment(at),
                marks,
                notes);
    }

    private String page(String id) {
        return web.path(system.url() + "/nav_to.do", "uri", table + ".do?sysparm_query=number=" + id);
    }

    /** A resolved incident is still active, until days later it is closed by itself. */
    private boolean open(JsonNode record) {
        String state = record.at("/state/value").asText();
        if (table.equals(CHANGE))
            return !state.equals(CANCELLED)
                    && !state.equals(DONE)
                    && !record.at("/active/value").asText().equals("false");
        boolean resolved =
                state.equals(system.option("closed", RESOLVED)) || (table.equals("incident") && state.equals(RESOLVED));
        return !resolved && !record.at("/active/value").asText().equals("false");
    }

    @Override
    public Optional<Changes> changes() {
        return Optional.of(table.equals(CHANGE) ? this : new ServiceNow(system, web, CHANGE, account));
    }

    /**
     * A change is approved by people whose approvals are records of their own; where a rule or our own account has
     * approved it, nobody is named.
     */
    @Override
    public Ruling ruling(String id) throws TicketFault {
        JsonNode record = record(id);
        String approval = record.at("/approval/value").asText();
        boolean cancelled = record.at("/state/value").asText().equals(CANCELLED);
        boolean refused = cancelled || approval.equals("rejected") || approval.equals("cancelled");
        Verdict verdict = refused ? Verdict.REFUSED : approval.equals("approved") ? Verdict.APPROVED : Verdict.WAITS;
        String by = switch (verdict) {
            case WAITS -> "";
            case APPROVED -> approvers(record, "approved");
            case REFUSED -> {
                String people = approvers(record, "rejected");
                yield people.isEmpty() ? record.at("/closed_by/display_value").asText() : people;
            }
        };
        return new Ruling(
                id,
                page(id),
                record.at("/short_description/value").asText(),
                PlainText.line(
                        record.at("/state/display_value").asText() + ", "
                                + record.at("/approval/display_value").asText(),
                        100),
                verdict,
                PlainText.line(by, 100));
    }

    private String approvers(JsonNode change, String state) throws TicketFault {
        String id = change.at("/sys_id/value").asText();
        JsonNode approvals = web.get(web.path(
                        "/api/now/table/sysapproval_approver",
                        "sysparm_query",
                        "sysapproval=" + id + "^state=" + state,
                        "sysparm_display_value",
                        "all",
                        "sysparm_fields",
                        "sysapproval,state,approver,sys_updated_by",
                        "sysparm_limit",
                        LIMIT))
                .path("result");
        List<String> people = new ArrayList<>();
        for (JsonNode approval : approvals)
            if (approval.at("/sysapproval/value").asText().equals(id)
                    && approval.at("/state/value").asText().equals(state)
                    && !approval.at("/sys_updated_by/value").asText().equals(account.get()))
                people.add(approval.at("/approver/display_value").asText());
        return String.join(", ", people);
    }

    /**
     * Rows that an account may not see are left out without a word: an empty answer counts only beside one that is not.
     */
    private void showsAny() throws TicketFault {
        if (records("ORDERBYDESCsys_created_on").isEmpty())
            throw TicketFault.retry(
                    "ServiceNow shows this account no record of '" + table + "'; it needs a role that may read them.",
                    null,
                    null);
    }

    private JsonNode record(String id) throws TicketFault {
        if (!id.matches("[A-Z]{2,10}[0-9]{3,20}"))
            throw TicketFault.refused("'" + PlainText.line(id, 60) + "' is no number of a record.");
        for (JsonNode record : records("number=" + id))
            if (record.at("/number/value").asText().equals(id)) return record;
        showsAny();
        throw TicketFault.gone("ServiceNow shows no record " + id + ".");
    }

    private JsonNode records(String query) throws TicketFault {
        return web.get(web.path(
                        table(),
                        "sysparm_query",
                        query,
                        "sysparm_display_value",
                        "all",
                        "sysparm_fields",
                        "sys_id,number,short_description,state,active,correlation_id,closed_at,closed_by,resolved_at,resolved_by,approval",
                        "sysparm_limit",
                        LIMIT))
                .path("result");
    }

    /** The newest thousand, the oldest first: what was said last must be among them. */
    private List<JsonNode> journal(String record) throws TicketFault {
        JsonNode entries = web.get(web.path(
                "/api/now/table/sys_journal_field",
                "sysparm_query",
                "element_id=" + record + "^elementINcomments,work_notes^ORDERBYDESCsys_created_on",
                "sysparm_fields",
                "sys_id,element_id,value,sys_created_by,sys_created_on",
                "sysparm_limit",
                "1000"));
        List<JsonNode> own = new ArrayList<>();
        for (JsonNode entry : entries.path("result"))
            if (entry.path("element_id").asText().equals(record)) own.add(0, entry);
        return own;
    }

    private static void note(JsonNode entry, Set<String> known, Set<String> marks, List<Ticket.Note> notes)
            throws TicketFault {
        String text = entry.path("value").asText("");
        String number = entry.path("sys_id").asText();
        marks.addAll(Plain.marks(text));
        if (!Plain.ends(text, "") && !known.contains(number))
            notes.add(new Ticket.Note(
                    number,
                    PlainText.line(entry.path("sys_created_by").asText("?"), 100),
                    moment(entry.path("sys_created_on").asText()),
                    Plain.text(text, 4000)));
    }

    private static Instant moment(String told) throws TicketFault {
        return Moments.of(told, TIME);
    }

    @Override
    public void note(String id, TicketMessage message) throws TicketFault {
        String record = record(id).at("/sys_id/value").asText();
        ObjectNode change = Json.object();
        change.put(system.option("notes", "work_notes"), plain(message.text(), NOTE) + "\n" + message.mark());
        if (message.due() != null)
            change.put("due_date", TIME.format(message.due().atTime(23, 59, 59)));
        web.send("PATCH", table() + "/" + record, change);
        attach(record, message, false);
    }

    @Override
    public void move(String id, boolean open) throws TicketFault {
        ObjectNode change = Json.object();
        if (table.equals(CHANGE)) {
            web.send("PATCH", table() + "/" + record(id).at("/sys_id/value").asText(), change.put("state", CANCELLED));
            return;
        }
        change.put("state", open ? system.option("reopened", "2") : system.option("closed", RESOLVED));
        if (!open) {
            change.put("close_code", system.option("closeCode", "Solution provided"));
            change.put("close_notes", "Seen at their floor by Ratchet; the proof stands in the notes.");
        }
        web.send("PATCH", table() + "/" + record(id).at("/sys_id/value").asText(), change);
    }

    @Override
    public void link(String id, String into) throws TicketFault {
        ObjectNode change = Json.object();
        change.put("parent", record(into).at("/sys_id/value").asText());
        web.send("PATCH", table() + "/" + record(id).at("/sys_id/value").asText(), change);
    }

    private String table() {
        return "/api/now/table/" + table;
    }

    /** Between the words [code] and [/code] a journal shows HTML. */
    private static String plain(String text, int most) {
        return Plain.text(text, most).replaceAll("(?i)\\[(/?)code\\]", "($1code)");
    }

    /** A caret ends a condition, and a value that begins like this one is run as a script. */
    private static String value(String text) throws TicketFault {
        if (text.contains("^") || text.strip().toLowerCase(Locale.ROOT).startsWith("javascript:"))
            throw TicketFault.refused("'" + PlainText.line(text, 100) + "' is no name of a group.");
        return text;
    }
}
