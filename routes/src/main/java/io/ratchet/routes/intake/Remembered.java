package io.ratchet.routes.intake;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;

/** A text that can be read again from a little way back: what was read last is remembered. */
final class Remembered extends Reader {
    private static final int KEPT = 1 << 17;

    /** Where a piece of the text began, in characters and in bytes. */
    private record Piece(long characters, long bytes) {}

    private final Decoded in;
    private final char[] kept = new char[2 * KEPT];
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long base;
    private int length;
    private int at;

    Remembered(Decoded in) {
        this.in = in;
    }

    @Override
    public int read(char[] buffer, int offset, int wanted) throws IOException {
        if (wanted == 0) return 0;
        if (at == length && !more()) return -1;
        int count = Math.min(wanted, length - at);
        System.arraycopy(kept, at, buffer, offset, count);
        at += count;
        return count;
    }

    private boolean more() throws IOException {
        if (length > kept.length - KEPT / 2) {
            int dropped = length - KEPT;
            System.arraycopy(kept, dropped, kept, 0, KEPT);
            base += dropped;
            length = KEPT;
            at -= dropped;
            while (pieces.size() > 1 && pieces.getFirst().characters() + KEPT < base) pieces.removeFirst();
        }
        pieces.addLast(new Piece(base + length, in.consumed()));
        int read = in.read(kept, length, kept.length - length);
        if (read < 0) return false;
        length += read;
        return true;
    }

    /** Goes back, or on, to a character; what is no longer remembered is passed over. */
    void seek(long character) {
        at = (int) Math.max(0, Math.min(length, character - base));
    }

    /** How many characters stand before what is read next. */
    long position() {
        return base + at;
    }

    /** What is still remembered of the text from one character up to another. */
    String between(long from, long to) {
        int first = (int) Math.max(0, Math.min(length, from - base));
        int last = (int) Math.max(first, Math.min(length, to - base));
        return new String(kept, first, last - first);
    }

    /** How many bytes stand before a character that is still remembered. */
    long bytesBefore(long character) {
        Piece piece = new Piece(0, in.mark());
        for (Piece next : pieces) if (next.characters() <= character) piece = next;
        int from = (int) Math.max(0, piece.characters() - base);
        int to = (int) Math.max(from, Math.min(length, character - base));
        return piece.bytes() + in.bytes(new String(kept, from, to - from));
    }

    /** Stands before the next {@code <name} then; false when there is none. */
    boolean findElement(String name) throws IOException {
        String wanted = "<" + name;
        int matched = 0;
        while (true) {
            if (at == length && !more()) return false;
            char c = kept[at++];
            if (matched == wanted.length()) {
                if (c == '>' || c == '/' || c <= ' ') {
                    seek(base + at - wanted.length() - 1);
                    return true;
                }
                matched = 0;
            }
            if (c == wanted.charAt(matched)) matched++;
            else matched = c == '<' ? 1 : 0;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
