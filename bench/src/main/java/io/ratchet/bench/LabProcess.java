package io.ratchet.bench;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Processes of which one simulates hosts and the others are measured on them. */
final class LabProcess {
    private static final long PATIENCE_MINUTES = 60;

    private LabProcess() {}

    /** Simulated hosts that listen, as the inventory says then. */
    static Process start(int hosts, String network, Path inventory, Path log, String... more) throws IOException {
        List<String> words = Stream.concat(
                        Stream.of(
                                "io.ratchet.app.Ratchet",
                                "lab",
                                "--hosts",
                                Integer.toString(hosts),
                                "--profile",
                                "2008r2",
                                "--network",
                                network,
                                "--inventory",
                                inventory.toString()),
                        Stream.of(more))
                .toList();
        Process lab = new ProcessBuilder(java(List.of(), words.toArray(String[]::new)))
                .redirectError(log.toFile())
                .start();
        String ready =
                new BufferedReader(new InputStreamReader(lab.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (ready == null || !ready.startsWith("ready ")) {
            lab.destroyForcibly();
            throw FailureException.of(FailureCode.DEFECT, "The lab did not start: " + Files.readString(log));
        }
        return lab;
    }

    /** A command line of this Java with everything that we have. */
    static List<String> java(List<String> flags, String... words) {
        return Stream.of(
                        List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        flags,
                        List.of("-cp", classPath()),
                        List.of(words))
                .flatMap(List::stream)
                .toList();
    }

    /** Of classes in folders Java keeps no archive. */
    static boolean onlyJars() {
        return Stream.of(classPath().split(File.pathSeparator))
                .allMatch(entry -> entry.endsWith(".jar") || entry.endsWith("*"));
    }

    /** The launcher starts us by one jar, whose manifest names the others. */
    private static String classPath() {
        String own = System.getProperty("java.class.path");
        return own.contains(File.pathSeparator) || !own.endsWith(".jar") || own.endsWith("*")
                ? own
                : Path.of(own).resolveSibling("*").toString();
    }

    /** Runs a command to its end; DEFECT with the last of {@code log} where that is not a good one. */
    static void ended(ProcessBuilder command, Path log) throws IOException, InterruptedException {
        Process process = command.start();
        boolean gone = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        if (!gone || process.exitValue() != 0)
            throw FailureException.of(
                    FailureCode.DEFECT,
                    command.command().get(0) + (gone ? " ended " + process.exitValue() : " did not end") + ": "
                            + last(Files.readString(log)));
    }

    private static String last(String text) {
        return text.substring(Math.max(0, text.length() - 2000));
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
