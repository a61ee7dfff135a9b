package io.ratchet.lab.wsman;

import io.ratchet.lab.command.CommandResult;
import io.ratchet.lab.command.CommandShell;
import io.ratchet.lab.command.ProcessDied;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One command in a shell, from its start until its output was fetched. */
final class RemoteProcess {
    /** How a process is: what Receive can say of it. */
    enum Condition {
        RUNNING,
        ENDED,
        DIED,
        KILLED
    }

    private final String id;
    private final Charset charset;
    private final CompletableFuture<Condition> over = new CompletableFuture<>();
    private volatile CommandResult result = new CommandResult(0, "", "");
    private volatile @Nullable Future<?> work;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final CompletableFuture<String> input = new CompletableFuture<>();
    private byte[] stdout = {};
    private byte[] stderr = {};

    RemoteProcess(String id, Charset charset) {
        this.id = id;
        this.charset = charset;
    }

    void start(CommandShell shell, String line, boolean silent, ExecutorService workers) {
        work = workers.submit(() -> {
            try {
                finish(shell.run(line, this::input), silent);
            } catch (ProcessDied died) {
                over.complete(Condition.DIED);
            } catch (InterruptedException killed) {
                over.complete(Condition.KILLED);
            } catch (RuntimeException defect) {
                finish(new CommandResult(CommandShell.UNKNOWN, "", "the lab failed: " + defect + "\r\n"), false);
            }
        });
    }

    /** What the client sends to it, which it may read once nothing more comes. */
    void input(byte[] bytes, boolean last) {
        synchronized (sent) {
            sent.writeBytes(bytes);
            if (last) input.complete(sent.toString(charset));
        }
    }

    private String input() throws InterruptedException {
        try {
            return input.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("nothing fails here", impossible);
        }
    }

    private void finish(CommandResult made, boolean silent) {
        if (silent) return;
        result = made;
        synchronized (this) {
            stdout = made.stdout().getBytes(charset);
            stderr = made.stderr().getBytes(charset);
        }
        over.complete(Condition.ENDED);
    }

    /** Ends it from outside; an installation that it started goes on. */
    void kill() {
        Future<?> running = work;
        over.complete(Condition.KILLED);
        if (running != null) running.cancel(true);
    }

    String id() {
        return id;
    }

    int exitCode() {
        return result.exitCode();
    }

    CompletableFuture<Condition> over() {
        return over;
    }

    /** The next bytes of its output that fit, and what is said of them: the last ones carry the exit code. */
    synchronized String next(Envelope request, int longest) {
        byte[] out = Arrays.copyOf(stdout, Math.min(stdout.length, longest));
        byte[] err = Arrays.copyOf(stderr, Math.min(stderr.length, longest - out.length));
        stdout = Arrays.copyOfRange(stdout, out.length, stdout.length);
        stderr = Arrays.copyOfRange(stderr, err.length, stderr.length);
        return Soap.received(request, this, out, err, stdout.length == 0 && stderr.length == 0);
    }
}
