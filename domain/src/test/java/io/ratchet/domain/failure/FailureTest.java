package io.ratchet.domain.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTest {
    private static final Map<FailureCode.Kind, Function<FailureCode, Failure>> BY_KIND = Map.of(
            FailureCode.Kind.TRANSIENT, code -> new Failure.Transient(code, "m"),
            FailureCode.Kind.REFUSED, code -> new Failure.Refused(code, "m"),
            FailureCode.Kind.UNCERTAIN, code -> new Failure.Uncertain(code, "m"),
            FailureCode.Kind.UNSAFE, code -> new Failure.Unsafe(code, "m"),
            FailureCode.Kind.INEFFECTIVE, code -> new Failure.Ineffective(code, "m"),
            FailureCode.Kind.MALFORMED, code -> new Failure.Malformed(code, "m"),
            FailureCode.Kind.DEFECT, code -> new Failure.Defect(code, "m"));

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void isOfTheKindOfItsCodeAndOfNoOther(FailureCode code) {
        assertThat(Failure.of(code, "m")).isEqualTo(BY_KIND.get(code.kind()).apply(code));
        Arrays.stream(FailureCode.Kind.values())
                .filter(kind -> kind != code.kind())
                .forEach(kind -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> BY_KIND.get(kind).apply(code)));
    }

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void everyCodeSaysWhatItMeansAndWhatToDo(FailureCode code) {
        assertThat(code.wire()).isEqualTo(code.name().replace('_', '-'));
        assertThat(code.meaning()).endsWith(".");
        assertThat(code.remedy()).isNotBlank();
    }

    @Test
    void travelsInAnExceptionWithItsCause() {
        // Given
        Exception cause = new IllegalStateException("why");

        // When
        FailureException thrown = FailureException.of(FailureCode.HOST_UNREACHABLE, "No route.", cause);

        // Then
        assertThat(thrown.failure()).isEqualTo(new Failure.Transient(FailureCode.HOST_UNREACHABLE, "No route."));
        assertThat(thrown).hasMessage("HOST-UNREACHABLE: No route.").hasCause(cause);
        assertThat(FailureException.of(FailureCode.DEFECT, "Odd.").failure())
                .isEqualTo(new Failure.Defect(FailureCode.DEFECT, "Odd."));
    }
}
