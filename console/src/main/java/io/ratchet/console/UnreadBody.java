package io.ratchet.console;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Ends the connection of whoever was answered before their body was read. Tomcat would wait for the rest of it, with a
 * thread, and so let anybody hold as many threads as they like by sending nothing.
 */
final class UnreadBody extends ValveBase {
    private static final String HANG_UP = "ratchet.hang-up";

    UnreadBody() {
        super(true); // it never waits, so it bars no request from doing so
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Runnable hangUp = () -> request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        request.setAttribute(HANG_UP, hangUp);
        getNext().invoke(request, response);
        if (request.isAsync() || request.isFinished()) return;
        // What is not on its way yet would be told as an error of the server.
        if (!response.isCommitted()) response.setHeader("Connection", "close");
        response.finishResponse();
        hangUp.run();
    }

    /** What ends the connection of a request that is answered later, once the answer is written. */
    static Runnable hangUp(ServletRequest request) {
        return request.getAttribute(HANG_UP) instanceof Runnable hangUp ? hangUp : () -> {};
    }
}
