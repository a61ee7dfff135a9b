package io.ratchet.connectors.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Posts to an incoming webhook of Mattermost. */
class MattermostNoticesTest extends ChatContract {
    /** Our own words, a block of code that ends with the fence that it began with, and what follows it. */
    private static final Pattern POST =
            Pattern.compile("\\*\\*([A-Za-z :]+)\\*\\*\n(`{3,})text\n(.*)\n\\2(?!`)(.*)", Pattern.DOTALL);

    private static final Pattern OUR_LINK = Pattern.compile("\n\\[Open in Ratchet]\\((https://[a-z./]+)\\)");

    @Override
    NoticeReceiver.Kind kind() {
        return NoticeReceiver.Kind.MATTERMOST;
    }

    @Override
    ChatMessage message() {
        return new MattermostPost(LINK);
    }

    @Override
    String read(JsonNode post) {
        return post.path("text").asText();
    }

    @Override
    List<String> does(JsonNode post) {
        List<String> does = new ArrayList<>();
        Matcher parts = POST.matcher(post.path("text").asText());
        assertThat(parts.matches()).isTrue();
        if (Pattern.compile("^\\s*" + parts.group(2), Pattern.MULTILINE)
                .matcher(parts.group(3))
                .find()) does.add("ends the block");
        if (parts.group(3).contains("@")) does.add("calls somebody");
        Matcher link = OUR_LINK.matcher(parts.group(4));
        does.add(link.matches() ? "leads to " + link.group(1) : "Markdown " + parts.group(4));
        return does;
    }

    /** In characters; the test's longest text has three bytes in each. */
    @Override
    long most() {
        return 3 * 16_383;
    }
}
