package io.ratchet.app.server;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * By which names the console may be asked for, and which proxies are believed when they say for whom they ask and how
 * that one came. A request by another name is answered with nothing but that; the management port is for machines that
 * go by address.
 */
final class DoorPlate implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    private static final int MISDIRECTED = 421; // RFC 9110, section 15.5.20

    private final Set<String> names;
    private final Set<String> proxies;
    private final Predicate<Request> byAddress;

    /**
     * @param names in lower case; empty: any
     * @param proxies addresses; empty: none
     * @param byAddress whether a request may come by any name, as at the management port
     */
    DoorPlate(Set<String> names, Set<String> proxies, Predicate<Request> byAddress) {
        this.names = names;
        this.proxies = proxies;
        this.byAddress = byAddress;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (!proxies.isEmpty()) {
            RemoteIpValve believed = new RemoteIpValve();
            believed.setInternalProxies(proxies.stream().map(Pattern::quote).collect(Collectors.joining("|")));
            believed.setProtocolHeader("X-Forwarded-Proto");
            factory.addEngineValves(believed);
        }
        if (!names.isEmpty()) factory.addEngineValves(new KnownNames());
    }

    /** Before the management port's valve, which lets no other one speak. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    private final class KnownNames extends ValveBase {
        KnownNames() {
            super(true); // it never waits, so it bars no request from doing so
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            if (names.contains(name(request)) || byAddress.test(request))
                getNext().invoke(request, response);
            else {
                response.setStatus(MISDIRECTED);
                response.setContentType("text/plain;charset=UTF-8");
                response.getWriter().write("This server does not go by that name.");
            }
        }

        private static String name(Request request) {
            String host = Optional.ofNullable(request.getHeader("Host")).orElse("");
            int colon = host.lastIndexOf(':');
            String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
            return name.toLowerCase(Locale.ROOT);
        }
    }
}
