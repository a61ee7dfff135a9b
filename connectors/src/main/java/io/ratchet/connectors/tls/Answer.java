package io.ratchet.connectors.tls;

import io.ratchet.domain.finding.Protocol;

/** What a listener did with one ClientHello. */
sealed interface Answer {
    /** It chose a version, and a suite of those we offered. */
    record Chose(Protocol version) implements Answer {}

    /** It refused with a fatal alert. */
    record Alert(int description) implements Answer {
        static final int HANDSHAKE_FAILURE = 40;
        static final int PROTOCOL_VERSION = 70;
    }

    /**
     * It refused with {@code handshake_failure}, and accepted the same suites with a newer version: what it refused is
     * the version.
     */
    record VersionRefused() implements Answer {}

    /**
     * It took the ClientHello and closed or reset the connection, as Schannel does with a version that is switched off.
     */
    record Closed() implements Answer {}

    /** It took the connection and said nothing in time. */
    record Silent() implements Answer {}

    /** It answered something that is not TLS. */
    record NotTls() implements Answer {}

    /** No connection could be opened. */
    record Unreachable() implements Answer {}
}
