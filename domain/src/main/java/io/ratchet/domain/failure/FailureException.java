package io.ratchet.domain.failure;

import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link Failure} across libraries. Adapters translate a library's exception into it once, keeping the cause.
 */
public final class FailureException extends RuntimeException {
    private final transient Failure failure;

    public FailureException(Failure failure, @Nullable Throwable cause) {
        super(failure.code().wire() + ": " + failure.message(), cause);
        this.failure = failure;
    }

    public FailureException(Failure failure) {
        this(failure, null);
    }

    public static FailureException of(FailureCode code, String message) {
        return new FailureException(Failure.of(code, message));
    }

    public static FailureException of(FailureCode code, String message, Throwable cause) {
        return new FailureException(Failure.of(code, message), cause);
    }

    public Failure failure() {
        return failure;
    }
}
