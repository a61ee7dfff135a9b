package io.ratchet.connectors.tls;

import io.ratchet.domain.finding.Protocol;
import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.function.Consumer;

/**
 * Writes one ClientHello in one record. RFC 6101 (SSL 3.0), 2246, 4346, 5246, 8446; extensions RFC 6066, 8422, 7685.
 */
final class ClientHello {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int[] GROUPS = {29, 23, 24, 25, 256};
    private static final int X25519 = 29;
    private static final int[] SIGNATURES = {
        0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301,
        0x0203, 0x0201, 0x0202,
    };
    private static final SecureRandom RANDOM = new SecureRandom();

    private ClientHello() {}

    /** The bytes of a whole record that offers {@code version} as its highest, and for TLS 1.3 as its only one. */
    static byte[] offering(Protocol version, int[] suites, String sni) {
        byte[] hello = handshake(version, suites, sni);
        var record = new Bytes();
        record.one(HANDSHAKE).two(recordVersion(version)).two(hello.length).all(hello);
        return record.toByteArray();
    }

    private static byte[] handshake(Protocol version, int[] suites, String sni) {
        byte[] body = body(version, suites, sni, 0);
        // Some old load balancers hang on a ClientHello of 256 to 511 bytes; RFC 7685 was made for them.
        int length = body.length + 4;
        if (length > 255 && length < 512) body = body(version, suites, sni, Math.max(512 - length, 4) - 4);
        return new Bytes().one(CLIENT_HELLO).three(body.length).all(body).toByteArray();
    }

    private static byte[] body(Protocol version, int[] suites, String sni, int padding) {
        boolean tls13 = version == Protocol.TLS_1_3;
        var body = new Bytes();
        body.two(tls13 ? WireVersion.of(Protocol.TLS_1_2) : WireVersion.of(version));
        body.all(random());
        if (tls13) body.one(32).all(random());
        else body.one(0);
        body.vector(list -> {
            for (int suite : suites) list.two(suite);
        });
        body.one(1).one(0);
        if (version != Protocol.SSL_3) body.vector(extensions -> extensions(extensions, version, sni, padding));
        return body.toByteArray();
    }

    private static void extensions(Bytes out, Protocol version, String sni, int padding) {
        String name = serverName(sni);
        if (!name.isEmpty()) {
            byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
            out.two(0)
                    .vector(data ->
                            data.vector(names -> names.one(0).two(ascii.length).all(ascii)));
        }
        out.two(10)
                .vector(data -> data.vector(groups -> {
                    for (int group : GROUPS) groups.two(group);
                }));
        out.two(11).vector(data -> data.one(1).one(0));
        if (version.compareTo(Protocol.TLS_1_2) >= 0) {
            out.two(13)
                    .vector(data -> data.vector(signatures -> {
                        for (int signature : SIGNATURES) signatures.two(signature);
                    }));
        }
        if (version == Protocol.TLS_1_3) {
            out.two(43).vector(data -> data.one(2).two(WireVersion.of(Protocol.TLS_1_3)));
            out.two(51)
                    .vector(data ->
                            data.vector(shares -> shares.two(X25519).two(32).all(random())));
        }
        if (padding > 0) out.two(21).two(padding).all(new byte[padding]);
    }

    /** The name as it may be asked for: never an address (RFC 6066 section 3), and nothing that is not a host name. */
    private static String serverName(String sni) {
        if (sni.indexOf(':') >= 0 || sni.matches("[0-9.]*")) return "";
        try {
            String ascii = IDN.toASCII(sni.endsWith(".") ? sni.substring(0, sni.length() - 1) : sni);
            return ascii.length() <= 255 ? ascii : "";
        } catch (IllegalArgumentException notAHostName) {
            return "";
        }
    }

    /** The record layer speaks TLS 1.0 for everything newer, because old servers check it (RFC 5246 appendix E.1). */
    private static int recordVersion(Protocol version) {
        return version == Protocol.SSL_3 ? 0x0300 : 0x0301;
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Big-endian numbers and length-prefixed vectors. */
    static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes one(int value) {
            out.write(value);
            return this;
        }

        Bytes two(int value) {
            return one(value >>> 8).one(value);
        }

        Bytes three(int value) {
            return one(value >>> 16).two(value);
        }

        Bytes all(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        /** What {@code content} writes, after its length in two bytes. */
        Bytes vector(Consumer<Bytes> content) {
            var inner = new Bytes();
            content.accept(inner);
            byte[] bytes = inner.toByteArray();
            return two(bytes.length).all(bytes);
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
