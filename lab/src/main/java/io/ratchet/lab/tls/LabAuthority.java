package io.ratchet.lab.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The certificate authority of this process, which whoever trusts its fleets trusts. Writes certificates by hand,
 * because the JDK has no public way to make one. There is one key for all, made when it is first needed: an RSA key
 * takes a second of CPU, and the old key exchanges need RSA.
 */
public final class LabAuthority {
    private static final byte[] SHA256_WITH_RSA = {
        0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05, 0x00
    };
    private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};
    private static final byte[] ALTERNATIVE_NAME = {0x06, 0x03, 0x55, 0x1D, 0x11};
    private static final byte[] BASIC_CONSTRAINTS = {0x06, 0x03, 0x55, 0x1D, 0x13};
    private static final byte[] TRUE = {0x01, 0x01, (byte) 0xFF};
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String NAME = "ratchet lab authority";

    @SuppressWarnings("TimeInStaticInitializer") // the moment of its first use is the one that is meant
    private static final class Holder {
        private static final LabAuthority INSTANCE =
                new LabAuthority(Clock.systemUTC().instant());
    }

    private final AtomicLong serial;
    private final Instant made;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private LabAuthority(Instant now) {
        made = now;
        serial = new AtomicLong(now.toEpochMilli());
        keys = keys();
        byte[] isAuthority =
                Der.of(Der.SEQUENCE, BASIC_CONSTRAINTS, TRUE, Der.of(Der.OCTET_STRING, Der.of(Der.SEQUENCE, TRUE)));
        certificate = sign(NAME, keys.getPublic(), isAuthority);
    }

    /** Valid for a year around its first use. */
    public static LabAuthority ofThisProcess() {
        return Holder.INSTANCE;
    }

    /** What a client trusts that shall trust every host of the fleet. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The same for tools that read PEM files. */
    public String pem() {
        try {
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a certificate that was just made cannot be encoded", impossible);
        }
    }

    /** @param address an IPv4 one */
    X509Certificate certify(String dnsName, InetAddress address) {
        byte[] names = Der.of(
                Der.SEQUENCE,
                Der.of(0x82, dnsName.getBytes(StandardCharsets.US_ASCII)),
                Der.of(0x87, address.getAddress()));
        return sign(dnsName, keys.getPublic(), Der.of(Der.SEQUENCE, ALTERNATIVE_NAME, Der.of(Der.OCTET_STRING, names)));
    }

    PrivateKey hostKey() {
        return keys.getPrivate();
    }

    private X509Certificate sign(String subject, PublicKey key, byte[] extension) {
        try {
            byte[] content = Der.of(
                    Der.SEQUENCE,
                    Der.of(0xA0, Der.of(Der.INTEGER, new byte[] {2})),
                    Der.of(
                            Der.INTEGER,
                            BigInteger.valueOf(serial.getAndIncrement()).toByteArray()),
                    SHA256_WITH_RSA,
                    name(NAME),
                    Der.of(Der.SEQUENCE, time(made.minus(Duration.ofDays(1))), time(made.plus(Duration.ofDays(364)))),
                    name(subject),
                    key.getEncoded(),
                    Der.of(0xA3, Der.of(Der.SEQUENCE, extension)));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] signed = Der.of(Der.BIT_STRING, new byte[] {0}, signature.sign());
            byte[] whole = Der.of(Der.SEQUENCE, content, SHA256_WITH_RSA, signed);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java cannot make an RSA certificate", impossible);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no RSA", impossible);
        }
    }

    private static byte[] name(String commonName) {
        byte[] text = Der.of(Der.UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
        return Der.of(Der.SEQUENCE, Der.of(Der.SET, Der.of(Der.SEQUENCE, COMMON_NAME, text)));
    }

    private static byte[] time(Instant at) {
        return Der.of(Der.UTC_TIME, UTC_TIME.format(at).getBytes(StandardCharsets.US_ASCII));
    }
}
