package io.ratchet.app.server;

import io.ratchet.console.Access;
import io.ratchet.console.ConsolePorts;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The console and its REST interface, listening. */
public final class WebServer implements AutoCloseable {
    private static final Map<String, Object> SETTINGS = Map.of(
            "spring.thymeleaf.cache", "true",
            "spring.mvc.problemdetails.enabled", "true",
            "spring.main.log-startup-info", "false",
            "spring.jmx.enabled", "false",
            "server.shutdown", "graceful",
            "server.error.include-message", "never",
            "management.endpoints.web.exposure.include", "health",
            "management.endpoint.health.probes.enabled", "true",
            "management.endpoint.health.show-details", "never");

    private final ConfigurableApplicationContext context;
    private final URI address;

    private WebServer(ConfigurableApplicationContext context, URI address) {
        this.context = context;
        this.address = address;
    }

    /**
     * Starts to listen.
     *
     * @throws FailureException CONFIG_INVALID when the port is taken
     */
    public static WebServer start(ServeSettings.Http http, Access access, ConsolePorts ports) {
        try {
            ConfigurableApplicationContext context = new SpringApplicationBuilder(WebConfiguration.class)
                    .web(WebApplicationType.SERVLET)
                    .bannerMode(Banner.Mode.OFF)
                    .registerShutdownHook(false) // whoever started it closes it, in the right order
                    .properties(SETTINGS)
                    .properties(Map.of("server.address", http.address(), "server.port", Integer.toString(http.port())))
                    .initializers(starting -> {
                        GenericApplicationContext beans = (GenericApplicationContext) starting;
                        beans.registerBean(Access.class, () -> access);
                        beans.registerBean(ConsolePorts.class, () -> ports);
                    })
                    .run();
            int port = Objects.requireNonNull(
                            ((WebServerApplicationContext) context).getWebServer(), "a running context has its server")
                    .getPort();
            return new WebServer(context, URI.create("http://" + http.address() + ":" + port));
        } catch (ApplicationContextException e) {
            if (!(e.getCause() instanceof PortInUseException)) throw e;
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "Port " + http.port() + " on " + http.address() + " is taken; choose another one.",
                    e);
        }
    }

    /** Where it listens. */
    public URI address() {
        return address;
    }

    @Override
    public void close() {
        context.close();
    }
}
