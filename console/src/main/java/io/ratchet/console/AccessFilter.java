package io.ratchet.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The one door. Every request is refused that does not come from a known user (or, in the demo, from this machine), and
 * every change that another site's page could have sent (by the origin the browser states; see OWASP's cross-site
 * request forgery sheet).
 */
final class AccessFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** The request attribute that holds the user's name. */
    static final String USER = "ratchet.user";

    /** The request attribute that holds the {@link Person}. */
    static final String PERSON = "ratchet.person";

    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final Set<String> PUBLIC = Set.of(
            "/sign-in",
            CompanySignIn.BEGIN,
            CompanySignIn.BACK,
            CompanySignIn.ENDED,
            "/console.css",
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/health/readiness");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String BEARER = "Bearer ";

    private final transient People people;
    private final transient Sessions sessions;
    private final transient SignIns signIns;

    AccessFilter(People people, Sessions sessions, SignIns signIns) {
        this.people = people;
        this.sessions = sessions;
        this.signIns = signIns;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(USER) != null) {
            chain.doFilter(request, response); // let in already, and goes on in another thread
            return;
        }
        harden(request, response);
        if (!SAFE.contains(request.getMethod()) && crossSite(request)) {
            Refusals.write(request, response, HttpStatus.FORBIDDEN, "The request comes from another site's page.");
            return;
        }
        Optional<Duration> barred = barred(request);
        if (barred.isPresent()) {
            bar(request, response, signIns, barred.get());
            return;
        }
        Optional<Person> person;
        try {
            person = person(request);
        } catch (IOException e) {
            signIns.away(e);
            response.setHeader("Retry-After", "30");
            Refusals.write(
                    request,
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "The company's sign-in does not answer; try again in half a minute.");
            return;
        }
        person.ifPresent(known -> {
            request.setAttribute(USER, known.name());
            request.setAttribute(PERSON, known);
        });
        boolean metrics = path(request).equals("/metrics"); // which no handler of the console serves
        if (metrics
                && person.filter(known -> !Rights.has(known, "GET /metrics")).isPresent()) {
            Refusals.write(request, response, HttpStatus.FORBIDDEN, "This needs a role that may see the console.");
            return;
        }
        if (person.isPresent()
                || PUBLIC.contains(path(request))
                || path(request).startsWith(WebhookApi.PATH)) chain.doFilter(request, response);
        else if (Refusals.forPrograms(request)) refuse(request, response, missing(request));
        else if (SAFE.contains(request.getMethod())) {
            response.setStatus(HttpServletResponse.SC_FOUND);
            response.setHeader("Location", "/sign-in"); // relative: the Host header is not to be believed
        } else refuse(request, response, "Sign in first.");
    }

    /** Says when to come again. */
    static void bar(HttpServletRequest request, HttpServletResponse response, SignIns signIns, Duration left)
            throws IOException {
        signIns.throttled();
        response.setHeader("Retry-After", Long.toString(left.toSeconds() + 1));
        Refusals.write(
                request,
                response,
                HttpStatus.TOO_MANY_REQUESTS,
                "Too many unknown tokens came from this address; wait some minutes.");
    }

    /** For how long what this request sends is not looked at. */
    private Optional<Duration> barred(HttpServletRequest request) {
        Optional<String> token = token(request);
        Optional<Duration> barred = token.isEmpty() ? Optional.empty() : signIns.barred(request.getRemoteAddr());
        if (barred.isEmpty()) return barred;
        String hash = Access.hash(token.get());
        boolean welcome = signIns.welcome(request.getRemoteAddr(), hash) || people.isOwner(hash);
        return welcome ? Optional.empty() : barred;
    }

    /**
     * What was wrong with what was sent. Every unknown token gets the same words, whether it is nearly one of ours or
     * not.
     */
    private static String missing(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization == null)
            return SessionCookie.in(request).isPresent()
                    ? "The session has ended; sign in again, or send a token: 'Authorization: Bearer TOKEN' (commands"
                            + " take it from RATCHET_TOKEN)."
                    : "No token was sent; send 'Authorization: Bearer TOKEN' (commands take it from RATCHET_TOKEN).";
        if (!bearer(authorization))
            return "Only 'Authorization: Bearer TOKEN' is understood here, no other way to sign in.";
        return "This server does not know the token that was sent; check that it is whole, was not replaced, and is for this server.";
    }

    private static boolean bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    private Optional<Person> person(HttpServletRequest request) throws IOException {
        if (request.getHeader("Authorization") == null)
            return SessionCookie.in(request).flatMap(sessions::person).or(() -> visitor(request));
        Optional<String> token = token(request);
        Optional<Person> person = token.map(Access::hash).flatMap(people::byHash);
        if (person.isEmpty() && token.isPresent()) person = people.byBearer(token.get());
        if (person.isPresent()) signIns.came(request.getRemoteAddr(), Access.hash(token.orElseThrow()));
        else signIns.refused(request.getRemoteAddr());
        return person;
    }

    private static Optional<String> token(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(AccessFilter::bearer)
                .map(authorization -> authorization.substring(BEARER.length()).strip());
    }

    /**
     * A page of another site can make its own name resolve to this machine; the name it then sends as Host gives it
     * away.
     */
    private Optional<Person> visitor(HttpServletRequest request) {
        return people.openAs()
                .filter(anybody -> loopback(request.getRemoteAddr()) && THIS_MACHINE.contains(hostName(request)));
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

    private static String path(HttpServletRequest request) {
        return request.getServletPath();
    }

    private static void harden(HttpServletRequest request, HttpServletResponse response) {
        if (request.isSecure()) response.setHeader("Strict-Transport-Security", "max-age=31536000");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, String sentence)
            throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer");
        Refusals.write(request, response, HttpStatus.UNAUTHORIZED, sentence);
    }
}
