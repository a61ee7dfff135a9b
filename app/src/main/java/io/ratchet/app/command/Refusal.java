package io.ratchet.app.command;

import io.ratchet.app.terminal.Exit;
import org.jspecify.annotations.Nullable;

/** A command that cannot be carried out, as the sentence and the exit code its user gets. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exit;
    private final String sentence;

    private Refusal(int exit, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exit = exit;
        this.sentence = sentence;
    }

    static Refusal couldNotStart(String sentence) {
        return new Refusal(Exit.COULD_NOT_START, sentence, null);
    }

    static Refusal couldNotStart(String sentence, Throwable cause) {
        return new Refusal(Exit.COULD_NOT_START, sentence, cause);
    }

    static Refusal notAsWished(String sentence) {
        return new Refusal(Exit.NOT_AS_WISHED, sentence, null);
    }

    String sentence() {
        return sentence;
    }

    int exit() {
        return exit;
    }
}
