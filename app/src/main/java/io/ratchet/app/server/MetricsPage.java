package io.ratchet.app.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** The metrics on the console's own port, behind the same door as everything there. */
final class MetricsPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    static final String PATH = "/metrics";

    private final transient Supplier<String> scrape;

    MetricsPage(Supplier<String> scrape) {
        this.scrape = scrape;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(scrape.get(), response);
    }

    static void write(String scraped, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain; version=0.0.4; charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getOutputStream().write(scraped.getBytes(StandardCharsets.UTF_8));
    }
}
