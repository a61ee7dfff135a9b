package io.ratchet.connectors.tls;

import static io.ratchet.domain.finding.OfferState.NOT_OFFERED;
import static io.ratchet.domain.finding.OfferState.OFFERED;
import static io.ratchet.domain.finding.OfferState.UNKNOWN;
import static io.ratchet.domain.finding.Protocol.TLS_1_0;
import static io.ratchet.domain.finding.Protocol.TLS_1_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.OfferState;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictsTest {
    private static final Answer MODERN = new Answer.Chose(TLS_1_2);

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("its own version chosen", new Answer.Chose(TLS_1_0), MODERN, OFFERED),
                Arguments.of("protocol_version", new Answer.Alert(70), MODERN, NOT_OFFERED),
                Arguments.of("protocol_version alone", new Answer.Alert(70), new Answer.Silent(), NOT_OFFERED),
                Arguments.of("reset beside an answer, perhaps a limiter", new Answer.Closed(), MODERN, UNKNOWN),
                Arguments.of("reset beside a reset", new Answer.Closed(), new Answer.Closed(), UNKNOWN),
                Arguments.of("reset beside an alert", new Answer.Closed(), new Answer.Alert(70), UNKNOWN),
                Arguments.of(
                        "refused, and only the version can be the reason",
                        new Answer.VersionRefused(),
                        MODERN,
                        NOT_OFFERED),
                Arguments.of("handshake_failure, perhaps the suites", new Answer.Alert(40), MODERN, UNKNOWN),
                Arguments.of("handshake_failure alone", new Answer.Alert(40), new Answer.Closed(), UNKNOWN),
                Arguments.of("internal_error", new Answer.Alert(80), MODERN, UNKNOWN),
                Arguments.of("unrecognized_name", new Answer.Alert(112), MODERN, UNKNOWN),
                Arguments.of("silence", new Answer.Silent(), MODERN, UNKNOWN),
                Arguments.of("no connection", new Answer.Unreachable(), MODERN, UNKNOWN),
                Arguments.of("not TLS", new Answer.NotTls(), MODERN, UNKNOWN),
                Arguments.of("a newer version than asked", MODERN, MODERN, UNKNOWN));
    }

    @ParameterizedTest(name = "{0} is {3}")
    @MethodSource("answers")
    void judgesTls10ByItsAnswerAndThatOfTls12(String what, Answer old, Answer modern, OfferState expected) {
        // When
        var states = Verdicts.of(Map.of(TLS_1_0, old, TLS_1_2, modern), proved -> true);
        // Then
        assertThat(states).as(what).containsEntry(TLS_1_0, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void neverRefusesWhatItHasNotProved(String what, Answer old, Answer modern, OfferState expected) {
        // When
        var states = Verdicts.of(Map.of(TLS_1_0, old, TLS_1_2, modern), proved -> false);
        // Then
        assertThat(states).as(what).doesNotContainValue(NOT_OFFERED);
    }
}
