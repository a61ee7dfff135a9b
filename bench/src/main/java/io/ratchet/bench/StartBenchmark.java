package io.ratchet.bench;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How long a start takes, as a whole process with everything before Java: a small {@code decide} until it ends, a
 * {@code serve} on an empty folder until its readiness answers. Beside each, in turn with it, Java alone as it was
 * started before there were start archives. The Java is the one that runs the benchmark.
 */
final class StartBenchmark implements Measurement {
    private static final int ROUNDS = 5;
    private static final long PATIENCE_SECONDS = 120;
    private static final String BEFORE = "without a start archive";

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "Starts a small decide and a serve on an empty folder, each until it answers.";
    }

    @Override
    public List<Figure> run(boolean quick) {
        try {
            Path folder = Files.createTempDirectory("ratchet-start");
            try {
                return new Starts(checkout(), folder).measured(quick ? 1 : ROUNDS);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FailureException.of(FailureCode.DEFECT, "The benchmark was interrupted.", e);
        }
    }

    private static Path checkout() {
        String home = System.getProperty("ratchet.home");
        if (home == null)
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID, "What a start takes is measured with './ratchet bench start' only.");
        return Path.of(home);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /** The two ways to start, in turn, on scenery of their own. */
    private static final class Starts {
        private static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

        private final HttpClient http = HttpClient.newHttpClient();
        private final String java =
                Path.of(System.getProperty("java.home"), "bin", "java").toString();
        private final Path folder;
        private final String launcher;
        private final String jars;
        private int started;

        Starts(Path checkout, Path folder) {
            this.folder = folder;
            this.launcher = checkout.resolve("ratchet").toString();
            this.jars = checkout.resolve("app/target/ratchet/lib") + File.separator + "*";
        }

        List<Figure> measured(int rounds) throws IOException, InterruptedException {
            Path findings = folder.resolve("findings.ndjson");
            try (InputStream from =
                    Objects.requireNonNull(StartBenchmark.class.getResourceAsStream("/start/findings.ndjson"))) {
                Files.copy(from, findings);
            }
            Path settings = Files.writeString(folder.resolve("ratchet.yaml"), "http: {port: 0}\n");
            ended(List.of(launcher, "prepare"));

            List<String> decide = List.of("decide", "--at", "2018-09-20T20:00:00Z", findings.toString());
            List<String> serve = List.of("serve", "--config", settings.toString(), "--data");
            List<Double> decides = new ArrayList<>();
            List<Double> decidesBefore = new ArrayList<>();
            List<Double> serves = new ArrayList<>();
            List<Double> servesBefore = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                decidesBefore.add(untilItEnds(javaAlone(QUICK, decide)));
                decides.add(untilItEnds(launched(decide)));
                servesBefore.add(untilItAnswers(javaAlone(List.of(), serve)));
                serves.add(untilItAnswers(launched(serve)));
            }
            return List.of(
                    new Figure("small decide, start to end", median(decides), "ms", null)
                            .comparedWith(BEFORE, median(decidesBefore)),
                    new Figure("serve on an empty folder, start to readiness", median(serves), "ms", null)
                            .comparedWith(BEFORE, median(servesBefore)));
        }

        private List<String> launched(List<String> words) {
            return Stream.concat(Stream.of(launcher), words.stream()).toList();
        }

        private List<String> javaAlone(List<String> flags, List<String> words) {
            return Stream.of(List.of(java), flags, List.of("-cp", jars, "io.ratchet.app.Ratchet"), words)
                    .flatMap(List::stream)
                    .toList();
        }

        private double untilItEnds(List<String> command) throws IOException, InterruptedException {
            long begun = System.nanoTime();
            ended(command);
            return (System.nanoTime() - begun) / 1e6;
        }

        private double untilItAnswers(List<String> command) throws IOException, InterruptedException {
            Path data = folder.resolve("data-" + started++);
            List<String> whole =
                    Stream.concat(command.stream(), Stream.of(data.toString())).toList();
            long begun = System.nanoTime();
            Process server = start(whole);
            try {
                Path address = data.resolve("server");
                while (!ready(address)) {
                    boolean gone = server.waitFor(5, TimeUnit.MILLISECONDS);
                    if (gone || System.nanoTime() - begun > PATIENCE_SECONDS * 1_000_000_000L)
                        throw failed(whole, gone ? "ended " + server.exitValue() : "did not answer");
                }
                return (System.nanoTime() - begun) / 1e6;
            } finally {
                server.destroy();
                server.waitFor();
            }
        }

        private boolean ready(Path address) throws IOException, InterruptedException {
            if (Files.notExists(address)) return false;
            String written = Files.readString(address).strip();
            if (written.isEmpty()) return false;
            HttpRequest request = HttpRequest.newBuilder(URI.create(written + "/actuator/health/readiness"))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        }

        private Process start(List<String> command) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile());
            builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home")));
            return builder.start();
        }

        private void ended(List<String> command) throws IOException, InterruptedException {
            Process process = start(command);
            boolean gone = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (gone && process.exitValue() == 0) return;
            process.destroy();
            throw failed(command, gone ? "ended " + process.exitValue() : "did not end");
        }

        private FailureException failed(List<String> command, String how) throws IOException {
            return FailureException.of(
                    FailureCode.DEFECT,
                    String.join(" ", command) + " " + how + ": " + Files.readString(folder.resolve("err")));
        }

        private static double median(List<Double> times) {
            return times.stream().sorted().toList().get(times.size() / 2);
        }
    }
}
