package io.ratchet.routes.execute;

import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;

/**
 * The way of a phase script to its host: one shared endpoint, the host in a header. {@code ratchet.host.endpoint} is a
 * {@code powershell:} endpoint in production.
 */
public final class RunRoute extends StageRoutes {
    /** Where {@link CamelHostShell} hands a script over. */
    static final String HOST_SHELL = "direct:host-shell";

    // spotless:off
    @Override
    public void configure() {
        from(HOST_SHELL).routeId("host-run").description("Sends one phase script to one host and brings its output back")
            .routeConfigurationId(FailurePolicy.TOLD)
            .to("{{ratchet.host.endpoint}}").id("send");
    }
    // spotless:on
}
