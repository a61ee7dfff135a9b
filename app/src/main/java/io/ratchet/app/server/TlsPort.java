package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * A port for people and programs elsewhere: TLS 1.2 or 1.3 and nothing older. Who renews the certificate writes over
 * its files; new connections are shown the new one within seconds. What cannot be shown is said and the old one kept,
 * so that a renewal that is half done stops nobody.
 */
final class TlsPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsPort.class);
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** As at the plain port. */
    private static final int PATIENCE_MILLIS = 10_000;

    private static final int KEPT_ALIVE_MILLIS = 20_000;

    private final ServeSettings.Tls settings;
    private final Connector connector = new Connector(new Http11NioProtocol());
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "tls-files");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Future<?> looks;
    private ShownCertificate.Held files;

    /** @throws FailureException CONFIG_INVALID when the files hold no certificate with its key */
    TlsPort(ServeSettings.Tls settings) {
        this.settings = settings;
        connector.setPort(settings.port());
        connector.setXpoweredBy(false);
        connector.setScheme("https");
        connector.setSecure(true);
        Http11NioProtocol protocol = protocol();
        protocol.setAddress(address(settings.address()));
        protocol.setConnectionTimeout(PATIENCE_MILLIS);
        protocol.setKeepAliveTimeout(KEPT_ALIVE_MILLIS);
        protocol.setSSLEnabled(true);
        try {
            files = ShownCertificate.held(settings.certificate(), settings.key());
            protocol.addSslHostConfig(shown(ShownCertificate.of(files)));
        } catch (IOException e) {
            throw FailureException.of(FailureCode.CONFIG_INVALID, sentence(e), e);
        }
    }

    private static InetAddress address(String name) {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The address '" + name + "' under 'tls' is none of this machine; name one that is.",
                    e);
        }
    }

    private static SSLHostConfig shown(ShownCertificate certificate) {
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols("TLSv1.2+TLSv1.3");
        SSLHostConfigCertificate own = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        own.setCertificateKeystore(certificate.store());
        own.setCertificateKeystorePassword("");
        own.setCertificateKeyPassword("");
        host.addCertificate(own);
        return host;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addAdditionalConnectors(connector);
        looks = clockwork.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Shows what the files hold now, if that is something else and can be shown. */
    synchronized void look() {
        try {
            ShownCertificate.Held now = ShownCertificate.held(settings.certificate(), settings.key());
            if (now.equals(files)) return;
            files = now; // of which is spoken once, whatever it is
            ShownCertificate certificate = ShownCertificate.of(now);
            protocol().addSslHostConfig(shown(certificate), true);
            LOG.info("The certificate {} is shown from now on, until {}.", settings.certificate(), certificate.ends());
        } catch (IOException e) {
            LOG.warn("{} The one before is shown further.", sentence(e));
        } catch (RuntimeException e) {
            LOG.error("The certificate {} could not be shown; the one before is.", settings.certificate(), e);
        }
    }

    private String sentence(IOException e) {
        return "The certificate " + settings.certificate() + " with the key " + settings.key() + " cannot be shown: "
                + e.getMessage() + ".";
    }

    private Http11NioProtocol protocol() {
        return (Http11NioProtocol) connector.getProtocolHandler();
    }

    /** Where it listens, once it does. */
    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        if (looks != null) looks.cancel(false);
        clockwork.shutdownNow();
    }
}
