package io.ratchet.lab.wsman;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * How hosts take a logon.
 *
 * @param closesOnRefusal whether a refused password also ends the connection, as Windows does for the first
 * @param spnegoOnly whether NTLM is taken inside SPNEGO only; Windows takes it as it is too
 * @param certificates who issues the certificates that stand for the account, over HTTPS; empty: nobody
 */
public record Admission(boolean closesOnRefusal, boolean spnegoOnly, Optional<X509Certificate> certificates) {
    public static Admission standard() {
        return new Admission(false, false, Optional.empty());
    }
}
