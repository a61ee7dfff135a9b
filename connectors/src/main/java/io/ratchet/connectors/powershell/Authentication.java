package io.ratchet.connectors.powershell;

/** How an account is shown to a host. */
public enum Authentication {
    /** User and password with each request; local accounts only. */
    BASIC
}
