package io.ratchet.connectors.pull;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.winrm.HostShellSettings.TrustStore;
import io.ratchet.connectors.winrm.OwnTrust;
import java.net.URI;
import java.time.Clock;
import javax.net.ssl.SSLContext;

/** Connects sources; nothing is asked before the first step. */
public final class PullSources {
    private static final String LOGIN = "https://login.microsoftonline.com";

    private PullSources() {}

    /** @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID when its trust cannot be used */
    public static PullApi connect(PullSource source, Credentials credentials, Clock clock) {
        SSLContext trust = OwnTrust.of(source.trust().map(file -> new TrustStore(file, "")))
                .get();
        PullWeb web = new PullWeb(source.url(), trust, clock);
        return switch (source.kind()) {
            case TENABLE_IO -> new TenableIo(source, credentials, web, clock);
            case QUALYS -> new Qualys(source, credentials, web, clock);
            case INTUNE, ENTRA_SIGN_INS ->
                new Graph(
                        source,
                        credentials,
                        web,
                        new PullWeb(URI.create(source.option("login", LOGIN)), trust, clock),
                        clock);
            case ELASTICSEARCH, OPENSEARCH -> new Elastic(source, credentials, web, clock);
            case SPLUNK -> new Splunk(source, credentials, web, clock);
        };
    }
}
