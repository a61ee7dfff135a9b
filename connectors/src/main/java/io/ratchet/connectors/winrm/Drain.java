package io.ratchet.connectors.winrm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Empties one stream of a process to its end, whatever happens: OverThere's pipe holds a kilobyte, and a process whose
 * pipe is full never ends. What is over the limit is thrown away, and said.
 */
final class Drain implements Runnable {
    private final InputStream in;
    private final int limit;
    private final CompletableFuture<Drain> ended = new CompletableFuture<>();
    private final CompletableFuture<Drain> overflowed = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private volatile boolean broken;
    private volatile long lastHeard = System.nanoTime();

    Drain(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[4096];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) keep(buffer, read);
        } catch (IOException pipeBroken) {
            // The process itself says why when it is asked for its exit code.
            broken = true;
        } finally {
            ended.complete(this);
        }
    }

    private void keep(byte[] buffer, int read) {
        lastHeard = System.nanoTime();
        int room = limit - kept.size();
        kept.write(buffer, 0, Math.min(read, room));
        if (read > room) overflowed.complete(this);
    }

    /** Completes at the stream's end. */
    CompletableFuture<Drain> ended() {
        return ended;
    }

    /** Completes when the limit is passed, if ever. */
    CompletableFuture<Drain> overflowed() {
        return overflowed;
    }

    /** How long nothing has come. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastHeard);
    }

    /** True when the stream did not end but broke. */
    boolean broken() {
        return broken;
    }

    /** What was kept; to be called after {@link #ended()}. */
    String text(Charset charset) {
        return kept.toString(charset);
    }
}
