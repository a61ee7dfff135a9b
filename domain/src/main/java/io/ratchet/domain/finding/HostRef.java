package io.ratchet.domain.finding;

import io.ratchet.domain.Checks;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers a source gave for a host; only what it said, nothing guessed.
 *
 * @param zone the addressing zone in which {@code ip} and short names are unique; {@code default} when nothing was said
 * @param fqdn lower case, without a trailing dot
 * @param netbios upper case
 * @param mac lower case, colon separated
 * @param smbiosUuid lower case, in the byte order the source gave (both orders are one host)
 * @param sid the AD computer SID
 * @param nativeIds id by source, such as {@code nessus -> ..}; sorted
 */
public record HostRef(
        String zone,
        @Nullable String site,
        @Nullable String ip,
        @Nullable String fqdn,
        @Nullable String netbios,
        @Nullable String domain,
        @Nullable String mac,
        @Nullable String smbiosUuid,
        @Nullable String sid,
        Map<String, String> nativeIds) {

    public static final String DEFAULT_ZONE = "default";

    public HostRef {
        Checks.text(zone, "host.zone");
        fqdn = fqdn == null ? null : stripDot(fqdn.toLowerCase(Locale.ROOT));
        netbios = upper(netbios);
        domain = upper(domain);
        mac = mac == null ? null : mac.toLowerCase(Locale.ROOT).replace('-', ':');
        smbiosUuid = smbiosUuid == null ? null : smbiosUuid.toLowerCase(Locale.ROOT);
        nativeIds =
                nativeIds.size() < 2 ? Map.copyOf(nativeIds) : Collections.unmodifiableMap(new TreeMap<>(nativeIds));
        Checks.that(
                ip != null
                        || fqdn != null
                        || netbios != null
                        || mac != null
                        || smbiosUuid != null
                        || sid != null
                        || !nativeIds.isEmpty(),
                "host must carry at least one identifier");
    }

    /** A host of which only the name is known, in the default zone. */
    public static HostRef named(String fqdn) {
        return new HostRef(DEFAULT_ZONE, null, null, fqdn, null, null, null, null, null, Map.of());
    }

    private static String stripDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static @Nullable String upper(@Nullable String value) {
        return value == null ? null : value.toUpperCase(Locale.ROOT);
    }
}
