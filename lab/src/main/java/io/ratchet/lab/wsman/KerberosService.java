package io.ratchet.lab.wsman;

import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.Oid;

/**
 * What hosts know of a realm of Kerberos: the keys of their own names ({@code HTTP/host}), out of a keytab. They ask no
 * KDC for anything. Safe for use by many threads.
 */
public final class KerberosService {
    /** What the client says its logon under. */
    enum Scheme {
        /** Inside SPNEGO. */
        NEGOTIATE("Negotiate", HostSeal.NEGOTIATE),
        KERBEROS("Kerberos", "application/HTTP-Kerberos-session-encrypted");

        private final String word;
        private final String protocol;

        Scheme(String word, String protocol) {
            this.word = word;
            this.protocol = protocol;
        }

        String word() {
            return word;
        }
    }

    private static final String SPNEGO = "1.3.6.1.5.5.2";
    private static final String KERBEROS = "1.2.840.113554.1.2.2";

    private final Subject subject;

    private KerberosService(Subject subject) {
        this.subject = subject;
    }

    /**
     * @param keytab with a key for each name that hosts are called by
     * @throws IllegalArgumentException when it cannot be read or holds no key
     */
    public static KerberosService of(Path keytab) {
        try {
            LoginContext login = new LoginContext("ratchet-lab", new Subject(), callbacks -> {}, new Keys(keytab));
            login.login();
            return new KerberosService(login.getSubject());
        } catch (LoginException unusable) {
            throw new IllegalArgumentException("the keytab " + keytab + " cannot be used", unusable);
        }
    }

    /** A logon that is over, with the word that proves the host. */
    record Accepted(HostSeal seal, byte[] word) {}

    /** Empty when the ticket is not for a host of ours or not of this account. */
    Optional<Accepted> accept(byte[] token, Scheme scheme, Account account) {
        try {
            return as(() -> {
                GSSContext context = context();
                byte[] word = context.acceptSecContext(token, 0, token.length);
                boolean agreed = context.isEstablished()
                        && context.getConfState()
                        && context.getIntegState()
                        && account.user().equalsIgnoreCase(user(context));
                return agreed
                        ? Optional.of(new Accepted(
                                new KerberosSeal(context, scheme.protocol), word == null ? new byte[0] : word))
                        : Optional.empty();
            });
        } catch (GSSException refused) {
            return Optional.empty();
        }
    }

    private static GSSContext context() throws GSSException {
        GSSManager gss = GSSManager.getInstance();
        Oid[] mechanisms = {new Oid(SPNEGO), new Oid(KERBEROS)};
        return gss.createContext(
                gss.createCredential(null, GSSCredential.INDEFINITE_LIFETIME, mechanisms, GSSCredential.ACCEPT_ONLY));
    }

    /** Without the realm. */
    private static String user(GSSContext context) throws GSSException {
        return context.getSrcName().toString().split("@", 2)[0];
    }

    private <T> T as(PrivilegedExceptionAction<T> action) throws GSSException {
        try {
            return Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            if (e.getException() instanceof GSSException gss) throw gss;
            throw new IllegalStateException("Only GSS fails here.", e);
        }
    }

    private static final class Keys extends Configuration {
        private final Path keytab;

        Keys(Path keytab) {
            this.keytab = keytab;
        }

        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return new AppConfigurationEntry[] {
                new AppConfigurationEntry(
                        "com.sun.security.auth.module.Krb5LoginModule",
                        LoginModuleControlFlag.REQUIRED,
                        Map.of(
                                "useKeyTab", "true",
                                "keyTab", keytab.toString(),
                                "principal", "*",
                                "storeKey", "true",
                                "doNotPrompt", "true",
                                "isInitiator", "false"))
            };
        }
    }
}
