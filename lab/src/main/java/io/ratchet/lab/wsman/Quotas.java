package io.ratchet.lab.wsman;

import io.ratchet.lab.machine.HostState;
import java.time.Duration;

/**
 * The limits of a host's WinRM as it is shipped.
 *
 * @param operations commands that may be started in the shells that are open; a text shell gives none back before it
 *     closes (MS-WSMV, note 118)
 * @param idle after how long without a request a shell is closed
 */
public record Quotas(int shells, int processesPerShell, int operations, int envelopeKilobytes, Duration idle) {
    private static final Quotas WINRM_2 = new Quotas(5, 15, 15, 150, Duration.ofMinutes(3));
    private static final Quotas WINRM_3 = new Quotas(30, 25, 1500, 500, Duration.ofHours(2));

    /** WinRM 2.0 came with Windows 7 and Server 2008 R2, 3.0 with Windows 8 and Server 2012. */
    public static Quotas of(HostState.OperatingSystem os) {
        return os.release() < 602 ? WINRM_2 : WINRM_3;
    }

    int envelopeBytes() {
        return envelopeKilobytes * 1024;
    }
}
