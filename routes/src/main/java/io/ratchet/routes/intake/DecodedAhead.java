package io.ratchet.routes.intake;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Decodes a text on a thread of its own, a few pieces ahead of whoever reads them. */
final class DecodedAhead implements Closeable {
    /** Of characters. */
    static final int LONGEST = 1 << 15;

    /** As many as last while this thread waits some milliseconds for a core that works out the hash. */
    private static final int PIECES = 128;

    /** Decodes the next piece into a buffer, with what stands in it. */
    @FunctionalInterface
    interface Decoding {
        /** @return how many characters; negative at the end */
        int read(char[] buffer) throws IOException;
    }

    /** What was counted up to some place of the text. */
    record Counts(long consumed, long foreign, long controls) {}

    /** Gives {@link Counts} up to the last character that was decoded. */
    @FunctionalInterface
    interface Counting {
        Counts now();
    }

    /** @param length negative for the end, with what was thrown there */
    private record Piece(
            char[] text,
            int length,
            Counts counts,
            @Nullable Throwable thrown) {}

    private final Decoding decoding;
    private final Counting counting;
    private final BlockingQueue<Piece> ready = new ArrayBlockingQueue<>(PIECES);
    private final BlockingQueue<char[]> free = new ArrayBlockingQueue<>(PIECES + 2);
    private final SideThread thread = new SideThread(this::decode, "report-text");
    private Counts counts;
    private @Nullable Piece piece;
    private int at;

    DecodedAhead(Decoding decoding, Counting counting) {
        this.decoding = decoding;
        this.counting = counting;
        this.counts = counting.now();
        thread.start();
    }

    private void decode() {
        try {
            Piece last;
            do {
                last = next();
                ready.put(last);
            } while (last.length() >= 0);
        } catch (InterruptedException e) {
            // Nobody reads on: the text was closed.
            Thread.currentThread().interrupt();
        }
    }

    private Piece next() {
        char[] used = free.poll();
        char[] text = used == null ? new char[LONGEST] : used;
        try {
            int length = decoding.read(text);
            return new Piece(text, length, counting.now(), null);
        } catch (IOException | RuntimeException | Error e) {
            // Told where it is read: who waits for a piece would else wait for ever.
            return new Piece(text, -1, counting.now(), e);
        }
    }

    /** As {@link java.io.Reader#read(char[], int, int)}. */
    int read(char[] buffer, int offset, int length) throws IOException {
        Piece now = piece;
        if (now == null || (at == now.length() && now.length() >= 0)) now = taken(now);
        if (now.thrown() instanceof IOException io) throw io;
        if (now.thrown() instanceof RuntimeException defect) throw defect;
        if (now.thrown() instanceof Error error) throw error;
        if (now.length() < 0) return -1;
        int count = Math.min(length, now.length() - at);
        System.arraycopy(now.text(), at, buffer, offset, count);
        at += count;
        if (at == now.length()) counts = now.counts();
        return count;
    }

    private Piece taken(@Nullable Piece before) throws IOException {
        if (before != null) free.offer(before.text());
        try {
            Piece next = ready.take();
            piece = next;
            at = 0;
            if (next.length() < 0) counts = next.counts();
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a report was read");
        }
    }

    /** Up to the last piece that was read whole. */
    Counts counts() {
        return counts;
    }

    @Override
    public void close() {
        thread.end();
    }
}
