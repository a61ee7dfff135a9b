package io.ratchet.wire;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and texts one behind the other, in as few bytes as they need, and deflated (RFC 1951) where that is shorter
 * still. A text keeps every character there is, also what no text of a database may hold.
 */
public final class Packed {
    private static final byte PLAIN = 0;
    private static final byte DEFLATED = 1;

    /** Below, the signs of what is written so weigh more than what is won. */
    private static final int ALONE_BELOW = 48;

    /** More than any block holds: what asks for more was not written by us. */
    private static final int MOST = 1 << 26;

    private Packed() {}

    /** With how many characters both begin. */
    public static int common(String one, String other) {
        int most = Math.min(one.length(), other.length());
        int common = 0;
        while (common < most && one.charAt(common) == other.charAt(common)) common++;
        return common;
    }

    /** What is written; for one thread. */
    public static final class Writer {
        private byte[] bytes = new byte[1 << 10];
        private int size;

        private void write(int value) {
            if (size == bytes.length) bytes = Arrays.copyOf(bytes, 2 * size);
            bytes[size++] = (byte) value;
        }

        /** Seven bits a byte, the lowest first; a negative one takes ten. */
        public Writer number(long value) {
            long left = value;
            for (; (left & ~0x7FL) != 0; left >>>= 7) write((int) ((left & 0x7F) | 0x80));
            write((int) left);
            return this;
        }

        /** One that may as well be negative. */
        public Writer signed(long value) {
            return number((value << 1) ^ (value >> 63));
        }

        public Writer text(String text) {
            return text(text, 0);
        }

        /** What of a text stands behind so many characters. */
        public Writer text(String text, int from) {
            number(text.length() - (long) from);
            for (int i = from; i < text.length(); i++) number(text.charAt(i));
            return this;
        }

        /** As it was written, for {@link Reader#plain}; never deflated. */
        public byte[] plain() {
            return Arrays.copyOf(bytes, size);
        }

        /** In as few bytes as can be, for {@link Reader#of}. */
        public byte[] packed() {
            Writer whole = new Writer();
            byte[] deflated = size < ALONE_BELOW ? null : deflated();
            if (deflated == null || deflated.length >= size) {
                whole.write(PLAIN);
                return whole.with(bytes, size);
            }
            whole.write(DEFLATED);
            return whole.number(size).with(deflated, deflated.length);
        }

        private byte[] with(byte[] more, int length) {
            byte[] all = Arrays.copyOf(bytes, size + length);
            System.arraycopy(more, 0, all, size, length);
            return all;
        }

        private byte[] deflated() {
            Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            try {
                deflater.setInput(bytes, 0, size);
                deflater.finish();
                byte[] shorter = new byte[size];
                int length = 0;
                while (!deflater.finished() && length < shorter.length)
                    length += deflater.deflate(shorter, length, shorter.length - length);
                return deflater.finished() ? Arrays.copyOf(shorter, length) : shorter;
            } finally {
                deflater.end();
            }
        }
    }

    /** What was written, in the same order; for one thread. */
    public static final class Reader {
        private final byte[] bytes;
        private int at;

        private Reader(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        /** Of what {@link Writer#plain} gave. */
        public static Reader plain(byte[] written) {
            return new Reader(written, 0);
        }

        /** @throws FailureException DEFECT when it was not packed by this Ratchet or one before it */
        public static Reader of(byte[] packed) {
            Reader reader = new Reader(packed, 1);
            if (packed.length > 0 && packed[0] == PLAIN) return reader;
            if (packed.length == 0 || packed[0] != DEFLATED) throw unreadable(null);
            long size = reader.number();
            if (size < 0 || size > MOST) throw unreadable(null);
            return new Reader(inflated(packed, reader.at, (int) size), 0);
        }

        private static byte[] inflated(byte[] packed, int from, int size) {
            Inflater inflater = new Inflater(true);
            try {
                inflater.setInput(packed, from, packed.length - from);
                byte[] bytes = new byte[size];
                int length = 0;
                while (length < size && !inflater.finished()) {
                    int more = inflater.inflate(bytes, length, size - length);
                    if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) throw unreadable(null);
                    length += more;
                }
                if (length < size) throw unreadable(null);
                return bytes;
            } catch (DataFormatException e) {
                throw unreadable(e);
            } finally {
                inflater.end();
            }
        }

        private byte next() {
            if (at == bytes.length) throw unreadable(null);
            return bytes[at++];
        }

        public long number() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = next();
                value |= (next & 0x7FL) << shift;
                if (next >= 0) return value;
            }
            throw unreadable(null);
        }

        public long signed() {
            long value = number();
            return (value >>> 1) ^ -(value & 1);
        }

        /** A number of things that each take a byte at least. */
        public int count() {
            long value = number();
            if (value < 0 || value > bytes.length - at) throw unreadable(null);
            return (int) value;
        }

        public String text() {
            char[] text = new char[count()];
            for (int i = 0; i < text.length; i++) text[i] = (char) number();
            return new String(text);
        }

        public void skipText() {
            for (int left = count(); left > 0; left--) number();
        }

        public boolean atEnd() {
            return at == bytes.length;
        }
    }

    /** What is told of bytes that nobody wrote so. */
    public static FailureException unreadable(@Nullable Throwable why) {
        String sentence =
                "A block in the database cannot be read; was it changed by hand, or written by a newer Ratchet?";
        return why == null
                ? FailureException.of(FailureCode.DEFECT, sentence)
                : FailureException.of(FailureCode.DEFECT, sentence, why);
    }
}
