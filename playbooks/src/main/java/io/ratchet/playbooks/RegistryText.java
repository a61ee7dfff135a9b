package io.ratchet.playbooks;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.RegistryData;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Registry values as the text that travels: decimal unsigned numbers, lower-case hexadecimal, one line for each item of
 * a multi-string.
 */
final class RegistryText {
    private RegistryText() {}

    static String word(RegistryData.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static RegistryData.Kind kind(String word) {
        return RegistryData.Kind.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Empty exactly for an absent value. */
    static Optional<String> text(RegistryData data) {
        Object value = data.value();
        if (value == null) return Optional.empty();
        if (value instanceof Long number) return Optional.of(Long.toUnsignedString(number));
        if (value instanceof String text) return Optional.of(text);
        if (value instanceof List<?> lines)
            return Optional.of(
                    String.join("\n", lines.stream().map(String.class::cast).toList()));
        throw new AssertionError("a registry value holds " + value.getClass());
    }

    /**
     * What a host answered under {@code kind} and {@code value}.
     *
     * @throws FailureException HOST_NO_ANSWER when that is no value of the registry
     */
    static RegistryData read(Map<String, String> answer) {
        try {
            return data(kind(answer.getOrDefault("kind", "absent")), answer.get("value"));
        } catch (IllegalArgumentException e) {
            throw FailureException.of(
                    FailureCode.HOST_NO_ANSWER,
                    "The host answered something that is no registry value; assess it again.",
                    e);
        }
    }

    private static RegistryData data(RegistryData.Kind kind, @Nullable String text) {
        if (kind == RegistryData.Kind.ABSENT) return RegistryData.ABSENT;
        if (text == null) throw new IllegalArgumentException("a value of kind " + word(kind) + " without data");
        return switch (kind) {
            case DWORD, QWORD -> new RegistryData(kind, Long.parseUnsignedLong(text));
            case STRING, EXPAND_STRING, BINARY -> new RegistryData(kind, text);
            case MULTI_STRING -> new RegistryData(kind, text.isEmpty() ? List.of() : List.of(text.split("\n", -1)));
            case ABSENT -> RegistryData.ABSENT;
        };
    }

    /** For people: {@code dword 160}, or {@code nothing}. */
    static String describe(RegistryData data) {
        return text(data).map(text -> word(data.kind()) + " " + text).orElse("nothing");
    }
}
