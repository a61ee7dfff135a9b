package io.ratchet.lab.tls;

import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/**
 * Lets this JVM serve what Windows of 2009 serves. That holds for the whole process, clients included, so only
 * processes that host a fleet may ask for it; and the JDK reads the setting once, so it must come before the first use
 * of TLS.
 */
public final class LegacyTls {
    private static final String DISABLED = "jdk.tls.disabledAlgorithms";
    private static final String STILL_DISABLED = "anon, NULL";

    private LegacyTls() {}

    /** @throws IllegalStateException when TLS was used in this JVM before, with the old protocols off */
    public static void allow() {
        Security.setProperty(DISABLED, STILL_DISABLED);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            SSLEngine server = context.createSSLEngine();
            server.setUseClientMode(false);
            if (!Arrays.asList(server.getEnabledProtocols()).contains("TLSv1"))
                throw new IllegalStateException(
                        "TLS was used in this JVM before the lab could turn its old protocols on; call LegacyTls.allow() first of all");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }
}
