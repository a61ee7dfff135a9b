package io.ratchet.bench;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How much memory a process of {@code ratchet parse} takes at its most for a large report, as the system counts it
 * (VmHWM of Linux), with the options of the launcher for large input.
 */
final class ParseMemory implements Measurement {
    private static final long QUICK_BYTES = 4_000_000;

    private final String name;
    private final String about;
    private final long logBytes;
    private final long scanBytes;

    private ParseMemory(String name, String about, long logBytes, long scanBytes) {
        this.name = name;
        this.about = about;
        this.logBytes = logBytes;
        this.scanBytes = scanBytes;
    }

    static ParseMemory bounded() {
        return new ParseMemory(
                "parse-memory",
                "Tells the memory that reading a log of 400 MB and a scan of 100 MB takes.",
                400_000_000L,
                100_000_000L);
    }

    static ParseMemory whole() {
        return new ParseMemory(
                "parse-whole",
                "Tells the memory that reading a log of 5 GB and a scan of 736 MB takes; needs as much disk.",
                5_000_000_000L,
                736_000_000L);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String about() {
        return about;
    }

    private interface Filling {
        void fill(Path file, long size) throws IOException;
    }

    @Override
    public List<Figure> run(boolean quick) {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(measured("IIS log", quick ? QUICK_BYTES : logBytes, ParseReports::requests));
        figures.addAll(measured(".nessus", quick ? QUICK_BYTES : scanBytes, ParseReports::nessus));
        return figures;
    }

    private static List<Figure> measured(String what, long size, Filling filling) {
        try {
            Path report = Files.createTempFile("ratchet-bench", ".report");
            try {
                filling.fill(report, size);
                String named = what + " of " + size / 1_000_000 + " MB";
                long begun = System.nanoTime();
                double memory = memory(report);
                double seconds = (System.nanoTime() - begun) / 1e9;
                return List.of(
                        new Figure(named + ", memory of the process at most", memory, "MiB", null),
                        new Figure(named + ", start to end", Files.size(report) / 1e6 / seconds, "MB/s", null));
            } finally {
                Files.delete(report);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FailureException.of(FailureCode.DEFECT, "The benchmark was interrupted.", e);
        }
    }

    private static double memory(Path report) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.ratchet.app.Ratchet",
                        "parse",
                        report.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(new File("/dev/null"))
                .start();
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long most = 0;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) most = Math.max(most, highWater(status));
        if (process.exitValue() != 0)
            throw FailureException.of(FailureCode.DEFECT, "'ratchet parse' ended " + process.exitValue() + ".");
        return most / 1024.0;
    }

    /** In KiB; 0 for a process that has ended meanwhile. */
    private static long highWater(Path status) throws IOException {
        try {
            for (String line : Files.readAllLines(status))
                if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("[^0-9]", ""));
            return 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
