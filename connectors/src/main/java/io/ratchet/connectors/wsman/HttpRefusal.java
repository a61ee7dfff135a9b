package io.ratchet.connectors.wsman;

import java.io.IOException;

/** The HTTP server answers, and WinRM does not. */
public final class HttpRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpRefusal(int status) {
        super("HTTP " + status);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
