package io.ratchet.connectors;

import java.util.Locale;
import java.util.Optional;

/** What is said on a connection before TLS begins there. */
public enum Opening {
    /** Nothing: the first bytes are TLS. */
    NONE,
    /** The X.224 connection request of Remote Desktop (MS-RDPBCGR section 2.2.1.1). */
    RDP,
    /** {@code EHLO} and {@code STARTTLS} (RFC 3207). */
    SMTP,
    /** {@code STARTTLS} (RFC 3501). */
    IMAP,
    /** {@code STLS} (RFC 2595). */
    POP3,
    /** The extended request 1.3.6.1.4.1.1466.20037 (RFC 4511 section 4.14). */
    LDAP;

    private static final int REMOTE_DESKTOP = 3389;

    /**
     * How a listener on {@code port} begins.
     *
     * @param starttls the protocol that a source says it upgrades from, such as {@code smtp}; empty where none was said
     * @return empty: we cannot begin such a connection, so nothing can be known from outside
     */
    public static Optional<Opening> of(int port, Optional<String> starttls) {
        if (starttls.isEmpty()) return Optional.of(port == REMOTE_DESKTOP ? RDP : NONE);
        return switch (starttls.get().toLowerCase(Locale.ROOT)) {
            case "rdp" -> Optional.of(RDP);
            case "smtp" -> Optional.of(SMTP);
            case "imap" -> Optional.of(IMAP);
            case "pop3" -> Optional.of(POP3);
            case "ldap" -> Optional.of(LDAP);
            default -> Optional.empty();
        };
    }
}
