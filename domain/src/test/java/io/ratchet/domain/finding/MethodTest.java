package io.ratchet.domain.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MethodTest {
    @ParameterizedTest
    @EnumSource(Method.class)
    void whatWasGuessedOrDeclaredIsNoLook(Method method) {
        assertThat(method.looked())
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Method.NAME, Method.DECLARED))
                        .contains(method));
    }
}
