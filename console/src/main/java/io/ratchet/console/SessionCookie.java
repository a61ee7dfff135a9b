package io.ratchet.console;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseCookie;

/** A session in a browser: scripts cannot read it, other sites cannot send it. */
final class SessionCookie {
    private SessionCookie() {}

    static ResponseCookie.ResponseCookieBuilder of(String session, HttpServletRequest request) {
        return ResponseCookie.from(AccessFilter.COOKIE, session)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Strict")
                .path("/");
    }
}
