package io.ratchet.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/** The registry: meters by {@link Metric} only, label values by {@link Label} only. */
final class Meters {
    /** Upper bounds that tell a probe, a phase script and a round apart. */
    private static final Duration[] BOUNDS = Stream.of(100, 500, 1_000, 5_000, 15_000, 60_000, 300_000, 900_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Makes every counter and histogram whose values are few appear with 0, so that its first increase is one. */
    Meters() {
        for (Metric metric : Metric.values())
            if (metric.type() != Metric.Type.GAUGE && !metric.labels().contains(Label.CODE))
                combinations(metric.labels()).forEach(values -> appear(metric, values));
    }

    private void appear(Metric metric, String... values) {
        if (metric.type() == Metric.Type.COUNTER) counter(metric, values);
        else timer(metric, values);
    }

    private static Stream<String[]> combinations(List<Label> labels) {
        Stream<List<String>> combined = Stream.of(List.of());
        for (Label label : labels)
            combined = combined.flatMap(before -> label.all().stream().map(value -> {
                List<String> longer = new ArrayList<>(before);
                longer.add(value);
                return longer;
            }));
        return combined.map(values -> values.toArray(String[]::new));
    }

    /** @param values of the metric's labels, in their order */
    void count(Metric metric, long by, String... values) {
        counter(metric, values).increment((double) by);
    }

    void time(Metric metric, Duration took, String... values) {
        timer(metric, values).record(took);
    }

    void gauge(Metric metric, DoubleSupplier value, String... values) {
        Gauge.builder(metric.wire(), value::getAsDouble)
                .description(metric.meaning())
                .tags(tags(metric, values))
                .register(registry);
    }

    private Counter counter(Metric metric, String... values) {
        return Counter.builder(metric.wire())
                .description(metric.meaning())
                .tags(tags(metric, values))
                .register(registry);
    }

    private Timer timer(Metric metric, String... values) {
        return Timer.builder(metric.wire())
                .description(metric.meaning())
                .serviceLevelObjectives(BOUNDS)
                .tags(tags(metric, values))
                .register(registry);
    }

    private static Tags tags(Metric metric, String... values) {
        List<Tag> tags = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            Label label = metric.labels().get(i);
            tags.add(Tag.of(label.wire(), label.bounded(values[i])));
        }
        return Tags.of(tags);
    }

    /** In Prometheus's text format 0.0.4. */
    String scrape() {
        return registry.scrape();
    }
}
