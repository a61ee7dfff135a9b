package io.ratchet.routes.notices;

import io.ratchet.domain.notice.Notice;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of notices: what is to be told into the outbox, and out of it to whom it is told.
 * {@code ratchet.notices.endpoint} is {@link #TELL} in production, the others are timers.
 */
public final class NoticeRoute extends StageRoutes {
    /** Tells the receiver that the body, a notice, names; the answer is a Sent. */
    public static final String TELL = "direct:notices-tell";

    private static final Logger LOG = LoggerFactory.getLogger(NoticeRoute.class);
    private static final String SEND = "direct:notices-send";
    private static final String IN_HAND = "ratchet.notice";
    private static final String SOME = "ratchet.notice.some";

    private final Occasions occasions;
    private final NoticeSender sender;
    private final Function<Notice, Sent> receivers;
    private final ExecutorService threads;

    /** @param threads that send; each waits for the answer of a receiver */
    public NoticeRoute(
            Occasions occasions, NoticeSender sender, Function<Notice, Sent> receivers, ExecutorService threads) {
        this.occasions = occasions;
        this.sender = sender;
        this.receivers = receivers;
        this.threads = threads;
    }

    // spotless:off
    @Override
    public void configure() {
        from("{{ratchet.notices.look}}").routeId("notices-look").description("Looks for what people are to be told and puts it into the outbox")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .process(exchange -> occasions.look()).id("notices-found");

        from("{{ratchet.notices.due}}").routeId("notices-due").description("Has what is due told, again and again")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .to(SEND).id("notices-now");

        from(SEND).routeId("notices-send").description("Takes what is due out of the outbox and tells it, to each receiver one after the other")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .process(this::begin).id("notices-take-due")
            .loopDoWhile(exchange -> !hand(exchange).isEmpty()).id("notices-while-due")
                .split(body()).parallelProcessing().executorService(threads).id("each-notice")
                    .process(this::take).id("notice-take")
                    .filter(exchange -> exchange.getProperty(IN_HAND) != null).id("notice-in-hand")
                        .doTry()
                            .to("{{ratchet.notices.endpoint}}").id("notice-send")
                        .doCatch(Exception.class)
                            .process(this::thrown).id("notice-thrown")
                        .end()
                        .process(this::settle).id("notice-settle")
                    .end()
                .end()
                .process(this::more).id("notices-take-more")
            .end();

        from(TELL).routeId("notices-tell").description("Tells one receiver: by mail, or by the webhook of a chat")
            .routeConfigurationId(FailurePolicy.TOLD)
            .process(this::tell).id("notice-tell");
    }
    // spotless:on

    private void begin(Exchange exchange) {
        exchange.setProperty(SOME, new AtomicBoolean());
        exchange.getMessage().setBody(sender.due());
    }

    /**
     * Whoever was told something may be told the next; whoever could not be waits for its time, and all do for the next
     * start.
     */
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
        exchange.removeProperty(IN_HAND);
        NoticeSender.Due due = exchange.getMessage().getMandatoryBody(NoticeSender.Due.class);
        if (!sender.take(due)) return;
        exchange.setProperty(IN_HAND, due);
        some(exchange).set(true);
        exchange.getMessage().setBody(due.notice());
    }

    private void tell(Exchange exchange) throws InvalidPayloadException {
        exchange.getMessage().setBody(receivers.apply(exchange.getMessage().getMandatoryBody(Notice.class)));
    }

    /** A fault of ours: it may have been told before it showed, and is given up in time as all others are. */
    private void thrown(Exchange exchange) {
        Exception fault = Objects.requireNonNull(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        LOG.error("A notice could not be told: a fault of Ratchet", fault);
        exchange.getMessage().setBody(new Sent.Unknown("A fault of Ratchet; its log says which.", null));
    }

    private void settle(Exchange exchange) throws InvalidPayloadException {
        sender.settle(
                Objects.requireNonNull(exchange.getProperty(IN_HAND, NoticeSender.Due.class)),
                exchange.getMessage().getMandatoryBody(Sent.class));
    }
}
