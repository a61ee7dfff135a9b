package io.ratchet.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** People who sign in with a password. */
public interface LocalUsers {
    /**
     * One of them.
     *
     * @param name as it stands in the audit log
     * @param password what a slow hash made of it
     * @param sites where they may act; empty: everywhere
     * @param revokedAt null while they may come in
     */
    record LocalUser(
            String name,
            String password,
            List<String> roles,
            List<String> sites,
            String madeBy,
            Instant madeAt,
            @Nullable Instant revokedAt) {
        public LocalUser {
            roles = List.copyOf(roles);
            sites = List.copyOf(sites);
        }

        public boolean stands() {
            return revokedAt == null;
        }
    }

    /** Puts one there, in the place of who had that name. */
    void set(LocalUser user);

    Optional<LocalUser> find(String name);

    /** By name. */
    List<LocalUser> list();

    /** False: nobody of that name may come in. */
    boolean revoke(String name, Instant at);
}
