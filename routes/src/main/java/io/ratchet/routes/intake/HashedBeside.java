package io.ratchet.routes.intake;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.finding.ReportRef;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what a report gives while the hash of its bytes is worked out on a thread of its own. What comes before the
 * hash is known waits for it, in its order and up to a bound; nothing without it reaches the sink.
 */
final class HashedBeside implements FindingSink, Closeable {
    /** Stands in findings for the hash that they get on their way out. */
    static final String NOT_YET = "0".repeat(64);

    /** A smaller file is hashed sooner than a thread begins. */
    static final long ALONE_BELOW = 1 << 20;

    private static final int MOST_WAITING = 1 << 14;

    private final FindingSink to;
    private final FutureTask<String> hash;
    private final @Nullable SideThread thread;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable String known;
    private @Nullable ReportRef given;
    private @Nullable ReportRef whole;
    /** Whether the sink threw: it is given nothing more then. */
    private boolean refused;

    HashedBeside(Path file, FindingSink to) throws IOException {
        this.to = to;
        hash = new FutureTask<>(() -> Sha256.hex(file));
        thread = Files.size(file) < ALONE_BELOW ? null : new SideThread(hash, "report-hash");
        if (thread == null) hash.run();
        else thread.start();
    }

    /** The file could not be read for its hash. */
    private static final class Unread extends UncheckedIOException {
        @Serial
        private static final long serialVersionUID = 1;

        Unread(IOException why) {
            super(why);
        }
    }

    /** Work that hands on to this sink. */
    @FunctionalInterface
    interface Reading {
        void run() throws IOException;
    }

    /**
     * Runs {@code reading} and hands on what waits.
     *
     * @return the hash
     * @throws IOException of {@code reading}, or when the file cannot be read for its hash
     */
    String during(Reading reading) throws IOException {
        try {
            reading.run();
            return known();
        } catch (Unread e) {
            throw e.getCause();
        }
    }

    @Override
    public void finding(Finding finding) {
        handOn(() -> to.finding(new Finding(
                whole(finding.report()),
                finding.record(),
                finding.observedAt(),
                finding.host(),
                finding.observation(),
                finding.evidence())));
    }

    @Override
    public void rejected(Rejected rejected) {
        handOn(() -> to.rejected(rejected));
    }

    @Override
    public void hint(Hint hint) {
        handOn(() -> to.hint(hint));
    }

    private void handOn(Runnable one) {
        if (known == null && !hash.isDone() && waiting.size() < MOST_WAITING) {
            waiting.add(one);
            return;
        }
        known();
        give(one);
    }

    private void give(Runnable one) {
        refused = true;
        one.run();
        refused = false;
    }

    /**
     * The reference that a report gave, with the hash in it; findings that we printed name the report that they are of.
     */
    private ReportRef whole(ReportRef report) {
        if (!report.sha256().equals(NOT_YET)) return report;
        ReportRef last = whole;
        if (report == given && last != null) return last;
        ReportRef made = new ReportRef(
                known(), report.format(), report.source(), report.run(), report.method(), report.within());
        given = report;
        whole = made;
        return made;
    }

    /** Waits for the hash where it must; what waited for it is handed on then. */
    private String known() {
        String already = known;
        if (already != null) return already;
        String now = told();
        known = now;
        for (Runnable one = waiting.poll(); one != null; one = waiting.poll()) give(one);
        return now;
    }

    private String told() {
        try {
            return hash.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unread(new InterruptedIOException("interrupted while a report was hashed"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) throw new Unread(io);
            throw new IllegalStateException("a report could not be hashed", e.getCause());
        }
    }

    /** Where the reading ended early, what it gave before is handed on; the file is closed then. */
    @Override
    public void close() {
        try {
            if (!refused) known();
        } finally {
            if (thread != null) thread.end();
        }
    }
}
