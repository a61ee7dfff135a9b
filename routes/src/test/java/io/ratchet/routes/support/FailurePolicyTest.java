package io.ratchet.routes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;

/** What becomes of a failure, by a route for each way whose only step is a mock. */
class FailurePolicyTest extends CamelTestSupport {
    private static final FailureException AWAY =
            FailureException.of(FailureCode.STORE_UNAVAILABLE, "The database does not answer.");
    private static final FailureException UNKNOWN =
            FailureException.of(FailureCode.INTAKE_UNRECOGNISED, "The report is of no known format.");

    private final List<Exception> outbox = new CopyOnWriteArrayList<>();

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new StageRoutes() {
            @Override
            public void configure() {
                for (String way : FailurePolicy.WAYS)
                    from("direct:" + way)
                            .routeId(way)
                            .routeConfigurationId(way)
                            .process(exchange -> FailurePolicy.later(exchange, outbox::add))
                            .to("mock:work");
                for (String way : List.of(FailurePolicy.TOLD, FailurePolicy.NEXT_TICK))
                    from("direct:asks-" + way)
                            .routeConfigurationId(FailurePolicy.KEPT)
                            .to("direct:" + way);
                from(FailurePolicy.PUT_ASIDE)
                        .routeConfigurationId(FailurePolicy.TOLD)
                        .process(FailurePolicyTest::reason)
                        .to("mock:aside");
            }
        };
    }

    private static void reason(Exchange exchange) {
        exchange.getMessage().setHeader("reason", FailurePolicy.why(exchange));
    }

    @Test
    void whoeverAskedIsToldAsItWasThrown() {
        // Given
        always(AWAY);

        // Then
        assertThatThrownBy(() -> template.sendBody("direct:told", "x")).hasCause(AWAY);
        assertThat(work().getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void whoeverIsToldTriesAgainByItsOwnWay() {
        // Given
        failing(2, AWAY);

        // When
        template.sendBody("direct:asks-told", "x");

        // Then
        assertThat(work().getReceivedCounter()).isEqualTo(3);
    }

    /** Why a route that others hand over to must be one that tells them. */
    @Test
    void whatARouteHasDealtWithItselfIsTriedAgainByNobodyWhoHandedItOver() {
        // Given
        failing(2, AWAY);

        // Then
        assertThatThrownBy(() -> template.sendBody("direct:asks-next-tick", "x"))
                .hasCause(AWAY);
        assertThat(work().getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void whatIsKeptIsTriedAgainUntilItWorks() {
        // Given
        failing(2, AWAY);

        // When
        template.sendBody("direct:kept", "x");

        // Then
        assertThat(work().getReceivedCounter()).isEqualTo(3);
    }

    @Test
    void whatIsKeptGoesBackToWhoeverBroughtItWhenRatchetStops() {
        // Given
        always(AWAY);
        CompletableFuture<Object> brought = template.asyncRequestBody("direct:kept", "x");
        await().until(() -> work().getReceivedCounter() >= 2);

        // When
        context.stop();

        // Then
        assertThatThrownBy(brought::join).isInstanceOf(Exception.class);
    }

    @Test
    void whatItsSenderMustMendIsPutAsideAtOnceWithItsReason() throws Exception {
        // Given
        always(UNKNOWN);
        MockEndpoint aside = getMockEndpoint("mock:aside");
        aside.expectedBodiesReceived("x");
        aside.expectedHeaderReceived("reason", "The report is of no known format. [INTAKE-UNRECOGNISED]");

        // When
        template.sendBody("direct:aside", "x");

        // Then
        aside.assertIsSatisfied();
        assertThat(work().getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void whatMayPassIsTriedAgainBeforeItIsPutAside() {
        // Given
        failing(2, AWAY);

        // When
        template.sendBody("direct:aside", "x");

        // Then
        assertThat(work().getReceivedCounter()).isEqualTo(3);
        assertThat(getMockEndpoint("mock:aside").getReceivedCounter()).isZero();
    }

    @Test
    void whatIsSentLaterIsTheOutboxesAffairAlone() {
        // Given
        always(AWAY);

        // When
        template.sendBody("direct:later", "x");

        // Then
        assertThat(outbox).containsExactly(AWAY);
        assertThat(work().getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void whatFailsAtATickIsLeftToTheNext() {
        // Given
        failing(1, AWAY);
        NotifyBuilder both = new NotifyBuilder(context)
                .fromRoute("next-tick")
                .whenFailed(1)
                .and()
                .fromRoute("next-tick")
                .whenCompleted(1)
                .create();

        // When
        assertThatThrownBy(() -> template.sendBody("direct:next-tick", "x")).hasCause(AWAY);
        template.sendBody("direct:next-tick", "x");

        // Then
        assertThat(both.matches()).isTrue();
        assertThat(work().getReceivedCounter()).isEqualTo(2);
    }

    /** Why routes bring the policy along, and why their map is held to what was applied. */
    @Test
    void camelPassesOverAWayThatItDoesNotKnow() throws Exception {
        // When
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:nobody")
                        .routeId("nobody")
                        .routeConfigurationId("no-way")
                        .to("mock:work");
            }
        });

        // Then
        assertThat(context.getRouteController().getRouteStatus("nobody").isStarted())
                .isTrue();
        assertThat(context.getRouteDefinition("nobody").getAppliedRouteConfigurationIds())
                .isNullOrEmpty();
    }

    private MockEndpoint work() {
        return getMockEndpoint("mock:work");
    }

    private void always(Exception failure) {
        work().whenAnyExchangeReceived(exchange -> {
            throw failure;
        });
    }

    private void failing(int times, Exception failure) {
        for (int i = 1; i <= times; i++)
            work().whenExchangeReceived(i, exchange -> {
                throw failure;
            });
    }
}
