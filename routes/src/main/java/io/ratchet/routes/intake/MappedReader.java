package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.routes.intake.Times.Order;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the records of one source as its {@link Mapping} says: rows of a table, or objects of JSON. */
final class MappedReader implements FormatReader {
    private static final Optional<String> NONE = Optional.empty();
    /** The name of the instance that speaks, as the rows of a table say it one after the other. */
    private static final Memo<String> INSTANCES = new Memo<>(MappedReader::instance);

    /** Where the source's own words stand that people are shown. */
    private static final List<String> WORDS =
            List.of("check.output", "event.message", "agent.value", "os.caption", "product.name", "device.model");

    private static final Pattern SIP = Pattern.compile("(?i)^sip:(?=.)");

    private final Mapping mapping;
    private final List<Skipping> skips;

    MappedReader(Mapping mapping) {
        this.mapping = mapping;
        skips = mapping.skips().stream().map(Skipping::of).toList();
    }

    Mapping mapping() {
        return mapping;
    }

    @Override
    public boolean knows(Beginning beginning) {
        if (mapping.objects()) return beginning.json() && mapping.fits(beginning.cellNames());
        return beginning.headers().stream().anyMatch(mapping::fits);
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        if (mapping.objects()) {
            JsonRecords.read(source, report, (record, object) -> findings(record, object, report));
            return;
        }
        Dates dates = dates(source, report);
        try (CsvTable table = new CsvTable(source, mapping::fits)) {
            if (!table.headed()) {
                report.broken(
                        "header",
                        FailureCode.INTAKE_UNRECOGNISED,
                        "No line near the beginning names the columns of "
                                + mapping.page().title() + "; export it with its headers.");
                return;
            }
            Mapping here = mapping.within(table.columns());
            TableRows.read(table, report, (row, cells) -> findings(row.name(), here, cells, dates, report));
        }
    }

    /** How the cells of a column are read as times. */
    @FunctionalInterface
    private interface Dates {
        Instant read(String column, String cell);
    }

    private Dates dates(Source source, Report report) throws IOException {
        ZoneId zone = mapping.zone() == null ? report.timeZone() : mapping.zone();
        Order told = report.options().dateOrder() != null ? report.options().dateOrder() : mapping.dates();
        DateOrders orders = TableRows.orders(source, mapping::fits, mapping::timeColumns);
        return (column, cell) -> report.time(column, cell, orders.of(column, told), zone);
    }

    private List<Finding> findings(String record, JsonNode object, Report report) {
        ZoneId zone = mapping.zone() == null ? report.timeZone() : mapping.zone();
        return findings(
                record,
                mapping,
                Cells.of(JsonRows.flat(object)),
                (column, cell) -> report.time(
                        column,
                        cell,
                        report.options().dateOrder() != null ? report.options().dateOrder() : mapping.dates(),
                        zone),
                report);
    }

    /** @param here the mapping, as far as its columns are there */
    private List<Finding> findings(String record, Mapping here, Cells cells, Dates dates, Report report) {
        RoleCells row = new RoleCells(here, cells, dates::read);
        for (Skipping skip : skips) if (skip.skips(row)) return List.of();
        List<Observation> seen = List.of();
        for (TableFinding finding : mapping.gives()) {
            List<Observation> more = finding.read(row);
            if (more.isEmpty()) continue;
            if (seen.isEmpty()) seen = new ArrayList<>();
            seen.addAll(more);
        }
        if (seen.isEmpty()) return List.of();
        String check = row.some("check.id")
                .or(() -> row.some("event.id"))
                .orElse(mapping.gives().get(0).word());
        return Report.findings(
                report.reference(source(row), null, mapping.method()),
                record,
                report.observed(row.time("time")),
                host(row, report),
                new Evidence(mapping.format() + ":" + check, Excerpt.evidence(text(row))),
                seen);
    }

    /** @param holds whether a word matches, null where one for yes or no is asked for: such columns hold few words */
    private record Skipping(Mapping.Skip skip, @Nullable Memo<Boolean> holds) {
        static Skipping of(Mapping.Skip skip) {
            Pattern pattern = skip.pattern();
            return new Skipping(
                    skip,
                    pattern == null
                            ? null
                            : new Memo<>(word -> pattern.matcher(word).matches()));
        }

        boolean skips(RoleCells row) {
            boolean found = holds != null
                    ? holds.of(row.get(skip.role()))
                    : skip.no() ? row.no(skip.role()) : row.yes(skip.role());
            return found != skip.unless();
        }
    }

    private String source(RoleCells row) {
        String told = row.get("source");
        if (told.isEmpty()) return mapping.source();
        String instance = INSTANCES.of(told);
        return instance.isEmpty() ? mapping.source() : mapping.source() + "@" + instance;
    }

    private static String instance(String told) {
        String name = told.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        return Excerpt.of(name, 80);
    }

    /** What the source itself said, for people. */
    private static String text(RoleCells row) {
        for (String role : WORDS) {
            String said = row.get(role);
            if (!said.isEmpty()) return said;
        }
        return "";
    }

