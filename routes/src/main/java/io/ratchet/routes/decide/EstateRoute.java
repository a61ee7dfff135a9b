package io.ratchet.routes.decide;

import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;
import java.time.Duration;

/**
 * After a report was taken in, what it touches is decided. Whoever delivers does not wait for it; a person who uploads
 * does for a moment, to see what became of it.
 */
public final class EstateRoute extends StageRoutes {
    private final Waves waves;
    private final Duration patience;

    /** @param patience how long a person waits at most */
    public EstateRoute(Waves waves, Duration patience) {
        this.waves = waves;
        this.patience = patience;
    }

    // spotless:off
    @Override
    public void configure() {
        from("{{ratchet.decide.source}}").routeId("estate-decide").description("Has whatever was touched decided, soon")
            .routeConfigurationId(FailurePolicy.TOLD)
            .process(exchange -> waves.ask()).id("ask");

        from("{{ratchet.decide.awaited}}").routeId("estate-decide-now").description("The same, and waits a moment for it")
            .routeConfigurationId(FailurePolicy.TOLD)
            .setBody(exchange -> waves.await(patience)).id("await");
    }
    // spotless:on
}
