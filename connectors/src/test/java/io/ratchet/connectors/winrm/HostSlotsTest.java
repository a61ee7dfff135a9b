package io.ratchet.connectors.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.fixture.Failures;
import io.ratchet.connectors.fixture.TestClock;
import io.ratchet.domain.failure.FailureCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HostSlotsTest {
    private static final HostAddress OLD = new HostAddress("old01", 5985, false, "env:X");
    private static final HostAddress NEW = new HostAddress("new01", 5985, false, "env:X");
    private static final HostShellSettings SETTINGS = HostShellSettings.defaults()
            .withShellsPerHost(host -> host.host().startsWith("old") ? 1 : 2)
            .withQuota(2, Duration.ofMinutes(3))
            .withSlotPatience(Duration.ZERO);

    private final TestClock clock = new TestClock();
    private final HostSlots slots = new HostSlots(SETTINGS, clock);

    @Test
    void givesEachHostItsNumberOfSlots() {
        // Given
        slots.take(OLD);
        slots.take(NEW);
        slots.take(NEW);
        // When / Then
        Failures.of(FailureCode.HOST_QUOTA_EXCEEDED, () -> slots.take(OLD));
        Failures.of(FailureCode.HOST_QUOTA_EXCEEDED, () -> slots.take(NEW));
    }

    @Test
    void givesASlotAgainOnceItIsClosed() {
        // Given
        slots.take(OLD).close();
        // When / Then
        assertThatCode(() -> slots.take(OLD)).doesNotThrowAnyException();
    }

    @Test
    void heedsWhatAHostAllowsOnceThatIsKnown() {
        // Given one of which nobody knew yet that it is an old one
        var byAddress = new HostSlots(HostShellSettings.defaults().withSlotPatience(Duration.ZERO), clock);
        var unknown = new HostAddress("srv01", 5985, false, "env:X", "", 2);
        var known = new HostAddress("srv01", 5985, false, "env:X", "", 1);
        var one = byAddress.take(unknown);
        var two = byAddress.take(unknown);
        // When / Then
        Failures.of(FailureCode.HOST_QUOTA_EXCEEDED, () -> byAddress.take(known));
        one.close();
        Failures.of(FailureCode.HOST_QUOTA_EXCEEDED, () -> byAddress.take(known));
        two.close();
        byAddress.take(known);
        Failures.of(FailureCode.HOST_QUOTA_EXCEEDED, () -> byAddress.take(known));
        assertThatCode(() -> byAddress.take(unknown)).doesNotThrowAnyException();
    }

    @Test
    void waitsForASlot() {
        // Given
        var patient = new HostSlots(SETTINGS.withSlotPatience(Duration.ofSeconds(20)), clock);
        var first = patient.take(OLD);
        var second = CompletableFuture.runAsync(() -> patient.take(OLD));
        // When
        first.close();
        // Then
        assertThat(second).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void countsShellsLeftBehindUntilTheHostHasClosedThem() {
        // Given
        try (var slot = slots.take(OLD)) {
            slot.shellLeftBehind();
            slot.shellLeftBehind();
        }
        // When / Then
        assertThat(Failures.of(FailureCode.HOST_QUOTA_EXCEEDED, () -> slots.take(OLD)))
                .hasMessageContaining("could not be closed");
        clock.advance(Duration.ofMinutes(3));
        assertThatCode(() -> slots.take(OLD)).doesNotThrowAnyException();
    }
}
