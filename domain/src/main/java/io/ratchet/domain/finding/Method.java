package io.ratchet.domain.finding;

/** How a source knows, most trusted first: the order of trust of statement 1 of the domain knowledge. */
public enum Method {
    /** Read live on the host (registry or WMI). */
    REGISTRY,
    /** Reported by an agent on the host. */
    AGENT,
    /** A scan that logged on. */
    AUTHENTICATED,
    /** A scan from outside. */
    UNAUTHENTICATED,
    /** Guessed from a name. */
    NAME,
    /** A person or a CMDB says so. */
    DECLARED;

    /** Whether the source looked; what was guessed from a name or declared adds doubt, and is no evidence. */
    public boolean looked() {
        return compareTo(NAME) < 0;
    }
}
