package io.ratchet.connectors.winrm;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.winrm.HostShellSettings.KeyFile;
import io.ratchet.connectors.winrm.HostShellSettings.TrustStore;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Who we are over TLS, and whom we trust there. A file that was renewed is read anew. */
final class ClientIdentity implements Supplier<SSLContext> {
    private static final FileTime UNKNOWN = FileTime.fromMillis(0);

    private final KeyFile given;
    private final Credentials credentials;
    private final Optional<TrustStore> trust;
    private final Clock clock;
    private FileTime written = UNKNOWN;
    private @Nullable ClientCertificate certificate;
    private @Nullable SSLContext context;

    /** @throws FailureException CONFIG_INVALID when the certificate or the trust cannot be used */
    ClientIdentity(KeyFile given, Credentials credentials, Optional<TrustStore> trust, Clock clock) {
        this.given = given;
        this.credentials = credentials;
        this.trust = trust;
        this.clock = clock;
        get();
    }

    /** @throws FailureException CONFIG_INVALID when no host would take the certificate now */
    void check() {
        certificate().check(clock.instant());
    }

    @Override
    public synchronized SSLContext get() {
        ClientCertificate shown = certificate();
        if (context == null) context = OwnTrust.context(trust, shown.shown());
        return context;
    }

    private synchronized ClientCertificate certificate() {
        FileTime now = now();
        if (certificate == null || !now.equals(written)) {
            String password = given.credential().isEmpty()
                    ? ""
                    : credentials.resolve(given.credential()).password();
            certificate = ClientCertificate.read(given.file(), password);
            context = null;
            written = now;
        }
        return certificate;
    }

    private FileTime now() {
        try {
            return Files.getLastModifiedTime(given.file());
        } catch (IOException gone) {
            return UNKNOWN;
        }
    }
}
