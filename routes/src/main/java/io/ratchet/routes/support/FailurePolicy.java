package io.ratchet.routes.support;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.Model;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a failure in a route. Each route names one of these ways as its configuration, and none has an error
 * handler of its own (ADR 0044).
 */
public final class FailurePolicy extends RouteConfigurationBuilder {
    /** Whoever handed it over gets the failure as it was thrown, at once. */
    public static final String TOLD = "told";

    /**
     * It is tried again until it works, with ever longer pauses, by the very thread that brought it, so that nothing
     * more is taken meanwhile. Not while Ratchet stops: whoever brought it brings it again.
     */
    public static final String KEPT = "kept";

    /**
     * It is tried again for some ten minutes and then handed to {@link #PUT_ASIDE}; what its sender must mend, at once.
     */
    public static final String ASIDE = "aside";

    /** The outbox that it was taken from is told, and has it sent again after a pause. */
    public static final String LATER = "later";

    /** It is logged; the next tick finds the same work again. */
    public static final String NEXT_TICK = "next-tick";

    public static final List<String> WAYS = List.of(TOLD, KEPT, ASIDE, LATER, NEXT_TICK);

    /** Where a route takes in what is put {@link #ASIDE}. */
    public static final String PUT_ASIDE = "direct:put-aside";

    private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);
    private static final String OUTBOX = "ratchet.failure.outbox";
    private static final int FIRST_PAUSE = 500;
    private static final int LONGEST_PAUSE_OF_KEPT = 10_000;
    private static final int LONGEST_PAUSE_OF_ASIDE = 30_000;

    /** With the pauses between them some ten minutes. */
    private static final int REPEATS = 24;

    private record Outbox(Consumer<Exception> failed) {}

    private FailurePolicy() {}

    /** Has the ways known to a context, once; routes find them when they are added. */
    static void into(CamelContext context) throws Exception {
        Model model = Objects.requireNonNull(context.getCamelContextExtension().getContextPlugin(Model.class));
        if (model.getRouteConfigurationDefinition(TOLD) == null) context.addRoutesConfigurations(new FailurePolicy());
    }

    // spotless:off
    @Override
    public void configuration() {
        routeConfiguration(TOLD).errorHandler(noErrorHandler());

        routeConfiguration(KEPT).errorHandler(defaultErrorHandler()
            .maximumRedeliveries(-1).redeliveryDelay(FIRST_PAUSE).useExponentialBackOff().backOffMultiplier(2)
            .maximumRedeliveryDelay(LONGEST_PAUSE_OF_KEPT).allowRedeliveryWhileStopping(false)
            .onRedelivery(FailurePolicy::sayWaits).logStackTrace(false));

        routeConfiguration(ASIDE).errorHandler(deadLetterChannel(PUT_ASIDE).deadLetterHandleNewException(false)
            .maximumRedeliveries(REPEATS).redeliveryDelay(FIRST_PAUSE).useExponentialBackOff().backOffMultiplier(2)
            .maximumRedeliveryDelay(LONGEST_PAUSE_OF_ASIDE).allowRedeliveryWhileStopping(false)
            .onRedelivery(FailurePolicy::sayWaits).logStackTrace(false).logExhausted(false))
            .onException(FailureException.class).onWhen(FailurePolicy::malformed).maximumRedeliveries(0)
                .handled(true).to(PUT_ASIDE);

        routeConfiguration(LATER).errorHandler(defaultErrorHandler())
            .onException(Exception.class).handled(true).process(FailurePolicy::tellOutbox);

        routeConfiguration(NEXT_TICK).errorHandler(defaultErrorHandler());
    }
    // spotless:on

    /** Says who is told if what this exchange carries fails {@link #LATER}. */
    public static void later(Exchange exchange, Consumer<Exception> failed) {
        exchange.setProperty(OUTBOX, new Outbox(failed));
    }

    private static void tellOutbox(Exchange exchange) {
        Objects.requireNonNull(exchange.getProperty(OUTBOX, Outbox.class), "what is sent says who is told if it fails")
                .failed()
                .accept(Objects.requireNonNull(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
    }

    /**
     * What the sender must mend does not pass by itself, as anything else may, such as a store that is out of order.
     */
    public static boolean malformed(Exchange exchange) {
        // A doCatch asks before it notes what it caught, an onException after.
        FailureException uncaught = exchange.getException(FailureException.class);
        FailureException thrown =
                uncaught != null ? uncaught : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, FailureException.class);
        return thrown != null && thrown.failure().code().kind() == FailureCode.Kind.MALFORMED;
    }

    private static void sayWaits(Exchange exchange) {
        LOG.warn("{} cannot be taken in yet and is tried again: {}", what(exchange), why(exchange));
    }

    private static String what(Exchange exchange) {
        return Objects.requireNonNullElseGet(
                exchange.getMessage().getHeader(Exchange.FILE_PATH, String.class),
                () -> "What came to " + exchange.getFromRouteId());
    }

    /** The reason for people, with its code where it has one. */
    public static String why(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (thrown instanceof FailureException failed)
            return failed.failure().message() + " [" + failed.failure().code().wire() + "]";
        return String.valueOf(thrown);
    }
}
