package io.ratchet.connectors.wsman;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.wsman.KerberosRefusal.Cause;
import java.io.IOException;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * Kerberos by this Java's own GSS (RFC 4121), with a ticket that is asked for with the account's password and kept in
 * no file. The KDCs are those of {@code krb5.conf}, or of the realm's DNS.
 */
final class KerberosLogon {
    /** What the logon is said under. */
    enum Scheme {
        /** Inside SPNEGO, as Windows is installed. */
        NEGOTIATE("Negotiate", "1.3.6.1.5.5.2", "application/HTTP-SPNEGO-session-encrypted"),
        /** As it is, for a host where Negotiate is switched off. */
        KERBEROS("Kerberos", "1.2.840.113554.1.2.2", "application/HTTP-Kerberos-session-encrypted");

        private final String word;
        private final String mechanism;
        private final String protocol;

        Scheme(String word, String mechanism, String protocol) {
            this.word = word;
            this.mechanism = mechanism;
            this.protocol = protocol;
        }

        String word() {
            return word;
        }
    }

    private final Scheme scheme;
    private final Subject subject;
    private final GSSContext context;

    private KerberosLogon(Scheme scheme, Subject subject, GSSContext context) {
        this.scheme = scheme;
        this.subject = subject;
        this.context = context;
    }

    /**
     * @param host the name that the domain knows it by
     * @param binding null over plain HTTP
     */
    static KerberosLogon begin(Account account, String host, Scheme scheme, @Nullable ChannelBinding binding)
            throws IOException {
        Subject subject = ticket(account);
        try {
            return new KerberosLogon(scheme, subject, as(subject, () -> context(host, scheme, binding)));
        } catch (GSSException refused) {
            throw new KerberosRefusal(Cause.HOST, refused);
        }
    }

    private static GSSContext context(String host, Scheme scheme, @Nullable ChannelBinding binding)
            throws GSSException {
        GSSManager gss = GSSManager.getInstance();
        GSSName service = gss.createName("HTTP@" + host, GSSName.NT_HOSTBASED_SERVICE);
        GSSContext context = gss.createContext(service, new Oid(scheme.mechanism), null, GSSContext.DEFAULT_LIFETIME);
        context.requestMutualAuth(true);
        context.requestConf(true);
        context.requestInteg(true);
        context.requestReplayDet(true);
        context.requestSequenceDet(true);
        if (binding != null) {
            Optional<org.ietf.jgss.ChannelBinding> bound = bound(binding.applicationData());
            if (bound.isPresent()) context.setChannelBinding(bound.get());
        }
        return context;
    }

    /**
     * The JDK's public class says of addresses that there are none in a way that Windows does not understand; the one
     * that its own LDAP and HTTP clients use says it as all others do. It is open to a program that asks for it when it
     * is started ({@code Add-Exports} in our manifest). Where it is not, we bind nothing, which a host takes unless it
     * demands a binding; a wrong one none takes.
     */
    private static Optional<org.ietf.jgss.ChannelBinding> bound(byte[] applicationData) {
        try {
            return Optional.of(Class.forName("sun.security.jgss.krb5.internal.TlsChannelBindingImpl")
                    .asSubclass(org.ietf.jgss.ChannelBinding.class)
                    .getConstructor(byte[].class)
                    .newInstance(applicationData));
        } catch (ReflectiveOperationException notOpen) {
            return Optional.empty();
        }
    }

    /** What we say first. */
    byte[] first() throws IOException {
        try {
            return as(subject, () -> context.initSecContext(new byte[0], 0, 0));
        } catch (GSSException refused) {
            throw new KerberosRefusal(byNetwork(refused) ? Cause.NO_KDC : Cause.HOST, refused);
        }
    }

    /**
     * How messages are sealed, once the host has proved who it is.
     *
     * @throws SealException when it has not, or does not agree to what must be agreed
     */
    KerberosSeal end(byte[] told) throws SealException {
        try {
            as(subject, () -> context.initSecContext(told, 0, told.length));
        } catch (GSSException unproved) {
            throw SealException.notAgreed("does not prove by Kerberos that it is itself");
        }
        boolean agreed = context.isEstablished()
                && context.getMutualAuthState()
                && context.getConfState()
                && context.getIntegState()
                && context.getReplayDetState()
                && context.getSequenceDetState();
        if (!agreed) throw SealException.notAgreed("offers Kerberos without sealing, counting or proof of itself");
        return new KerberosSeal(context, scheme.protocol);
    }

    private static <T> T as(Subject subject, PrivilegedExceptionAction<T> action) throws GSSException {
        try {
            return Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            if (e.getException() instanceof GSSException gss) throw gss;
            throw new IllegalStateException("Only GSS fails here.", e);
        }
    }

    // --- The ticket ------------------------------------------------------------------------------------------------

    private static Subject ticket(Account account) throws KerberosRefusal {
        try {
            LoginContext login = new LoginContext(
                    "ratchet",
                    new Subject(),
                    callbacks -> {
                        for (Callback each : callbacks) {
                            if (each instanceof NameCallback name) name.setName(account.user());
                            if (each instanceof PasswordCallback password)
                                password.setPassword(account.password().toCharArray());
                        }
                    },
                    new OnlyKerberos());
            login.login();
            return login.getSubject();
        } catch (LoginException refused) {
            throw new KerberosRefusal(byNetwork(refused) ? Cause.NO_KDC : Cause.ACCOUNT, refused);
        }
    }

    /**
     * The JDK's own words; what cannot be told for certain counts against the account, so that it is not locked out.
     */
    private static boolean byNetwork(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            String words = String.valueOf(each.getMessage());
            if (each instanceof IOException
                    || words.contains("Cannot locate KDC")
                    || words.contains("Cannot locate default realm")
                    || words.contains("Cannot get kdc")) return true;
        }
        return false;
    }

    private static final class OnlyKerberos extends Configuration {
        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return new AppConfigurationEntry[] {
                new AppConfigurationEntry(
                        "com.sun.security.auth.module.Krb5LoginModule",
                        LoginModuleControlFlag.REQUIRED,
                        Map.of("useTicketCache", "false", "useKeyTab", "false", "isInitiator", "true"))
            };
        }
    }
}
