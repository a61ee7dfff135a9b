package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ConfigMgr's {@code SMS_R_System} as PowerShell's {@code Export-Csv} writes it: UTF-16LE or UTF-8, a {@code #TYPE}
 * line, comma or semicolon; the columns of the SQL view {@code v_R_System} are the same under longer names. A machine
 * that is obsolete or decommissioned there is passed over. Cells that read {@code System.String[]} were lost by the
 * export; the row is rejected, because the addresses and full names that tell machines apart stood there.
 */
final class ConfigMgrReader implements FormatReader {
    private static final Set<String> OF_THIS_TABLE = Set.of(
            "netbiosname",
            "resourcedomainorworkgroup",
            "smbiosguid",
            "smsuniqueidentifier",
            "operatingsystemnameandversion");
    private static final Pattern BUILD = Pattern.compile("(?:5|6|10)\\.[0-9](?:\\.[0-9]{4,5}(?:\\.[0-9]{1,5})?)?");
    private static final Pattern NT =
            Pattern.compile("(?i)Windows NT (?:Workstation|Advanced Server|Server) ((?:5|6|10)\\.[0-9])");

    @Override
    public boolean knows(Beginning beginning) {
        List<String> columns =
                beginning.columns().stream().map(ConfigMgrReader::column).toList();
        return columns.contains("resourceid") && columns.stream().anyMatch(OF_THIS_TABLE::contains);
    }

    @Override
    public void read(InputStream in, Report report) throws IOException {
        CsvRows rows = new CsvRows(Texts.decoded(in));
        List<String> header = rows.header();
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < header.size(); i++) columns.putIfAbsent(column(header.get(i)), i);
        if (!columns.containsKey("resourceid")) {
            report.broken(
                    "header",
                    FailureCode.INTAKE_UNRECOGNISED,
                    "The table has no column 'ResourceID'; export SMS_R_System.");
            return;
        }
        int number = 0;
        for (CsvRows.Row row = rows.next(); row != null; row = rows.next())
            row(row, "row[" + ++number + "]", columns, header.size(), report);
    }

    /** {@code Netbios_Name0} of the SQL view is {@code NetbiosName}; the view cuts two names short. */
    private static String column(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT).replace("_", "").replaceAll("(0|01)$", "");
        return switch (plain) {
            case "resourcedomainorworkgr" -> "resourcedomainorworkgroup";
            case "operatingsystemnameand" -> "operatingsystemnameandversion";
            default -> plain;
        };
    }

    private static void row(CsvRows.Row row, String record, Map<String, Integer> columns, int width, Report report) {
        List<String> cells = row.cells();
        boolean fits = cells != null && fits(cells, width);
        if (!fits && !row.whole())
            report.broken(
                    record,
                    FailureCode.INTAKE_TRUNCATED,
                    "The table breaks off in the middle of this row; the rows before were used.");
        else if (cells == null)
            report.reject(
                    record,
                    FailureCode.INTAKE_BAD_VALUE,
                    "The cells cannot be told apart: a quote is not closed or text follows it.",
                    row.text());
        else
            report.record(record, row::text, () -> {
                if (!fits)
                    throw FailureException.of(
                            FailureCode.INTAKE_BAD_VALUE,
                            "The row has " + cells.size() + " cells and the header " + width
                                    + "; quote cells that hold the separator.");
                return findings(new ConfigMgrRow(cells, columns), record, report);
            });
    }

    private static boolean fits(List<String> cells, int width) {
        return cells.size() == width
                || (cells.size() > width
                        && cells.subList(width, cells.size()).stream().allMatch(String::isBlank));
    }

    private static List<Finding> findings(ConfigMgrRow row, String record, Report report) {
        if (row.blank() || row.says("Obsolete") || row.says("Decommissioned")) return List.of();
        if (row.lostItsLists())
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE,
                    "A cell reads 'System.String[]': the export lost the values; join lists with ';' before Export-Csv.");
        String caption = row.cell("OperatingSystemNameandVersion");
        return Report.findings(
                reference(row, report),
                record,
                report.observed(row.time()),
                host(row, report),
                new Evidence("configmgr:SMS_R_System", Excerpt.evidence(caption)),
                List.of(operatingSystem(row, caption)));
    }

    /** Resource ids are unique within a site only. */
    private static ReportRef reference(ConfigMgrRow row, Report report) {
        String site =
                row.first("AgentSite").or(() -> row.first("SMSAssignedSites")).orElse("");
        return report.reference(site.matches("[A-Za-z0-9]{3}") ? "configmgr@" + site : "configmgr", null, Method.AGENT);
    }

    private static HostRef host(ConfigMgrRow row, Report report) {
        String id = row.cell("ResourceID");
        Optional<String> name =
                HostNames.shortName(row.cell("NetbiosName")).or(() -> HostNames.shortName(row.cell("Name")));
        if (name.isEmpty())
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST,
                    "The row names no machine: 'Name' and 'NetbiosName' are empty or no names.");
        if (!id.matches("[0-9]{1,18}"))
            throw FailureException.of(FailureCode.INTAKE_BAD_VALUE, "'ResourceID' must be a number, not '" + id + "'.");
        return new HostRef(
                report.zone(),
                row.optional("ADSiteName"),
                row.address(),
                row.values("ResourceNames")
                        .flatMap(value -> HostNames.full(value).stream())
                        .findFirst()
                        .orElse(null),
                name.get(),
                row.optional("ResourceDomainORWorkgroup"),
                row.first("MACAddresses").orElse(null),
                row.optional("SMBIOSGUID"),
                row.optional("SID"),
                Map.of("configmgr", id));
    }

    /**
     * The build where it was exported, else what the name fixes; a machine whose system is not named is still a
     * machine.
     */
    private static Observation operatingSystem(ConfigMgrRow row, String caption) {
        Optional<WindowsCaption> windows = WindowsCaption.of(caption);
        Matcher nt = NT.matcher(caption);
        String version = row.first("BuildExt")
                .or(() -> row.first("Build"))
                .filter(build -> BUILD.matcher(build).matches())
                .or(() -> nt.find() ? Optional.of(nt.group(1)) : windows.map(WindowsCaption::version))
                .orElse("unknown");
        boolean server = caption.toLowerCase(Locale.ROOT).contains("server");
        return new Observation.OperatingSystem(
                version,
                null,
                caption.isEmpty() ? null : server ? 3 : 1,
                windows.map(WindowsCaption::servicePack).orElse(null),
                caption.isEmpty() ? null : caption,
                null,
                null);
    }
}
