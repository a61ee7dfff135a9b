package io.ratchet.connectors.powershell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.fixture.Scripts;
import io.ratchet.connectors.winrm.CredentialCircuit;
import io.ratchet.connectors.winrm.Refusals;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.PhaseScript;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoSuchHeaderException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.engine.SimpleCamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PowerShellComponentTest {
    private static final HostAddress WEB01 = new HostAddress("web01.corp.example", 5986, true, "file:winrm-hq");
    private static final PhaseScript SCRIPT = Scripts.of("run-1", "hostname");

    private final List<HostAddress> asked = new ArrayList<>();
    private final HostShell shell = (host, script) -> {
        asked.add(host);
        return new HostOutput(0, script.runId() + " on " + host.host(), "");
    };
    private final CredentialCircuit circuit = CredentialCircuit.withDefaults(Clock.systemUTC());
    private final SimpleCamelContext context = new SimpleCamelContext();

    @BeforeEach
    void start() {
        context.getRegistry().bind("shell", HostShell.class, shell);
        context.getRegistry().bind("circuit", CredentialCircuit.class, circuit);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void runsTheBodyOnTheHostInTheHeader() {
        // When
        var output = send("powershell:*", SCRIPT, WEB01);
        // Then
        assertThat(output).isEqualTo(new HostOutput(0, "run-1 on web01.corp.example", ""));
        assertThat(asked).containsExactly(WEB01);
    }

    @Test
    void servesAllHostsWithOneEndpoint() {
        // When
        for (int i = 0; i < 20; i++)
            send("powershell:*", SCRIPT, new HostAddress("web" + i, 5986, true, "file:winrm-hq"));
        // Then
        assertThat(asked).hasSize(20);
        assertThat(context.getEndpoints()).hasSize(1);
    }

    @Test
    void runsTheBodyOnANamedHostWhateverTheHeaderSays() {
        // When
        send("powershell:dc01?credential=file:winrm-dc&https=false", SCRIPT, WEB01);
        send("powershell:dc01?credential=file:winrm-dc&port=15986", SCRIPT, WEB01);
        send("powershell:dc01?credential=file:winrm-dc", SCRIPT, WEB01);
        // Then
        assertThat(asked)
                .containsExactly(
                        new HostAddress("dc01", 5985, false, "file:winrm-dc"),
                        new HostAddress("dc01", 15986, true, "file:winrm-dc"),
                        new HostAddress("dc01", 5986, true, "file:winrm-dc"));
    }

    @Test
    void handsOnAFailureAsItIs() {
        // Given
        HostShell failing = (host, script) -> {
            throw FailureException.of(FailureCode.HOST_CONNECTION_LOST, "Host web01 was lost.");
        };
        context.getRegistry().bind("failing", HostShell.class, failing);
        // When / Then
        assertThatThrownBy(() -> send("powershell:*?hostShell=#failing", SCRIPT, WEB01))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(FailureException.class);
    }

    @Test
    void refusesAMessageWithoutAHostOrAScript() {
        assertThatThrownBy(() -> send("powershell:*", SCRIPT, "web01")).hasCauseInstanceOf(NoSuchHeaderException.class);
        assertThatThrownBy(() -> send("powershell:*", "hostname", WEB01))
                .hasCauseInstanceOf(InvalidPayloadException.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void refusesAnEndpointThatCannotWork() {
        assertUnusable("powershell:dc01", "credential reference");
        assertUnusable("powershell:dc01?credential=file:x&port=70000", "port");
        assertUnusable("powershell:*?password=x", "Unknown parameters");
        assertThatThrownBy(() -> context.getEndpoint("powershell:*").createConsumer(exchange -> {}))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void isFoundWithItsGeneratedConfigurersAndMetadata() {
        // When
        PropertyConfigurer configurer =
                PluginHelper.getConfigurerResolver(context).resolvePropertyConfigurer("powershell-endpoint", context);
        var metadata = getClass().getResource("/META-INF/io/ratchet/connectors/powershell/powershell.json");
        // Then every option is set without reflection
        assertThat(configurer).isInstanceOf(PowerShellEndpointConfigurer.class);
        assertThat(metadata).isNotNull();
    }

    @Test
    void isUnhealthyWhileACredentialIsStopped() {
        // Given
        send("powershell:*", SCRIPT, WEB01);
        assertThat(health()).containsEntry("powershell-credentials", "UP");
        // When
        for (String host : List.of("web01", "web02", "web03")) Refusals.refuse(circuit, "file:winrm-hq", host);
        // Then
        assertThat(health()).containsEntry("powershell-credentials", "DOWN");
        circuit.reset("file:winrm-hq");
        assertThat(health()).containsEntry("powershell-credentials", "UP");
    }

    private Map<String, String> health() {
        var states = new HashMap<String, String>();
        HealthCheckHelper.invoke(context)
                .forEach(result ->
                        states.put(result.getCheck().getId(), result.getState().name()));
        return states;
    }

    private void assertUnusable(String uri, String words) {
        assertThatThrownBy(() -> context.getEndpoint(uri))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasStackTraceContaining(words);
    }

    private Object send(String uri, Object body, Object host) {
        try (var template = context.createProducerTemplate()) {
            return template.requestBodyAndHeaders(uri, body, Map.of(PowerShellConstants.HOST, host));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
