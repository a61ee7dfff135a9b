package io.ratchet.store.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A part of an export as it is unpacked, and its lines. */
final class PartLines extends BufferedInputStream {
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST = 16 * 1024 * 1024;

    PartLines(InputStream part) {
        super(part, BUFFER);
    }

    /**
     * The next line without its LF; null at the end.
     *
     * @throws IOException when it is longer than any line Ratchet writes, or is not ended
     */
    byte @Nullable [] line() throws IOException {
        ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
        while (filled()) {
            int end = end();
            if (begun.size() + (end - pos) > LONGEST)
                throw new IOException("a line is longer than any that Ratchet writes");
            byte[] piece = Arrays.copyOfRange(buf, pos, end);
            boolean ended = end < count;
            pos = ended ? end + 1 : end;
            if (ended && begun.size() == 0) return piece;
            begun.writeBytes(piece);
            if (ended) return begun.toByteArray();
        }
        if (begun.size() == 0) return null;
        throw new IOException("the last line is cut off");
    }

    private boolean filled() throws IOException {
        if (pos < count) return true;
        if (read() < 0) return false;
        pos--;
        return true;
    }

    /** Where the next LF stands in what is filled, or where that ends. */
    private int end() {
        byte[] filled = buf;
        int end = count;
        int at = pos;
        while (at < end && filled[at] != '\n') at++;
        return at;
    }
}
