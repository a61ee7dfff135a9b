package io.ratchet.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.routes.decide.EstateRoute;
import io.ratchet.routes.decide.Waves;
import io.ratchet.routes.events.EventRoute;
import io.ratchet.routes.execute.RunRoute;
import io.ratchet.routes.heads.HeadRoute;
import io.ratchet.routes.intake.FactsIntake;
import io.ratchet.routes.intake.FactsRoute;
import io.ratchet.routes.intake.IntakeRoute;
import io.ratchet.routes.intake.ReportIntake;
import io.ratchet.routes.notices.NoticeRoute;
import io.ratchet.routes.pull.PullRoute;
import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.RouteObserver;
import io.ratchet.routes.syslog.SyslogEars;
import io.ratchet.routes.syslog.SyslogRoute;
import io.ratchet.routes.tickets.ChangeRoute;
import io.ratchet.routes.tickets.TicketRoute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteMapTest {
    private static final String HEAD = """
            # The routes

            Generated from the routes themselves. A name in braces is an endpoint of the configuration; a step is called by its id.

            What becomes of a failure is one of five ways, defined in `FailurePolicy`:

            | way | what becomes of a failure |
            |---|---|
            | `told` | whoever handed it over gets the failure as it was thrown, at once |
            | `kept` | it is tried again until it works, with ever longer pauses, and nothing more is taken meanwhile; not while Ratchet stops |
            | `aside` | it is tried again for some ten minutes, then put aside with its reason; what its sender must mend, at once |
            | `later` | the outbox that it was taken from is told, and has it sent again after a pause |
            | `next-tick` | it is logged; the next tick finds the same work again |

            | route | what it does | begins at | steps | a failure is |
            |---|---|---|---|---|
            """;

    @Test
    void theMapShowsEveryRouteAndStep() throws Exception {
        // When
        String map = map();

        // Then
        Path page = page();
        if ("update".equals(System.getProperty("golden"))) Files.writeString(page, map);
        assertThat(page)
                .as("docs/routes.md is generated; write it anew with: mvn -pl routes -am test -Dgolden=update")
                .hasContent(map);
    }

    @Test
    void everyRouteNamesAWayThatThereIs() throws Exception {
        try (DefaultCamelContext camel = started()) {
            // Then Camel has found it, too
            assertThat(camel.getRouteDefinitions()).isNotEmpty().allSatisfy(route -> {
                assertThat(route.getRouteConfigurationId())
                        .as(route.getRouteId())
                        .isIn(FailurePolicy.WAYS);
                assertThat(route.getAppliedRouteConfigurationIds())
                        .as(route.getRouteId())
                        .containsExactly(route.getRouteConfigurationId());
            });
            assertThat(camel.getRouteDefinitions())
                    .extracting(RouteDefinition::getRouteConfigurationId)
                    .containsAll(FailurePolicy.WAYS);
        }
    }

    @Test
    void everyRouteIsObservedUnderItsName() throws Exception {
        try (DefaultCamelContext camel = started()) {
            assertThat(camel.getRouteDefinitions())
                    .extracting(
                            route -> route.getRouteId().equals("report-watch-1") ? "report-watch" : route.getRouteId())
                    .containsExactlyInAnyOrderElementsOf(RouteObserver.ROUTES);
        }
    }

    private static String map() throws Exception {
        try (DefaultCamelContext camel = started()) {
            return camel.getRouteDefinitions().stream()
                    .map(RouteMapTest::row)
                    .collect(Collectors.joining("\n", HEAD, "\n"));
        }
    }

    /** The routes started with an endpoint for each placeholder; nothing is sent, so nothing stands behind them. */
    private static DefaultCamelContext started() throws Exception {
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.intake.topic", "direct:topic");
        endpoints.setProperty("ratchet.intake.dead", "direct:dead-letters");
        endpoints.setProperty("ratchet.decide.source", "direct:estate-decide");
        endpoints.setProperty("ratchet.decide.awaited", "direct:estate-decide-now");
        endpoints.setProperty("ratchet.host.endpoint", "direct:host");
        endpoints.setProperty("ratchet.tickets.due", "direct:tickets-due");
        endpoints.setProperty("ratchet.tickets.look", "direct:tickets-look");
        endpoints.setProperty("ratchet.tickets.woken", "direct:tickets-woken");
        endpoints.setProperty("ratchet.tickets.endpoint", "direct:ticket-system");
        endpoints.setProperty("ratchet.changes.due", "direct:changes-due");
        endpoints.setProperty("ratchet.changes.look", "direct:changes-look");
        endpoints.setProperty("ratchet.notices.look", "direct:notices-look");
        endpoints.setProperty("ratchet.notices.due", "direct:notices-due");
        endpoints.setProperty("ratchet.notices.endpoint", NoticeRoute.TELL);
        endpoints.setProperty("ratchet.pull.due", "direct:pull-due");
        endpoints.setProperty("ratchet.heads.due", "direct:heads-due");
        endpoints.setProperty("ratchet.events.due", "direct:events-due");
        endpoints.setProperty("ratchet.events.topic", "direct:events-topic");
        endpoints.setProperty("ratchet.syslog.heard", "direct:syslog");
        endpoints.setProperty("ratchet.syslog.ripe", "direct:syslog-ripe");
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        camel.addRoutes(new IntakeRoute(RouteMapTest.<ReportIntake>nothing(), List.of("direct:watched-folder")));
        camel.addRoutes(new FactsRoute(RouteMapTest.<FactsIntake>nothing()));
        camel.addRoutes(new PullRoute(nothing(), Executors.newSingleThreadExecutor()));
        camel.addRoutes(new SyslogRoute(new SyslogEars("127.0.0.1", 0, Optional.empty(), false), nothing()));
        camel.addRoutes(new EstateRoute(RouteMapTest.<Waves>nothing(), Duration.ZERO));
        camel.addRoutes(new RunRoute());
        camel.addRoutes(new TicketRoute(nothing(), nothing(), Executors.newSingleThreadExecutor()));
        camel.addRoutes(new ChangeRoute(nothing(), nothing()));
        camel.addRoutes(new NoticeRoute(nothing(), nothing(), nothing(), Executors.newSingleThreadExecutor()));
        camel.addRoutes(new HeadRoute(nothing(), Executors.newSingleThreadExecutor()));
        camel.addRoutes(new EventRoute(nothing()));
        camel.start();
        return camel;
    }

    @SuppressWarnings("NullAway")
    private static <T> T nothing() {
        return null;
    }

    private static String row(RouteDefinition route) {
        String steps = steps(route.getOutputs()).collect(Collectors.joining(" → "));
        return "| `" + route.getRouteId() + "` | " + said(route.getDescriptionText()) + " | `"
                + route.getInput().getEndpointUri() + "` | " + steps + " | `" + route.getRouteConfigurationId() + "` |";
    }

    private static Stream<String> steps(List<ProcessorDefinition<?>> outputs) {
        return outputs.stream()
                .flatMap(step -> Stream.concat(
                        step.hasCustomIdAssigned() ? Stream.of("`" + step.getId() + "`") : Stream.empty(),
                        steps(step.getOutputs())));
    }

    private static String said(@Nullable String description) {
        return description == null ? "" : description;
    }

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ratchet"))) folder = folder.getParent();
        return folder.resolve("docs/routes.md");
    }
}
