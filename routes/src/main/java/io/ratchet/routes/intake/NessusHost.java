package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A ReportHost's properties: who it is, when it was looked at, and whether the scan logged on. */
final class NessusHost {
    private static final Set<String> WANTED = Set.of(
            "HOST_START_TIMESTAMP",
            "HOST_END_TIMESTAMP",
            "HOST_START",
            "HOST_END",
            "Credentialed_Scan",
            "operating-system",
            "host-ip",
            "host-fqdn",
            "host-fqdns",
            "host-rdns",
            "netbios-name",
            "mac-address",
            "bios-uuid",
            "host-uuid",
            "hostname");
    private static final Pattern IN_FQDNS = Pattern.compile("\"FQDN\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern LOGGED_ON = Pattern.compile("(?im)^[ \t]*Credentialed checks[ \t]*:[ \t]*yes");
    private static final Pattern AGENT = Pattern.compile("(?im)^[ \t]*Scan type[ \t]*:.*\\bagent\\b");
    /** {@code Fri Dec 11 03:25:29 2009}; the day of the week is cut off, it adds nothing but a way to be wrong. */
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("MMM d HH:mm:ss yyyy", Locale.ENGLISH);

    private static final int LONGEST_TAG = 4096;

    private final String scanned;
    private final String zone;
    private final Map<String, String> tags = new HashMap<>();
    private boolean loggedOn;
    private boolean agent;
    private @Nullable HostRef reference;

    NessusHost(String scanned, String zone) {
        this.scanned = scanned.strip();
        this.zone = zone;
    }

    static boolean wanted(String tag) {
        return WANTED.contains(tag);
    }

    void tag(String name, String value) {
        if (!Words.absent(value)) tags.put(name, Excerpt.of(value, LONGEST_TAG));
    }

    /** The output of the plug-in that tells how the scan went. */
    void scanInformation(String output) {
        loggedOn |= LOGGED_ON.matcher(output).find();
        agent |= AGENT.matcher(output).find();
    }

    Method method() {
        if (agent) return Method.AGENT;
        return loggedOn || tags.getOrDefault("Credentialed_Scan", "").equalsIgnoreCase("true")
                ? Method.AUTHENTICATED
                : Method.UNAUTHENTICATED;
    }

    String operatingSystem() {
        return tags.getOrDefault("operating-system", "");
    }

    @Nullable
    Instant start() {
        return time("HOST_START");
    }

    /** Whether the scan of the host came to its end, as far as the export tells. */
    boolean finished() {
        boolean begun = tags.containsKey("HOST_START") || tags.containsKey("HOST_START_TIMESTAMP");
        return !begun || time("HOST_END") != null;
    }

    /** When the scan of the host ended, else when it began. */
    @Nullable
    Instant seen() {
        Instant end = time("HOST_END");
        return end == null ? start() : end;
    }

    /**
     * The epoch where it is given; the other tag stands in the scanner's own zone, which the file does not name, and is
     * taken for UTC.
     */
    private @Nullable Instant time(String tag) {
        String epoch = tags.getOrDefault(tag + "_TIMESTAMP", "");
        if (epoch.matches("[0-9]{1,11}")) return Instant.ofEpochSecond(Long.parseLong(epoch));
        String clock = tags.getOrDefault(tag, "").replaceAll("\\s+", " ");
        try {
            return clock.length() < 4
                    ? null
                    : LocalDateTime.parse(clock.substring(4), CLOCK).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    HostRef reference() {
        if (reference == null) reference = resolve();
        return reference;
    }

    private HostRef resolve() {
        String netbios = tags.get("netbios-name");
        Optional<String> ip = HostNames.address(tags.get("host-ip")).or(() -> HostNames.address(scanned));
        // By the name that was scanned first: one address may stand behind several, and they stay several.
        Optional<String> fqdn = HostNames.full(scanned)
                .or(() -> HostNames.full(tags.get("host-fqdn")))
                .or(this::amongFqdns)
                .or(() -> HostNames.full(tags.get("host-rdns")))
                .or(() -> HostNames.full(tags.get("hostname")));
        Optional<String> shortName = HostNames.shortName(netbios)
                .or(() -> HostNames.shortName(tags.get("hostname")))
                .or(() -> HostNames.shortName(scanned))
                .or(() -> HostNames.shortName(tags.get("host-fqdn")))
                .or(() -> HostNames.shortName(tags.get("host-rdns")));
        if (fqdn.isPresent() || shortName.isPresent()) ip = ip.filter(MappedReader::usable);
        if (ip.isEmpty() && fqdn.isEmpty() && shortName.isEmpty())
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST, "The ReportHost has no name and no address; export it with them.");
        return new HostRef(
                zone,
                null,
                ip.orElse(null),
                fqdn.orElse(null),
                shortName.orElse(null),
                HostNames.domain(netbios).orElse(null),
                Optional.ofNullable(tags.get("mac-address"))
                        .map(list -> list.split("\\s+")[0])
                        .orElse(null),
                Optional.ofNullable(tags.get("bios-uuid"))
                        .flatMap(MappedReader::uuid)
                        .orElse(null),
                null,
                tags.containsKey("host-uuid") ? Map.of("nessus", tags.get("host-uuid")) : Map.of());
    }

    private Optional<String> amongFqdns() {
        Matcher fqdn = IN_FQDNS.matcher(tags.getOrDefault("host-fqdns", ""));
        while (fqdn.find()) {
            Optional<String> full = HostNames.full(fqdn.group(1));
            if (full.isPresent()) return full;
        }
        return Optional.empty();
    }
}
