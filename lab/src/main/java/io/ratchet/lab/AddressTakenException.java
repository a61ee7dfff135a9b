package io.ratchet.lab;

/** A simulated host cannot listen where it should; the message says which host and where, without a full stop. */
final class AddressTakenException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    AddressTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
