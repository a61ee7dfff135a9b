package io.ratchet.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;

/** What is answered at the door, before anything of the console is asked: no template, and no value from outside. */
final class Refusals {
    private Refusals() {}

    /** A problem document (RFC 9457) to programs, with the name of its status as the code; a sentence to people. */
    static void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String sentence)
            throws IOException {
        response.setStatus(status.value());
        boolean program = forPrograms(request);
        response.setContentType(program ? "application/problem+json" : "text/plain;charset=UTF-8");
        String code = code(status);
        String body = program
                ? "{\"type\":\"urn:ratchet:failure:" + code + "\",\"title\":\"" + status.getReasonPhrase()
                        + "\",\"status\":" + status.value() + ",\"detail\":\"" + sentence + "\",\"code\":\"" + code
                        + "\"}"
                : sentence;
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }

    /** What a status is called where no failure of ours has a code for it, such as {@code TOO-MANY-REQUESTS}. */
    static String code(HttpStatus status) {
        return status.name().replace('_', '-');
    }

    static boolean forPrograms(HttpServletRequest request) {
        return request.getServletPath().startsWith("/api/")
                || request.getServletPath().equals("/metrics");
    }
}
