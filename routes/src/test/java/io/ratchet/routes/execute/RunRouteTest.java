package io.ratchet.routes.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratchet.connectors.HostAddress;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;

/** The way of a script to its host and of the output back; the host is a mock. */
class RunRouteTest extends CamelTestSupport {
    private static final HostAddress WEB01 = new HostAddress("web01.corp.example", 5986, true, "env:RATCHET_WINRM");
    private static final PhaseScript SCRIPT = new PhaseScript("run-1", Phase.ASSESS, "x", Duration.ofMinutes(5));

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RunRoute();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.host.endpoint", "mock:host");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        return camel;
    }

    @Test
    void theHostGetsTheScriptAndItsOutputComesBack() {
        // Given
        HostOutput output = new HostOutput(0, "out", "err");
        host().whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(output));

        // When
        HostOutput back = new CamelHostShell(template).run(WEB01, SCRIPT);

        // Then
        assertThat(back).isEqualTo(output);
        assertThat(host().getExchanges())
                .singleElement()
                .satisfies(sent -> assertThat(sent.getIn().getHeader(CamelHostShell.HOST_HEADER))
                        .isEqualTo(WEB01));
    }

    @Test
    void aFailureComesBackAsItWasThrownAndIsNotTriedAgain() {
        // Given
        FailureException away = FailureException.of(FailureCode.HOST_UNREACHABLE, "No route to web01.");
        host().whenAnyExchangeReceived(exchange -> {
            throw away;
        });

        // Then
        CamelHostShell shell = new CamelHostShell(template);
        assertThatThrownBy(() -> shell.run(WEB01, SCRIPT)).isSameAs(away);
        assertThat(host().getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void aStopWaitsForTheScriptThatRuns() {
        // Given
        HostOutput output = new HostOutput(0, "out", "err");
        host().whenAnyExchangeReceived(exchange -> {
            new Thread(context::stop).start();
            await().until(context::isStopping);
            exchange.getMessage().setBody(output);
        });

        // When
        HostOutput back = new CamelHostShell(template).run(WEB01, SCRIPT);

        // Then
        assertThat(back).isEqualTo(output);
    }

    private MockEndpoint host() {
        return getMockEndpoint("mock:host");
    }
}
