package io.ratchet.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the command {@code lab} was asked for.
 *
 * @param profile {@code 2008}, {@code win7}, {@code 2008r2}, {@code 2012}, {@code 2012r2}, {@code 2016}, {@code 2022}
 *     or {@code mixed}
 * @param faults the share of hosts on which something goes wrong, 0 to 1
 * @param seed the same one makes the same hosts
 * @param inventory where Ansible's inventory is written; null for nowhere
 * @param https whether WinRM listens over HTTPS too, and the inventory says so
 * @param basic whether hosts take a password itself, and messages that are not sealed
 * @param keytab with keys for the names of hosts, which then take Kerberos too; null: they do not
 * @param traits of {@link Fleet#traits()}, which hosts have in turn
 * @param site the folder into which all that is written that a server for these hosts needs; null for none
 * @param network the first address less one, such as {@code 127.20.0.0}
 * @param directory where hosts are kept and taken up again; null to forget them
 */
public record LabSettings(
        int hosts,
        String profile,
        double faults,
        long seed,
        @Nullable Path inventory,
        boolean https,
        boolean basic,
        @Nullable Path keytab,
        List<String> traits,
        @Nullable Path site,
        String network,
        @Nullable Path directory) {
    /** Where hosts are found unless another network is asked for. */
    public static final String NETWORK = "127.20.0.0";

    private static final Pattern LOOPBACK = Pattern.compile("127\\.(\\d{1,3})\\.(\\d{1,3})\\.0");

    public LabSettings {
        if (hosts < 1) throw new IllegalArgumentException("--hosts must be at least 1, not " + hosts);
        if (!(faults >= 0 && faults <= 1))
            throw new IllegalArgumentException("--faults must be between 0 and 1, not " + faults);
        traits = List.copyOf(traits);
        traits.forEach(Particular::of);
        if (!loopback(network))
            throw new IllegalArgumentException(
                    "--network must be a loopback network such as 127.30.0.0, not '" + network + "'");
    }

    /** A lab that anybody's client gets on with, of which nothing is written. */
    public static LabSettings of(int hosts, String profile, String network) {
        return new LabSettings(hosts, profile, 0, 1, null, false, true, null, List.of(), null, network, null);
    }

    private static boolean loopback(String network) {
        Matcher parts = LOOPBACK.matcher(network);
        return parts.matches() && Integer.parseInt(parts.group(1)) <= 255 && Integer.parseInt(parts.group(2)) <= 255;
    }

    /** A network ten further on, for a lab beside this one. */
    String another() {
        int second = Integer.parseInt(network.split("\\.")[1]);
        return "127." + (second + 10) % 256 + ".0.0";
    }
}
