package io.ratchet.domain;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The few checks that the records of this module share; each throws {@link IllegalArgumentException} with one clear
 * sentence.
 */
public final class Checks {
    private static final int SHA256_DIGITS = 64;

    private Checks() {}

    /** Returns {@code value} unless it is null or blank. */
    public static String text(@Nullable String value, String what) {
        if (value == null || value.isBlank()) throw new IllegalArgumentException(what + " must not be empty");
        return value;
    }

    /** Returns {@code value} if it is 64 lower-case hexadecimal digits. */
    public static String sha256(@Nullable String value, String what) {
        if (value == null || !isSha256(value))
            throw new IllegalArgumentException(what + " must be 64 lower-case hexadecimal digits");
        return value;
    }

    /** Digit by digit: every finding that is read names its report so. */
    private static boolean isSha256(String value) {
        if (value.length() != SHA256_DIGITS) return false;
        for (int i = 0; i < SHA256_DIGITS; i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) return false;
        }
        return true;
    }

    /** Throws unless {@code condition} holds. */
    public static void that(boolean condition, String sentence) {
        if (!condition) throw new IllegalArgumentException(sentence);
    }

    /** Returns {@code value} unless it is null. */
    public static <T> T present(@Nullable T value, String what) {
        return Objects.requireNonNull(value, () -> what + " must be given");
    }
}
