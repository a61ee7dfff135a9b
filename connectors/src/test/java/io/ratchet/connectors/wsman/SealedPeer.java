package io.ratchet.connectors.wsman;

import io.ratchet.connectors.Credentials.Account;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/**
 * A WS-Man server that takes sealed messages only and whose NTLM is pyspnego's, so that nobody of this project wrote
 * what judges us.
 */
final class SealedPeer implements AutoCloseable {
    static final Account ACCOUNT = new Account("SEAL\\alice", "Gans&Ente 4711");

    private final Process process;
    private final Path trace;
    private final int port;

    private SealedPeer(Process process, Path trace, int port) {
        this.process = process;
        this.trace = trace;
        this.port = port;
    }

    static SealedPeer with(Path folder, String... switches) {
        try {
            Path script = folder.resolve("sealed-peer.py");
            if (!Files.exists(script))
                Files.copy(
                        Objects.requireNonNull(SealedPeer.class.getResourceAsStream("/wsman/sealed-peer.py")), script);
            Path users = Files.writeString(folder.resolve("users"), "SEAL:alice:" + ACCOUNT.password() + "\n");
            Path trace = folder.resolve("trace.ndjson");
            Files.deleteIfExists(trace);
            List<String> command = new ArrayList<>(List.of(python(), script.toString(), "--trace", trace.toString()));
            command.addAll(List.of(switches));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("NTLM_USER_FILE", users.toString());
            builder.redirectError(folder.resolve("peer.log").toFile());
            Process process = builder.start();
            BufferedReader told =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String ready = told.readLine();
            if (ready == null || !ready.startsWith("ready "))
                throw new IllegalStateException(
                        "The peer did not start: " + Files.readString(folder.resolve("peer.log")));
            return new SealedPeer(process, trace, Integer.parseInt(ready.split(" ")[2]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that has pyspnego: what {@code ./ratchet test --all} installs, else the system's. */
    private static String python() {
        for (String python :
                new String[] {System.getProperty("ratchet.judge", "../.ratchet/judge/bin/python"), "python3"})
            if (hasSpnego(python)) return python;
        return Assumptions.abort("skipped: pyspnego is not installed");
    }

    private static boolean hasSpnego(String python) {
        try {
            return new ProcessBuilder(python, "-c", "import spnego").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    /** What was on the wire, one line of JSON each. */
    List<String> trace() {
        try {
            return Files.readAllLines(trace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
