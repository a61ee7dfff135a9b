package io.ratchet.console;

/** Why somebody says a word. */
final class Reasons {
    private Reasons() {}

    /** @throws IllegalArgumentException when there is none */
    static String given(String reason) {
        if (reason.isBlank()) throw new IllegalArgumentException("Say why; it is kept in the audit log.");
        return reason.strip();
    }
}
