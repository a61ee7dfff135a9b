package io.ratchet.connectors.ticket;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/** Write tickets, notes and states into a ticket system. The body is a TicketCall; the answer is a Sent. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "ticket",
        title = "Ticket",
        syntax = "ticket:system",
        producerOnly = true,
        remote = true,
        category = {Category.CLOUD})
public class TicketEndpoint extends DefaultEndpoint {
    /** The system part that stands for "the one that the message names". */
    static final String ANY = "*";

    @UriPath(description = "The ticket system by its name in the settings, or * for the one that the message names")
    @Metadata(required = true)
    private String system = ANY;

    @UriParam(label = "advanced", description = "The ticket systems instead of the component's")
    private @Nullable TicketSystems systems;

    /** For Camel. */
    public TicketEndpoint(String uri, TicketComponent component) {
        super(uri, component);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        ObjectHelper.notNull(systems, "systems (put the TicketSystems into the registry)", this);
    }

    @Override
    public Producer createProducer() {
        return new TicketProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("ticket: endpoints write; nothing can be consumed from them");
    }

    public String getSystem() {
        return system;
    }

    public void setSystem(String system) {
        this.system = system;
    }

    public @Nullable TicketSystems getSystems() {
        return systems;
    }

    public void setSystems(@Nullable TicketSystems systems) {
        this.systems = systems;
    }
}
