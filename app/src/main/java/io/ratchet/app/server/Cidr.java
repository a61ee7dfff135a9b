package io.ratchet.app.server;

import io.ratchet.domain.Checks;

/** A network of IPv4 addresses, such as {@code 10.1.0.0/16}. Reads numbers only; no name is ever looked up. */
record Cidr(int address, int bits) {
    private static final int PARTS = 4;

    /** @throws IllegalArgumentException when {@code text} is none */
    static Cidr of(String text) {
        int slash = text.indexOf('/');
        Checks.that(slash > 0, "a network has a length behind a slash");
        int bits = Integer.parseInt(text.substring(slash + 1));
        Checks.that(bits >= 0 && bits <= Integer.SIZE, "a length from 0 to 32");
        return new Cidr(parsed(text.substring(0, slash)) & mask(bits), bits);
    }

    /** Whether {@code ip} lies in it; an address that is not IPv4 lies in none. */
    boolean holds(String ip) {
        try {
            return (parsed(ip) & mask(bits)) == address;
        } catch (IllegalArgumentException notIpv4) {
            return false;
        }
    }

    private static int parsed(String ip) {
        String[] parts = ip.split("\\.", -1);
        Checks.that(parts.length == PARTS, "an IPv4 address has four parts");
        int address = 0;
        for (String part : parts) {
            int value = Integer.parseInt(part);
            Checks.that(value >= 0 && value <= 255, "a part from 0 to 255");
            address = (address << Byte.SIZE) | value;
        }
        return address;
    }

    private static int mask(int bits) {
        return bits == 0 ? 0 : -1 << (Integer.SIZE - bits);
    }
}
