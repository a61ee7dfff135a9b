package io.ratchet.lab.wsman;

import io.ratchet.lab.command.CommandShell;
import io.ratchet.lab.command.Console;
import io.ratchet.lab.command.Input;
import io.ratchet.lab.command.ProcessDied;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;
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
    private final CompletableFuture<String> input = new CompletableFuture<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private volatile @Nullable Future<?> work;
    /** Completed while there is something to tell: output that nobody has fetched, or the end. */
    private CompletableFuture<Void> news = new CompletableFuture<>();

    private Condition condition = Condition.RUNNING;
    private int exitCode;
    private byte[] stdout = {};
    private byte[] stderr = {};

    RemoteProcess(String id, Charset charset) {
        this.id = id;
        this.charset = charset;
    }

    /** Runs a line to its end with what it may read and where it prints. */
    interface Run {
        int to(Input input, Console console) throws InterruptedException, ProcessDied;
    }

    void start(Run run, boolean silent, ExecutorService workers) {
        var printed = new Printed(silent);
        work = workers.submit(() -> {
            try {
                int code = run.to(this::input, printed);
                if (!silent) end(Condition.ENDED, code, printed);
            } catch (ProcessDied died) {
                end(Condition.DIED, 0, printed);
            } catch (InterruptedException killed) {
                end(Condition.KILLED, 0, printed);
            } catch (RuntimeException defect) {
                printed.err("the lab failed: " + defect + "\r\n");
                end(Condition.ENDED, CommandShell.UNKNOWN, printed);
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

    /** Ends it from outside; an installation that it started goes on. */
    void kill() {
        Future<?> running = work;
        end(Condition.KILLED, 0, new Printed(true));
        if (running != null) running.cancel(true);
    }

    private synchronized void end(Condition how, int code, Printed printed) {
        if (condition != Condition.RUNNING) return;
        // Whoever waits for news is answered within the next line, and shall hear of the end with the last words.
        condition = how;
        exitCode = code;
        printed.flush();
        news.complete(null);
    }

    String id() {
        return id;
    }

    synchronized int exitCode() {
        return exitCode;
    }

    synchronized Condition condition() {
        return condition;
    }

    synchronized CompletableFuture<Void> news() {
        return news;
    }

    /**
     * The next bytes of its output that fit, and what is said of them: the last ones of a process that has ended carry
     * the exit code. Empty when there is nothing to say of one that runs.
     */
    synchronized Optional<String> next(Envelope request, int longest) {
        boolean running = condition == Condition.RUNNING;
        if (running && stdout.length == 0 && stderr.length == 0) return Optional.empty();
        byte[] out = Arrays.copyOf(stdout, Math.min(stdout.length, longest));
        byte[] err = Arrays.copyOf(stderr, Math.min(stderr.length, longest - out.length));
        stdout = Arrays.copyOfRange(stdout, out.length, stdout.length);
        stderr = Arrays.copyOfRange(stderr, err.length, stderr.length);
        boolean read = stdout.length == 0 && stderr.length == 0;
        if (running && read) news = new CompletableFuture<>();
        return Optional.of(Soap.received(request, this, out, err, read && !running));
    }

    private synchronized void tell(byte[] out, byte[] err) {
        stdout = joined(stdout, out);
        stderr = joined(stderr, err);
        if (stdout.length > 0 || stderr.length > 0) news.complete(null);
    }

    private static byte[] joined(byte[] first, byte[] then) {
        byte[] all = Arrays.copyOf(first, first.length + then.length);
        System.arraycopy(then, 0, all, first.length, then.length);
        return all;
    }

    /** What it has printed since it waited last; written by the one thread that it runs in. */
    private final class Printed implements Console {
        private final boolean silent;
        private final StringBuilder out = new StringBuilder();
        private final StringBuilder err = new StringBuilder();

        Printed(boolean silent) {
            this.silent = silent;
        }

        @Override
        public void out(String text) {
            out.append(text);
        }

        @Override
        public void err(String text) {
            err.append(text);
        }

        @Override
        public void flush() {
            if (!silent) tell(out.toString().getBytes(charset), err.toString().getBytes(charset));
            out.setLength(0);
            err.setLength(0);
        }
    }
}
