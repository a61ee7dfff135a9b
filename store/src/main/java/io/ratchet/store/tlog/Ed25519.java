package io.ratchet.store.tlog;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Signatures of RFC 8032 with keys as their 32 bytes. */
final class Ed25519 {
    static final int KEY = 32;
    static final int SIGNATURE = 64;

    /** What stands before the 32 bytes in the one X.509 form of such a key (RFC 8410, section 4). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    /** The 32 bytes of a key in its X.509 form. */
    static byte[] raw(byte[] x509) {
        if (x509.length != X509.length + KEY || !Arrays.equals(x509, 0, X509.length, X509, 0, X509.length))
            throw new IllegalArgumentException("it is no Ed25519 key in its X.509 form");
        return Arrays.copyOfRange(x509, X509.length, x509.length);
    }

    static byte[] x509(byte[] raw) {
        byte[] x509 = Arrays.copyOf(X509, X509.length + KEY);
        System.arraycopy(raw, 0, x509, X509.length, KEY);
        return x509;
    }

    static boolean verifies(byte[] rawKey, byte[] message, byte[] signature) {
        if (rawKey.length != KEY || signature.length != SIGNATURE) return false;
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509(rawKey))));
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
