package io.ratchet.routes.tickets;

import io.ratchet.domain.ticket.Sent;
import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/**
 * The way of tickets: out of the outbox into the ticket systems, and what is seen there back.
 * {@code ratchet.tickets.endpoint} is {@code ticket:*} in production, the others are timers.
 */
public final class TicketRoute extends StageRoutes {
    /** Sends what is due, now. */
    public static final String SEND = "direct:tickets-send";

    private static final String IN_HAND = "ratchet.ticket";
    private static final String SOME = "ratchet.ticket.some";

    private final TicketSender sender;
    private final TicketSync sync;
    private final ExecutorService threads;

    /** @param threads that send; each waits for the answer of a ticket system */
    public TicketRoute(TicketSender sender, TicketSync sync, ExecutorService threads) {
        this.sender = sender;
        this.sync = sync;
        this.threads = threads;
    }

    // spotless:off
    @Override
    public void configure() {
        from("{{ratchet.tickets.due}}").routeId("tickets-due").description("Has what is due sent, again and again")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .to(SEND).id("tickets-now");

        from(SEND).routeId("tickets-send").description("Takes what is due out of the outbox and sends it to the ticket systems")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .process(this::begin).id("tickets-take-due")
            .loopDoWhile(exchange -> !hand(exchange).isEmpty()).id("tickets-while-due")
                .split(body()).parallelProcessing().executorService(threads).id("each-ticket")
                    .process(this::take).id("ticket-take")
                    .filter(exchange -> exchange.getProperty(IN_HAND) != null).id("ticket-in-hand")
                        .to("{{ratchet.tickets.endpoint}}").id("ticket-send")
                        .process(this::settle).id("ticket-settle")
                    .end()
                .end()
                .process(this::more).id("tickets-take-more")
            .end();

        from("{{ratchet.tickets.look}}").routeId("tickets-look").description("Looks at the tickets there: who closed one, and what people wrote")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .process(exchange -> sync.look()).id("tickets-seen");

        from("{{ratchet.tickets.woken}}").routeId("tickets-woken").description("Looks at the tickets of which their system says that something has happened")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .process(exchange -> sync.lookAtWoken()).id("tickets-woken-seen");
    }
    // spotless:on

    private void begin(Exchange exchange) {
        exchange.setProperty(SOME, new AtomicBoolean());
        exchange.getMessage().setBody(sender.due());
    }

    /**
     * After a full hand of which some could be sent there is more to take; all else waits for its time or the next
     * start.
     */
    private void more(Exchange exchange) {
        boolean full = hand(exchange).size() >= TicketSender.AT_ONCE;
        boolean sent = some(exchange).getAndSet(false);
        boolean stops = exchange.getContext().isStopping();
        exchange.getMessage().setBody(full && sent && !stops ? sender.due() : List.of());
    }

    private static List<?> hand(Exchange exchange) {
        return Objects.requireNonNull(exchange.getMessage().getBody(List.class));
    }

    private static AtomicBoolean some(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(SOME, AtomicBoolean.class));
    }

    private void take(Exchange exchange) throws InvalidPayloadException {
        exchange.removeProperty(IN_HAND);
        sender.take(exchange.getMessage().getMandatoryBody(TicketSender.Due.class))
                .ifPresent(taken -> {
                    exchange.setProperty(IN_HAND, taken);
                    some(exchange).set(true);
                    exchange.getMessage().setBody(taken.call());
                });
    }

    private void settle(Exchange exchange) throws InvalidPayloadException {
        sender.settle(
                Objects.requireNonNull(exchange.getProperty(IN_HAND, TicketSender.InHand.class)),
                exchange.getMessage().getMandatoryBody(Sent.class));
    }
}
