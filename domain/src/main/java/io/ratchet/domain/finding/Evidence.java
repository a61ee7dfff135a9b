package io.ratchet.domain.finding;

import org.jspecify.annotations.Nullable;

/** Where to look again: the check that spoke ({@code nessus:104743}) and a short excerpt of what it said. */
public record Evidence(@Nullable String check, @Nullable String text) {
    public static final Evidence NONE = new Evidence(null, null);
}
