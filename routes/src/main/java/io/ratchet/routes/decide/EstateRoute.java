package io.ratchet.routes.decide;

import org.apache.camel.builder.RouteBuilder;

/** After a report was taken in, the estate is decided anew. */
public final class EstateRoute extends RouteBuilder {
    private final EstateDecision decision;

    public EstateRoute(EstateDecision decision) {
        this.decision = decision;
    }

    // spotless:off
    @Override
    public void configure() {
        from("{{ratchet.decide.source}}").routeId("estate-decide").description("Identifies every asset, decides what it needs, keeps the queue in step")
            .setBody(exchange -> decision.redecide()).id("decide");
    }
    // spotless:on
}
