package io.ratchet.console;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.routes.identify.IdentityClaim;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A name, an address or a number by which one source calls an asset.
 *
 * @param what such as {@code FQDN}
 * @param believed whether it is the one that is believed of several
 * @param since the first day on which the source said so, in UTC
 * @param last when it said so last
 */
record Named(
        String what, String value, String source, boolean believed, LocalDate since, Moments.Shown last, String ago) {

    /** The identifiers of a host by what they are called, in the order of a person's interest. */
    static Map<String, String> of(HostRef host) {
        Map<String, String> names = new LinkedHashMap<>();
        put(names, "FQDN", host.fqdn());
        put(names, "NetBIOS name", host.netbios());
        put(names, "Domain", host.domain());
        put(names, "Address", host.ip());
        put(names, "MAC", host.mac());
        put(names, "SMBIOS UUID", host.smbiosUuid());
        put(names, "SID", host.sid());
        host.nativeIds().forEach((source, native_) -> put(names, "Id at " + source, native_));
        return names;
    }

    private static void put(Map<String, String> names, String name, @Nullable String value) {
        if (value != null) names.put(name, value);
    }

    /**
     * Each identifier of each source once, by what it is, and of each kind the one that was said last first.
     *
     * @param believed the identifiers that are believed
     */
    static List<Named> of(List<IdentityClaim> claims, HostRef believed, @Nullable String site, Moments moments) {
        record Key(String value, String source) {}
        Map<String, String> known = of(believed);
        Map<String, Map<Key, Named>> byKind =
                new TreeMap<>(Comparator.comparingInt(Named::rank).thenComparing(Comparator.naturalOrder()));
        for (IdentityClaim claim : claims)
            of(claim.host())
                    .forEach((what, value) -> byKind.computeIfAbsent(what, kind -> new LinkedHashMap<>())
                            .merge(
                                    new Key(value, claim.source()),
                                    new Named(
                                            what,
                                            value,
                                            claim.source(),
                                            value.equals(known.getOrDefault(what, value)),
                                            claim.since(),
                                            moments.at(claim.last(), site),
                                            moments.ago(claim.last())),
                                    Named::and));
        List<Named> all = new ArrayList<>();
        byKind.values().forEach(kind -> all.addAll(kind.values()));
        return all;
    }

    /** The one that was said last comes first, and stays. */
    private Named and(Named earlier) {
        return new Named(
                what, value, source, believed, since.isBefore(earlier.since) ? since : earlier.since, last, ago);
    }

    private static int rank(String what) {
        int rank = List.of("FQDN", "NetBIOS name", "Domain", "Address", "MAC", "SMBIOS UUID", "SID")
                .indexOf(what);
        return rank < 0 ? Integer.MAX_VALUE : rank;
    }
}
