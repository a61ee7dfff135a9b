package io.ratchet.app.server;

import io.ratchet.store.sql.PatientSource;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;

/** Somebody waits for every answer, so none waits for a database that is away. */
final class Hurry extends HttpFilter implements Ordered {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        PatientSource.hurry();
        try {
            chain.doFilter(request, response);
        } finally {
            PatientSource.takeTime();
        }
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
