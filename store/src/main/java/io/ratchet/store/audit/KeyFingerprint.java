package io.ratchet.store.audit;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What people compare keys by.
 *
 * @param text {@code sha256:} and the SHA-256 of the public key's X.509 form in lower-case hexadecimal
 */
public record KeyFingerprint(String text) {
    private static final String PREFIX = "sha256:";
    private static final Pattern HASH = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");
    private static final int LARGEST_FILE = 1 << 16;

    public KeyFingerprint {
        Checks.that(text.startsWith(PREFIX), "a fingerprint names its hash");
        Checks.sha256(text.substring(PREFIX.length()), "fingerprint");
    }

    /** Of a public key in its X.509 form. */
    static KeyFingerprint of(byte[] key) {
        return new KeyFingerprint(PREFIX + Sha256.hex(key));
    }

    /**
     * Reads what a person gives to say which key they mean.
     *
     * @param text a fingerprint, or the name of a file that holds the public key in PEM
     * @throws FailureException CONFIG_INVALID when it is neither
     */
    public static KeyFingerprint read(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (HASH.matcher(plain).matches()) return new KeyFingerprint(plain.startsWith(PREFIX) ? plain : PREFIX + plain);
        try {
            Path file = Path.of(text);
            if (Files.size(file) > LARGEST_FILE) throw new IOException("too large for a key");
            return of(SigningKey.publicPart(Files.readString(file, StandardCharsets.US_ASCII), file));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "'" + text
                            + "' is neither a fingerprint (sha256: and 64 hexadecimal digits) nor a file with a public"
                            + " Ed25519 key in PEM; give " + SigningKey.PUBLIC_FILE + " as you received it.",
                    e);
        }
    }
}
