package io.ratchet.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
