package io.ratchet.playbooks;

import io.ratchet.domain.finding.HostRef;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Comparing the names a plan expects with what a host says of itself. */
final class HostNames {
    /** NetBIOS names end here; a longer DNS name is cut. */
    private static final int NETBIOS_LENGTH = 15;

    private HostNames() {}

    /** The first label of the name, upper case; null when only an identifier is known. */
    static @Nullable String expected(HostRef host) {
        if (host.netbios() != null) return host.netbios();
        return host.fqdn() == null ? null : label(host.fqdn()).toUpperCase(Locale.ROOT);
    }

    static boolean sameNetbios(String one, String other) {
        return cut(one).equalsIgnoreCase(cut(other));
    }

    /** A UUID as given and with its first three fields in the other byte order; SMBIOS before 2.6 left that open. */
    static List<String> bothOrders(String uuid) {
        if (uuid.length() != 36) return List.of(uuid);
        String turned = turn(uuid.substring(0, 8)) + "-" + turn(uuid.substring(9, 13)) + "-"
                + turn(uuid.substring(14, 18)) + uuid.substring(18);
        return turned.equals(uuid) ? List.of(uuid) : List.of(uuid, turned);
    }

    static String label(String fqdn) {
        int dot = fqdn.indexOf('.');
        return dot < 0 ? fqdn : fqdn.substring(0, dot);
    }

    private static String turn(String hex) {
        StringBuilder turned = new StringBuilder();
        for (int i = hex.length() - 2; i >= 0; i -= 2) turned.append(hex, i, i + 2);
        return turned.toString();
    }

    private static String cut(String name) {
        return name.length() > NETBIOS_LENGTH ? name.substring(0, NETBIOS_LENGTH) : name;
    }
}
