package io.ratchet.routes.support;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/** Has every route of a context tell a {@link RouteObserver}. */
public final class ObservedRoutes implements RoutePolicyFactory {
    private final RouteObserver observer;
    private final LongSupplier ticks;

    /** @param ticks nanoseconds since any moment */
    public ObservedRoutes(RouteObserver observer, LongSupplier ticks) {
        this.observer = observer;
        this.ticks = ticks;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String id, NamedNode route) {
        return new Observed(id.replaceFirst("-\\d+$", ""));
    }

    private final class Observed extends RoutePolicySupport {
        private final String name;
        private final String begun;

        Observed(String name) {
            this.name = name;
            this.begun = "ratchet.begun." + name;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.setProperty(begun, ticks.getAsLong());
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            Long from = (Long) exchange.removeProperty(begun);
            if (from != null) observer.went(name, Duration.ofNanos(ticks.getAsLong() - from), failure(exchange));
        }

        private static @Nullable Throwable failure(Exchange exchange) {
            Exception thrown = exchange.getException();
            if (thrown != null) return thrown;
            boolean handled = exchange.getExchangeExtension().isFailureHandled();
            return handled ? exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class) : null;
        }
    }
}
