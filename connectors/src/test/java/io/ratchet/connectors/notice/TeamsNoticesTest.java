package io.ratchet.connectors.notice;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Adaptive Cards to a webhook of Teams Workflows. */
class TeamsNoticesTest extends ChatContract {
    @Override
    NoticeReceiver.Kind kind() {
        return NoticeReceiver.Kind.TEAMS;
    }

    @Override
    ChatMessage message() {
        return new TeamsCard(LINK);
    }

    @Override
    String read(JsonNode post) {
        return String.join("\n", all(post, "text"));
    }

    /** Runs of text are shown as they are but for dates; all else is read for Markdown, so it must be our own words. */
    @Override
    List<String> does(JsonNode post) {
        List<String> does = new ArrayList<>();
        JsonNode card = post.at("/attachments/0/content");
        if (card.at("/msteams").has("entities")) does.add("calls somebody");
        for (JsonNode block : card.path("body")) {
            String type = block.path("type").asText();
            if (!Set.of("TextBlock", "RichTextBlock").contains(type)) does.add(type);
            if (type.equals("TextBlock") && !block.path("text").asText().equals("Ratchet: plans wait for approval"))
                does.add("Markdown " + block.path("text"));
            for (String run : all(block.path("inlines"), "text")) if (run.contains("{{")) does.add("date " + run);
        }
        card.path("actions")
                .forEach(action -> does.add("leads to " + action.path("url").asText()));
        return does;
    }

    @Override
    long most() {
        return 28_000;
    }
}
