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
     * It refused, and showed that what it refused is the version: by {@code handshake_failure} though it accepted the
     * same suites with a newer version, or by hanging up (or by an alert, upon SSL 2.0) though it chose another version
     * just before and just after.
     */
    record VersionRefused() implements Answer {}

    /**
     * It took the ClientHello and closed or reset the connection, as Schannel does with a version that is switched off,
     * and as a limiter or a proxy does with anything.
     */
    record Closed() implements Answer {}

    /** It took the connection and said nothing in time. */
    record Silent() implements Answer {}

    /** It answered something that is not TLS, or would not let TLS begin. */
    record NotTls() implements Answer {}

    /** No connection could be opened. */
    record Unreachable() implements Answer {}
}
