package io.ratchet.routes.tickets;

import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;

/**
 * The way of changes that sites want for plans: asked for, and what became of them there back. They are sent like
 * tickets. Both endpoints are timers in production.
 */
public final class ChangeRoute extends StageRoutes {
    private final ChangeRequests requests;
    private final ChangeSync sync;

    public ChangeRoute(ChangeRequests requests, ChangeSync sync) {
        this.requests = requests;
        this.sync = sync;
    }

    // spotless:off
    @Override
    public void configure() {
        from("{{ratchet.changes.due}}").routeId("changes-ask").description("Asks for the changes that sites want for plans, and ends those of plans that have ended")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .process(exchange -> requests.follow()).id("changes-asked");

        from("{{ratchet.changes.look}}").routeId("changes-look").description("Looks at the changes there: who approved or refused one")
            .routeConfigurationId(FailurePolicy.NEXT_TICK)
            .process(exchange -> sync.look()).id("changes-seen");
    }
    // spotless:on
}
