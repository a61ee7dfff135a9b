package io.ratchet.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of what comes from outside: HMAC-SHA256 (RFC 2104), compared in a time that tells nothing of it. For
 * one document and one thread.
 */
public final class HmacSha256 {
    private static final String NAME = "HmacSHA256";

    private final Mac mac;

    private HmacSha256(Mac mac) {
        this.mac = mac;
    }

    public static HmacSha256 of(String key) {
        return of(key.getBytes(StandardCharsets.UTF_8));
    }

    public static HmacSha256 of(byte[] key) {
        try {
            Mac mac = Mac.getInstance(NAME);
            mac.init(new SecretKeySpec(key, NAME));
            return new HmacSha256(mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java has no HMAC-SHA256", e);
        }
    }

    /** With a key that nobody has: whoever names a sender that is not known waits as long for an answer. */
    public static HmacSha256 ofNobody() {
        return of(new byte[32]);
    }

    public HmacSha256 over(String text) {
        return over(text.getBytes(StandardCharsets.UTF_8));
    }

    public HmacSha256 over(byte[] bytes) {
        return over(bytes, bytes.length);
    }

    /** @param count how many of the first bytes */
    public HmacSha256 over(byte[] bytes, int count) {
        mac.update(bytes, 0, count);
        return this;
    }

    /** Whether {@code given} is {@code prefix} and the signature, in lower-case hexadecimal or in Base64. */
    public boolean is(String prefix, String given) {
        return isAny(prefix, List.of(given));
    }

    /** Whether one of {@code given} is; several stand there while a key is changed. */
    public boolean isAny(String prefix, List<String> given) {
        byte[] signature = mac.doFinal();
        String hex = prefix + HexFormat.of().formatHex(signature);
        String base64 = prefix + Base64.getEncoder().encodeToString(signature);
        boolean any = false;
        for (String one : given) {
            if (same(hex, one)) any = true;
            if (same(base64, one)) any = true;
        }
        return any;
    }

    /** Whether two secrets are the same. */
    public static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
