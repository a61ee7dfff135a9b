package io.ratchet.connectors.winrm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.fixture.Scripts;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.HostOutput;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever keeps a host from running anything is told to whoever reads the answer, however the script travels. */
class ScriptShellTest {
    private static final HostAddress HOST = new HostAddress("web01.example", 5985, false, "file:lab");
    private static final HostOutput NOTHING_RUNS =
            new HostOutput(1, "", "+ FullyQualifiedErrorId : MethodInvocationNotSupportedInConstrainedLanguage");

    private final List<String> sent = new ArrayList<>();

    @Test
    void anUploadThatNothingTakesIsAnsweredAsAShortScriptIs() {
        for (String script : List.of("exit 3", Scripts.paddedTo(8_000, "exit 3"))) {
            // Given
            sent.clear();

            // When
            HostOutput output = shell().run(HOST, Scripts.of("run-1", script));

            // Then
            assertThat(output).isEqualTo(NOTHING_RUNS);
            assertThat(output.obstacle()).contains(FailureCode.HOST_LANGUAGE_CONSTRAINED);
            assertThat(sent).as("no second try, and nothing is cleared away").hasSize(1);
        }
    }

    private ScriptShell shell() {
        Clock clock = Clock.systemUTC();
        return new ScriptShell(
                reference -> new Account("ratchet", "secret"),
                CredentialCircuit.withDefaults(clock),
                new HostSlots(HostShellSettings.defaults(), clock),
                new Commands() {
                    @Override
                    public void check(HostAddress host, Account account) {}

                    @Override
                    public HostOutput run(
                            String line,
                            byte[] input,
                            HostAddress host,
                            Account account,
                            Duration timeout,
                            Runnable started,
                            Runnable shellLeft,
                            Runnable olderTls) {
                        sent.add(line);
                        started.run();
                        return NOTHING_RUNS;
                    }
                },
                Delivery::of,
                (host, runId) -> {});
    }
}
