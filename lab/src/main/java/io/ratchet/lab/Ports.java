package io.ratchet.lab;

import io.ratchet.domain.Checks;
import java.util.List;

/**
 * Where a host's services listen.
 *
 * @param wsman WinRM over HTTP
 * @param https WinRM over HTTPS; 0 for none
 * @param tls further TLS listeners; names only when {@code anyFree}
 * @param anyFree each service takes any free port instead
 */
public record Ports(int wsman, int https, List<Integer> tls, boolean anyFree) {
    /** As on Windows. */
    public static final Ports WINDOWS = new Ports(5985, 0, List.of(443), false);

    /** As on Windows, with WinRM over HTTPS too. */
    public static final Ports WINDOWS_WITH_HTTPS = new Ports(5985, 5986, List.of(443), false);

    /** Any free ones, for many fleets at the same time. */
    public static final Ports FREE = new Ports(5985, 5986, List.of(443), true);

    public Ports {
        tls = List.copyOf(tls);
        Checks.that(wsman > 0, "WinRM needs a port");
        Checks.that(tls.stream().allMatch(port -> port > 0), "a TLS listener needs a port");
    }

    Ports free() {
        return new Ports(wsman, https, tls, true);
    }
}
