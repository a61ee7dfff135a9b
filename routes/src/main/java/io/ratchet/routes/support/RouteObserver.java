package io.ratchet.routes.support;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Is told how it went with each thing that a route was given, those included that another route handed over. */
@FunctionalInterface
public interface RouteObserver {
    /** The names under which it is told of routes. Those that watch a folder each share one. */
    List<String> ROUTES = List.of(
            "report-watch",
            "report-put-aside",
            "report-upload",
            "report-intake",
            "facts-intake",
            "facts-keep",
            "pull-due",
            "pull-source",
            "pull-page",
            "syslog-heard",
            "syslog-ripe",
            "estate-decide",
            "estate-decide-now",
            "host-run",
            "tickets-due",
            "tickets-send",
            "tickets-look",
            "tickets-woken",
            "changes-ask",
            "changes-look",
            "notices-look",
            "notices-due",
            "notices-send",
            "notices-tell",
            "heads-due",
            "heads-hand-over",
            "heads-post",
            "events-due",
            "events-send");

    /**
     * @param route one of {@link #ROUTES}
     * @param took with all pauses between its tries
     * @param failure why it came to no good end, whatever became of the failure; null when it did
     */
    void went(String route, Duration took, @Nullable Throwable failure);

    static RouteObserver none() {
        return (route, took, failure) -> {};
    }
}
