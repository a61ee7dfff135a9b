package io.ratchet.connectors.wsman;

import com.hierynomus.ntlm.functions.NtlmFunctions;
import com.hierynomus.security.bc.BCSecurityProvider;
import io.ratchet.domain.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;

/**
 * Ties a logon to the TLS connection below it, by the host's certificate (RFC 5929, {@code tls-server-end-point}), so
 * that nobody between us and the host can use it for one of his own.
 */
final class ChannelBinding {
    private static final byte[] PREFIX = "tls-server-end-point:".getBytes(StandardCharsets.US_ASCII);

    private final byte[] hash;

    private ChannelBinding(byte[] hash) {
        this.hash = hash;
    }

    static ChannelBinding to(X509Certificate host) throws CertificateEncodingException {
        return new ChannelBinding(hash(host.getSigAlgName().toUpperCase(Locale.ROOT), host.getEncoded()));
    }

    /** What GSS calls the application's data. */
    byte[] applicationData() {
        byte[] data = Arrays.copyOf(PREFIX, PREFIX.length + hash.length);
        System.arraycopy(hash, 0, data, PREFIX.length, hash.length);
        return data;
    }

    /** As GSS hashes it, without any addresses, which is what NTLM carries. */
    byte[] md5() {
        int length = PREFIX.length + hash.length;
        return NtlmFunctions.md5(
                new BCSecurityProvider(),
                new byte[16], // no addresses
                new byte[] {(byte) length, (byte) (length >> 8), 0, 0},
                PREFIX,
                hash);
    }

    /** By the hash of the certificate's signature, but SHA-256 in place of MD5 and SHA-1. */
    private static byte[] hash(String signature, byte[] certificate) {
        if (signature.startsWith("SHA384")) return hash(new SHA384Digest(), certificate);
        if (signature.startsWith("SHA512")) return hash(new SHA512Digest(), certificate);
        return Sha256.of(certificate);
    }

    private static byte[] hash(Digest digest, byte[] bytes) {
        byte[] hash = new byte[digest.getDigestSize()];
        digest.update(bytes, 0, bytes.length);
        digest.doFinal(hash, 0);
        return hash;
    }
}
