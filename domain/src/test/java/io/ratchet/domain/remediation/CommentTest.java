package io.ratchet.domain.remediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommentTest {
    @ParameterizedTest
    @ValueSource(strings = {"Ask the vendor first.", "<b>\"&'", "Fenêtre à 22 h", "\uD83D\uDC69\u200D\uD83D\uDD27"})
    void whatCanBeReadAsItStandsIsKeptAsItStands(String text) {
        assertThat(Comment.plain("  " + text + " ")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two\nlines",
                "a\ttab",
                "\u001b[31mred",
                "\u0085next",
                "a\u2028line",
                "\u202eti tuohtiw",
                "\u2066isolated",
                "half \uD83D of a pair"
            })
    void whatIsNotShownAsItselfIsRefused(String text) {
        assertThatThrownBy(() -> Comment.plain(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A comment is one line of plain text; it has a line break, a tab or another control"
                        + " character.");
    }

    @Test
    void whatSaysNothingOrTooMuchIsRefused() {
        assertThatThrownBy(() -> Comment.plain(" ")).hasMessageContaining("an empty comment tells nobody anything");
        assertThatThrownBy(() -> Comment.plain("x".repeat(Comment.LONGEST + 1)))
                .hasMessageContaining("at most 1000 characters");
        assertThat(Comment.plain("\uD83D\uDD27".repeat(Comment.LONGEST))).hasSize(2 * Comment.LONGEST);
    }
}
