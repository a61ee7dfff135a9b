package io.ratchet.domain.decision;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much may go wrong when a plan is carried out, as its playbooks name it; in rising order. */
public enum Risk {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    /** The word of playbooks and profiles, such as {@code low}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The risk of that {@link #wire} word; empty when there is none. */
    public static Optional<Risk> ofWire(String word) {
        return Arrays.stream(values()).filter(risk -> risk.wire().equals(word)).findFirst();
    }
}
