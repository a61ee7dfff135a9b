package io.ratchet.routes.execute;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.PhaseScript;
import java.util.Objects;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/** Reaches hosts through the route {@code host-run}; its failures come back as they were thrown. */
public final class CamelHostShell implements HostShell {
    /** The header in which the route finds the {@link HostAddress}. */
    public static final String HOST_HEADER = "RatchetHost";

    private final ProducerTemplate template;

    public CamelHostShell(ProducerTemplate template) {
        this.template = template;
    }

    @Override
    public HostOutput run(HostAddress host, PhaseScript script) {
        try {
            return Objects.requireNonNull(
                    template.requestBodyAndHeader(RunRoute.HOST_SHELL, script, HOST_HEADER, host, HostOutput.class),
                    "the route answers with what the host printed");
        } catch (CamelExecutionException e) {
            if (e.getCause() instanceof FailureException failure) throw failure;
            throw e;
        }
    }
}
