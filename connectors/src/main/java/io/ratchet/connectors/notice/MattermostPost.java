package io.ratchet.connectors.notice;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.connectors.text.PlainText;
import io.ratchet.domain.notice.Notice;
import io.ratchet.wire.Json;

/**
 * A post of Mattermost. All that is not in our own words stands in a block of code, whose fence is longer than any
 * within, and without the sign by which people are called.
 */
record MattermostPost(PageLink link) implements ChatMessage {
    /** A post may have 16,383 characters. */
    private static final int TEXT = 12_000;

    @Override
    public JsonNode of(Notice notice) {
        String said = PlainText.line(notice.headline(), MOST_HEADLINE) + "\n\n" + notice.text();
        String block = PlainText.fenced(PlainText.text(said, TEXT, CUT).strip().replace('@', '\uFF20'));
        String foot = link.to(notice)
                .map(page -> "\n[" + PageLink.WORDS + "](" + page + ")")
                .orElse("");
        return Json.object().put("text", "**" + ChatMessage.title(notice) + "**\n" + block + foot);
    }
}
