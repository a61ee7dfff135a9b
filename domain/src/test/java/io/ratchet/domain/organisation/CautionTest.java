package io.ratchet.domain.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.organisation.Caution.Breaker;
import io.ratchet.domain.organisation.Caution.Caps;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CautionTest {
    @Test
    void everyCapMayBeOneHost() {
        assertThat(new Caps(1, 1, 1, 1, 1, 1)).isEqualTo(caps(1, 1, 1, 1, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void noCapMayBeNone(int which) {
        // Given
        int[] caps = new int[6];
        Arrays.fill(caps, 1);
        caps[which] = 0;

        // Then
        assertThatThrownBy(() -> caps(caps)).hasMessageContaining("a cap is 1 or more");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 5", "1, 100, 200"})
    void aBreakerTakesTheEndsOfItsRanges(int inARow, int percent, int of) {
        assertThat(new Breaker(inARow, percent, of).of()).isEqualTo(of);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 30, 20, after one failed run or more",
        "3, 0, 20, 1 to 100 percent",
        "3, 101, 20, 1 to 100 percent",
        "3, 30, 4, of 5 to 200 runs",
        "3, 30, 201, of 5 to 200 runs"
    })
    void aBreakerThatCouldNotOpenRightIsRefused(int inARow, int percent, int of, String why) {
        assertThatThrownBy(() -> new Breaker(inARow, percent, of)).hasMessageContaining(why);
    }

    @Test
    void isCarefulWhereTheProfileSaysNothing() {
        assertThat(Caution.careful())
                .isEqualTo(new Caution(caps(50, 25, 10, 1, 200, 5), new Breaker(3, 30, 20), Caution.Undo.FINISH));
    }

    private static Caps caps(int... each) {
        return new Caps(each[0], each[1], each[2], each[3], each[4], each[5]);
    }
}
