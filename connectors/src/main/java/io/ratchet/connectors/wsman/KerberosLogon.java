package io.ratchet.connectors.wsman;

import io.ratchet.connectors.Credentials.Account;
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
 * Kerberos by the JDK's GSS, alone or inside SPNEGO: a ticket by the account's password for {@code HTTP/host}, and the
 * host proves itself too. Realms are those of the machine's {@code krb5.conf}.
 */
final class KerberosLogon implements Logon {
    private static final String LOGIN = "com.sun.security.auth.module.Krb5LoginModule";
    private static final String KERBEROS = "1.2.840.113554.1.2.2";
    private static final String PRINCIPAL = "1.2.840.113554.1.2.2.1";
    private static final String SPNEGO = "1.3.6.1.5.5.2";

    private final Account account;
    private final String host;
    private final boolean inSpnego;
    private @Nullable Subject subject;
    private @Nullable GSSContext context;
    private Optional<KerberosSeal> seal = Optional.empty();

    KerberosLogon(Account account, String host, boolean inSpnego) {
        this.account = account;
        this.host = host;
        this.inSpnego = inSpnego;
    }

    @Override
    public String scheme() {
        return inSpnego ? "Negotiate" : "Kerberos";
    }

    @Override
    public boolean challenged() {
        return false;
    }

    @Override
    public byte[] first() throws IOException {
        try {
            LoginContext login = new LoginContext("ratchet", new Subject(), this::fill, new ByPassword());
            login.login();
            subject = login.getSubject();
            return step(new byte[0]);
        } catch (LoginException refused) {
            throw new HttpRefusal(401, refused);
        }
    }

    private void fill(Callback[] callbacks) {
        for (Callback each : callbacks) {
            if (each instanceof NameCallback name) name.setName(account.user());
            if (each instanceof PasswordCallback password)
                password.setPassword(account.password().toCharArray());
        }
    }

    @Override
    public byte[] answer(byte[] challenge) throws SealException {
        throw SealException.notAgreed("asks for more than a ticket");
    }

    @Override
    public void end(Optional<byte[]> token) throws IOException {
        if (token.isPresent()) step(token.get());
        GSSContext agreed = context;
        if (agreed == null || !agreed.isEstablished() || !agreed.getMutualAuthState() || !agreed.getConfState())
            throw SealException.notAgreed("did not prove itself, or does not agree to seal");
        seal = Optional.of(new KerberosSeal(
                agreed,
                inSpnego
                        ? "application/HTTP-SPNEGO-session-encrypted"
                        : "application/HTTP-Kerberos-session-encrypted"));
    }

    private byte[] step(byte[] token) throws IOException {
        PrivilegedExceptionAction<byte[]> next = () -> {
            byte[] said = context().initSecContext(token, 0, token.length);
            return said == null ? new byte[0] : said;
        };
        try {
            return Subject.doAs(subject, next);
        } catch (PrivilegedActionException failed) {
            if (token.length == 0) throw new HttpRefusal(401, failed);
            throw SealException.notAgreed("answers the ticket with something that does not prove it");
        }
    }

    private GSSContext context() throws GSSException {
        GSSContext begun = context;
        if (begun != null) return begun;
        GSSManager manager = GSSManager.getInstance();
        GSSName service = manager.createName("HTTP/" + host, new Oid(PRINCIPAL));
        begun = manager.createContext(
                service, new Oid(inSpnego ? SPNEGO : KERBEROS), null, GSSContext.DEFAULT_LIFETIME);
        begun.requestMutualAuth(true);
        begun.requestConf(true);
        begun.requestInteg(true);
        begun.requestReplayDet(true);
        begun.requestSequenceDet(true);
        context = begun;
        return begun;
    }

    @Override
    public Optional<KerberosSeal> seal() {
        return seal;
    }

    private static final class ByPassword extends Configuration {
        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return new AppConfigurationEntry[] {
                new AppConfigurationEntry(
                        LOGIN,
                        LoginModuleControlFlag.REQUIRED,
                        Map.of("refreshKrb5Config", "true", "isInitiator", "true"))
            };
        }
    }
}
