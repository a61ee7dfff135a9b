package io.ratchet.connectors.powershell;

import io.ratchet.connectors.HostAddress;
import io.ratchet.domain.plan.PhaseScript;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoSuchHeaderException;
import org.apache.camel.support.DefaultProducer;

/** Runs the body on its host; safe for use by many threads. */
class PowerShellProducer extends DefaultProducer {
    private final PowerShellEndpoint endpoint;

    PowerShellProducer(PowerShellEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException, NoSuchHeaderException {
        PhaseScript script = exchange.getMessage().getMandatoryBody(PhaseScript.class);
        var shell = Objects.requireNonNull(endpoint.getHostShell());
        exchange.getMessage().setBody(shell.run(host(exchange), script));
    }

    /** A named host is never changed by a header: what comes with a message must not choose where its script runs. */
    private HostAddress host(Exchange exchange) throws NoSuchHeaderException {
        if (!endpoint.anyHost()) return endpoint.address();
        Object host = exchange.getMessage().getHeader(PowerShellConstants.HOST);
        if (host instanceof HostAddress address) return address;
        throw new NoSuchHeaderException(exchange, PowerShellConstants.HOST, HostAddress.class);
    }
}
