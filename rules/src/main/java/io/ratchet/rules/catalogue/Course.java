package io.ratchet.rules.catalogue;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The ways the rules take with a system; each is a word of the catalogue that rules name in their conditions. */
public enum Course {
    WINDOWS,
    /** TLS 1.2 in Schannel, and none in WinHTTP that is certain (statement 22). */
    WINDOWS_8,
    NEVER_WINDOWS,
    NEVER_SERVICE_PACK,
    CLIENT,
    NEVER_CLIENT,
    WEB_APP,
    UNABLE,
    BROWSER_FINE,
    ROOM,
    END_OF_SUPPORT_ROOM,
    NEVER_DEVICE,
    SERVER,
    NEVER_SERVER,
    SQL,
    FARM,
    FEDERATION,
    ROLE,
    BROKER,
    ONLINE_SERVER,
    OBSERVABILITY,
    CALL_QUALITY,
    CLOUD_CONNECTOR,
    CODE,
    EXTERNAL,
    VENDOR,
    MODERN;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As it is written in the catalogue and in rules. */
    public String word() {
        return word;
    }

    /** Whether it is a way of what can never do better. */
    public boolean never() {
        return this == NEVER_WINDOWS
                || this == NEVER_SERVICE_PACK
                || this == NEVER_CLIENT
                || this == NEVER_DEVICE
                || this == NEVER_SERVER;
    }

    /** @throws IllegalArgumentException when no rule knows such a way, so that nothing would ever be decided */
    static Course of(String word) {
        return Arrays.stream(values())
                .filter(course -> course.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no course '" + word + "'; there are "
                        + Arrays.stream(values()).map(Course::word).sorted().collect(Collectors.joining(", "))));
    }
}
