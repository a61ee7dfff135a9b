package io.ratchet.lab.command;

/** What an action throws; the message is {@code CODE: sentence}, as the scripts say it. */
final class ActionError extends RuntimeException {
    private static final long serialVersionUID = 1;

    ActionError(String message) {
        super(message);
    }

    static ActionError denied(String windowsSays) {
        return new ActionError("ACCESS-DENIED: this account may not do that: " + windowsSays);
    }

    static ActionError notANumber() {
        return new ActionError("FAILED: FormatException: Input string was not in a correct format.");
    }
}
