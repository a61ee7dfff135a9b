package io.ratchet.connectors.ticket;

import io.ratchet.domain.ticket.Sent;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.support.DefaultProducer;

/** Sends the body; safe for use by many threads. */
class TicketProducer extends DefaultProducer {
    private final TicketEndpoint endpoint;

    TicketProducer(TicketEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        TicketCall call = exchange.getMessage().getMandatoryBody(TicketCall.class);
        exchange.getMessage().setBody(sent(call));
    }

    /** An endpoint for one system never writes into another one, whatever the message says. */
    private Sent sent(TicketCall call) {
        String named = endpoint.getSystem();
        if (!named.equals(TicketEndpoint.ANY) && !named.equals(call.message().in()))
            return new Sent.Refused("This endpoint writes into '" + named + "' alone.");
        return Objects.requireNonNull(endpoint.getSystems()).send(call);
    }
}
