package io.ratchet.app.server;

import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * What Spring knows of the web server before anybody starts it. The build runs {@link #main} to have Spring work out
 * once, ahead of time, what it would otherwise find out at every start: which beans there are and how each is made.
 */
public final class WebPreparation {
    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            Map.entry("spring.thymeleaf.cache", "true"),
            Map.entry("spring.main.log-startup-info", "false"),
            Map.entry("spring.jmx.enabled", "false"),
            Map.entry("spring.main.lazy-initialization", "true"), // a page is built when it is first asked for
            Map.entry("spring.servlet.multipart.enabled", "false"), // what takes a file reads it while it comes
            Map.entry("server.shutdown", "graceful"),
            Map.entry("server.error.include-message", "never"),
            Map.entry("server.tomcat.connection-timeout", "10s"),
            Map.entry("server.tomcat.keep-alive-timeout", "20s"),
            Map.entry("management.endpoints.web.exposure.include", "health"),
            Map.entry("management.endpoint.health.probes.enabled", "true"),
            Map.entry("management.endpoint.health.group.readiness.include", "readinessState,store"),
            Map.entry("management.endpoint.health.show-details", "never"));

    private WebPreparation() {}

    /** Run by the build alone. Spring ends it before anything starts. */
    public static void main(String[] args) {
        application().run(args);
    }

    static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(WebConfiguration.class)
                .main(WebPreparation.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false) // whoever started it closes it, in the right order
                .properties(SETTINGS);
    }
}
