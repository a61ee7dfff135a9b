package io.ratchet.domain.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.Observation.Boot;
import io.ratchet.domain.finding.Observation.InstalledProduct;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.UpdateInstalled;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordTimesTest {
    private static final Instant SEEN = Instant.parse("2019-06-30T12:00:00Z");
    private static final Instant LATER = SEEN.plusSeconds(1);

    static Stream<Observation> whatLiesAheadOfTheLook() {
        return Stream.of(
                new Boot(LATER),
                new UpdateInstalled("KB3140245", Observation.Presence.PRESENT, LATER),
                new InstalledProduct("Microsoft Lync 2013", "15.0", null, "msi", null, LATER),
                use(SEEN.minus(Duration.ofDays(44)), LATER),
                use(LATER, null),
                use(SEEN, SEEN.minusSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("whatLiesAheadOfTheLook")
    void refusesATimeAfterTheLookAndAWindowThatEndsBeforeItBegins(Observation impossible) {
        assertThat(RecordTimes.impossible(impossible, SEEN, null)).isPresent();
    }

    @Test
    void takesTimesUpToTheLookItself() {
        assertThat(RecordTimes.impossible(new Boot(SEEN), SEEN, SEEN)).isEmpty();
        assertThat(RecordTimes.impossible(use(SEEN.minusSeconds(1), SEEN), SEEN, SEEN))
                .isEmpty();
    }

    @Test
    void allowsTheClockOfASourceADayAndNoMore() {
        // Given
        Observation seen = new Observation.Service("TermService", "stopped");
        // Then
        assertThat(RecordTimes.impossible(seen, SEEN.plus(RecordTimes.SKEW), SEEN))
                .isEmpty();
        assertThat(RecordTimes.impossible(seen, LATER.plus(RecordTimes.SKEW), SEEN))
                .hasValueSatisfying(why -> assertThat(why).contains("more than a day after"));
    }

    private static ProtocolUse use(@Nullable Instant from, @Nullable Instant to) {
        return new ProtocolUse(Observation.Direction.INBOUND, Protocol.TLS_1_2, null, null, 443, 9, from, to, false);
    }
}
