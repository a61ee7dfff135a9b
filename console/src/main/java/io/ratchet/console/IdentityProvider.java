package io.ratchet.console;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Who vouches for people in our place, such as a company's sign-in by OpenID Connect. Safe for use by many threads. */
public interface IdentityProvider {
    /**
     * By what a sign-in that was begun is recognised when the browser comes back; secrets of that browser.
     *
     * @param state comes back with the browser
     * @param nonce comes back in what the provider says of the person
     * @param verifier shows that whoever asks is who began (RFC 7636)
     */
    record Begun(String state, String nonce, String verifier) {
        @Override
        public String toString() {
            return "a sign-in that was begun";
        }
    }

    /**
     * What it says of somebody, which was checked.
     *
     * @param subject the issuer and its name for them, which it gives to nobody else
     * @param name for people to read
     * @param at when it was said; what was said later counts
     */
    record Told(String subject, String name, List<String> groups, Instant at) {
        public Told {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Where the browser is sent.
     *
     * @throws IOException when the provider does not answer
     */
    URI begin(Begun begun) throws IOException;

    /**
     * What the code stands for that the browser came back with; nobody when the provider or its signature says no.
     *
     * @throws IOException when the provider does not answer
     */
    Optional<Told> finish(Begun begun, String code) throws IOException;

    /**
     * Whom a token of the provider is for, which a program sends with each call; nobody when it is none that is meant
     * for us.
     *
     * @throws IOException when the provider's keys are needed and cannot be had
     */
    Optional<Told> bearer(String token) throws IOException;

    /**
     * Somebody's session there has ended, when that is what {@code token} says and the provider says it to us for the
     * first time.
     *
     * @param end is told the subject, as in {@link Told}; where it fails the same token may come again
     * @throws IOException when the provider's keys are needed and cannot be had
     */
    Ending ended(String token, Consumer<String> end) throws IOException;

    /** What became of the word that a session has ended. */
    enum Ending {
        ENDED,
        /** It is the provider's word, and says of nobody whom we know them by. */
        OF_NOBODY,
        /** It is not the provider's, or came before. */
        NOT_TAKEN
    }

    /** Whether that is its name for somebody, and not that of another that vouched here before. */
    boolean vouchesFor(String subject);

    /**
     * Where the browser is sent to end its session there; empty when the provider has no such place.
     *
     * @throws IOException when the provider does not answer
     */
    Optional<URI> end() throws IOException;
}
