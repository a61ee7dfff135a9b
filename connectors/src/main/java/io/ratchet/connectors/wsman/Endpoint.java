package io.ratchet.connectors.wsman;

import io.ratchet.connectors.Credentials.Account;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A host's WinRM and how we talk to it.
 *
 * @param tls what we trust; empty: plain HTTP
 * @param connectTimeout for a connection to come about
 * @param answerTimeout for an answer to begin after a request
 */
public record Endpoint(
        String host,
        int port,
        Optional<SSLContext> tls,
        Account account,
        Authentication authentication,
        Duration connectTimeout,
        Duration answerTimeout) {
    /** How we prove who we are. */
    public enum Authentication {
        /** The password with each request: over TLS only, unless somebody allows it. */
        BASIC,
        /** NTLMv2; over plain HTTP every message is sealed. */
        NTLM,
        /** A certificate over TLS, which a host maps to one of its accounts; no password is anywhere. */
        CERTIFICATE,
        /** A domain account, {@code user@REALM}; over plain HTTP every message is sealed. */
        KERBEROS
    }
}
