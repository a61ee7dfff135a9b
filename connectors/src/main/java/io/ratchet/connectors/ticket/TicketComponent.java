package io.ratchet.connectors.ticket;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Makes endpoints that write into ticket systems; these are taken from the registry where they stand there once. */
@Component("ticket")
public class TicketComponent extends DefaultComponent {
    @Metadata(autowired = true, description = "The ticket systems that there are")
    private @Nullable TicketSystems systems;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var endpoint = new TicketEndpoint(uri, this);
        endpoint.setSystem(remaining);
        endpoint.setSystems(systems);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    public @Nullable TicketSystems getSystems() {
        return systems;
    }

    public void setSystems(@Nullable TicketSystems systems) {
        this.systems = systems;
    }
}
