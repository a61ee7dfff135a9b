package io.ratchet.connectors.wsman;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** SPNEGO around NTLM (RFC 4178 section 4.2): as much of DER as its two messages need. */
final class Spnego {
    private static final byte[] SPNEGO = {0x2b, 6, 1, 5, 5, 2};
    private static final byte[] NTLM = {0x2b, 6, 1, 4, 1, (byte) 0x82, 0x37, 2, 2, 0x0a};

    private Spnego() {}

    /** What the mechListMIC signs: the list of mechanisms as it was sent. */
    static byte[] mechanisms() {
        return tagged(0x30, tagged(6, NTLM));
    }

    /** The first message: NTLM and nothing else, with its message 1. */
    static byte[] begin(byte[] token) {
        byte[] offer = tagged(0x30, joined(tagged(0xa0, mechanisms()), tagged(0xa2, tagged(4, token))));
        return tagged(0x60, joined(tagged(6, SPNEGO), tagged(0xa0, offer)));
    }

    /** The last message of the client: NTLM's message 3 and the signature over the list of mechanisms. */
    static byte[] finish(byte[] token, byte[] signature) {
        return tagged(0xa1, tagged(0x30, joined(tagged(0xa2, tagged(4, token)), tagged(0xa3, tagged(4, signature)))));
    }

    /**
     * What the other side answered.
     *
     * @param state 0 accepted, 1 incomplete, 2 rejected, 3 asks for the signature; -1 where it says nothing
     */
    record Response(int state, byte @Nullable [] token, byte @Nullable [] signature) {
        /** @throws SealException NOT_AGREED when it cannot be read */
        static Response read(byte[] bytes) throws SealException {
            try {
                byte[] sequence = content(content(bytes, 0xa1), 0x30);
                int state = -1;
                byte[] token = null;
                byte[] signature = null;
                for (int at = 0; at < sequence.length; ) {
                    int tag = sequence[at] & 0xff;
                    int end = end(sequence, at);
                    byte[] inner = content(Arrays.copyOfRange(sequence, at, end), tag);
                    switch (tag) {
                        case 0xa0 -> state = content(inner, 0x0a)[0];
                        case 0xa2 -> token = content(inner, 4);
                        case 0xa3 -> signature = content(inner, 4);
                        default -> {}
                    }
                    at = end;
                }
                return new Response(state, token, signature);
            } catch (IndexOutOfBoundsException | IllegalArgumentException cut) {
                throw SealException.notAgreed("answers the logon with something that is no SPNEGO message");
            }
        }
    }

    private static byte[] content(byte[] bytes, int tag) {
        if ((bytes[0] & 0xff) != tag) throw new IllegalArgumentException("tag " + bytes[0]);
        int end = end(bytes, 0);
        return Arrays.copyOfRange(bytes, start(bytes, 0), end);
    }

    private static int start(byte[] bytes, int at) {
        int length = bytes[at + 1] & 0xff;
        return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
    }

    private static int end(byte[] bytes, int at) {
        int first = bytes[at + 1] & 0xff;
        int start = start(bytes, at);
        int length = first < 0x80 ? first : 0;
        if (first > 0x83) throw new IllegalArgumentException("a length of more than three bytes");
        for (int i = at + 2; i < start; i++) length = (length << 8) | (bytes[i] & 0xff);
        if (length > bytes.length - start) throw new IndexOutOfBoundsException(length);
        return start + length;
    }

    private static byte[] tagged(int tag, byte[] content) {
        var out = new ByteArrayOutputStream(content.length + 5);
        out.write(tag);
        int length = content.length;
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length & 0xff);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
