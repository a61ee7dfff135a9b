package io.ratchet.connectors.powershell;

import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.winrm.CredentialCircuit;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * Makes endpoints that run phase scripts on Windows hosts. The {@link HostShell} and, for the health checks, the
 * {@link CredentialCircuit} are taken from the registry where there is exactly one.
 */
@Component("powershell")
public class PowerShellComponent extends DefaultComponent {
    @Metadata(autowired = true, description = "Runs the scripts")
    private @Nullable HostShell hostShell;

    @Metadata(
            autowired = true,
            label = "health",
            description = "Says whether a credential is stopped; no health check without it")
    private @Nullable CredentialCircuit credentialCircuit;

    private @Nullable CredentialHealthCheck healthCheck;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var endpoint = new PowerShellEndpoint(uri, this);
        endpoint.setHost(remaining);
        endpoint.setHostShell(hostShell);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        HealthCheckRegistry registry = HealthCheckHelper.getHealthCheckRegistry(getCamelContext());
        if (registry == null || credentialCircuit == null) return;
        healthCheck = new CredentialHealthCheck(credentialCircuit);
        registry.register(healthCheck);
    }

    @Override
    protected void doStop() throws Exception {
        HealthCheckRegistry registry = HealthCheckHelper.getHealthCheckRegistry(getCamelContext());
        if (registry != null && healthCheck != null) registry.unregister(healthCheck);
        super.doStop();
    }

    public @Nullable HostShell getHostShell() {
        return hostShell;
    }

    public void setHostShell(@Nullable HostShell hostShell) {
        this.hostShell = hostShell;
    }

    public @Nullable CredentialCircuit getCredentialCircuit() {
        return credentialCircuit;
    }

    public void setCredentialCircuit(@Nullable CredentialCircuit credentialCircuit) {
        this.credentialCircuit = credentialCircuit;
    }
}
