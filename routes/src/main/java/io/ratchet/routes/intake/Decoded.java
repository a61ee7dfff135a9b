package io.ratchet.routes.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A report's bytes as text. A byte that is no UTF-8 is read as Windows-1252, in which old tools write, and counted: a
 * single one must not lose the rest. For XML, characters that no XML may hold become blanks, one for one, and are
 * counted too; for JSON control characters, which none of its texts may hold.
 */
final class Decoded extends Reader {
    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final int HEAD = 4096;
    /** A longer document is decoded on a thread of its own from there on. */
    private static final long ALONE_UP_TO = 1 << 19;

    private static final String DECLARATION = "<?xml ";

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHEST_BITS = 0x8080808080808080L;
    private static final long BLANKS = 0x2020202020202020L;

    private enum Kind {
        TEXT,
        JSON,
        XML
    }

    private final InputStream in;
    private final Kind kind;
    private final int mark;
    private final Encoding encoding;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    private boolean ended;
    /** Whether a byte that is not read yet may be of a character that is filtered. */
    private boolean suspect;

    private long filled;
    private char @Nullable [] piece;
    private long foreign;
    private long controls;
    private @Nullable DecodedAhead ahead;

    private Decoded(InputStream in, Kind kind) throws IOException {
        this.in = in;
        this.kind = kind;
        byte[] head = in.readNBytes(HEAD);
        encoding = Encoding.of(head);
        decoder = encoding.charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        bytes.put(head).flip();
        filled = head.length;
        mark = kind == Kind.XML ? prologue(head) : encoding.mark();
        bytes.position(mark);
        suspect = kind != Kind.TEXT && suspect(bytes.array(), 0, head.length);
    }

    static Decoded text(InputStream in) throws IOException {
        return of(in, Kind.TEXT);
    }

    static Decoded xml(InputStream in) throws IOException {
        return of(in, Kind.XML);
    }

    static Decoded json(InputStream in) throws IOException {
        return of(in, Kind.JSON);
    }

    private static Decoded of(InputStream in, Kind kind) throws IOException {
        try {
            return new Decoded(in, kind);
        } catch (IOException | RuntimeException e) {
            // Nobody else can close what is not made.
            in.close();
            throw e;
        }
    }

    /** How many bytes were no text of the encoding. */
    long foreign() {
        return counts().foreign();
    }

    /** How many characters were filtered. */
    long controls() {
        return counts().controls();
    }

    /** How many bytes of the file such a piece of text was. */
    int bytes(CharSequence text) {
        if (!encoding.charset().equals(StandardCharsets.UTF_8))
            return encoding.charset().name().startsWith("UTF-16") ? 2 * text.length() : text.length();
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            count += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
        }
        return count;
    }

    /** The next piece of the text, as long as it comes; null at its end. */
    @Nullable
    String piece() throws IOException {
        while (!bytes.hasRemaining() && !ended) fill();
        if (bytes.hasRemaining()
                && kind != Kind.XML
                && !suspect
                && encoding.charset().equals(StandardCharsets.UTF_8)) {
            String all = new String(bytes.array(), bytes.position(), bytes.remaining(), StandardCharsets.US_ASCII);
            // What is no ASCII becomes this character, and nothing else does.
            if (all.indexOf('\uFFFD') < 0) {
                bytes.position(bytes.limit());
                return all;
            }
        }
        if (piece == null) piece = new char[1 << 16];
        int length = read(piece, 0, piece.length);
        return length < 0 ? null : new String(piece, 0, length);
    }

    /** Whether any byte is part of a character beyond ASCII, or a control character but for tab and line ends. */
    private static boolean suspect(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, i);
            // A byte below the blank borrows from its highest bit, and one beyond ASCII has it already.
            if ((((eight - BLANKS) | eight) & HIGHEST_BITS) == 0) continue;
            for (int k = i; k < i + Long.BYTES; k++) if (suspect(bytes[k])) return true;
        }
        for (; i < to; i++) if (suspect(bytes[i])) return true;
        return false;
    }

    private static boolean suspect(byte one) {
        return one < 0x20 && one != '\n' && one != '\r' && one != '\t';
    }

    /** How many bytes have become text so far. */
    long consumed() {
        return counts().consumed();
    }

    private DecodedAhead.Counts counts() {
        return ahead == null ? decoded() : ahead.counts();
    }

    private DecodedAhead.Counts decoded() {
        return new DecodedAhead.Counts(filled - bytes.remaining(), foreign, controls);
    }

    int mark() {
        return mark;
    }

    /** Nothing may stand before an XML declaration, but further marks, blanks and remarks of a console do. */
    private int prologue(byte[] head) {
        String text = new String(head, encoding.mark(), head.length - encoding.mark(), encoding.charset());
        int skipped = Beginning.prologue(text);
        if (encoding.charset().equals(StandardCharsets.UTF_8) && text.startsWith(DECLARATION, skipped)) {
            // What a console said may be no UTF-8, so that its bytes cannot be told from its text.
            String bare = new String(head, encoding.mark(), head.length - encoding.mark(), StandardCharsets.ISO_8859_1);
            return encoding.mark() + bare.indexOf(DECLARATION);
        }
        return encoding.mark() + bytes(text.substring(0, skipped));
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (ahead == null && kind == Kind.XML && filled > ALONE_UP_TO)
            ahead = new DecodedAhead(piece -> decode(piece, 0, piece.length), this::decoded);
        return ahead == null ? decode(buffer, offset, length) : ahead.read(buffer, offset, length);
    }

    private int decode(char[] buffer, int offset, int length) throws IOException {
        CharBuffer out = CharBuffer.wrap(buffer, offset, length).slice();
        CoderResult result;
        // Over what was foreign to its end: a piece for each such byte would be looked at as often as there are bytes.
        do {
            result = decoder.decode(bytes, out, ended);
            if (result.isError()) {
                if (!out.hasRemaining()) break;
                foreign(result.length(), out);
            } else if (result.isUnderflow()) {
                if (out.position() > 0) break;
                if (ended) {
                    if (bytes.hasRemaining()) foreign(bytes.remaining(), out);
                    else return -1;
                } else fill();
            } else break;
        } while (out.position() == 0 || result.isError());
        int read = out.position();
        if (kind != Kind.TEXT && (suspect || !encoding.charset().equals(StandardCharsets.UTF_8)))
            filter(buffer, offset, read);
        return read;
    }

    private void foreign(int length, CharBuffer out) {
        foreign++;
        if (encoding.charset().equals(StandardCharsets.UTF_8)) {
            byte[] one = {bytes.get()};
            out.put(new String(one, WINDOWS).charAt(0));
            return;
        }
        bytes.position(Math.min(bytes.limit(), bytes.position() + length));
        out.put('\uFFFD');
    }

    private void fill() throws IOException {
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (read < 0) ended = true;
        else {
            int from = bytes.position();
            bytes.position(from + read);
            filled += read;
            // What is left of a piece that was suspect is too.
            if (kind != Kind.TEXT) suspect = (suspect && from > 0) || suspect(bytes.array(), from, from + read);
        }
        bytes.flip();
    }

    private void filter(char[] buffer, int offset, int length) {
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            char c = buffer[i];
            // One comparison tells that a character is none of these, and nearly every one is not.
            if ((char) (c - 0x20) <= 0xFFFD - 0x20) continue;
            if (c == '\n' || c == '\r' || c == '\t' || (c > '\u001F' && kind == Kind.JSON)) continue;
            buffer[i] = ' ';
            controls++;
        }
    }

    @Override
    public void close() throws IOException {
        if (ahead != null) ahead.close();
        in.close();
    }
}
