package io.ratchet.connectors.powershell;

/** How a host is reached. */
public enum Transport {
    /** OverThere's own {@code winrm} protocol. */
    OVERTHERE
}
