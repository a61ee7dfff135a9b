package io.ratchet.routes.events;

import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;
import io.ratchet.store.Events.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultExchange;

/**
 * The way of events to their topic, {@code ratchet.events.topic}, batch after batch until nothing waits;
 * {@code ratchet.events.due} is a timer in production.
 */
public final class EventRoute extends StageRoutes {
    private static final String SEND = "direct:events-send";
    private static final String IN_HAND = "ratchet.events";

    private final EventSender sender;

    public EventRoute(EventSender sender) {
        this.sender = sender;
    }

    // spotless:off
    @Override
    public void configure() {
        from("{{ratchet.events.due}}").routeId("events-due").description("Has what came about told to the topic of events, in its order")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .to(SEND).id("events-now");

        from(SEND).routeId("events-send").description("Sends batch after batch until nothing waits; what fails is sent again later")
            .routeConfigurationId(FailurePolicy.LATER)
            .process(exchange -> take(exchange, sender::first)).id("events-take")
            .loopDoWhile(EventRoute::any).id("events-while-any")
                .process(EventRoute::write).id("events-write")
                .to("{{ratchet.events.topic}}").id("events-tell")
                .process(this::sent).id("events-sent")
                .process(exchange -> take(exchange, sender::more)).id("events-take-more")
            .end()
            .process(exchange -> sender.rest()).id("events-rest");
    }
    // spotless:on

    private void take(Exchange exchange, Supplier<List<Message>> next) {
        FailurePolicy.later(exchange, sender::failed);
        exchange.setProperty(IN_HAND, exchange.getContext().isStopping() ? List.of() : next.get());
    }

    private static boolean any(Exchange exchange) {
        return !inHand(exchange).isEmpty();
    }

    private static List<Message> inHand(Exchange exchange) {
        List<?> batch = Objects.requireNonNull(exchange.getProperty(IN_HAND, List.class));
        return batch.stream().map(Message.class::cast).toList();
    }

    /** Kafka's endpoint sends a list of exchanges without waiting for each, and then waits for all. */
    private static void write(Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage()
                .setBody(inHand(exchange).stream()
                        .map(message -> written(exchange, message))
                        .toList());
    }

    private static Exchange written(Exchange batch, Message message) {
        Exchange one = new DefaultExchange(batch.getContext());
        one.getMessage().setHeader(KafkaConstants.KEY, message.about());
        one.getMessage().setBody(message.text().getBytes(StandardCharsets.UTF_8));
        return one;
    }

    private void sent(Exchange exchange) {
        sender.sent(inHand(exchange));
    }
}