    private HostRef host(RoleCells row, Report report) {
        Optional<String> any = row.first("host.name");
        Optional<String> fqdn = row.first("host.fqdn")
                .flatMap(HostNames::full)
                .or(() -> any.flatMap(HostNames::full))
                // Inventories put what they know into the one column for names that they have.
                .or(() -> row.first("host.netbios").flatMap(HostNames::full));
        Optional<String> typed =
                row.some("host.netbios").or(() -> row.first("host.fqdn")).or(() -> row.some("host.name"));
        Optional<String> shortName = typed.flatMap(HostNames::shortName).map(MappedReader::machine);
        Optional<String> domain = HostNames.namedDomain(row.orNull("host.domain"))
                .or(() -> row.some("host.netbios").flatMap(HostNames::domain))
                .or(() -> row.some("host.name").flatMap(HostNames::domain));
        Optional<String> ip = address(row.get("host.ip")).or(() -> any.flatMap(HostNames::address));
        Optional<String> id = row.some("host.id")
                .map(text -> SIP.matcher(text).replaceFirst(""))
                .filter(MappedReader::tellsApart);
        Optional<String> mac = row.first("host.mac").map(MappedReader::mac).filter(text -> !text.isEmpty());
        Optional<String> uuid = row.some("host.uuid").flatMap(MappedReader::uuid);
        if (fqdn.isEmpty() && shortName.isEmpty() && ip.isEmpty() && id.isEmpty() && mac.isEmpty() && uuid.isEmpty())
            return toldHost(row, report);
        return new HostRef(
                row.some("host.zone").orElse(report.zone()),
                row.orNull("host.site"),
                ip.orElse(null),
                fqdn.orElse(null),
                shortName.orElse(null),
                domain.filter(name -> !name.contains(".")).orElse(null),
                mac.orElse(null),
                uuid.orElse(null),
                row.some("host.sid").flatMap(DirectoryIds::sid).orElse(null),
                id.map(value -> Map.of(mapping.source(), Excerpt.of(DirectoryIds.guid(value), 300)))
                        .orElse(Map.of()));
    }

    /** A serial number of one sign alone, as {@code 00000000}, is none. */
    private static boolean tellsApart(String id) {
        char first = id.charAt(0);
        if (first != '0' && first != 'F' && first != 'f' && first != '-') return true;
        for (int i = 1; i < id.length(); i++) if (id.charAt(i) != first && id.charAt(i) != '-') return true;
        return id.length() == 1 && first != '0' && first != '-';
    }

    /** The Event Viewer, for one, names no computer in a table: whoever saved it knows whose it is. */
    private static HostRef toldHost(RoleCells row, Report report) {
        if (row.names("host."))
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST, "The record names no machine; export its name or address with it.");
        String host = report.options().host();
        if (host == null)
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST,
                    "No column names a machine; export its name with it, or give --host NAME where all of it is of one.");
        return ListenerHost.named(host, null, report);
    }

    /** Active Directory ends the account of a machine with a dollar. */
    private static String machine(String name) {
        return name.endsWith("$") ? name.substring(0, name.length() - 1) : name;
    }

    /** The first of several addresses that may tell the machine apart: IPv4 first, never one it gave itself. */
    static Optional<String> address(String cell) {
        return Cells.firstOf(cell, true, one -> usable(one) && one.indexOf(':') < 0 ? Optional.of(one) : NONE)
                .or(() -> Cells.firstOf(cell, true, one -> usable(one) ? Optional.of(one) : NONE));
    }

    /** Whether it may tell a machine apart: not one that every machine has, or gives itself. */
    static boolean usable(String address) {
        return HostNames.isAddress(address) && !HostNames.ownOnly(address);
    }

    /** 32 digits of sixteen with or without hyphens, in braces or not; each row of an inventory has one. */
    static Optional<String> uuid(String text) {
        int from = text.startsWith("{") ? 1 : 0;
        int to = text.endsWith("}") ? text.length() - 1 : text.length();
        if (to - from < 32 || to - from > 36) return NONE;
        StringBuilder digits = new StringBuilder(32);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!ofUuid(c)) return NONE;
            if (c != '-') digits.append(c);
        }
        if (digits.length() != 32) return NONE;
        for (int hyphen : new int[] {20, 16, 12, 8}) digits.insert(hyphen, '-');
        return Optional.of(digits.toString());
    }

    private static boolean ofUuid(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
    }

    /** All zeros, or the address of all cards. */
    private static boolean noCard(StringBuilder mac) {
        char first = mac.charAt(0);
        if (first != '0' && first != 'f' && first != 'F') return false;
        for (int i = 0; i < mac.length(); i++)
            if (i % 3 != 2 && Character.toLowerCase(mac.charAt(i)) != Character.toLowerCase(first)) return false;
        return true;
    }

    /** Twelve digits however they are parted; empty for what is no address of a card. */
    static String mac(String text) {
        StringBuilder mac = new StringBuilder(17);
        int digits = 0;
        for (int i = 0; i < text.length() && digits <= 12; i++) {
            if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) >= 0x80) continue;
            if (digits > 0 && digits % 2 == 0) mac.append(':');
            mac.append(text.charAt(i));
            digits++;
        }
        return digits != 12 || noCard(mac) ? "" : mac.toString();
    }
}
