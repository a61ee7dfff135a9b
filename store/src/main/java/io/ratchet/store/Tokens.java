package io.ratchet.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens that were made while the server ran. */
public interface Tokens {
    /**
     * One of them; the token itself is nowhere.
     *
     * @param hash SHA-256 of the token in lower-case hexadecimal
     * @param name of whoever has it, as it stands in the audit log
     * @param roles what they may do
     * @param sites where they may act; empty: everywhere
     * @param revokedAt null while it stands
     * @param lastUsedAt to some minutes; null when it never was
     */
    record Token(
            String hash,
            String name,
            List<String> roles,
            List<String> sites,
            String madeBy,
            Instant madeAt,
            Instant expires,
            @Nullable Instant revokedAt,
            @Nullable Instant lastUsedAt) {
        public Token {
            roles = List.copyOf(roles);
            sites = List.copyOf(sites);
        }

        /** Whether it opens anything at that moment. */
        public boolean stands(Instant at) {
            return revokedAt == null && expires.isAfter(at);
        }
    }

    void add(Token token);

    /** The one with this hash, whether it stands or not. */
    Optional<Token> find(String hash);

    /** All that ever were, oldest first. */
    List<Token> list();

    /** Revokes what {@code name} has and was not revoked yet. False: nothing of the kind. */
    boolean revoke(String name, Instant at);

    void used(String hash, Instant at);
}
