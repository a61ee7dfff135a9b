package io.ratchet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlNodeTest {
    @Test
    void showsWhereADocumentBreaksOffWithACaretBelowTheLine() {
        assertThat(refused("organisation: Contoso\ngoal: READY: ONLY\nsites: []\n"))
                .isEqualTo("""
                        f.yaml, line 2, column 12 is not YAML: mapping values are not allowed here.
                            goal: READY: ONLY
                                       ^""");
    }

    @Test
    void saysWhatItWasReadingWhenItBrokeOff() {
        assertThat(refused("sites: [HQ\n"))
                .startsWith("f.yaml, line 2, column 1 is not YAML: while parsing a flow sequence, expected ',' or ']'")
                .contains("\n    ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: \u0001", "a: &x [1]\nb: *x\n--- \nc: 1", "!!java.net.URL [x]: 1: 2"})
    void refusesWhatIsNotOneDocumentOfPlainText(String yaml) {
        assertThat(refused(yaml)).startsWith("f.yaml").contains("is not YAML");
    }

    @Test
    void saysThatAnEmptyDocumentIsEmpty() {
        assertThat(refused("# nothing\n")).isEqualTo("f.yaml is empty; write at least one key.");
    }

    @Test
    void namesTheLineOfAKeyThatIsMissingUnknownOrTwice() {
        // Given
        YamlNode root = YamlNode.parse("f.yaml", "\na: {b: 1}\na: 2\n");

        // Then
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(root::entries)
                .withMessageContaining("f.yaml, line 3: the key 'a' stands here twice.");
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> YamlNode.parse("f.yaml", "a: 1\nb: 2\n").mapping(Set.of("a", "c")))
                .withMessageContaining("f.yaml, line 2: there is no key 'b' here; known are a, c.");
        YamlNode one = YamlNode.parse("f.yaml", "\n\na: 1\n");
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> one.required(one.entries(), "b"))
                .withMessageContaining("f.yaml, line 3: 'b' must be given here.");
    }

    private static String refused(String yaml) {
        try {
            YamlNode.parse("f.yaml", yaml);
        } catch (FailureException e) {
            assertThat(e.failure().code()).isEqualTo(FailureCode.CONFIG_INVALID);
            return e.failure().message();
        }
        throw new AssertionError("it was read");
    }
}
