package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.ticket.PlannedChange;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Attachment;
import java.time.Instant;
import java.time.LocalDate;

/** A message to a ticket system as it waits in the outbox. */
public final class TicketMessageJson {
    public static final String SCHEMA = "ratchet.ticket-message/1";

    private TicketMessageJson() {}

    public static ObjectNode write(TicketMessage message) {
        ObjectNode node = Json.object().put("schema", SCHEMA).put("kind", Fields.word(message.kind()));
        node.put("ticket", message.ticket().value()).put("in", message.in()).put("queue", message.queue());
        node.put("owner", message.owner()).put("mark", message.mark()).put("subject", message.subject());
        node.put("text", message.text());
        if (message.due() != null) node.put("due", message.due().toString());
        if (message.into() != null) node.put("into", message.into().value());
        if (message.change() != null) change(node.putObject("change"), message.change());
        ArrayNode attachments = node.putArray("attachments");
        message.attachments()
                .forEach(file -> attachments
                        .addObject()
                        .put("name", file.name())
                        .put("type", file.type())
                        .put("content", file.content()));
        return node;
    }

    private static void change(ObjectNode node, PlannedChange change) {
        node.put("planHash", change.planHash()).put("risk", change.risk());
        if (change.opens() != null) node.put("opens", change.opens().toString());
        if (change.closes() != null) node.put("closes", change.closes().toString());
    }

    private static PlannedChange change(Fields f) {
        String opens = f.optionalText("opens");
        String closes = f.optionalText("closes");
        return new PlannedChange(
                f.text("planHash"),
                f.text("risk"),
                opens == null ? null : Instant.parse(opens),
                closes == null ? null : Instant.parse(closes));
    }

    public static TicketMessage read(JsonNode node) {
        Fields f = Fields.of(node, "");
        String due = f.optionalText("due");
        String into = f.optionalText("into");
        return new TicketMessage(
                f.word("kind", TicketMessage.Kind.class),
                new TicketKey(f.text("ticket")),
                f.text("in"),
                f.raw("queue").asText(),
                f.raw("owner").asText(),
                f.raw("mark").asText(),
                f.raw("subject").asText(),
                f.raw("text").asText(),
                due == null ? null : LocalDate.parse(due),
                f.objects("attachments").stream()
                        .map(file -> new Attachment(
                                file.text("name"),
                                file.text("type"),
                                file.raw("content").asText()))
                        .toList(),
                into == null ? null : new TicketKey(into),
                node.has("change") ? change(Fields.of(node.get("change"), "change")) : null);
    }
}
