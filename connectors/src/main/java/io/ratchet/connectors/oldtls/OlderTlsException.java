package io.ratchet.connectors.oldtls;

import java.io.IOException;

/** Why a host was not spoken to by an older TLS; nothing was sent to it. */
public final class OlderTlsException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What kept it from coming about. */
    public enum Reason {
        /** The process that speaks it could not be started here, or did not answer. */
        NO_WORKER,
        /** The host agreed to none of the versions and suites. */
        NO_HANDSHAKE
    }

    private final Reason reason;

    OlderTlsException(Reason reason, String why, Throwable cause) {
        super(why, cause);
        this.reason = reason;
    }

    OlderTlsException(Reason reason, String why) {
        super(why);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
