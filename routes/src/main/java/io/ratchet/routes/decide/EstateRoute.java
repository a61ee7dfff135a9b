package io.ratchet.routes.decide;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;

/**
 * After a report was taken in, what it touches is decided. Whoever delivers does not wait for it; a person who uploads
 * does for a moment, to see what became of it.
 */
public final class EstateRoute extends RouteBuilder {
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
            .process(exchange -> waves.ask()).id("ask");

        from("{{ratchet.decide.awaited}}").routeId("estate-decide-now").description("The same, and waits a moment for it")
            .setBody(exchange -> waves.await(patience)).id("await");
    }
    // spotless:on
}
