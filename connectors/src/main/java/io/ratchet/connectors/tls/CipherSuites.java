package io.ratchet.connectors.tls;

import io.ratchet.domain.finding.Protocol;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The suites we offer: all that a Windows, Java, OpenSSL or device listener of the last twenty years may insist on, the
 * broken ones included, so that a refusal speaks of the version and not of the suites. Numbers: IANA "TLS Cipher
 * Suites".
 */
final class CipherSuites {
    /** Says that we know RFC 5746; some servers refuse a ClientHello without it. */
    private static final int RENEGOTIATION_INFO = 0x00FF;

    private static final int[] TLS_1_3 = {0x1301, 0x1302, 0x1303};

    /** GCM, CCM, ChaCha20 and SHA-2 MACs exist since TLS 1.2 only. */
    private static final int[] SINCE_TLS_1_2 = {
        0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9, 0xCCAA, 0x009E, 0x009F, 0x009C, 0x009D, 0xC023, 0xC024, 0xC027,
        0xC028, 0x0067, 0x006B, 0x003C, 0x003D, 0x00A2, 0x00A3, 0x0040, 0x006A, 0xC09C, 0xC09D, 0xC0AC, 0xC0AD,
    };

    private static final int[] ELLIPTIC = {
        0xC009, 0xC00A, 0xC013, 0xC014, 0xC008, 0xC012, 0xC007, 0xC011, 0xC004, 0xC005, 0xC00E, 0xC00F
    };

    private static final int[] CLASSIC = {
        0x0033, 0x0039, 0x002F, 0x0035, 0x0032, 0x0038, 0x0045, 0x0088, 0x0041, 0x0084, 0x0016, 0x000A, 0x0013, 0x0096,
        0x0007, 0x0005, 0x0004, 0x0015, 0x0009, 0x0012, 0x0062, 0x0064, 0x0014, 0x0008, 0x0006, 0x0003, 0x0011,
    };

    private CipherSuites() {}

    /**
     * What a ClientHello of {@code version} offers. One for TLS 1.3 also names older suites, so that an older server
     * can choose one.
     */
    static int[] offeredWith(Protocol version) {
        var modern = version.compareTo(Protocol.TLS_1_3) >= 0 ? IntStream.of(TLS_1_3) : IntStream.empty();
        var since12 = version.compareTo(Protocol.TLS_1_2) >= 0 ? IntStream.of(SINCE_TLS_1_2) : IntStream.empty();
        var elliptic = version.compareTo(Protocol.TLS_1_0) >= 0 ? IntStream.of(ELLIPTIC) : IntStream.empty();
        return Stream.of(modern, since12, elliptic, IntStream.of(CLASSIC), IntStream.of(RENEGOTIATION_INFO))
                .flatMapToInt(suites -> suites)
                .toArray();
    }

    /** Whether a server may choose {@code suite} when {@code offered} were offered. */
    static boolean isAmong(int[] offered, int suite) {
        return suite != RENEGOTIATION_INFO && IntStream.of(offered).anyMatch(each -> each == suite);
    }

    static boolean isTls13(int suite) {
        return IntStream.of(TLS_1_3).anyMatch(each -> each == suite);
    }
}
