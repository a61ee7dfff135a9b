package io.ratchet.app.server;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * A port of its own for the metrics and for whoever asks whether the server is well. It needs no token, so it says
 * nothing else; and it has threads of its own, so that it answers when the console's are all taken.
 */
final class ManagementPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final Set<String> HEALTH =
            Set.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness");
    private static final int THREADS = 4;
    private static final int CONNECTIONS = 64;
    private static final int PATIENCE_MILLIS = 5_000;

    private final Connector connector = new Connector(new Http11NioProtocol());
    private final Supplier<String> scrape;

    /** @param scrape the metrics in Prometheus's text format */
    ManagementPort(ServeSettings.Management settings, Supplier<String> scrape) throws UnknownHostException {
        this.scrape = scrape;
        connector.setPort(settings.port());
        connector.setXpoweredBy(false);
        Http11NioProtocol protocol = (Http11NioProtocol) connector.getProtocolHandler();
        protocol.setAddress(InetAddress.getByName(settings.address()));
        protocol.setMaxThreads(THREADS);
        protocol.setMinSpareThreads(1);
        protocol.setMaxConnections(CONNECTIONS);
        protocol.setConnectionTimeout(PATIENCE_MILLIS);
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addAdditionalConnectors(connector);
        factory.addEngineValves(new OnlyWhatIsPublic());
    }

    /** Whether a request arrived here. */
    boolean took(Request request) {
        return request.getConnector() == connector;
    }

    /** Where it listens, once it does. */
    int port() {
        return connector.getLocalPort();
    }

    /** What arrives here may ask for two things; what arrives at the console's port passes. */
    private final class OnlyWhatIsPublic extends ValveBase {
        OnlyWhatIsPublic() {
            super(true); // it never waits, so it bars no request from doing so
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            boolean reads = Set.of("GET", "HEAD").contains(request.getMethod());
            if (!took(request)) getNext().invoke(request, response);
            else if (reads && request.getDecodedRequestURI().equals(MetricsPage.PATH))
                MetricsPage.write(scrape.get(), response.getResponse());
            else if (reads && HEALTH.contains(request.getDecodedRequestURI()))
                getNext().invoke(request, response);
            else response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }
}
