package io.ratchet.lab;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command {@code lab} was asked for.
 *
 * @param profile {@code win7}, {@code 2008r2}, {@code 2012}, {@code 2012r2}, {@code 2016}, {@code 2022} or
 *     {@code mixed}
 * @param faults the share of hosts on which something goes wrong, 0 to 1
 * @param seed the same one makes the same hosts
 * @param inventory where Ansible's inventory is written; null for nowhere
 * @param https whether WinRM listens over HTTPS too, and the inventory says so
 * @param directory where hosts are kept and taken up again; null to forget them
 */
public record LabSettings(
        int hosts,
        String profile,
        double faults,
        long seed,
        @Nullable Path inventory,
        boolean https,
        @Nullable Path directory) {
    public LabSettings {
        if (hosts < 1) throw new IllegalArgumentException("--hosts must be at least 1, not " + hosts);
        if (!(faults >= 0 && faults <= 1))
            throw new IllegalArgumentException("--faults must be between 0 and 1, not " + faults);
    }
}
