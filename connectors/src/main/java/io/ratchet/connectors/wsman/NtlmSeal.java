package io.ratchet.connectors.wsman;

import com.hierynomus.ntlm.functions.NtlmFunctions;
import com.hierynomus.security.bc.BCSecurityProvider;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * NTLM's sealing with extended session security and 128 bits (MS-NLMP 3.4): one RC4 stream for each direction and the
 * life of the connection, first the message, then the checksum over its number and its clear text.
 */
final class NtlmSeal implements Seal {
    private static final int VERSION = 1;

    private final Direction out;
    private final Direction in;

    private NtlmSeal(Direction out, Direction in) {
        this.out = out;
        this.in = in;
    }

    /** The client's end of a connection. */
    static NtlmSeal client(byte[] exportedKey) {
        return new NtlmSeal(
                new Direction(exportedKey, "client-to-server"), new Direction(exportedKey, "server-to-client"));
    }

    /** The host's end of it. */
    static NtlmSeal host(byte[] exportedKey) {
        return new NtlmSeal(
                new Direction(exportedKey, "server-to-client"), new Direction(exportedKey, "client-to-server"));
    }

    @Override
    public String protocol() {
        return "application/HTTP-SPNEGO-session-encrypted";
    }

    @Override
    public Sealed wrap(byte[] clear) {
        byte[] data = out.next(clear);
        return new Sealed(out.signature(clear), data);
    }

    @Override
    public byte[] open(Sealed sealed) throws SealException {
        byte[] clear = in.next(sealed.data());
        if (!MessageDigest.isEqual(in.signature(clear), sealed.signature()))
            throw SealException.broken("sent a message whose seal is not the next one");
        return clear;
    }

    /**
     * Signs what went over the connection in clear. It takes a number, and the stream begins anew behind it: that is
     * how SPNEGO's signature over its mechanisms is counted (MS-SPNG 3.3.5.1).
     */
    byte[] sign(byte[] clear) {
        byte[] signature = out.signature(clear);
        out.beginAnew();
        return signature;
    }

    /** Whether the peer signed it so, as the next thing it says. */
    boolean isSigned(byte[] clear, byte[] signature) {
        boolean right = MessageDigest.isEqual(in.signature(clear), signature);
        in.beginAnew();
        return right;
    }

    private static final class Direction {
        private final Mac sign;
        private final Cipher stream;
        private final SecretKeySpec sealing;
        private int number;

        Direction(byte[] exportedKey, String way) {
            try {
                sign = Mac.getInstance("HmacMD5");
                sign.init(new SecretKeySpec(key(exportedKey, way, "signing"), "HmacMD5"));
                stream = Cipher.getInstance("ARCFOUR");
                sealing = new SecretKeySpec(key(exportedKey, way, "sealing"), "ARCFOUR");
                stream.init(Cipher.ENCRYPT_MODE, sealing);
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("This Java lacks what NTLM needs (RC4, MD5).", missing);
            }
        }

        private static byte[] key(byte[] exportedKey, String way, String use) {
            return NtlmFunctions.md5(
                    new BCSecurityProvider(),
                    exportedKey,
                    ("session key to " + way + " " + use + " key magic constant\0")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        void beginAnew() {
            try {
                stream.init(Cipher.ENCRYPT_MODE, sealing);
            } catch (InvalidKeyException impossible) {
                throw new IllegalStateException("The key was taken before.", impossible);
            }
        }

        /** The stream knows no difference between sealing and opening. */
        byte[] next(byte[] message) {
            return message.length == 0 ? message : stream.update(message);
        }

        byte[] signature(byte[] clear) {
            sign.update(littleEndian(number));
            byte[] checksum = stream.update(Arrays.copyOf(sign.doFinal(clear), 8));
            return ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(VERSION)
                    .put(checksum)
                    .putInt(number++)
                    .array();
        }

        private static byte[] littleEndian(int value) {
            return ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array();
        }
    }
}
