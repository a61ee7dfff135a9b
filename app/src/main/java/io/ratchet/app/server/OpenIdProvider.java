package io.ratchet.app.server;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.openid.OpenIdConnect;
import io.ratchet.connectors.openid.OpenIdSettings;
import io.ratchet.console.IdentityProvider;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** OpenID Connect as the console asks for it. */
final class OpenIdProvider implements IdentityProvider {
    private final OpenIdConnect openid;
    private final String issuer;

    /**
     * @throws FailureException CONFIG_INVALID when there is no account, or a token for browsers would pass as one for
     *     programs
     */
    OpenIdProvider(OpenIdSettings settings, Credentials credentials, Clock clock) {
        String client = credentials.resolve(settings.credential()).user();
        if (settings.audience().filter(client::equals).isPresent())
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The 'audience' under 'company' is the client's own id, so that what the sign-in tells of a person"
                            + " would pass as a token; give programs an audience of their own.");
        openid = new OpenIdConnect(settings, credentials, clock);
        issuer = settings.issuer().toString();
    }

    @Override
    public URI begin(Begun begun) throws IOException {
        return openid.begin(begun.state(), begun.nonce(), begun.verifier());
    }

    @Override
    public Optional<Told> finish(Begun begun, String code) throws IOException {
        return openid.finish(begun.nonce(), begun.verifier(), code).map(OpenIdProvider::told);
    }

    @Override
    public Optional<Told> bearer(String token) throws IOException {
        return openid.bearer(token).map(OpenIdProvider::told);
    }

    @Override
    public Ending ended(String token, Consumer<String> end) throws IOException {
        return switch (openid.ended(token, end)) {
            case ENDED -> Ending.ENDED;
            case OF_NOBODY -> Ending.OF_NOBODY;
            case NOT_TAKEN -> Ending.NOT_TAKEN;
        };
    }

    @Override
    public boolean vouchesFor(String subject) {
        return subject.startsWith(issuer + " ");
    }

    @Override
    public Optional<URI> end() throws IOException {
        return openid.end();
    }

    private static Told told(OpenIdConnect.Told said) {
        return new Told(said.subject(), said.name(), said.groups(), said.at());
    }
}
