package io.ratchet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackedTest {
    @Property
    void givesBackWhateverWasWritten(Draw draw) {
        // Given
        List<Long> numbers = draw.list(40, draw::anyLong);
        List<String> texts = draw.list(9, () -> draw.text(60));
        Packed.Writer out = new Packed.Writer();
        for (long number : numbers) out.number(number).signed(number);
        texts.forEach(out::text);

        // When
        List<Packed.Reader> readers = List.of(Packed.Reader.of(out.packed()), Packed.Reader.plain(out.plain()));

        // Then
        for (Packed.Reader in : readers) {
            for (long number : numbers) {
                assertThat(in.number()).isEqualTo(number);
                assertThat(in.signed()).isEqualTo(number);
            }
            for (String text : texts) assertThat(in.text()).isEqualTo(text);
            assertThat(in.atEnd()).isTrue();
        }
    }

    @Test
    void isNoLargerThanWhatItHoldsAndMuchSmallerWhereThatComesAgain() {
        // Given
        SplittableRandom random = new SplittableRandom(1);
        Packed.Writer noise = new Packed.Writer();
        Packed.Writer same = new Packed.Writer();
        for (int i = 0; i < 1_000; i++) {
            noise.number(random.nextInt(128));
            same.text("again and again");
        }

        // Then
        assertThat(noise.packed()).hasSizeLessThanOrEqualTo(1_001);
        assertThat(same.packed()).hasSizeLessThan(200);
    }

    @Test
    void refusesWhatIsCutOffOrWasChangedOrIsOfAKindItDoesNotKnow() {
        // Given
        byte[] packed = new Packed.Writer().text("again and again ".repeat(20)).packed();
        byte[] plain = new Packed.Writer().text("short").packed();
        byte[] newer = packed.clone();
        newer[0] = 2;
        byte[] longer = {1, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0};

        // Then
        for (byte[] bad : List.of(
                new byte[0],
                Arrays.copyOf(packed, packed.length - 3),
                Arrays.copyOf(plain, plain.length - 1),
                newer,
                longer))
            assertThatThrownBy(() -> Packed.Reader.of(bad).text())
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("A block in the database cannot be read");
    }
}
