package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTest {
    @Test
    void aLineHasNoLineEndAndNothingThatIsNotShown() {
        assertThat(Plain.line("web01\r\nBcc: all@x.example\u0000\u202Egnp\uD800.exe\u2028end", 200))
                .isEqualTo("web01 Bcc: all@x.example gnp .exe end");
    }

    @Test
    void aTextIsCutWhereTheLimitIsAndSaysSo() {
        // When
        String text = Plain.text("a".repeat(5000), 1000);

        // Then
        assertThat(text).hasSize(1000).endsWith("[cut; the attachment and Ratchet's page have the rest]");
        assertThat(Plain.text("short\n\tlines", 1000)).isEqualTo("short\n\tlines");
    }

    @Test
    void aFenceIsLongerThanAnyWithin() {
        assertThat(Plain.fenced("a ```` b")).isEqualTo("`````text\na ```` b\n`````");
        assertThat(Plain.fenced("a")).isEqualTo("```text\na\n```");
    }

    @Test
    void nothingInAPreformattedBlockEndsItOrBeginsATag() {
        assertThat(Plain.preformatted("a</pre><b>&lt;"))
                .isEqualTo("<pre>\na\u2039/pre\u203A\u2039b\u203A\uFF06lt;\n</pre>");
    }
}
