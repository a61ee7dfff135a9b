package io.ratchet.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.bench.Measurement.Figure;
import io.ratchet.wire.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code ratchet bench [NAME...] [--json] [--quick]}: figures go to stdout, everything else to stderr. */
public final class BenchRunner {
    private static final int WISHED = 0;
    private static final int COULD_NOT_START = 2;

    private final List<Measurement> benchmarks;
    private final PrintStream out;
    private final PrintStream err;

    BenchRunner(List<Measurement> benchmarks, PrintStream out, PrintStream err) {
        this.benchmarks = benchmarks;
        this.out = out;
        this.err = err;
    }

    /** Runs the named benchmarks, or lists all when none is named; returns the exit code. */
    public static int run(List<String> names, boolean json, boolean quick) {
        return new BenchRunner(Benchmarks.all(), System.out, System.err).start(names, json, quick);
    }

    /** For running the module by itself. */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        List<String> names =
                words.stream().filter(word -> !word.startsWith("--")).toList();
        System.exit(run(names, words.contains("--json"), words.contains("--quick")));
    }

    int start(List<String> names, boolean json, boolean quick) {
        if (names.isEmpty()) {
            benchmarks.forEach(benchmark -> out.printf("%-10s %s%n", benchmark.name(), benchmark.about()));
            return WISHED;
        }
        List<Measurement> chosen = new ArrayList<>();
        for (String name : names) {
            Optional<Measurement> found =
                    benchmarks.stream().filter(one -> one.name().equals(name)).findFirst();
            if (found.isEmpty()) {
                err.println("There is no benchmark '" + name + "'; there are: "
                        + benchmarks.stream().map(Measurement::name).collect(Collectors.joining(", ")) + ".");
                return COULD_NOT_START;
            }
            chosen.add(found.get());
        }
        for (Measurement benchmark : chosen) {
            err.println("Measuring " + benchmark.name() + " on " + machine() + " ...");
            List<Figure> figures = benchmark.run(quick);
            if (json) out.println(line(benchmark.name(), figures));
            else figures.forEach(figure -> out.println(row(benchmark.name(), figure)));
        }
        return WISHED;
    }

    private static String row(String name, Figure figure) {
        String row = String.format(
                Locale.ROOT, "%-10s %-50s %,16.1f %-6s", name, figure.what(), figure.value(), figure.unit());
        if (figure.compared() == null) return row.stripTrailing();
        return row
                + String.format(
                        Locale.ROOT,
                        " %.2f of %s (%,.1f)",
                        figure.compared().ratio(),
                        figure.compared().with(),
                        figure.compared().value());
    }

    private static String line(String name, List<Figure> figures) {
        ObjectNode node = Json.object().put("schema", "ratchet.bench/1").put("name", name);
        for (Figure figure : figures) {
            ObjectNode one = node.withArray("figures")
                    .addObject()
                    .put("what", figure.what())
                    .put("value", figure.value())
                    .put("unit", figure.unit());
            if (figure.compared() != null)
                one.putObject("compared")
                        .put("with", figure.compared().with())
                        .put("value", figure.compared().value())
                        .put("ratio", figure.compared().ratio());
        }
        node.put("machine", machine());
        return Json.line(node);
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " CPUs, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", Java " + System.getProperty("java.version");
    }
}
