package io.ratchet.console;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/**
 * A session in a browser: scripts cannot read it, other sites cannot send it. Behind TLS its name begins with
 * {@code __Host-} (section 4.1.3.2 of RFC 6265bis): a browser takes such a cookie from this very server by TLS alone,
 * so that nobody who has another name of the domain, or the network, can have it sent one of theirs.
 */
final class SessionCookie {
    private static final String NAME = "ratchet";

    private SessionCookie() {}

    static ResponseCookie.ResponseCookieBuilder of(String session, HttpServletRequest request) {
        return ResponseCookie.from(name(NAME, request), session)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Strict")
                .path("/");
    }

    /** The session that a browser sends. */
    static Optional<String> in(HttpServletRequest request) {
        if (request.getCookies() == null) return Optional.empty();
        for (Cookie cookie : request.getCookies())
            if (cookie.getName().equals(name(NAME, request))) return Optional.of(cookie.getValue());
        return Optional.empty();
    }

    /** What a cookie for the whole of this server is called. */
    static String name(String plain, HttpServletRequest request) {
        return request.isSecure() ? "__Host-" + plain : plain;
    }
}
