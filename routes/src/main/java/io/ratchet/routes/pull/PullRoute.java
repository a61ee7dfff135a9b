package io.ratchet.routes.pull;

import io.ratchet.connectors.pull.PullStep;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.IntakeRoute;
import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;

/**
 * The way in for what is fetched. Each page goes the way of any other report; only when it is taken in is it kept that
 * the next one is to be asked for. {@code ratchet.pull.due} is a timer in production.
 */
public final class PullRoute extends StageRoutes {
    /** Asks the source that the body names. */
    private static final String SOURCE = "direct:pull-source";

    private static final String PAGE = "direct:pull-page";
    private static final String TURN = "ratchet.pull";

    private final PullTurns turns;
    private final ExecutorService threads;

    /** @param threads that ask; each waits for the answer of a source */
    public PullRoute(PullTurns turns, ExecutorService threads) {
        this.turns = turns;
        this.threads = threads;
    }

    // spotless:off
    @Override
    public void configure() {
        from("{{ratchet.pull.due}}").routeId("pull-due").description("Has each source asked whose time has come")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .setBody(exchange -> turns.due()).id("pull-whose-time-has-come")
            .split(body()).executorService(threads).id("each-source")
                .to(SOURCE).id("pull-now")
            .end();

        from(SOURCE).routeId("pull-source").description("Asks one source page by page, until there is nothing more for now")
            .routeConfigurationId(FailurePolicy.TOLD)
            .process(this::take).id("pull-take")
            .loopDoWhile(PullRoute::goesOn).id("pull-goes-on")
                .process(PullRoute::ask).id("pull-ask")
                .filter(body().isNotNull()).id("pull-has-page")
                    .to(PAGE).id("hand-over-pulled")
                .end()
            .end();

        from(PAGE).routeId("pull-page").description("Takes a page in like any report and keeps how far its source was fetched")
            .routeConfigurationId(FailurePolicy.TOLD)
            .doTry()
                .to(IntakeRoute.TAKE_IN).id("hand-over-page")
                .filter(PullRoute::anythingNew).id("page-has-news")
                    .to("{{ratchet.decide.source}}").id("decide-page")
                .end()
                .process(exchange -> turn(exchange).taken()).id("page-taken")
            .endDoTry()
            .doCatch(FailureException.class).onWhen(FailurePolicy::malformed)
                .process(exchange -> turn(exchange).taken()).id("page-refused")
            .doCatch(Exception.class)
                .process(PullRoute::notTaken).id("page-not-taken")
            .doFinally()
                .process(exchange -> turn(exchange).dropPage()).id("page-dropped")
            .end();
    }
    // spotless:on

    private void take(Exchange exchange) {
        Optional<PullTurns.Turn> turn = turns.take(
                Objects.requireNonNull(exchange.getMessage().getBody(String.class), "a turn is of a source"));
        exchange.setProperty(TURN, turn.orElse(null));
    }

    private static boolean goesOn(Exchange exchange) {
        PullTurns.Turn turn = exchange.getProperty(TURN, PullTurns.Turn.class);
        return turn != null && turn.goesOn() && !exchange.getContext().isStopping();
    }

    private static void ask(Exchange exchange) {
        PullTurns.Turn turn = turn(exchange);
        Optional<PullStep.Page> page = turn.ask();
        exchange.getMessage()
                .setBody(page.map(found -> new Delivery(found.name(), found.file()))
                        .orElse(null));
        exchange.getMessage()
                .setHeader(IntakeRoute.FROM, "pull:" + turn.source().name());
        exchange.getMessage().setHeader(IntakeRoute.FORMAT, turn.source().kind().format());
    }

    private static PullTurns.Turn turn(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(TURN, PullTurns.Turn.class), "a turn goes on");
    }

    private static boolean anythingNew(Exchange exchange) {
        List<?> coverages = exchange.getMessage().getBody(List.class);
        return coverages != null && coverages.stream().anyMatch(Coverage.class::isInstance);
    }

    private static void notTaken(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        turn(exchange).notTaken("The page could not be taken in: " + (thrown == null ? "" : thrown.getMessage()));
    }
}
