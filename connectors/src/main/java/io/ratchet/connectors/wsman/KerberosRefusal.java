package io.ratchet.connectors.wsman;

import java.io.IOException;

/** The KDC gave no ticket: for the account, or for the host. */
public final class KerberosRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    /** Who is to blame. */
    public enum Cause {
        /** The account or its password. Counts as a refused logon, because the domain counts it so. */
        ACCOUNT,
        /** No KDC answered. */
        NO_KDC,
        /** The host is not known to the KDC under the name that we use. */
        HOST
    }

    private final Cause reason;

    KerberosRefusal(Cause reason, Throwable thrown) {
        super("Kerberos: " + reason, thrown);
        this.reason = reason;
    }

    public Cause reason() {
        return reason;
    }
}
