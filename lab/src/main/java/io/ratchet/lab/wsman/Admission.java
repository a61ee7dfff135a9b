package io.ratchet.lab.wsman;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * How hosts take a logon.
 *
 * @param closesOnRefusal whether a refused password also ends the connection, as Windows does for the first
 * @param spnegoOnly whether NTLM is taken inside SPNEGO only; Windows takes it as it is too
 * @param certificates who issues the certificates that stand for the account, over HTTPS; empty: nobody
 * @param basic whether a password itself is taken; off as Windows is installed
 * @param unencrypted whether a message is taken over HTTP that is not sealed ({@code AllowUnencrypted}); off as Windows
 *     is installed, and no password itself is then asked for over HTTP
 * @param kerberos the realm that hosts are in; empty: in none
 */
public record Admission(
        boolean closesOnRefusal,
        boolean spnegoOnly,
        Optional<X509Certificate> certificates,
        boolean basic,
        boolean unencrypted,
        Optional<KerberosService> kerberos) {
    public Admission(boolean closesOnRefusal, boolean spnegoOnly, Optional<X509Certificate> certificates) {
        this(closesOnRefusal, spnegoOnly, certificates, true, true, Optional.empty());
    }

    /** What any client gets on with. */
    public static Admission standard() {
        return new Admission(false, false, Optional.empty());
    }

    /** As Windows is installed: by NTLM, and sealed unless TLS does that already. */
    public static Admission asInstalled() {
        return new Admission(true, false, Optional.empty(), false, false, Optional.empty());
    }

    /** The same of hosts in a realm. */
    public Admission in(KerberosService realm) {
        return new Admission(closesOnRefusal, spnegoOnly, certificates, basic, unencrypted, Optional.of(realm));
    }

    boolean takesPasswords(boolean tls) {
        return basic && (tls || unencrypted);
    }
}
