package io.ratchet.connectors.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.text.PlainText;
import org.junit.jupiter.api.Test;

class PlainTest {
    @Test
    void aLineHasNoLineEndAndNothingThatIsNotShown() {
        assertThat(PlainText.line("web01\r\nBcc: all@x.example\u0000\u202Egnp\uD800.exe\u2028end", 200))
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
        assertThat(PlainText.fenced("a ```` b")).isEqualTo("`````text\na ```` b\n`````");
        assertThat(PlainText.fenced("a")).isEqualTo("```text\na\n```");
    }

    @Test
    void nothingInAPreformattedBlockEndsItBeginsATagOrCallsSomebody() {
        assertThat(Plain.preformatted("a</pre><b>&lt; ~~~~ ``` `x` @uma", "[R-0123456789AB#c]", 1000))
                .isEqualTo("<pre>\n~~~\na\u2039/pre\u203A\u2039b\u203A\uFF06lt; \u223C\u223C\u223C\u223C"
                        + " \u02CB\u02CB\u02CB `x` \uFF20uma\n[R-0123456789AB#c]\n~~~\n</pre>");
    }

    @Test
    void aPreformattedBlockIsCutByBytesAndKeepsItsMark() {
        // When
        String block = Plain.preformatted("<\u00E9".repeat(100), "[R-0123456789AB#c]", 101);

        // Then
        assertThat(block)
                .startsWith("<pre>\n~~~\n" + "\u2039\u00E9".repeat(20) + "\n[cut;")
                .endsWith("\n[R-0123456789AB#c]\n~~~\n</pre>");
        assertThat(Plain.preformattedByUs(block)).isTrue();
    }
}
