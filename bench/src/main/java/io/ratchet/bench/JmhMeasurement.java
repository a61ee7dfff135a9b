package io.ratchet.bench;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A benchmark that JMH runs: throughput of the methods of one class, in operations per second. JMH says nothing itself,
 * for what goes to stdout is data.
 */
public final class JmhMeasurement implements Measurement {
    private final String name;
    private final String about;
    private final Class<?> type;
    private final Map<String, String> methods = new LinkedHashMap<>();
    private final Map<String, String> baselines = new HashMap<>();
    private double factor = 1;
    private String unit = "1/s";

    public JmhMeasurement(String name, String about, Class<?> type) {
        this.name = name;
        this.about = about;
        this.type = type;
    }

    /** Shows what the method reaches. */
    public JmhMeasurement figure(String method, String what) {
        methods.put(method, what);
        return this;
    }

    /** Shows it beside what another method reaches. */
    public JmhMeasurement figure(String method, String what, String baseline) {
        baselines.put(method, baseline);
        return figure(method, what);
    }

    /** An operation is {@code size} of {@code unit}'s things, such as megabytes. */
    public JmhMeasurement in(double size, String named) {
        factor = size;
        unit = named;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String about() {
        return about;
    }

    @Override
    public List<Figure> run(boolean quick) {
        Map<String, Double> scores = new HashMap<>();
        try {
            for (RunResult result : new Runner(options(quick).build()).run()) {
                String method = result.getParams().getBenchmark();
                scores.put(
                        method.substring(method.lastIndexOf('.') + 1),
                        result.getPrimaryResult().getScore() * factor);
            }
        } catch (RunnerException e) {
            throw FailureException.of(
                    FailureCode.DEFECT, "Benchmark '" + name + "' did not run to its end: " + e.getMessage(), e);
        }
        List<Figure> figures = new ArrayList<>();
        methods.forEach((method, what) -> {
            Figure figure = new Figure(what, scores.getOrDefault(method, Double.NaN), unit, null);
            String baseline = baselines.get(method);
            figures.add(
                    baseline == null
                            ? figure
                            : figure.comparedWith(
                                    Objects.requireNonNull(methods.get(baseline), baseline),
                                    scores.getOrDefault(baseline, Double.NaN)));
        });
        return figures;
    }

    /**
     * Quick runs in this process, so that only its own warm-up is paid; a real one takes the median's spread over fresh
     * processes.
     */
    private ChainedOptionsBuilder options(boolean quick) {
        return new OptionsBuilder()
                .include("^" + Pattern.quote(type.getName()) + "\\.")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .forks(quick ? 0 : 3)
                .warmupIterations(quick ? 1 : 3)
                .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
                .measurementIterations(quick ? 2 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000));
    }
}
