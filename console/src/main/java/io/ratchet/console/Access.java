package io.ratchet.console;

import io.ratchet.domain.Sha256;
import java.util.Map;
import java.util.Optional;

/**
 * Who may come in.
 *
 * @param openAs the name everybody gets who comes from this machine without a token; empty where nobody may (everywhere
 *     but in the demo)
 * @param users name by SHA-256 of the token, lower-case hexadecimal; comparing hashes tells nothing of the token by its
 *     timing
 */
public record Access(Optional<String> openAs, Map<String, String> users) {
    public Access {
        users = Map.copyOf(users);
    }

    /** Whose token it is. */
    public Optional<String> user(String token) {
        return Optional.ofNullable(users.get(hash(token)));
    }

    /** The form in which a token is known. */
    public static String hash(String token) {
        return Sha256.hex(token);
    }
}
