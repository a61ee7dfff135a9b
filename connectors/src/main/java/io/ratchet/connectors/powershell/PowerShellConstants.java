package io.ratchet.connectors.powershell;

import org.apache.camel.spi.Metadata;

/** The headers of the component. */
public final class PowerShellConstants {
    /** Where the script is to run, for the endpoint {@code powershell:*}. */
    @Metadata(
            label = "producer",
            description = "Where the script is to run, for the endpoint powershell:*",
            javaType = "io.ratchet.connectors.HostAddress")
    public static final String HOST = "RatchetHost";

    private PowerShellConstants() {}
}
