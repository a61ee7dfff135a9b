package io.ratchet.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @Test
    void givesBackWhatPasses() {
        assertThat(Checks.text(" HQ ", "site name")).isEqualTo(" HQ ");
        assertThat(Checks.sha256(HASH, "plan")).isEqualTo(HASH);
        assertThat(Checks.present(7, "count")).isEqualTo(7);
        assertThatCode(() -> Checks.that(true, "legs begin with 1")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t\n"})
    void saysWhichTextIsEmpty(String empty) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.text(empty, "site name"))
                .withMessage("site name must not be empty");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
                "g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "00123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                // What stands beside the digits and letters in ASCII, and digits of another script.
                "/123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde:",
                "`123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "\u0661123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void saysWhichHashIsNone(String none) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.sha256(none, "approval.planHash"))
                .withMessage("approval.planHash must be 64 lower-case hexadecimal digits");
    }

    @Test
    void refusesInTheWordsItWasGiven() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.that(false, "legs begin with 1"))
                .withMessage("legs begin with 1");
        assertThatNullPointerException()
                .isThrownBy(() -> Checks.present(null, "the clock"))
                .withMessage("the clock must be given");
    }
}
