package io.ratchet.connectors.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.fixture.Failures;
import io.ratchet.connectors.fixture.PhaseTexts;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every transport owes to whoever uses {@link HostShell}: one suite, one subclass for each. */
abstract class HostShellContract {
    static final String PASSWORD = "Gans&Ente 4711";

    /** What is the matter with a host. */
    enum Condition {
        NOTHING,
        DOWN,
        WRONG_PASSWORD,
        ACCESS_DENIED,
        /** Refuses one shell for the quota, then opens them. */
        SHELLS_USED_UP_FOR_A_MOMENT,
        /** The connection breaks once, after the host has taken a command. */
        LOST_AFTER_COMMAND,
        /** Takes commands and never says anything. */
        SILENT,
        /** Prints CLIXML progress on the error output. */
        CHATTY,
        /** Serves HTTPS with a certificate that nobody vouches for. */
        SELF_SIGNED,
    }

    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final Duration AMPLE = Duration.ofSeconds(30);

    /** An address of a host in that condition; its credential leads to an account with {@link #PASSWORD}. */
    abstract HostAddress host(Condition condition);

    /** A shell of the transport under test that keeps at most so much output. */
    abstract HostShell shell(int outputLimit);

    final HostShell shell = shellWithAmpleRoom();

    private HostShell shellWithAmpleRoom() {
        return shell(1024 * 1024);
    }

    @Test
    void returnsWhatAScriptPrinted() {
        // Given
        String run = newRun();
        // When
        HostOutput output = shell.run(host(Condition.NOTHING), PhaseTexts.assess(run, AMPLE));
        // Then
        assertAnswered(output, run);
        assertThat(output.stderr()).isEmpty();
    }

    @Test
    void bringsALongScriptToTheHostInPieces() {
        // Given
        String run = newRun();
        // When
        HostOutput output = shell.run(host(Condition.NOTHING), PhaseTexts.longAssess(run, AMPLE));
        // Then
        assertAnswered(output, run);
    }

    @Test
    void keepsErrorOutputApart() {
        // Given
        String run = newRun();
        // When
        HostOutput output = shell.run(host(Condition.CHATTY), PhaseTexts.assess(run, AMPLE));
        // Then
        assertAnswered(output, run);
        assertThat(output.stderr()).contains("CLIXML");
    }

    @Test
    void saysThatNothingWasStartedOnAHostThatIsDown() {
        assertFailure(FailureCode.HOST_UNREACHABLE, FailureCode.Kind.TRANSIENT, Condition.DOWN);
    }

    @Test
    void saysThatNothingWasStartedWhenTheCredentialIsRefused() {
        assertFailure(FailureCode.HOST_AUTH_REJECTED, FailureCode.Kind.REFUSED, Condition.WRONG_PASSWORD);
    }

    @Test
    void saysThatNothingWasStartedWhenTheAccountMayNot() {
        assertFailure(FailureCode.HOST_ACCESS_DENIED, FailureCode.Kind.REFUSED, Condition.ACCESS_DENIED);
    }

    @Test
    void doesNotTrustACertificateThatNobodyVouchesFor() {
        assertFailure(FailureCode.HOST_TLS_TRUST, FailureCode.Kind.REFUSED, Condition.SELF_SIGNED);
    }

    @Test
    void canTryAgainAfterAUsedUpQuota() {
        // Given
        HostAddress host = host(Condition.SHELLS_USED_UP_FOR_A_MOMENT);
        String run = newRun();
        FailureException failure =
                Failures.of(FailureCode.HOST_QUOTA_EXCEEDED, () -> shell.run(host, PhaseTexts.assess(run, AMPLE)));
        // When
        HostOutput output = shell.run(host, PhaseTexts.assess(run, AMPLE));
        // Then
        assertAnswered(output, run);
        assertThat(failure.failure().code().kind()).isEqualTo(FailureCode.Kind.TRANSIENT);
    }

    @Test
    void knowsNothingOfAScriptWhoseConnectionBroke() {
        assertFailure(FailureCode.HOST_CONNECTION_LOST, FailureCode.Kind.UNCERTAIN, Condition.LOST_AFTER_COMMAND);
    }

    @Test
    void runsALongScriptAgainAfterItsUploadBroke() {
        // Given
        HostAddress host = host(Condition.LOST_AFTER_COMMAND);
        String run = newRun();
        Failures.of(FailureCode.HOST_CONNECTION_LOST, () -> shell.run(host, PhaseTexts.longAssess(run, AMPLE)));
        // When
        HostOutput output = shell.run(host, PhaseTexts.longAssess(run, AMPLE));
        // Then
        assertAnswered(output, run);
    }

    @Test
    void knowsNothingOfAScriptThatDidNotEndInItsTime() {
        // Given
        HostAddress host = host(Condition.SILENT);
        // When / Then
        Failures.of(
                FailureCode.HOST_COMMAND_TIMEOUT,
                () -> shell.run(host, PhaseTexts.assess(newRun(), Duration.ofMillis(300))));
    }

    @Test
    void believesNothingOfAnOutputThatIsTooLong() {
        // Given
        HostShell narrow = shell(100);
        HostAddress host = host(Condition.NOTHING);
        // When / Then
        Failures.of(FailureCode.HOST_OUTPUT_TOO_LARGE, () -> narrow.run(host, PhaseTexts.assess(newRun(), AMPLE)));
    }

    @Test
    void leavesNoShellOpen() {
        // Given
        HostAddress host = host(Condition.NOTHING);
        // When it runs more scripts than the host opens shells, and some of them end badly
        HostShell narrow = shell(100);
        for (int i = 0; i < 8; i++)
            Failures.of(FailureCode.HOST_OUTPUT_TOO_LARGE, () -> narrow.run(host, PhaseTexts.assess(newRun(), AMPLE)));
        // Then
        for (int i = 0; i < 8; i++)
            assertThatCode(() -> shell.run(host, PhaseTexts.assess(newRun(), AMPLE)))
                    .doesNotThrowAnyException();
    }

    final void assertFailure(FailureCode code, FailureCode.Kind kind, Condition condition) {
        // Given
        HostAddress host = host(condition);
        // When
        FailureException failure = Failures.of(code, () -> shell.run(host, PhaseTexts.assess(newRun(), AMPLE)));
        // Then
        assertThat(failure.failure().code().kind()).isEqualTo(kind);
        assertThat(Failures.printed(failure)).doesNotContain(PASSWORD, "Envelope", "FromBase64String");
    }

    static void assertAnswered(HostOutput output, String run) {
        assertThat(output.exitCode()).isZero();
        assertThat(output.stdout()).contains("<<<RATCHET:" + run + ":").contains("RATCHET>>>");
    }

    static String newRun() {
        return "run-" + RUNS.incrementAndGet();
    }
}
