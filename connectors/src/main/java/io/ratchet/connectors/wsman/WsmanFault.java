package io.ratchet.connectors.wsman;

import java.io.IOException;

/** WinRM refused a request; the code is Windows' own. */
public final class WsmanFault extends IOException {
    private static final long serialVersionUID = 1L;

    /** The operation did not end in its time: ask again. */
    public static final long TIMED_OUT = 2150858793L;

    private final long code;

    WsmanFault(long code) {
        super("WS-Man fault " + code);
        this.code = code;
    }

    /** 0 where the host gave none. */
    public long code() {
        return code;
    }
}
