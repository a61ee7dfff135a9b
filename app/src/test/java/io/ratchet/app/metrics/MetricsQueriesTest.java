package io.ratchet.app.metrics;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.Golden;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts ask only for what there is. */
class MetricsQueriesTest {
    private static final Map<String, Metric> METRICS =
            Arrays.stream(Metric.values()).collect(toMap(Metric::wire, Function.identity()));
    private static final Pattern ASKED = Pattern.compile("(ratchet_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z]+)(=~|!=|=|!~)\"([^\"]*)\"");
    private static final Pattern GROUPED = Pattern.compile("by \\(([a-z, ]+)\\)");
    private static final Pattern ALERT = Pattern.compile("(?m)^ +expr: (.+)$");

    @Test
    void theDashboardAsksOnlyForWhatThereIs() throws IOException {
        // Given
        JsonNode dashboard = Json.parse(Files.readString(Golden.root().resolve("k8s/grafana/ratchet.json")));

        // When
        List<String> queries = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> {
            if (panel.path("type").asText().equals("row")) return;
            assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
            panel.path("targets")
                    .forEach(target -> queries.add(target.path("expr").asText()));
        });

        // Then
        assertThat(queries).hasSizeGreaterThan(10).allSatisfy(MetricsQueriesTest::holds);
    }

    @Test
    void theAlertsAskOnlyForWhatThereIs() throws IOException {
        // When
        String rules = Files.readString(Golden.root().resolve("k8s/prometheus/alerts.yaml"));
        List<String> queries =
                ALERT.matcher(rules).results().map(found -> found.group(1)).toList();

        // Then
        assertThat(queries).hasSize((int)
                rules.lines().filter(line -> line.contains("- alert:")).count());
        assertThat(queries).hasSizeGreaterThan(5).allSatisfy(MetricsQueriesTest::holds);
    }

    private static void holds(String query) {
        Matcher asked = ASKED.matcher(query);
        List<String> labels = new ArrayList<>(List.of("le", "instance"));
        int metrics = 0;
        for (; asked.find(); metrics++) {
            Metric metric = metric(asked.group(1));
            metric.labels().forEach(label -> labels.add(label.wire()));
            if (asked.group(2) != null) values(metric, asked.group(2));
        }
        assertThat(metrics).as(query).isPositive();
        GROUPED.matcher(query)
                .results()
                .flatMap(by -> Arrays.stream(by.group(1).split(", ")))
                .forEach(label -> assertThat(labels).as(query).contains(label));
    }

    private static Metric metric(String name) {
        String family = name.replaceFirst("_(bucket|count|sum|max)$", "");
        Metric metric = METRICS.get(name);
        if (metric == null && METRICS.containsKey(family) && METRICS.get(family).type() == Metric.Type.HISTOGRAM)
            metric = METRICS.get(family);
        assertThat(metric).as("the metric " + name).isNotNull();
        return metric;
    }

    private static void values(Metric metric, String matchers) {
        Matcher matcher = MATCHER.matcher(matchers);
        int matched = 0;
        while (matcher.find()) {
            matched += matcher.end() - matcher.start();
            String name = matcher.group(1);
            Label label = metric.labels().stream()
                    .filter(one -> one.wire().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(metric.wire() + " has no label " + name));
            assertThat(label.all()).as(metric.wire()).contains(matcher.group(3).split("\\|"));
        }
        assertThat(matched).as(matchers).isPositive();
    }
}
