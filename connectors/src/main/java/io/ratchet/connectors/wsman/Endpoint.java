package io.ratchet.connectors.wsman;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.oldtls.OlderTls;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A host's WinRM and how we talk to it.
 *
 * @param tls what we trust; empty: plain HTTP
 * @param connectTimeout for a connection to come about
 * @param answerTimeout for an answer to begin after a request
 * @param older how it is talked to where its TLS is older than 1.2; empty: then it is not
 */
public record Endpoint(
        String host,
        int port,
        Optional<SSLContext> tls,
        Account account,
        Authentication authentication,
        Duration connectTimeout,
        Duration answerTimeout,
        Optional<OlderTls> older) {
    /** By TLS 1.2 and newer alone. */
    public Endpoint(
            String host,
            int port,
            Optional<SSLContext> tls,
            Account account,
            Authentication authentication,
            Duration connectTimeout,
            Duration answerTimeout) {
        this(host, port, tls, account, authentication, connectTimeout, answerTimeout, Optional.empty());
    }

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
