package io.ratchet.connectors.powershell;

import io.ratchet.connectors.winrm.CredentialCircuit;
import java.util.Map;
import java.util.Set;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * DOWN while hosts' refusals have stopped a credential everywhere: nothing will run with it until its secret is
 * corrected. It says nothing of whether this process can serve, so it is neither a liveness nor a readiness check.
 */
final class CredentialHealthCheck extends AbstractHealthCheck {
    static final String ID = "powershell-credentials";

    private final CredentialCircuit circuit;

    CredentialHealthCheck(CredentialCircuit circuit) {
        super("ratchet", ID);
        this.circuit = circuit;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Set<String> stopped = circuit.stopped();
        if (stopped.isEmpty()) {
            builder.up();
            return;
        }
        builder.detail("stopped", String.join(", ", stopped));
        builder.message("Hosts refuse these credentials, so they are not used: " + String.join(", ", stopped))
                .down();
    }
}
