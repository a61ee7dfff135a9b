package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.support.FailingStep;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way from a report to its decision; a counter stands for the deciding. */
class EstateRouteTest extends CamelTestSupport {
    private static final FailureException AWAY =
            FailureException.of(FailureCode.STORE_UNAVAILABLE, "The database does not answer.");
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger toFail = new AtomicInteger();
    private final Semaphore mayEnd = new Semaphore(Integer.MAX_VALUE / 2);
    private final Waves waves = new Waves(
            this::round,
            Optional::empty,
            () -> false,
            Clock.systemUTC(),
            new Waves.Settings(Duration.ofSeconds(30), Duration.ofMillis(20), Duration.ofSeconds(30)));

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new EstateRoute(waves, PATIENCE);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.decide.source", "direct:decide");
        endpoints.setProperty("ratchet.decide.awaited", "direct:decide-now");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        return camel;
    }

    @AfterEach
    void close() {
        mayEnd.release(1_000);
        waves.close();
    }

    @Test
    void whoeverDeliversDoesNotWaitForTheDecision() {
        // Given
        mayEnd.drainPermits();

        // When
        template.sendBody("direct:decide", "");

        // Then
        assertThat(rounds).hasValue(0);
        mayEnd.release();
        await().until(() -> rounds.get() == 1);
    }

    @Test
    void aPersonWaitsUntilItIsDecidedButNoLongerThanTheyWould() {
        // When
        Boolean decided = decideNow();
        mayEnd.drainPermits();
        Boolean late = decideNow();

        // Then what took too long is decided all the same
        assertThat(decided).isTrue();
        assertThat(late).isFalse();
        mayEnd.release();
        await().until(() -> rounds.get() == 2);
    }

    @Test
    void aStoreThatIsAwayIsWaitedForAndNobodyIsTold() {
        // Given
        toFail.set(2);

        // When
        template.sendBody("direct:decide", "");

        // Then
        await().until(() -> rounds.get() == 1);
        assertThat(toFail).hasValueLessThanOrEqualTo(0);
    }

    @Test
    void whatCannotEvenBeAskedForIsToldToWhoeverAsked() throws Exception {
        // Given
        FailingStep.at(context, "estate-decide", "ask", 1, AWAY);

        // Then
        assertThatThrownBy(() -> template.sendBody("direct:decide", "")).hasCause(AWAY);
    }

    @Test
    void whoWaitsWhenRatchetStopsIsAnsweredAndNothingIsSaidToBeDecided() {
        // Given
        mayEnd.drainPermits();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> waves.await(Duration.ofMinutes(1)));
        await().until(() -> waves.waitingSince().isPresent());

        // When
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(waves::close);

        // Then
        assertThat(waiting.join()).isFalse();
        mayEnd.release();
        stopping.join();
        assertThat(rounds).hasValueLessThanOrEqualTo(1);
    }

    private Boolean decideNow() {
        return template.requestBody("direct:decide-now", "", Boolean.class);
    }

    private Left round() {
        mayEnd.acquireUninterruptibly();
        if (toFail.getAndDecrement() > 0) throw AWAY;
        rounds.incrementAndGet();
        return Left.NOTHING;
    }
}
