package io.ratchet.app.metrics;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Locale;

/** {@code docs/metrics.md}. */
final class MetricsPageText {
    private MetricsPageText() {}

    static String page() {
        return """
                # Metrics

                Generated from `Metric` and `Label`; a test holds this page to what a running registry exposes, in both directions. A name is
                never reused for another meaning.

                A server tells its metrics in Prometheus's text format at `/metrics`:

                - at its own port, to whoever sends a token like any other program (`Authorization: Bearer ...`);
                - with `http.management` in the settings also at a port of their own, without a token, together with `/actuator/health`,
                  `/actuator/health/liveness` and `/actuator/health/readiness` and nothing else. That port listens on 127.0.0.1 unless another
                  address is given; whoever gives one keeps it from all but the scraper (on Kubernetes the network policy does). It has
                  threads of its own and answers when the console's are all taken.

                Counters begin with 0 at each start. What is counted in the store (`ratchet_remediations`, `ratchet_queue_oldest_seconds`) is the
                same on every replica: take the maximum over replicas, not the sum. It costs one query over an index every 10 seconds at most.
                Where a counter has a `code`, a series appears with its first failure: alert on its value as well as on its increase.

                A dashboard for Grafana lies in [`k8s/grafana/ratchet.json`](../k8s/grafana/ratchet.json), alerts for Prometheus in
                [`k8s/prometheus/alerts.yaml`](../k8s/prometheus/alerts.yaml).

                | name | type | labels | meaning | alert on |
                |---|---|---|---|---|
                """
                + Arrays.stream(Metric.values()).map(MetricsPageText::row).collect(joining())
                + """

                A histogram comes with `_bucket`, `_count` and `_sum`, and with a gauge of its name and `_max`: the largest of the last minutes.

                ## Labels

                No label has any other value, whatever a report, a host or a person sends; what is on no list is `other`.

                | of | label | values |
                |---|---|---|
                """
                + Arrays.stream(Label.values()).map(MetricsPageText::row).collect(joining());
    }

    private static String row(Metric metric) {
        String labels =
                metric.labels().stream().map(label -> "`" + label.wire() + "`").collect(joining(", "));
        return "| `" + metric.wire() + "` | " + metric.type().name().toLowerCase(Locale.ROOT) + " | " + labels + " | "
                + metric.meaning() + " | " + metric.alert() + " |\n";
    }

    private static String row(Label label) {
        String metrics = Arrays.stream(Metric.values())
                .filter(metric -> metric.labels().contains(label))
                .map(metric -> "`" + metric.wire() + "`")
                .collect(joining(", "));
        String values = label == Label.CODE
                ? "`none`, or a code of [what can go wrong](failures.md)"
                : label.all().stream().map(value -> "`" + value + "`").collect(joining(", "));
        return "| " + metrics + " | `" + label.wire() + "` | " + values + " |\n";
    }
}
