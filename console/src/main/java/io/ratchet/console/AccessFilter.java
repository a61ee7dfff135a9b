package io.ratchet.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one door. Every request is refused that does not come from a known user (or, in the demo, from this machine), and
 * every change that another site's page could have sent (by the origin the browser states; see OWASP's cross-site
 * request forgery sheet).
 */
final class AccessFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** The request attribute that holds the user's name. */
    static final String USER = "ratchet.user";

    static final String COOKIE = "ratchet";
    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final Set<String> PUBLIC = Set.of(
            "/sign-in", "/console.css", "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String BEARER = "Bearer ";

    private final transient Access access;
    private final transient Sessions sessions;

    AccessFilter(Access access, Sessions sessions) {
        this.access = access;
        this.sessions = sessions;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        harden(response);
        if (!SAFE.contains(request.getMethod()) && crossSite(request)) {
            refuse(request, response, HttpServletResponse.SC_FORBIDDEN, "The request comes from another site's page.");
            return;
        }
        Optional<String> user = user(request);
        user.ifPresent(name -> request.setAttribute(USER, name));
        if (user.isPresent() || PUBLIC.contains(path(request))) chain.doFilter(request, response);
        else if (forPrograms(request)) refuse(request, response, HttpServletResponse.SC_UNAUTHORIZED, missing(request));
        else if (SAFE.contains(request.getMethod())) response.sendRedirect("/sign-in");
        else refuse(request, response, HttpServletResponse.SC_UNAUTHORIZED, "Sign in first.");
    }

    /**
     * What was wrong with what was sent. Every unknown token gets the same words, whether it is nearly one of ours or
     * not.
     */
    private static String missing(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization == null)
            return cookie(request).isPresent()
                    ? "The session has ended; sign in again, or send a token: 'Authorization: Bearer TOKEN' (commands take it from RATCHET_TOKEN)."
                    : "No token was sent; send 'Authorization: Bearer TOKEN' (commands take it from RATCHET_TOKEN).";
        if (!bearer(authorization))
            return "Only 'Authorization: Bearer TOKEN' is understood here, no other way to sign in.";
        return "This server does not know the token that was sent; check that it is whole, was not replaced, and is for this server.";
    }

    private static boolean bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    private Optional<String> user(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null && bearer(authorization))
            return access.user(authorization.substring(BEARER.length()).strip());
        return cookie(request).flatMap(sessions::user).or(() -> visitor(request));
    }

    /**
     * A page of another site can make its own name resolve to this machine; the name it then sends as Host gives it
     * away.
     */
    private Optional<String> visitor(HttpServletRequest request) {
        return access.openAs()
                .filter(name -> loopback(request.getRemoteAddr()) && THIS_MACHINE.contains(hostName(request)));
    }

    static Optional<String> cookie(HttpServletRequest request) {
        if (request.getCookies() == null) return Optional.empty();
        for (Cookie cookie : request.getCookies())
            if (cookie.getName().equals(COOKIE)) return Optional.of(cookie.getValue());
        return Optional.empty();
    }

    private static boolean crossSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) return true;
        String origin = request.getHeader("Origin");
        return origin != null && !sameAuthority(origin, request.getHeader("Host"));
    }

    private static boolean sameAuthority(String origin, @Nullable String host) {
        try {
            return host != null && host.equalsIgnoreCase(new URI(origin).getRawAuthority());
        } catch (URISyntaxException e) {
            return false; // "null" and nonsense are no origin of ours
        }
    }

    private static String hostName(HttpServletRequest request) {
        String host = Optional.ofNullable(request.getHeader("Host")).orElse("");
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static boolean loopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress(); // an address, never looked up
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean forPrograms(HttpServletRequest request) {
        return path(request).startsWith("/api/") || path(request).equals("/metrics");
    }

    private static String path(HttpServletRequest request) {
        return request.getServletPath();
    }

    private static void harden(HttpServletResponse response) {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, int status, String sentence)
            throws IOException {
        response.setStatus(status);
        if (status == HttpServletResponse.SC_UNAUTHORIZED) response.setHeader("WWW-Authenticate", "Bearer");
        String title = status == HttpServletResponse.SC_UNAUTHORIZED ? "Unauthorized" : "Forbidden";
        boolean program = forPrograms(request);
        response.setContentType(program ? "application/problem+json" : "text/plain;charset=UTF-8");
        String body = program
                ? "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\""
                        + sentence + "\"}"
                : sentence;
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
}
