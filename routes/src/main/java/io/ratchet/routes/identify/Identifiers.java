package io.ratchet.routes.identify;

import io.ratchet.domain.finding.HostRef;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers of a claim by tier, strongest first, in forms that can be compared; what identifies nothing is left
 * out.
 */
final class Identifiers {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}");
    private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");
    /** What boards carry whose maker set no UUID: all one digit, or the sample of a BIOS vendor. */
    private static final Set<String> NO_UUID = Set.of(
            "03000200-0400-0500-0006-000700080009",
            "12345678-1234-5678-90ab-cddeefaabbcc",
            "00020003-0004-0005-0006-000700080009");

    /** Addresses that routers and clusters share: VRRP, HSRP and GLBP. */
    private static final Pattern SHARED_MAC =
            Pattern.compile("00:00:5e:00:0[12]:..|00:00:0c:07:ac:..|00:00:0c:9f:f.:..|00:07:b4:0.:..:..");

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:.%]*:[0-9a-z:.%]*");
    /** What Windows calls the group of machines that are in no domain; it tells none of them apart. */
    private static final Set<String> NO_DOMAIN = Set.of("WORKGROUP", "MSHOME");

    private Identifiers() {}

    /** Whether anything of it stays with a machine: a short name or an address alone is true for a time only. */
    static boolean lasting(HostRef host) {
        return !host.nativeIds().isEmpty()
                || uuid(host).isPresent()
                || sid(host).isPresent()
                || mac(host).isPresent()
                || fqdn(host).isPresent()
                || account(host).isPresent();
    }

    /**
     * Everything by which a claim may meet another one, of every tier, each told apart from those of other tiers. Two
     * claims that share none of these, nor are linked by others that do, never have anything to do with each other.
     */
    static Set<String> links(Claim claim) {
        HostRef host = claim.host();
        Set<String> links = new LinkedHashSet<>();
        ownIds(claim).forEach(id -> links.add("own " + id));
        uuid(host).ifPresent(uuid -> links.add("uuid " + uuid));
        sid(host).ifPresent(sid -> links.add("sid " + sid));
        mac(host).ifPresent(mac -> links.add("mac " + mac));
        fqdn(host).ifPresent(fqdn -> links.add("fqdn " + fqdn));
        account(host).ifPresent(account -> links.add("account " + account));
        shortName(host).ifPresent(name -> links.add("name " + name));
        address(host).ifPresent(address -> links.add("address " + address));
        return links;
    }

    /** Ids that one source instance gives its hosts; they say nothing to any other source. */
    static Set<String> ownIds(Claim claim) {
        Set<String> ids = new LinkedHashSet<>();
        claim.host().nativeIds().forEach((kind, id) -> ids.add(claim.source() + "|" + kind + "|" + id));
        return ids;
    }

    /**
     * The UUID in the smaller of its two byte orders: SMBIOS before and after 2.6 write the same machine differently.
     */
    static Optional<String> uuid(HostRef host) {
        String uuid = host.smbiosUuid();
        if (uuid != null && uuid.startsWith("{") && uuid.endsWith("}")) uuid = uuid.substring(1, uuid.length() - 1);
        if (uuid == null || !UUID.matcher(uuid).matches() || NO_UUID.contains(uuid)) return Optional.empty();
        if (uuid.replace("-", "").chars().distinct().count() == 1) return Optional.empty();
        String other = swapped(uuid);
        return Optional.of(uuid.compareTo(other) <= 0 ? uuid : other);
    }

    private static String swapped(String uuid) {
        return reversed(uuid.substring(0, 8)) + "-" + reversed(uuid.substring(9, 13)) + "-"
                + reversed(uuid.substring(14, 18)) + uuid.substring(18);
    }

    private static String reversed(String hex) {
        StringBuilder bytes = new StringBuilder();
        for (int i = hex.length() - 2; i >= 0; i -= 2) bytes.append(hex, i, i + 2);
        return bytes.toString();
    }

    static Optional<String> sid(HostRef host) {
        return given(host.sid()).map(sid -> sid.toUpperCase(Locale.ROOT)).filter(sid -> sid.startsWith("S-1-5-21-"));
    }

    /** A universally administered unicast address; virtual and invented ones are shared by many. */
    static Optional<String> mac(HostRef host) {
        return given(host.mac()).filter(mac -> MAC.matcher(mac).matches()).filter(mac -> {
            int first = Integer.parseInt(mac.substring(0, 2), 16);
            return (first & 3) == 0
                    && !mac.equals("00:00:00:00:00:00")
                    && !SHARED_MAC.matcher(mac).matches();
        });
    }

    /** A name with a domain; a bare word is a short name, and an address written as a name is an address. */
    static Optional<String> fqdn(HostRef host) {
        return given(host.fqdn()).filter(name -> name.contains(".")).filter(Identifiers::names);
    }

    private static boolean names(String name) {
        return !ADDRESS.matcher(name).matches() && !name.startsWith("localhost") && !name.endsWith(".arpa");
    }

    static Optional<String> account(HostRef host) {
        return given(host.netbios())
                .flatMap(name -> given(host.domain())
                        .filter(domain -> !NO_DOMAIN.contains(domain) && !domain.equals(name))
                        .map(domain -> name + "@" + domain));
    }

    /** Unique within a zone. */
    static Optional<String> shortName(HostRef host) {
        Optional<String> name = given(host.netbios())
                .or(() -> given(host.fqdn()).filter(Identifiers::names).map(Identifiers::firstLabel));
        return name.map(word -> host.zone() + "|" + cut(word.toUpperCase(Locale.ROOT)));
    }

    /** Unique within a zone and for a time. */
    static Optional<String> address(HostRef host) {
        return given(host.ip())
                .or(() ->
                        given(host.fqdn()).filter(name -> ADDRESS.matcher(name).matches()))
                .map(ip -> host.zone() + "|" + ip);
    }

    private static String firstLabel(String fqdn) {
        int dot = fqdn.indexOf('.');
        return dot < 0 ? fqdn : fqdn.substring(0, dot);
    }

    /** NetBIOS keeps 15 characters. */
    private static String cut(String name) {
        return name.length() <= 15 ? name : name.substring(0, 15);
    }

    private static Optional<String> given(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}
