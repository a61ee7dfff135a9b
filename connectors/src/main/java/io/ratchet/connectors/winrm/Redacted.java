package io.ratchet.connectors.winrm;

import org.jspecify.annotations.Nullable;

/**
 * Stands for an exception of OverThere in a chain of causes: its type and its stack, and of its message nothing,
 * because that holds the whole request. Exceptions of the JDK and of the HTTP client below it are kept as they are.
 */
final class Redacted extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String OVERTHERE = "com.xebialabs.";

    private Redacted(Throwable original, @Nullable Throwable cause) {
        super(original.getClass().getName() + " (its message is withheld: it holds the request)", cause, false, true);
        setStackTrace(original.getStackTrace());
    }

    static Throwable of(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean ours = thrown.getClass().getName().startsWith(OVERTHERE) || thrown.getClass() == RuntimeException.class;
        if (!ours) return thrown;
        return new Redacted(thrown, cause == null || cause == thrown ? null : of(cause));
    }
}
