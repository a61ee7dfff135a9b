package io.ratchet.domain.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawTest {
    private static final int TRIES = 1000;

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(row(7)).isEqualTo(row(7)).isNotEqualTo(row(8));
    }

    @Test
    void beginsSmallAndReachesBothEnds() {
        // When
        List<Long> numbers = IntStream.range(0, TRIES)
                .mapToObj(number -> new Draw(7, number, TRIES).between(10L, 1010L))
                .toList();

        // Then
        assertThat(numbers.subList(0, 20)).allMatch(number -> number <= 30 || number == 1010);
        assertThat(numbers).contains(10L, 1010L).allMatch(number -> number >= 10 && number <= 1010);
        assertThat(numbers.stream().distinct().count()).isGreaterThan(300);
    }

    @Test
    void textsHoldEveryKindOfCharacterAndNoHalfOfAPair() {
        // When
        String texts = String.join(
                "",
                IntStream.range(0, TRIES)
                        .mapToObj(number -> new Draw(7, number, TRIES).text(40))
                        .toList());

        // Then
        assertThat(texts).contains("'", "\n", "\0", "\u202e", "a");
        assertThat(texts.codePoints()).anyMatch(Character::isSupplementaryCodePoint);
        assertThat(texts.codePoints()).noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }

    @Test
    void tellsWhatWasDrawn() {
        // Given
        Draw draw = new Draw(7, 4, TRIES);

        // When
        String letter = draw.of(List.of("only"));

        // Then
        assertThat(letter).isEqualTo("only");
        assertThat(draw.drawn()).isEqualTo("[only]");
        assertThat(draw).hasToString("seed 7, draw 5 of 1000");
    }

    private static List<String> row(long seed) {
        return IntStream.range(0, 20)
                .mapToObj(number -> new Draw(seed, number, 20))
                .map(draw -> draw.text(20) + draw.anyLong() + draw.between(1, 6))
                .toList();
    }
}
