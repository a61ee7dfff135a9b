package io.ratchet.connectors.notice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.notice.Notice;
import io.ratchet.wire.Json;
import java.util.List;
import java.util.stream.Stream;

/**
 * An Adaptive Card as a webhook of Teams Workflows takes it. Values stand in runs of text, which know no Markdown,
 * unlike {@code TextBlock} and {@code FactSet}; nobody is mentioned, since the card lists no entities. What a card
 * would put a date in the place of is parted.
 */
record TeamsCard(PageLink link) implements ChatMessage {
    /** In characters, of which one may be four bytes; a message may have 28 KB in all. */
    private static final int TEXT = 3_500;

    private static final int LINES = 60;

    @Override
    public JsonNode of(Notice notice) {
        ObjectNode message = Json.object().put("type", "message");
        ObjectNode attachment = message.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive").putNull("contentUrl");
        ObjectNode card = attachment.putObject("content");
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard").put("version", "1.4");
        card.putObject("msteams").put("width", "Full");
        ArrayNode body = card.putArray("body");
        body.addObject()
                .put("type", "TextBlock")
                .put("text", ChatMessage.title(notice))
                .put("weight", "Bolder")
                .put("wrap", true);
        run(body, PlainText.line(notice.headline(), MOST_HEADLINE), "Default");
        for (String line : lines(notice.text())) run(body, line, "Monospace");
        link.to(notice)
                .ifPresent(page -> card.putArray("actions")
                        .addObject()
                        .put("type", "Action.OpenUrl")
                        .put("title", PageLink.WORDS)
                        .put("url", page));
        return message;
    }

    private static List<String> lines(String text) {
        List<String> lines = PlainText.text(text, TEXT, CUT)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.size() <= LINES) return lines;
        return Stream.concat(lines.stream().limit(LINES), Stream.of(CUT.strip()))
                .toList();
    }

    private static void run(ArrayNode body, String text, String font) {
        ObjectNode block = body.addObject().put("type", "RichTextBlock").put("spacing", "None");
        block.putArray("inlines")
                .addObject()
                .put("type", "TextRun")
                .put("text", text.replaceAll("\\{(?=\\{)", "{ "))
                .put("fontType", font);
    }
}
