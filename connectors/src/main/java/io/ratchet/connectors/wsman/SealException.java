package io.ratchet.connectors.wsman;

import java.io.IOException;

/** A host does not seal its messages, or not as agreed; the message names no secret. */
public final class SealException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether a sealed connection had been agreed, so that something may have been started on the host. */
    private final boolean agreed;

    private final String what;

    private SealException(boolean agreed, String what) {
        super(what);
        this.what = what;
        this.agreed = agreed;
    }

    static SealException notAgreed(String what) {
        return new SealException(false, what);
    }

    static SealException broken(String what) {
        return new SealException(true, what);
    }

    /** What the host did, to be read after its name. */
    public String what() {
        return what;
    }

    public boolean agreed() {
        return agreed;
    }
}
