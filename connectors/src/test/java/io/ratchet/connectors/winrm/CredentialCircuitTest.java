package io.ratchet.connectors.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ratchet.connectors.fixture.Failures;
import io.ratchet.connectors.fixture.TestClock;
import io.ratchet.domain.failure.FailureCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CredentialCircuitTest {
    private static final String REFERENCE = "file:winrm-hq";
    private static final Duration COOL_DOWN = Duration.ofMinutes(30);

    private final TestClock clock = new TestClock();
    private final CredentialCircuit circuit = new CredentialCircuit(clock, COOL_DOWN, 3, Duration.ofSeconds(20));

    @Test
    void doesNotTryARefusedCredentialOnThatHostAgain() {
        // Given
        refusedBy("web01");
        // When / Then
        assertStopped("web01", "refused by host web01");
        assertPermitted("web02");
    }

    @Test
    void triesAgainAfterTheCoolDown() {
        // Given
        refusedBy("web01");
        // When
        clock.advance(COOL_DOWN);
        // Then
        assertPermitted("web01");
    }

    @Test
    void triesAgainWhenTold() {
        // Given
        refusedBy("web01", "web02", "web03");
        // When
        circuit.reset(REFERENCE);
        // Then
        assertThat(circuit.stopped()).isEmpty();
        assertPermitted("web01");
    }

    @Test
    void stopsEverywhereAfterThreeDistinctHostsInARow() {
        // When
        refusedBy("web01", "web02", "web03");
        // Then
        assertStopped("web04", "refused by 3 hosts in a row (web01, web02, web03)");
        assertThat(circuit.stopped()).containsExactly(REFERENCE);
    }

    @Test
    void countsFromZeroAfterAnAcceptance() {
        // Given
        refusedBy("web01", "web02");
        circuit.attempt(REFERENCE, "web03").accepted();
        // When
        refusedBy("web04", "web05");
        // Then
        assertPermitted("web06");
        assertStopped("web01", "refused by host web01");
    }

    @Test
    void learnsNothingFromAHostThatWasNotReached() {
        // Given
        refusedBy("web01", "web02");
        // When
        circuit.attempt(REFERENCE, "web03").unanswered();
        // Then
        assertPermitted("web04");
    }

    @Test
    void keepsCredentialsApart() {
        // When
        refusedBy("web01", "web02", "web03");
        // Then
        assertThatCode(() -> circuit.attempt("file:winrm-branch", "web01")).doesNotThrowAnyException();
    }

    @Test
    void opensWithAFewRefusalsOnlyHoweverManyHostsAreTriedAtOnce() {
        // Given three attempts under way and a fourth that waits for them
        var first = circuit.attempt(REFERENCE, "web01");
        var second = circuit.attempt(REFERENCE, "web02");
        var third = circuit.attempt(REFERENCE, "web03");
        var fourth = CompletableFuture.runAsync(() -> circuit.attempt(REFERENCE, "web04"));
        // When
        first.refused();
        second.refused();
        third.refused();
        // Then the fourth never reached its host
        assertThat(fourth)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("in a row");
    }

    @Test
    void letsEverybodyInOnceAHostHasAccepted() {
        // Given
        var first = circuit.attempt(REFERENCE, "web01");
        circuit.attempt(REFERENCE, "web02");
        circuit.attempt(REFERENCE, "web03");
        var fourth = CompletableFuture.runAsync(() -> circuit.attempt(REFERENCE, "web04"));
        // When
        first.accepted();
        // Then
        assertThat(fourth).succeedsWithin(Duration.ofSeconds(10));
        assertPermitted("web05");
    }

    @Test
    void givesBackAnAttemptThatWaitsTooLong() {
        // Given
        var impatient = new CredentialCircuit(clock, COOL_DOWN, 1, Duration.ofMillis(1));
        impatient.attempt(REFERENCE, "web01");
        // When / Then
        Failures.of(FailureCode.HOST_QUOTA_EXCEEDED, () -> impatient.attempt(REFERENCE, "web02"));
    }

    private void refusedBy(String... hosts) {
        for (String host : hosts) circuit.attempt(REFERENCE, host).refused();
    }

    private void assertPermitted(String host) {
        assertThatCode(() -> circuit.attempt(REFERENCE, host).unanswered()).doesNotThrowAnyException();
    }

    private void assertStopped(String host, String words) {
        assertThat(Failures.of(FailureCode.HOST_AUTH_REJECTED, () -> circuit.attempt(REFERENCE, host)))
                .hasMessageContaining(words)
                .hasMessageContaining(REFERENCE);
    }
}
