package io.ratchet.routes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObservedRoutesTest extends CamelTestSupport {
    private static final FailureException AWAY =
            FailureException.of(FailureCode.STORE_UNAVAILABLE, "The database does not answer.");
    private static final FailureException UNKNOWN =
            FailureException.of(FailureCode.INTAKE_UNRECOGNISED, "The report is of no known format.");

    private final AtomicLong nanos = new AtomicLong();
    private final List<Went> seen = Collections.synchronizedList(new ArrayList<>());

    private record Went(
            String route, Duration took, @Nullable Throwable failure) {}

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addRoutePolicyFactory(
                new ObservedRoutes((route, took, failure) -> seen.add(new Went(route, took, failure)), nanos::get));
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new StageRoutes() {
            @Override
            public void configure() {
                for (String way :
                        List.of(FailurePolicy.TOLD, FailurePolicy.KEPT, FailurePolicy.ASIDE, FailurePolicy.LATER))
                    from("direct:" + way)
                            .routeId(way + "-12")
                            .routeConfigurationId(way)
                            .process(exchange -> FailurePolicy.later(exchange, failed -> {}))
                            .to("mock:work");
                from("direct:outer")
                        .routeId("outer")
                        .routeConfigurationId(FailurePolicy.TOLD)
                        .process(exchange -> nanos.addAndGet(5))
                        .to("direct:told");
                from(FailurePolicy.PUT_ASIDE)
                        .routeId("put-aside")
                        .routeConfigurationId(FailurePolicy.TOLD)
                        .to("mock:aside");
            }
        };
    }

    @Test
    void tellsHowLongEachRouteHadSomething() {
        // Given
        work(count -> nanos.addAndGet(7));

        // When
        template.sendBody("direct:outer", "x");

        // Then
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        new Went("told", Duration.ofNanos(7), null), new Went("outer", Duration.ofNanos(12), null));
    }

    @Test
    void tellsOfAFailureWhateverBecomesOfIt() {
        // Given
        work(count -> {
            throw UNKNOWN;
        });

        // When
        assertThatThrownBy(() -> template.sendBody("direct:outer", "x")).hasCause(UNKNOWN);
        template.sendBody("direct:aside", "x");
        template.sendBody("direct:later", "x");

        // Then
        assertThat(seen)
                .filteredOn(went -> went.failure() != null)
                .extracting(Went::route, Went::failure)
                .containsExactlyInAnyOrder(
                        tuple("told", UNKNOWN),
                        tuple("outer", UNKNOWN),
                        tuple("aside", UNKNOWN),
                        tuple("later", UNKNOWN));
    }

    @Test
    void tellsOfNoFailureThatPassed() {
        // Given
        work(count -> {
            if (count < 3) throw AWAY;
        });

        // When
        template.sendBody("direct:kept", "x");

        // Then
        assertThat(seen).containsExactly(new Went("kept", Duration.ZERO, null));
    }

    @FunctionalInterface
    private interface Work {
        void done(int count) throws Exception;
    }

    private void work(Work work) {
        MockEndpoint mock = getMockEndpoint("mock:work");
        mock.whenAnyExchangeReceived(exchange -> work.done(mock.getReceivedCounter()));
    }
}
