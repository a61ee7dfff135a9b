package io.ratchet.lab.machine;

import java.util.List;
import java.util.Locale;

/**
 * What stands in a registry value.
 *
 * @param data {@link Long} for numbers (all 64 bits; a QWORD is unsigned), a list of strings for a multi-string, else
 *     text; binary data is lower-case hexadecimal
 */
public record RegistryValue(Kind kind, Object data) {
    /** The types that a simulated registry holds; {@link #NONE} is one that phase scripts must refuse to touch. */
    public enum Kind {
        DWORD("REG_DWORD"),
        QWORD("REG_QWORD"),
        STRING("REG_SZ"),
        EXPAND_STRING("REG_EXPAND_SZ"),
        MULTI_STRING("REG_MULTI_SZ"),
        BINARY("REG_BINARY"),
        NONE("REG_NONE");

        private final String windowsName;

        Kind(String windowsName) {
            this.windowsName = windowsName;
        }

        /** The name in the finding contract, such as {@code expand-string}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The name that {@code reg.exe} prints, such as {@code REG_SZ}. */
        public String windowsName() {
            return windowsName;
        }

        static Kind ofWire(String wire) {
            for (Kind kind : values()) if (kind.wire().equals(wire)) return kind;
            throw new IllegalArgumentException("a registry value of the unknown kind '" + wire + "'");
        }
    }

    public RegistryValue {
        if (data instanceof List<?> items) data = List.copyOf(items);
        boolean fits = switch (kind) {
            case DWORD, QWORD -> data instanceof Long;
            case STRING, EXPAND_STRING, BINARY, NONE -> data instanceof String;
            case MULTI_STRING -> data instanceof List<?> items && items.stream().allMatch(String.class::isInstance);
        };
        if (!fits)
            throw new IllegalArgumentException("a registry value of kind " + kind.wire() + " cannot hold " + data);
    }

    /** A DWORD of these 32 bits. */
    public static RegistryValue dword(long bits) {
        return new RegistryValue(Kind.DWORD, bits & 0xFFFF_FFFFL);
    }

    public static RegistryValue string(String text) {
        return new RegistryValue(Kind.STRING, text);
    }

    /** As phase scripts write it: numbers in unsigned decimal, a multi-string in lines. */
    public String text() {
        if (data instanceof Long number) return Long.toUnsignedString(number);
        return data instanceof List<?> items
                ? String.join("\n", items.stream().map(String.class::cast).toList())
                : (String) data;
    }

    /** The items of a multi-string; empty for every other kind. */
    public List<String> items() {
        return data instanceof List<?> items
                ? items.stream().map(String.class::cast).toList()
                : List.of();
    }
}
