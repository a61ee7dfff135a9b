package io.ratchet.connectors.notice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.notice.Notice;
import io.ratchet.wire.Json;

/**
 * A message of Slack in blocks of rich text, whose elements of the type {@code text} are shown as they are; only texts
 * of the type {@code mrkdwn} are read for markup and mentions, and of that type there is none. The {@code text} beside
 * the blocks, which notifications on a screen show, is in our own words.
 */
record SlackMessage(PageLink link) implements ChatMessage {
    /** Of one text; a message may have 40,000 characters in all. */
    private static final int TEXT = 3_000;

    @Override
    public JsonNode of(Notice notice) {
        ObjectNode message = Json.object().put("text", ChatMessage.title(notice));
        message.put("mrkdwn", false).put("unfurl_links", false).put("unfurl_media", false);
        ArrayNode blocks = message.putArray("blocks");
        ObjectNode header = blocks.addObject().put("type", "header");
        header.putObject("text")
                .put("type", "plain_text")
                .put("text", ChatMessage.title(notice))
                .put("emoji", false);
        ArrayNode rich = blocks.addObject().put("type", "rich_text").putArray("elements");
        text(section(rich, "rich_text_section"), PlainText.line(notice.headline(), MOST_HEADLINE));
        String rest = PlainText.text(notice.text(), TEXT, CUT);
        if (!rest.isBlank()) text(section(rich, "rich_text_preformatted"), rest);
        link.to(notice)
                .ifPresent(page -> section(rich, "rich_text_section")
                        .addObject()
                        .put("type", "link")
                        .put("url", page)
                        .put("text", PageLink.WORDS));
        return message;
    }

    private static ArrayNode section(ArrayNode rich, String type) {
        return rich.addObject().put("type", type).putArray("elements");
    }

    private static void text(ArrayNode elements, String text) {
        elements.addObject().put("type", "text").put("text", text);
    }
}
