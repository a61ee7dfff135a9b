package io.ratchet.lab.tls;

import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The server's end of a host's TLS connections, each with the protocols that the host has on. */
public final class ServerTls {
    private static final Map<String, String> JAVA_NAMES = Map.of("SSLv3", "SSLv3", "TLSv1.0", "TLSv1");
    /** Suites that no Windows of the lab has on. */
    private static final Predicate<String> UNWANTED =
            Pattern.compile("_anon_|NULL|EXPORT|_DES_CBC_|_DES40_").asPredicate();

    private final String dnsName;
    private final InetAddress address;
    private final boolean asks;
    private @Nullable SSLContext made;

    /**
     * For one host; nothing is made before the first connection.
     *
     * @param asks whether clients are asked for a certificate, which WinRM looks at and not TLS, as on Windows
     */
    public ServerTls(String dnsName, InetAddress address, boolean asks) {
        this.dnsName = dnsName;
        this.address = address;
        this.asks = asks;
    }

    /**
     * The server's end of a new connection; empty when none of the protocols can be spoken, or there is none.
     *
     * @param protocols named as in the finding contract; those that this Java cannot speak are refused like the ones
     *     left out
     */
    public Optional<SslHandler> handler(List<String> protocols) {
        SSLContext context = context();
        List<String> speakable = List.of(context.getSupportedSSLParameters().getProtocols());
        String[] wanted = protocols.stream()
                .map(ServerTls::javaName)
                .filter(speakable::contains)
                .toArray(String[]::new);
        if (wanted.length == 0) return Optional.empty();
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setWantClientAuth(asks);
        engine.setEnabledProtocols(wanted);
        engine.setEnabledCipherSuites(Arrays.stream(engine.getSupportedCipherSuites())
                .filter(UNWANTED.negate())
                .toArray(String[]::new));
        return Optional.of(new SslHandler(engine));
    }

    private synchronized SSLContext context() {
        if (made == null) made = make();
        return made;
    }

    private SSLContext make() {
        try {
            char[] password = {};
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            LabAuthority authority = LabAuthority.ofThisProcess();
            Certificate[] chain = {authority.certify(dnsName, address), authority.certificate()};
            store.setKeyEntry("host", authority.hostKey(), password, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("no TLS for the lab", impossible);
        }
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("a host of the lab connects to nobody");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static String javaName(String protocol) {
        return JAVA_NAMES.getOrDefault(protocol, protocol);
    }
}
