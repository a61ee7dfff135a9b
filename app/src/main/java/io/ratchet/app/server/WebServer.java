package io.ratchet.app.server;

import io.ratchet.console.Access;
import io.ratchet.console.ConsolePorts;
import io.ratchet.console.SignInObserver;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The console and its REST interface, listening. */
public final class WebServer implements AutoCloseable {
    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            Map.entry("spring.thymeleaf.cache", "true"),
            Map.entry("spring.mvc.problemdetails.enabled", "true"),
            Map.entry("spring.main.log-startup-info", "false"),
            Map.entry("spring.jmx.enabled", "false"),
            Map.entry("spring.servlet.multipart.enabled", "false"), // nothing here takes any
            Map.entry("server.shutdown", "graceful"),
            Map.entry("server.error.include-message", "never"),
            Map.entry("server.tomcat.connection-timeout", "10s"),
            Map.entry("server.tomcat.keep-alive-timeout", "20s"),
            Map.entry("management.endpoints.web.exposure.include", "health"),
            Map.entry("management.endpoint.health.probes.enabled", "true"),
            Map.entry("management.endpoint.health.group.readiness.include", "readinessState,store"),
            Map.entry("management.endpoint.health.show-details", "never"));

    private final ConfigurableApplicationContext context;
    private final URI address;
    private final Optional<URI> management;

    private WebServer(ConfigurableApplicationContext context, URI address, Optional<URI> management) {
        this.context = context;
        this.address = address;
        this.management = management;
    }

    /**
     * Starts to listen.
     *
     * @throws FailureException CONFIG_INVALID when address or port cannot be had
     */
    public static WebServer start(ServeSettings.Http http, Access access, ConsolePorts ports) {
        return start(http, access, ports, Optional.empty(), SignInObserver.none());
    }

    /**
     * Starts to listen.
     *
     * @param metrics in Prometheus's text format; they stand behind the same door as everything, and at the management
     *     port where there is one
     * @param signIns told of everybody who tries to come in
     * @throws FailureException CONFIG_INVALID when a port is taken
     */
    public static WebServer start(
            ServeSettings.Http http,
            Access access,
            ConsolePorts ports,
            Optional<Supplier<String>> metrics,
            SignInObserver signIns) {
        Optional<ManagementPort> management =
                http.management().map(settings -> management(settings, metrics.orElse(() -> "")));
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
                        beans.registerBean(SignInObserver.class, () -> signIns);
                        beans.registerBean(
                                "store",
                                HealthIndicator.class,
                                () -> new StoreHealth(ports.store(), StoreHealth.roomBeside(ports.uploads())));
                        beans.registerBean(DoorPlate.class, () -> new DoorPlate(http.names(), http.proxies()));
                        beans.registerBean(Hurry.class, Hurry::new);
                        management.ifPresent(own -> beans.registerBean(ManagementPort.class, () -> own));
                        metrics.ifPresent(scrape -> beans.registerBean(
                                ServletRegistrationBean.class,
                                () -> new ServletRegistrationBean<>(new MetricsPage(scrape), MetricsPage.PATH)));
                    })
                    .run();
            int port = Objects.requireNonNull(
                            ((WebServerApplicationContext) context).getWebServer(), "a running context has its server")
                    .getPort();
            return new WebServer(
                    context,
                    uri(http.address(), port),
                    management.map(own -> uri(http.management().orElseThrow().address(), own.port())));
        } catch (ApplicationContextException e) {
            if (e.getCause() instanceof ConnectorStartFailedException) throw managementTaken(http, e);
            throw FailureException.of(FailureCode.CONFIG_INVALID, sentence(http, e), e);
        }
    }

    private static String sentence(ServeSettings.Http http, ApplicationContextException e) {
        if (e.getCause() instanceof PortInUseException)
            return "Port " + http.port() + " on " + http.address()
                    + " is taken; stop what listens there or choose another one.";
        Throwable root = e;
        while (root.getCause() != null) root = root.getCause();
        if (!(root instanceof SocketException)) throw e;
        return "The server cannot listen on " + http.address() + ":" + http.port() + " (" + root.getMessage()
                + "); give an address of this machine and a port that this account may use.";
    }

    private static ManagementPort management(ServeSettings.Management settings, Supplier<String> metrics) {
        try {
            return new ManagementPort(settings, metrics);
        } catch (UnknownHostException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The management address '" + settings.address() + "' is none of this machine; name one that is.",
                    e);
        }
    }

    private static FailureException managementTaken(ServeSettings.Http http, ApplicationContextException e) {
        ServeSettings.Management management = http.management().orElseThrow();
        return FailureException.of(
                FailureCode.CONFIG_INVALID,
                "The management port " + management.port() + " on " + management.address()
                        + " is taken or not of this machine; choose another one.",
                e);
    }

    private static URI uri(String address, int port) {
        return URI.create("http://" + address + ":" + port);
    }

    /** Where metrics and health are told without a token; empty when only here. */
    public Optional<URI> management() {
        return management;
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
