package io.ratchet.lab.wsman;

import com.hierynomus.ntlm.functions.NtlmFunctions;
import com.hierynomus.security.SecurityProvider;
import com.hierynomus.security.bc.BCSecurityProvider;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Sealing by NTLM (MS-NLMP 3.4): RC4, and a signature that counts. */
final class NtlmSeal extends HostSeal {
    private static final int SIGNATURE = 16;

    private final SecurityProvider security = new BCSecurityProvider();
    private final byte[] signsIn;
    private final byte[] signsOut;
    private final byte[] opensBy;
    private final byte[] sealsBy;
    private Cipher opens;
    private Cipher seals;
    private int received;
    private int sent;

    NtlmSeal(byte[] key) {
        super(NEGOTIATE);
        signsIn = derived(key, "client-to-server", "signing");
        signsOut = derived(key, "server-to-client", "signing");
        opensBy = derived(key, "client-to-server", "sealing");
        sealsBy = derived(key, "server-to-client", "sealing");
        opens = cipher(opensBy);
        seals = cipher(sealsBy);
    }

    @Override
    Optional<byte[]> opened(byte[] signature, byte[] data) {
        byte[] clear = opens.update(data);
        if (clear == null) clear = new byte[0];
        return signature.length == SIGNATURE
                        && MessageDigest.isEqual(signature, signature(opens, signsIn, received++, clear))
                ? Optional.of(clear)
                : Optional.empty();
    }

    @Override
    Sealed sealed(byte[] clear) {
        byte[] data = seals.update(clear);
        return new Sealed(signature(seals, signsOut, sent++, clear), data);
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
}
