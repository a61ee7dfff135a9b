package io.ratchet.domain.finding;

import io.ratchet.domain.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands (or does not stand) in a registry value.
 *
 * @param kind the value's type; {@link Kind#ABSENT} is a fact, not an error
 * @param value {@link Long} for numbers (DWORD unsigned, 0 to 4294967295), {@link String}, a list of strings,
 *     lower-case hexadecimal for binary; null exactly when absent
 */
public record RegistryData(Kind kind, @Nullable Object value) {
    /** The registry's value types, by their names in the contract (lower case, hyphenated). */
    public enum Kind {
        DWORD,
        QWORD,
        STRING,
        EXPAND_STRING,
        MULTI_STRING,
        BINARY,
        ABSENT
    }

    public static final RegistryData ABSENT = new RegistryData(Kind.ABSENT, null);

    public RegistryData {
        if (value instanceof List<?> list) value = List.copyOf(list);
        boolean fits = switch (kind) {
            case DWORD, QWORD -> value instanceof Long;
            case STRING, EXPAND_STRING, BINARY -> value instanceof String;
            case MULTI_STRING -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
            case ABSENT -> value == null;
        };
        Checks.that(fits, "a registry value of kind " + kind + " cannot hold " + value);
        if (kind == Kind.DWORD && value instanceof Long number)
            Checks.that(number >= 0 && number <= 0xFFFF_FFFFL, "a DWORD is between 0 and 4294967295, not " + number);
    }

    /** A DWORD; {@code -1} and {@code 4294967295} are the same bits and become the latter. */
    public static RegistryData dword(long value) {
        return new RegistryData(Kind.DWORD, value < 0 ? value & 0xFFFF_FFFFL : value);
    }

    public static RegistryData string(String value) {
        return new RegistryData(Kind.STRING, value);
    }

    /** The number in a DWORD, 0 to 4294967295; null for a value of any other kind. */
    public @Nullable Long asDword() {
        return kind == Kind.DWORD && value instanceof Long number ? number : null;
    }

    public boolean absent() {
        return kind == Kind.ABSENT;
    }
}
