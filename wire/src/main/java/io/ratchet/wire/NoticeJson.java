package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.notice.Notice;
import java.util.Optional;

/** A notice as it waits in the outbox. */
public final class NoticeJson {
    public static final String SCHEMA = "ratchet.notice/1";

    private NoticeJson() {}

    public static ObjectNode write(Notice notice) {
        ObjectNode node = Json.object().put("schema", SCHEMA).put("event", Fields.word(notice.event()));
        node.put("receiver", notice.receiver()).put("key", notice.key()).put("headline", notice.headline());
        node.put("text", notice.text()).put("page", notice.page());
        notice.report()
                .ifPresent(report ->
                        node.putObject("report").put("name", report.name()).put("content", report.content()));
        return node;
    }

    public static Notice read(JsonNode node) {
        Fields f = Fields.of(node, "");
        return new Notice(
                f.word("event", Notice.Event.class),
                f.text("receiver"),
                f.text("key"),
                f.raw("headline").asText(),
                f.raw("text").asText(),
                f.text("page"),
                node.has("report") ? Optional.of(report(Fields.of(node.get("report"), "report"))) : Optional.empty());
    }

    private static Notice.Report report(Fields f) {
        return new Notice.Report(f.text("name"), f.raw("content").asText());
    }
}
