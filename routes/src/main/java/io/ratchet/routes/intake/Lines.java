package io.ratchet.routes.intake;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A text line by line, however long its lines are: of one over the limit only the beginning is kept. */
final class Lines {
    private static final int LOOKED_AT = 1 << 16;
    /** What {@code copy a.csv + b.csv all.csv} of Windows puts behind the last line. */
    private static final char END = '\u001A';

    private final Decoded in;
    private final int longest;
    private final StringBuilder line = new StringBuilder();
    private String piece = "";
    private int at;
    private int number;
    private boolean tooLong;
    private boolean terminated;
    /** What ends a line: the carriage return alone in what Excel calls CSV (Macintosh). */
    private char feed = '\n';

    Lines(Decoded in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next line without its end; null behind the last. */
    @Nullable
    String next() throws IOException {
        tooLong = false;
        terminated = false;
        if (!more()) return null;
        number++;
        int end = piece.indexOf(feed, at);
        if (end >= 0 && end - at <= longest) {
            String next = upTo(end);
            at = end + 1;
            terminated = true;
            return next;
        }
        String last = gathered();
        if (terminated || last.isEmpty() || last.charAt(last.length() - 1) != END) return last;
        if (last.length() > 1) return last.substring(0, last.length() - 1);
        number--;
        return null;
    }

    private String upTo(int end) {
        return piece.substring(at, end > at && piece.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    /**
     * The next lines up to the first behind which no quote is open, joined by line feeds; null, and nothing is taken,
     * where they do not lie at hand whole or are more than {@code most}.
     */
    @Nullable
    String quoted(int most) throws IOException {
        if (!more()) return null;
        int from = at;
        int lines = 0;
        int quote = piece.indexOf('"', at);
        boolean open = true;
        int end = at;
        while (open) {
            end = piece.indexOf(feed, from);
            if (end < 0 || end - from > longest || ++lines > most) return null;
            open = lines > 1;
            for (; quote >= 0 && quote < end; quote = piece.indexOf('"', quote + 1)) open = !open;
            from = end + 1;
        }
        tooLong = false;
        terminated = true;
        number += lines;
        String text = upTo(end);
        at = end + 1;
        return lines > 1 && text.indexOf('\r') >= 0 ? text.replace("\r\n", "\n") : text;
    }

    private String gathered() throws IOException {
        line.setLength(0);
        while (!terminated && more()) {
            int found = piece.indexOf(feed, at);
            int end = found < 0 ? piece.length() : found;
            keep(end);
            at = end;
            if (found >= 0) {
                terminated = true;
                at++;
            }
        }
        int length = line.length();
        if (terminated && length > 0 && line.charAt(length - 1) == '\r') line.setLength(length - 1);
        return line.toString();
    }

    private void keep(int end) {
        int length = Math.min(end - at, longest - line.length());
        line.append(piece, at, at + length);
        if (length < end - at) tooLong = true;
    }

    private boolean more() throws IOException {
        while (at == piece.length()) {
            String next = in.piece();
            if (next == null) return false;
            piece = number == 0 ? first(next) : next;
            at = 0;
        }
        return true;
    }

    /** Looks on until a line feed shows that lines end as they do everywhere else. */
    private String first(String begun) throws IOException {
        if (begun.indexOf('\n') >= 0 || begun.indexOf('\r') < 0) return begun;
        StringBuilder all = new StringBuilder(begun);
        while (all.length() < LOOKED_AT) {
            String next = in.piece();
            if (next == null) break;
            all.append(next);
            if (next.indexOf('\n') >= 0) return all.toString();
        }
        feed = '\r';
        return all.toString();
    }

    /** The number of the last line, from 1. */
    int number() {
        return number;
    }

    /** The last line was over the limit; what was given is its beginning. */
    boolean tooLong() {
        return tooLong;
    }

    /** The last line had an end; false for what stands behind the last line end. */
    boolean terminated() {
        return terminated;
    }
}
