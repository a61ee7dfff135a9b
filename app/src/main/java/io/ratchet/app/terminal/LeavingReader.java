package io.ratchet.app.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Data for a reader that may leave before the end, as {@code head} does: it has seen enough, so what follows is dropped
 * and nothing failed. Whatever else keeps data from being written, such as a full disk, is a failure.
 */
final class LeavingReader extends FilterOutputStream {
    private boolean gone;

    LeavingReader(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (gone) return;
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            gone = left(e);
            if (!gone) throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        if (!gone) out.flush();
    }

    /** Java names the cause only in the system's words. */
    private static boolean left(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }
}
