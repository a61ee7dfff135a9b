package io.ratchet.connectors.wsman;

import io.ratchet.connectors.wsman.Seal.Sealed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body that a sealed message travels in (MS-WSMV 2.2.9.1). It looks like MIME and is not: headers stand behind a
 * tab, nothing ends them, and the sealed bytes may hold the boundary, so that a reader goes by lengths alone.
 */
final class SealedBody {
    private static final String BOUNDARY = "--Encrypted Boundary";
    private static final Pattern PART = Pattern.compile(
            "--[^\\r\\n]*\\r\\n[ \\t]*Content-Type: ([^\\r\\n]*)\\r\\n"
                    + "[ \\t]*OriginalContent: type=[^\\r\\n]*;Length=(\\d{1,9})\\r\\n"
                    + "--[^\\r\\n]*\\r\\n[ \\t]*Content-Type: application/octet-stream\\r\\n",
            Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_HEAD = 1024;
    private static final int LONGEST_SIGNATURE = 256;

    private SealedBody() {}

    /** The Content-Type of a request that is sealed so. */
    static String type(Seal seal) {
        return "multipart/encrypted;protocol=\"" + seal.protocol() + "\";boundary=\"Encrypted Boundary\"";
    }

    /** Whether an answer of this Content-Type is sealed. */
    static boolean sealed(String contentType) {
        return contentType.regionMatches(true, 0, "multipart/encrypted", 0, 19)
                || contentType.regionMatches(true, 0, "multipart/x-multi-encrypted", 0, 27);
    }

    static byte[] of(byte[] clear, Seal seal) throws SealException {
        Sealed sealed = seal.wrap(clear);
        ByteArrayOutputStream body = new ByteArrayOutputStream(clear.length + 512);
        body.writeBytes(ascii(BOUNDARY + "\r\n\tContent-Type: " + seal.protocol()
                + "\r\n\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=" + clear.length + "\r\n"
                + BOUNDARY + "\r\n\tContent-Type: application/octet-stream\r\n"));
        body.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(sealed.signature().length)
                .array());
        body.writeBytes(sealed.signature());
        body.writeBytes(sealed.data());
        body.writeBytes(ascii(BOUNDARY + "--\r\n"));
        return body.toByteArray();
    }

    /** What was sealed, of one part or several. */
    static byte[] open(byte[] body, Seal seal) throws SealException {
        ByteArrayOutputStream clear = new ByteArrayOutputStream(body.length);
        int at = 0;
        do {
            Matcher head = PART.matcher(
                    new String(body, at, Math.min(LONGEST_HEAD, body.length - at), StandardCharsets.ISO_8859_1));
            if (!head.lookingAt() || !head.group(1).equalsIgnoreCase(seal.protocol())) throw unreadable();
            int signature = at + head.end() + 4;
            if (signature > body.length) throw unreadable();
            int length = ByteBuffer.wrap(body, signature - 4, 4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getInt();
            int original = Integer.parseInt(head.group(2));
            if (length < 0 || length > LONGEST_SIGNATURE || original > body.length - signature - length)
                throw unreadable();
            int data = signature + length;
            byte[] opened = seal.open(new Sealed(
                    Arrays.copyOfRange(body, signature, data), Arrays.copyOfRange(body, data, data + original)));
            clear.writeBytes(opened);
            at = data + original;
        } while (!ends(body, at));
        return clear.toByteArray();
    }

    private static boolean ends(byte[] body, int at) throws SealException {
        String rest = new String(body, at, Math.min(80, body.length - at), StandardCharsets.ISO_8859_1);
        if (!rest.startsWith("--")) throw unreadable();
        int line = rest.indexOf("\r\n");
        return (line < 0 ? rest : rest.substring(0, line)).endsWith("--");
    }

    private static SealException unreadable() {
        return SealException.broken("sent a sealed message that cannot be read");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
