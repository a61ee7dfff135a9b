package io.ratchet.bench;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Redmine of Debian's package on this machine, empty and in a folder of its own. */
final class LocalRedmine implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/share/redmine");
    private static final Pattern PARTS = Pattern.compile("(?:MAJOR|MINOR|TINY) *= *([0-9]+)");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path folder;
    private final Process process;
    private final TicketsBenchmark.Server server;

    private LocalRedmine(Path folder, Process process, TicketsBenchmark.Server server) {
        this.folder = folder;
        this.process = process;
        this.server = server;
    }

    static boolean installed() {
        return Files.isDirectory(INSTALLED);
    }

    /** Starts it and waits until it answers. */
    static LocalRedmine start() throws IOException {
        Path folder = Files.createTempDirectory("ratchet-bench-redmine");
        Path script = folder.resolve("start");
        try (InputStream in = Objects.requireNonNull(
                LocalRedmine.class.getResourceAsStream("redmine"), "the script that starts Redmine")) {
            Files.copy(in, script);
        }
        int port = free();
        Process process = new ProcessBuilder("sh", script.toString(), folder.toString(), Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("start.log").toFile())
                .start();
        try {
            await(process, port);
            String key = Files.readString(folder.resolve("key")).strip();
            return new LocalRedmine(
                    folder,
                    process,
                    new TicketsBenchmark.Server(
                            "Redmine " + version(), URI.create("http://127.0.0.1:" + port), key, "desk"));
        } catch (IOException | RuntimeException e) {
            stop(process);
            LabProcess.delete(folder);
            throw e;
        }
    }

    private static int free() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void await(Process process, int port) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!listens(port)) {
            if (System.nanoTime() > until)
                throw notStarted("it did not listen within " + PATIENCE.toMinutes() + " minutes");
            try {
                if (process.waitFor(300, TimeUnit.MILLISECONDS)) throw notStarted("it has ended");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while Redmine started", e);
            }
        }
    }

    private static FailureException notStarted(String why) {
        return FailureException.of(
                FailureCode.DEFECT, "The Redmine of this machine could not be measured: " + why + ".");
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String version() throws IOException {
        Matcher parts = PARTS.matcher(Files.readString(INSTALLED.resolve("lib/redmine/version.rb")));
        return parts.results().limit(3).map(part -> part.group(1)).collect(Collectors.joining("."));
    }

    TicketsBenchmark.Server server() {
        return server;
    }

    @Override
    public void close() {
        stop(process);
        try {
            LabProcess.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Process process) {
        List<ProcessHandle> all = process.descendants().toList();
        all.forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS))
                process.destroyForcibly().waitFor();
            // What it has started may still write into the folder.
            for (ProcessHandle one : all)
                if (one.isAlive() && one.destroyForcibly()) one.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
