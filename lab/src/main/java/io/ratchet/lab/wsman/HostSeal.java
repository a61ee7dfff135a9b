package io.ratchet.lab.wsman;

import com.hierynomus.ntlm.functions.NtlmFunctions;
import com.hierynomus.security.SecurityProvider;
import com.hierynomus.security.bc.BCSecurityProvider;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * A host's end of a connection whose messages are sealed (MS-NLMP 3.4, MS-WSMV 2.2.9.1). It shares no code with the
 * client that talks to it, so that neither can be wrong without the other saying so.
 */
final class HostSeal {
    static final String TYPE = "multipart/encrypted;protocol=\"application/HTTP-SPNEGO-session-encrypted\";"
            + "boundary=\"Encrypted Boundary\"";

    private static final byte[] MARK = ascii("--Encrypted Boundary\r\n");
    private static final byte[] STREAM = ascii("Content-Type: application/octet-stream\r\n");
    private static final byte[] END = ascii("--Encrypted Boundary--\r\n");

    private final SecurityProvider security = new BCSecurityProvider();
    private final byte[] signsIn;
    private final byte[] signsOut;
    private final byte[] opensBy;
    private final byte[] sealsBy;
    private Cipher opens;
    private Cipher seals;
    private int received;
    private int sent;

    HostSeal(byte[] key) {
        signsIn = derived(key, "client-to-server", "signing");
        signsOut = derived(key, "server-to-client", "signing");
        opensBy = derived(key, "client-to-server", "sealing");
        sealsBy = derived(key, "server-to-client", "sealing");
        opens = cipher(opensBy);
        seals = cipher(sealsBy);
    }

    /** The envelope in a sealed body; empty when it is not what the client must have sealed next. */
    Optional<byte[]> open(byte[] body) {
        int at = indexOf(body, STREAM);
        if (at < 0 || body.length < at + STREAM.length + 20 + END.length) return Optional.empty();
        at += STREAM.length;
        if (ByteBuffer.wrap(body, at, 4).order(ByteOrder.LITTLE_ENDIAN).getInt() != 16) return Optional.empty();
        byte[] signature = Arrays.copyOfRange(body, at + 4, at + 20);
        byte[] clear = opens.update(body, at + 20, body.length - END.length - at - 20);
        if (clear == null) clear = new byte[0];
        return MessageDigest.isEqual(signature, signature(opens, signsIn, received++, clear))
                ? Optional.of(clear)
                : Optional.empty();
    }

    byte[] seal(byte[] clear) {
        byte[] data = seals.update(clear);
        ByteArrayOutputStream body = new ByteArrayOutputStream(clear.length + 400);
        body.writeBytes(MARK);
        body.writeBytes(ascii("\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
                + "\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=" + clear.length + "\r\n"));
        body.writeBytes(MARK);
        body.writeBytes(ascii("\t"));
        body.writeBytes(STREAM);
        body.writeBytes(littleEndian(16));
        body.writeBytes(signature(seals, signsOut, sent++, clear));
        body.writeBytes(data);
        body.writeBytes(END);
        return body.toByteArray();
    }

    /**
     * Whether the client signed it, as the next thing it says. Behind such a signature the stream begins anew, and the
     * numbers go on.
     */
    boolean isSigned(byte[] clear, byte[] signature) {
        boolean right = MessageDigest.isEqual(signature, signature(opens, signsIn, received++, clear));
        opens = cipher(opensBy);
        return right;
    }

    /** The host's own signature, of the same kind. */
    byte[] sign(byte[] clear) {
        byte[] signature = signature(seals, signsOut, sent++, clear);
        seals = cipher(sealsBy);
        return signature;
    }

    private byte[] signature(Cipher stream, byte[] key, int number, byte[] clear) {
        byte[] mac = NtlmFunctions.hmac_md5(security, key, littleEndian(number), clear);
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .put(stream.update(mac, 0, 8))
                .putInt(number)
                .array();
    }

    private byte[] derived(byte[] key, String way, String use) {
        return NtlmFunctions.md5(security, key, ascii("session key to " + way + " " + use + " key magic constant\0"));
    }

    private static Cipher cipher(byte[] key) {
        try {
            Cipher cipher = Cipher.getInstance("ARCFOUR");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
            return cipher;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("This Java lacks RC4.", missing);
        }
    }

    private static int indexOf(byte[] body, byte[] sought) {
        int last = Math.min(1024, body.length - sought.length);
        for (int at = 0; at <= last; at++)
            if (Arrays.equals(body, at, at + sought.length, sought, 0, sought.length)) return at;
        return -1;
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
