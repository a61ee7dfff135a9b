package io.ratchet.lab.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A self-signed RSA certificate, written in DER by hand because the JDK has no public way to make one.
 *
 * @param keys RSA, so that the old key exchanges work too
 */
public record LabCertificate(KeyPair keys, X509Certificate certificate) {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final byte[] SHA256_WITH_RSA = {0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 0x0B, 5, 0};
    private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};
    private static final byte[] ALTERNATIVE_NAME = {0x06, 0x03, 0x55, 0x1D, 0x11};
    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    /** A new one, valid for a year around {@code now}. */
    public static LabCertificate make(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair keys = generator.generateKeyPair();
            byte[] content = content(keys, now);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] whole = der(SEQUENCE, content, SHA256_WITH_RSA, der(0x03, new byte[] {0}, signature.sign()));
            var factory = CertificateFactory.getInstance("X.509");
            return new LabCertificate(keys, (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(whole)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java cannot make an RSA certificate", impossible);
        }
    }

    private static byte[] content(KeyPair keys, Instant now) {
        byte[] name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(0x0C, "ratchet lab".getBytes(StandardCharsets.UTF_8)))));
        byte[] names = der(SEQUENCE, der(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)), der(0x87, new byte[] {127, 0, 0, 1}));
        return der(
                SEQUENCE,
                der(0xA0, der(0x02, new byte[] {2})),
                der(0x02, BigInteger.valueOf(now.toEpochMilli()).toByteArray()),
                SHA256_WITH_RSA,
                name,
                der(SEQUENCE, time(now.minus(Duration.ofDays(1))), time(now.plus(Duration.ofDays(364)))),
                name,
                keys.getPublic().getEncoded(),
                der(0xA3, der(SEQUENCE, der(SEQUENCE, ALTERNATIVE_NAME, der(0x04, names)))));
    }

    private static byte[] time(Instant at) {
        return der(0x17, UTC_TIME.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        var value = new ByteArrayOutputStream();
        for (byte[] part : parts) value.writeBytes(part);
        var whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = value.size();
        if (length > 0xFF) {
            whole.write(0x82);
            whole.write(length >> 8);
        } else if (length > 0x7F) whole.write(0x81);
        whole.write(length & 0xFF);
        whole.writeBytes(value.toByteArray());
        return whole.toByteArray();
    }
}
