package io.ratchet.domain.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.ticket.ChangeRequest.State;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeRequestTest {
    private static final Instant ASKED_AT = Instant.parse("2018-09-20T20:00:00Z");
    private static final Instant SEEN_AT = Instant.parse("2018-09-21T08:00:00Z");
    private static final Instant LATER = Instant.parse("2018-09-21T09:00:00Z");
    private static final String PLAN = "ab".repeat(32);
    private static final TicketKey KEY = new TicketKey("R-71509D00C470");
    private static final ChangeRequest ASKED = ChangeRequest.asked(KEY, "rem-1", PLAN, "now", "CAB", ASKED_AT);
    private static final ChangeRequest SENT = ASKED.sent("CHG0030001", "https://now.example/CHG0030001");
    private static final ChangeRequest APPROVED = SENT.seen(State.APPROVED, "Scheduled", "uma", "", SEEN_AT);

    @Test
    void isAskedForAndNotSeenYet() {
        assertThat(ASKED.state()).isEqualTo(State.ASKED);
        assertThat(ASKED.acted()).isFalse();
        assertThat(ASKED.number()).isNull();
        assertThat(ASKED.seenAt()).isNull();
        assertThat(ASKED.changedAt()).isEqualTo(ASKED_AT);
    }

    @Test
    void isCalledByItsNumberThereAsSoonAsItHasOne() {
        // When
        ChangeRequest sent = ASKED.sent("CHG0030001", "https://now.example/CHG0030001");

        // Then
        assertThat(ASKED.called()).isEqualTo("R-71509D00C470 in now");
        assertThat(sent.called()).isEqualTo("CHG0030001 in now");
        assertThat(sent.url()).isEqualTo("https://now.example/CHG0030001");
        assertThat(sent)
                .usingRecursiveComparison()
                .ignoringFields("number", "url")
                .isEqualTo(ASKED);
    }

    @Test
    void isKeptAsItWasSeenThere() {
        assertThat(APPROVED)
                .isEqualTo(new ChangeRequest(
                        KEY,
                        "rem-1",
                        PLAN,
                        "now",
                        "CAB",
                        State.APPROVED,
                        false,
                        "CHG0030001",
                        "https://now.example/CHG0030001",
                        "Scheduled",
                        "uma",
                        "",
                        SEEN_AT,
                        SEEN_AT));
    }

    @Test
    void isNotActedOnTwiceWhileItStandsThereAsBefore() {
        // Given
        ChangeRequest done = APPROVED.done();

        // When
        ChangeRequest again = done.seen(State.APPROVED, "Implement", "uma", "", LATER);

        // Then
        assertThat(done.acted()).isTrue();
        assertThat(done).usingRecursiveComparison().ignoringFields("acted").isEqualTo(APPROVED);
        assertThat(again.acted()).isTrue();
        assertThat(again.status()).isEqualTo("Implement");
        assertThat(again.changedAt()).as("it stands as it stood").isEqualTo(SEEN_AT);
        assertThat(again.seenAt()).isEqualTo(LATER);
    }

    @Test
    void isActedOnAgainInAnotherState() {
        // When
        ChangeRequest refused = APPROVED.done().seen(State.REFUSED, "Cancelled", "bob", "Not this week.", LATER);

        // Then
        assertThat(refused.acted()).isFalse();
        assertThat(refused.changedAt()).isEqualTo(LATER);
    }

    @Test
    void isNotActedOnBecauseItWasSeenTwice() {
        assertThat(APPROVED.seen(State.APPROVED, "Scheduled", "uma", "", LATER).acted())
                .isFalse();
    }

    @Test
    void asksForNothingMoreOnceWhatItWasForHasEnded() {
        // When
        ChangeRequest ended = APPROVED.ended(LATER);

        // Then
        assertThat(ended.state()).isEqualTo(State.ENDED);
        assertThat(ended.acted()).isTrue();
        assertThat(ended.changedAt()).isEqualTo(LATER);
        assertThat(ended)
                .usingRecursiveComparison()
                .ignoringFields("state", "acted", "changedAt")
                .isEqualTo(APPROVED);
    }

    // spotless:off
    static Stream<Arguments> objections() {
        return Stream.of(
            Arguments.of(Optional.empty(), "The site of rem-1 wants a change for it, which is not asked for yet."),
            Arguments.of(Optional.of(ASKED), "The change R-71509D00C470 in now is not approved there yet."),
            Arguments.of(Optional.of(SENT), "The change CHG0030001 in now is not approved there yet."),
            Arguments.of(Optional.of(SENT.seen(State.REFUSED, "Cancelled", "bob", "Not this week.", SEEN_AT)),
                "The change CHG0030001 in now was refused there by bob: Not this week."),
            Arguments.of(Optional.of(SENT.seen(State.HELD, "deleted", "", "It was deleted there.", SEEN_AT)),
                "The change CHG0030001 in now does not count: It was deleted there."),
            Arguments.of(Optional.of(APPROVED.ended(LATER)),
                "The change CHG0030001 in now does not count: what it was for has ended."));
    }
    // spotless:on

    @ParameterizedTest
    @MethodSource("objections")
    void saysWhyAHostMayNotBeChangedYet(Optional<ChangeRequest> change, String sentence) {
        assertThat(ChangeRequest.against(change, "rem-1", PLAN))
                .contains(Failure.of(FailureCode.CHANGE_OPEN, sentence));
    }

    @Test
    void hasNothingAgainstAPlanThatIsApprovedThere() {
        assertThat(ChangeRequest.against(Optional.of(APPROVED), "rem-1", PLAN)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void saysNothingOfAnotherPlan(State state) {
        // Given
        ChangeRequest there = SENT.seen(state, "x", "uma", "It is so.", SEEN_AT);

        // Then
        assertThat(ChangeRequest.against(Optional.of(there), "rem-1", "cd".repeat(32)))
                .contains(Failure.of(
                        FailureCode.CHANGE_OPEN,
                        "The change CHG0030001 in now is for another plan than that of rem-1."));
    }

    @Test
    void isForOneRemediationAndOnePlan() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangeRequest.asked(KEY, " ", PLAN, "now", "CAB", ASKED_AT))
                .withMessage("the remediation of a change must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangeRequest.asked(KEY, "rem-1", "ab", "now", "CAB", ASKED_AT))
                .withMessageStartingWith("the plan of a change");
    }
}
