package io.ratchet.routes.heads;

import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.component.kafka.KafkaConstants;

/**
 * The way of the audit log's heads to whoever is to have a copy of each; {@code ratchet.heads.due} is a timer in
 * production.
 */
public final class HeadRoute extends StageRoutes {
    static final String POST = "direct:heads-post";
    static final String KEPT_AT = "Ratchet-Head";

    /** An endpoint has commas of its own, and is one. */
    private static final String ONE = "false";

    private static final String HAND_OVER = "direct:heads-hand-over";
    private static final String IN_HAND = "ratchet.head";
    private static final String TO = "ratchet.head.to";
    private static final String SOME = "ratchet.head.some";

    private final HeadSender sender;
    private final ExecutorService threads;

    /** @param threads that send; each waits for the answer of a receiver */
    public HeadRoute(HeadSender sender, ExecutorService threads) {
        this.sender = sender;
        this.threads = threads;
    }

    // spotless:off
    @Override
    public void configure() {
        from("{{ratchet.heads.due}}").routeId("heads-due").description("Sends the audit log's heads to whoever is to have a copy of each, to each receiver one after the other")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .process(this::begin).id("heads-take-due")
            .loopDoWhile(exchange -> !hand(exchange).isEmpty()).id("heads-while-due")
                .split(body()).parallelProcessing().executorService(threads).id("each-head")
                    .to(HAND_OVER).id("head-hand-over")
                .end()
                .process(this::more).id("heads-take-more")
            .end();

        from(HAND_OVER).routeId("heads-hand-over").description("Hands one head to one receiver; what fails is tried again later")
            .routeConfigurationId(FailurePolicy.LATER)
            .process(this::take).id("head-take")
            .recipientList(exchangeProperty(TO), ONE).id("head-send")
            .process(this::taken).id("head-taken");

        from(POST).routeId("heads-post").description("Posts a head to a webhook")
            .routeConfigurationId(FailurePolicy.TOLD)
            .process(this::post).id("head-post");
    }
    // spotless:on

    private void begin(Exchange exchange) {
        exchange.setProperty(SOME, new AtomicBoolean());
        exchange.getMessage().setBody(sender.due());
    }

    /** Whoever took one may be sent the next, at a stop by the next process. */
    private void more(Exchange exchange) {
        boolean some = some(exchange).getAndSet(false);
        boolean stops = exchange.getContext().isStopping();
        exchange.getMessage().setBody(some && !stops ? sender.due() : List.of());
    }

    private static List<?> hand(Exchange exchange) {
        return Objects.requireNonNull(exchange.getMessage().getBody(List.class));
    }

    private static AtomicBoolean some(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(SOME, AtomicBoolean.class));
    }

    private void take(Exchange exchange) throws InvalidPayloadException {
        HeadSender.Due due = exchange.getMessage().getMandatoryBody(HeadSender.Due.class);
        FailurePolicy.later(exchange, failed -> sender.failed(due.receiver(), failed));
        exchange.setProperty(IN_HAND, due);
        exchange.setProperty(TO, due.receiver().endpoint());
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(KEPT_AT, due.copy().head());
        exchange.getMessage().setHeader(KafkaConstants.KEY, due.copy().log());
        exchange.getMessage().setBody(due.copy().note());
    }

    private static HeadSender.Due inHand(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(IN_HAND, HeadSender.Due.class));
    }

    private void post(Exchange exchange) throws Exception {
        HeadSender.Due due = inHand(exchange);
        if (due.receiver() instanceof HeadReceiver.Webhook webhook)
            webhook.hook().send(due.copy().head(), due.copy().note());
        else throw new IllegalStateException("'" + due.receiver().name() + "' is no webhook");
    }

    private void taken(Exchange exchange) {
        sender.taken(inHand(exchange));
        some(exchange).set(true);
    }
}
