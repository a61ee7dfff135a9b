package io.ratchet.lab.tls;

import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** Server ends of TLS connections, all with the fleet's certificate, each with the protocols that its host has on. */
public final class ServerTls {
    private static final Map<String, String> JAVA_NAMES = Map.of("SSLv3", "SSLv3", "TLSv1.0", "TLSv1");
    /** Suites that no Windows of the lab has on. */
    private static final Predicate<String> UNWANTED = Pattern.compile("_anon_|NULL|EXPORT|_DES_CBC_|_DES40_").asPredicate();

    private final SSLContext context;
    private final String[] suites;
    private final List<String> speakable;

    public ServerTls(LabCertificate certificate) {
        try {
            char[] password = {};
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("lab", certificate.keys().getPrivate(), password, new Certificate[] {certificate.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
            keys.init(store, password);
            context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            suites = Arrays.stream(context.getSupportedSSLParameters().getCipherSuites())
                    .filter(UNWANTED.negate())
                    .toArray(String[]::new);
            speakable = List.of(context.getSupportedSSLParameters().getProtocols());
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("no TLS for the lab", impossible);
        }
    }

    /** True when this Java can speak one of these protocols, named as in the finding contract. */
    public boolean speaks(List<String> protocols) {
        return protocols.stream().map(ServerTls::javaName).anyMatch(speakable::contains);
    }

    /** @param protocols named as in the finding contract; those that this Java cannot speak are refused like the ones left out */
    public SslHandler handler(List<String> protocols) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledCipherSuites(suites);
        engine.setEnabledProtocols(protocols.stream().map(ServerTls::javaName).filter(speakable::contains).toArray(String[]::new));
        return new SslHandler(engine);
    }

    private static String javaName(String protocol) {
        return JAVA_NAMES.getOrDefault(protocol, protocol);
    }
}
