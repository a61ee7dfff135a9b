package io.ratchet.connectors.notice;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Posts to an incoming webhook of Slack. */
class SlackNoticesTest extends ChatContract {
    @Override
    NoticeReceiver.Kind kind() {
        return NoticeReceiver.Kind.SLACK;
    }

    @Override
    ChatMessage message() {
        return new SlackMessage(LINK);
    }

    @Override
    String read(JsonNode post) {
        List<String> texts = new ArrayList<>();
        texts.add(post.at("/blocks/0/text/text").asText());
        post.at("/blocks/1/elements")
                .forEach(section -> section.path("elements")
                        .forEach(one -> texts.add(one.path("text").asText())));
        return String.join("\n", texts);
    }

    /** Everything but plain text in blocks, which Slack shows as it is, and the first line in our own words. */
    @Override
    List<String> does(JsonNode post) {
        List<String> does = new ArrayList<>();
        if (!post.path("text").asText().equals("Ratchet: plans wait for approval"))
            does.add("text " + post.path("text"));
        for (String type : all(post, "type"))
            if (!List.of(
                            "header",
                            "plain_text",
                            "rich_text",
                            "rich_text_section",
                            "rich_text_preformatted",
                            "text",
                            "link")
                    .contains(type)) does.add(type);
        post.at("/blocks/1/elements")
                .forEach(section -> section.path("elements").forEach(one -> {
                    if (one.path("type").asText().equals("link"))
                        does.add("leads to " + one.path("url").asText());
                }));
        return does;
    }

    @Override
    long most() {
        return 40_000;
    }
}
