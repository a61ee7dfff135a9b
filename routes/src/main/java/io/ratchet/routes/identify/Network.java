package io.ratchet.routes.identify;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import org.jspecify.annotations.Nullable;

/** Whether an address is in a network; text that is no address is in none. */
public final class Network {
    private Network() {}

    /** How many bits of a network's addresses are its own; the more, the more specific it is. */
    public static int prefix(String cidr) {
        return Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
    }

    public static boolean contains(String cidr, String address) {
        IPAddress network = new IPAddressString(cidr).getAddress();
        IPAddress host = plain(new IPAddressString(address).getAddress());
        return network != null && host != null && network.toPrefixBlock().contains(host);
    }

    /** Logs of hosts with both write an address of IPv4 as one of IPv6. */
    private static @Nullable IPAddress plain(@Nullable IPAddress address) {
        return address != null && address.isIPv6() && address.toIPv6().isIPv4Mapped()
                ? address.toIPv6().getEmbeddedIPv4Address()
                : address;
    }
}
