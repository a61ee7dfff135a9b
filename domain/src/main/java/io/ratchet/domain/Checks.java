package io.ratchet.domain;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The few checks that the records of this module share; each throws {@link IllegalArgumentException} with one clear
 * sentence.
 */
public final class Checks {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private Checks() {}

    /** Returns {@code value} unless it is null or blank. */
    public static String text(@Nullable String value, String what) {
        if (value == null || value.isBlank()) throw new IllegalArgumentException(what + " must not be empty");
        return value;
    }

    /** Returns {@code value} if it is 64 lower-case hexadecimal digits. */
    public static String sha256(@Nullable String value, String what) {
        if (value == null || !SHA256.matcher(value).matches())
            throw new IllegalArgumentException(what + " must be 64 lower-case hexadecimal digits");
        return value;
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
