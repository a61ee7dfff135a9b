package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Active Directory's computers as LDIF (RFC 2849), as ldifde and ldapsearch write it. A record is an entry. */
final class LdifReader implements FormatReader {
    private static final int LONGEST = 1 << 20;
    private static final int MOST_LINES = 20_000;
    private static final Set<String> USED = Set.of(
            "dn",
            "objectclass",
            "cn",
            "samaccountname",
            "dnshostname",
            "objectsid",
            "operatingsystem",
            "operatingsystemversion",
            "operatingsystemservicepack",
            "useraccountcontrol",
            "lastlogontimestamp",
            "whenchanged");
    private static final Pattern BEGINS = Pattern.compile("^(?i:dn):");
    /** The name under which a cluster answers: no machine. */
    private static final String OF_A_CLUSTER = "msclustervirtualserver/";
    /** Seconds from 1601 to 1970. */
    private static final long FILETIME_OFFSET = 11_644_473_600L;
    /** userAccountControl: the account is disabled. */
    private static final int DISABLED = 2;

    @Override
    public boolean knows(Beginning beginning) {
        String text = beginning.text();
        return text.matches("(?is)(?:version: ?1\\s+|#[^\\n]*\\n\\s*)*dn::? .*");
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        try (Decoded in = Decoded.text(source.open())) {
            Lines lines = new Lines(in, LONGEST);
            List<String> entry = new ArrayList<>();
            int number = 0;
            boolean comment = false;
            boolean ended = true;
            for (String line = lines.next(); line != null; line = lines.next()) {
                ended = lines.terminated();
                if (line.isBlank()) {
                    if (!entry.isEmpty()) entry(entry, "entry[" + ++number + "]", report);
                    entry.clear();
                    comment = false;
                } else if (line.startsWith(" ")) { // goes on with the line before, which may be a comment
                    if (!comment && !entry.isEmpty())
                        entry.set(entry.size() - 1, entry.get(entry.size() - 1) + line.substring(1));
                } else {
                    comment = line.startsWith("#");
                    if (BEGINS.matcher(line).lookingAt() && entry.stream().anyMatch(BEGINS.asPredicate())) {
                        // Files that were put one behind the other without a blank line.
                        entry(entry, "entry[" + ++number + "]", report);
                        entry.clear();
                    }
                    if (!comment && entry.size() < MOST_LINES) entry.add(line);
                }
            }
            if (!entry.isEmpty() && !ended && ofUse(entry.get(entry.size() - 1)))
                report.broken(
                        "entry[" + ++number + "]",
                        io.ratchet.domain.failure.FailureCode.INTAKE_TRUNCATED,
                        "The export breaks off in this entry: its last line has no end; the entries before were used.");
            else if (!entry.isEmpty()) entry(entry, "entry[" + ++number + "]", report);
            report.decoded(in);
        }
    }

    /** Whether half of the line would say something else than the whole, which is made use of. */
    private static boolean ofUse(String line) {
        int colon = line.indexOf(':');
        return colon < 0 || USED.contains(line.substring(0, colon).toLowerCase(Locale.ROOT));
    }

    private static void entry(List<String> lines, String record, Report report) {
        if (lines.stream().noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("dn:"))) {
            report.ignored();
            return;
        }
        List<String> whole = List.copyOf(lines);
        report.record(record, () -> String.join("\n", whole), () -> findings(record, whole, report));
    }

    private static List<Finding> findings(String record, List<String> lines, Report report) {
        Map<String, String> attributes = new HashMap<>();
        boolean computer = false;
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon <= 0)
                throw RoleCells.bad("The entry holds a line that is no attribute: '" + Excerpt.of(line, 60) + "'.");
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            boolean binary = line.startsWith("::", colon);
            String value = line.substring(colon + (binary ? 2 : 1)).strip();
            computer |= name.equals("objectclass") && value.equalsIgnoreCase("computer");
            if (name.equals("serviceprincipalname")
                    && value.toLowerCase(Locale.ROOT).startsWith(OF_A_CLUSTER)) return List.of();
            attributes.putIfAbsent(name, binary && !name.startsWith("object") ? text(value) : value);
        }
        String caption = Words.value(attributes.getOrDefault("operatingsystem", ""));
        if ((!computer && attributes.containsKey("objectclass")) || caption.isEmpty() || disabled(attributes))
            return List.of();
        Optional<WindowsCaption> windows = WindowsCaption.of(caption);
        String told = attributes.getOrDefault("operatingsystemversion", "").replaceAll("\\s*\\(([0-9]{4,5})\\)", ".$1");
        String version = told.matches("(?:5|6|10)\\.[0-9](?:\\.[0-9]{4,5})?")
                ? told
                : windows.map(WindowsCaption::version)
                        .or(() -> WindowsCaption.unfixed(caption))
                        .orElse("");
        if (version.isEmpty()) return List.of();
        return Report.findings(
                report.reference("ad", null, Method.DECLARED),
                record,
                report.observed(time(attributes, report)),
                host(attributes, report),
                new Evidence("ad:computer", Excerpt.evidence(caption)),
                List.of(new Observation.OperatingSystem(
                        version,
                        null,
                        WindowsCaption.productType(caption),
                        servicePack(attributes)
                                .or(() -> windows.map(WindowsCaption::servicePack))
                                .orElse(null),
                        caption,
                        null,
                        null)));
    }

    private static Optional<Integer> servicePack(Map<String, String> attributes) {
        String pack = attributes.getOrDefault("operatingsystemservicepack", "");
        return pack.matches("Service Pack [1-9]")
                ? Optional.of(Integer.valueOf(pack.substring(pack.length() - 1)))
                : Optional.empty();
    }

    private static boolean disabled(Map<String, String> attributes) {
        String control = attributes.getOrDefault("useraccountcontrol", "");
        return control.matches("[0-9]{1,10}") && (Long.parseLong(control) & DISABLED) != 0;
    }

    private static String text(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RoleCells.bad("A value is no base64: '" + Excerpt.of(base64, 60) + "'.");
        }
    }

    /** FILETIME counts tenths of microseconds since 1601; {@code whenChanged} is written as digits. */
    private static @Nullable Instant time(Map<String, String> attributes, Report report) {
        String logon = attributes.getOrDefault("lastlogontimestamp", "");
        if (logon.matches("[0-9]{17,18}"))
            return Instant.ofEpochSecond(Long.parseLong(logon) / 10_000_000L - FILETIME_OFFSET);
        String changed = attributes.getOrDefault("whenchanged", "");
        return changed.matches("[0-9]{14}\\.0Z")
                ? report.time("whenChanged", changed.substring(0, 14) + ".000000+000")
                : null;
    }

    private static HostRef host(Map<String, String> attributes, Report report) {
        Optional<String> fqdn = HostNames.full(attributes.get("dnshostname"));
        String account = attributes.getOrDefault("samaccountname", attributes.getOrDefault("cn", ""));
        Optional<String> name =
                HostNames.shortName(account.endsWith("$") ? account.substring(0, account.length() - 1) : account);
        if (fqdn.isEmpty() && name.isEmpty())
            throw io.ratchet.domain.failure.FailureException.of(
                    io.ratchet.domain.failure.FailureCode.INTAKE_NO_HOST, "The entry names no computer.");
        return new HostRef(
                report.zone(),
                null,
                null,
                fqdn.orElse(null),
                name.orElse(null),
                null,
                null,
                null,
                DirectoryIds.sid(attributes.getOrDefault("objectsid", "")).orElse(null),
                Map.of());
    }
}
