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
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.aot.AotDetector;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The console and its REST interface, listening. */
public final class WebServer implements AutoCloseable {
    static {
        // Logging is set up by then, and what comes up beside the web server must not lose a line to a second setup.
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        // Tomcat writes to Java's own logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        // It would look beforehand, in a thread of its own, at converters and charsets, most of which nothing here asks
        // for.
        System.setProperty("spring.backgroundpreinitializer.ignore", "true");
        // What Spring worked out when this was built (WebPreparation) is what it goes by.
        System.setProperty(AotDetector.AOT_ENABLED, "true");
    }

    private final ConfigurableApplicationContext context;
    private final URI address;
    private final Optional<URI> management;
    private final Optional<TlsPort> tls;

    private WebServer(
            ConfigurableApplicationContext context, URI address, Optional<URI> management, Optional<TlsPort> tls) {
        this.context = context;
        this.address = address;
        this.management = management;
        this.tls = tls;
    }

    /**
     * What is served, and to whom.
     *
     * @param metrics in Prometheus's text format; they stand behind the same door as everything, and at the management
     *     port where there is one
     * @param signIns told of everybody who tries to come in
     */
    public record Served(
            Access access, ConsolePorts ports, Optional<Supplier<String>> metrics, SignInObserver signIns) {}

    /**
     * Starts to listen.
     *
     * @throws FailureException CONFIG_INVALID when address or port cannot be had
     */
    public static WebServer start(ServeSettings.Http http, Access access, ConsolePorts ports) {
        Served served = new Served(access, ports, Optional.empty(), SignInObserver.none());
        return start(http, () -> served);
    }

    /**
     * Starts to listen.
     *
     * @param served asked for when it is needed and not before: most of a start needs none of it, and what is behind it
     *     may come up meanwhile. The server listens only after it was given
     * @throws FailureException CONFIG_INVALID when a port is taken, or a certificate cannot be shown
     */
    public static WebServer start(ServeSettings.Http http, Supplier<Served> served) {
        Optional<ManagementPort> management = http.management()
                .map(settings -> management(
                        settings, () -> served.get().metrics().orElse(() -> "").get()));
        Optional<TlsPort> tls = http.tls().map(TlsPort::new);
        try {
            ConfigurableApplicationContext context = WebPreparation.application()
                    .properties(Map.of("server.address", http.address(), "server.port", Integer.toString(http.port())))
                    .initializers(starting -> {
                        GenericApplicationContext beans = (GenericApplicationContext) starting;
                        beans.registerBean(Access.class, () -> served.get().access());
                        beans.registerBean(
                                ConsolePorts.class, () -> served.get().ports());
                        beans.registerBean(
                                SignInObserver.class, () -> served.get().signIns());
                        beans.registerBean(
                                "store",
                                HealthIndicator.class,
                                () -> storeHealth(served.get().ports()));
                        beans.registerBean(
                                DoorPlate.class,
                                () -> new DoorPlate(
                                        http.names(),
                                        http.proxies(),
                                        request -> management
                                                .filter(own -> own.took(request))
                                                .isPresent()));
                        beans.registerBean(Hurry.class, Hurry::new);
                        management.ifPresent(own -> beans.registerBean(ManagementPort.class, () -> own));
                        tls.ifPresent(own -> beans.registerBean(TlsPort.class, () -> own));
                        beans.registerBean(
                                ServletRegistrationBean.class,
                                () -> metricsPage(served.get().metrics()));
                    })
                    .run();
            int port = Objects.requireNonNull(
                            ((WebServerApplicationContext) context).getWebServer(), "a running context has its server")
                    .getPort();
            return new WebServer(
                    context,
                    uri(http.address(), port),
                    management.map(own -> uri(http.management().orElseThrow().address(), own.port())),
                    tls);
        } catch (ApplicationContextException e) {
            if (e.getCause() instanceof ConnectorStartFailedException failed) throw taken(http, failed.getPort(), e);
            throw FailureException.of(FailureCode.CONFIG_INVALID, sentence(http, e), e);
        }
    }

    private static ServletRegistrationBean<MetricsPage> metricsPage(Optional<Supplier<String>> metrics) {
        ServletRegistrationBean<MetricsPage> page =
                new ServletRegistrationBean<>(new MetricsPage(metrics.orElse(() -> "")), MetricsPage.PATH);
        page.setEnabled(metrics.isPresent());
        return page;
    }

    private static StoreHealth storeHealth(ConsolePorts ports) {
        return new StoreHealth(ports.store(), StoreHealth.roomBeside(ports.uploads()));
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

    private static FailureException taken(ServeSettings.Http http, int port, ApplicationContextException e) {
        Optional<ServeSettings.Tls> tls = http.tls().filter(own -> own.port() == port);
        String which = tls.map(own -> "TLS port " + port + " on " + own.address())
                .orElseGet(() -> "management port " + port
                        + http.management().map(own -> " on " + own.address()).orElse(""));
        return FailureException.of(
                FailureCode.CONFIG_INVALID,
                "The " + which + " is taken or not of this machine; choose another one.",
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

    /** Where it is reached by TLS; empty when it is not. */
    Optional<TlsPort> tls() {
        return tls;
    }

    @Override
    public void close() {
        context.close(); // which closes the port that speaks TLS, too
    }
}
