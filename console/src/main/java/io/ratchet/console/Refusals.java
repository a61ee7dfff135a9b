package io.ratchet.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;

/** What is answered at the door, before anything of the console is asked: no template, and no value from outside. */
final class Refusals {
    private Refusals() {}

    /** A problem document to programs, a sentence to people. */
    static void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String sentence)
            throws IOException {
        response.setStatus(status.value());
        boolean program = forPrograms(request);
        response.setContentType(program ? "application/problem+json" : "text/plain;charset=UTF-8");
        String body = program
                ? "{\"type\":\"about:blank\",\"title\":\"" + status.getReasonPhrase() + "\",\"status\":"
                        + status.value() + ",\"detail\":\"" + sentence + "\"}"
                : sentence;
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }

    static boolean forPrograms(HttpServletRequest request) {
        return request.getServletPath().startsWith("/api/")
                || request.getServletPath().equals("/metrics");
    }
}
