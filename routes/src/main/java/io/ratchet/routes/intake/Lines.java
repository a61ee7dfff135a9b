package io.ratchet.routes.intake;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** A text line by line, however long its lines are: of one over the limit only the beginning is kept. */
final class Lines {
    private final Reader in;
    private final int longest;
    private final char[] buffer = new char[1 << 15];
    private final StringBuilder line = new StringBuilder();
    private int at;
    private int end;
    private int number;
    private boolean tooLong;
    private boolean terminated;

    Lines(Reader in, int longest) {
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
        int feed = feed();
        if (feed < end && feed - at <= longest) {
            int from = at;
            at = feed + 1;
            terminated = true;
            return new String(buffer, from, (feed > from && buffer[feed - 1] == '\r' ? feed - 1 : feed) - from);
        }
        return gathered();
    }

    /** Where the next line end in the buffer stands; its end where there is none. */
    private int feed() {
        char[] here = buffer;
        int stop = end;
        int i = at;
        while (i < stop && here[i] != '\n') i++;
        return i;
    }

    private String gathered() throws IOException {
        line.setLength(0);
        while (!terminated && more()) {
            int from = at;
            at = feed();
            keep(from);
            if (at < end) {
                terminated = true;
                at++;
            }
        }
        int length = line.length();
        if (terminated && length > 0 && line.charAt(length - 1) == '\r') line.setLength(length - 1);
        return line.toString();
    }

    private void keep(int from) {
        int length = Math.min(at - from, longest - line.length());
        line.append(buffer, from, length);
        if (length < at - from) tooLong = true;
    }

    private boolean more() throws IOException {
        if (at < end) return true;
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
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
