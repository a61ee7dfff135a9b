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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ConfigMgr's devices: {@code SMS_R_System} as PowerShell's {@code Export-Csv} or the AdminService write it, the SQL
 * view {@code v_R_System}, {@code Get-CMDevice} and reports over them, which are the same under other names. A machine
 * that is obsolete or decommissioned there is passed over. A cell that reads {@code System.String[]} was lost by the
 * export; where it is one by which machines are told apart the row is rejected.
 */
final class ConfigMgrReader implements FormatReader {
    private static final Set<String> OF_THIS_TABLE = Set.of(
            "netbiosname",
            "resourcedomainorworkgroup",
            "smbiosguid",
            "smsuniqueidentifier",
            "operatingsystemnameandversion");
    private static final Pattern BUILD = Pattern.compile("(?:5|6|10)\\.[0-9](?:\\.[0-9]{4,5}(?:\\.[0-9]{1,5})?)?");
    private static final Pattern SITE = Pattern.compile("[A-Za-z0-9]{3}");
    /** What the console lists for machines that are yet to come: x64 Unknown Computer (x64 Unknown Computer). */
    private static final Pattern NO_MACHINE =
            Pattern.compile("(?i)(?:(?:x86|x64|arm64|ia64) )?(?:Unknown Computer|Provisioning Device)(?: \\(.*\\))?");

    private static final int LONGEST_ID = 18;
    private static final Pattern NT =
            Pattern.compile("(?i)Windows NT (?:Workstation|Advanced Server|Server) ((?:5|6|10)\\.[0-9])");

    /** By build and caption, a line each. */
    private static final Memo<Observation> SYSTEMS = new Memo<>(ConfigMgrReader::operatingSystem);

    /** The names under which the views, the console and its cmdlets show the properties of the class. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("resourcedomainorworkgr", "resourcedomainorworkgroup"),
            Map.entry("operatingsystemnameand", "operatingsystemnameandversion"),
            Map.entry("domain", "resourcedomainorworkgroup"),
            Map.entry("deviceos", "operatingsystemnameandversion"),
            Map.entry("deviceosbuild", "buildext"),
            Map.entry("operatingsystem", "operatingsystemnameandversion"),
            Map.entry("operatingsystembuild", "buildext"),
            Map.entry("lastactivity", "lastactivetime"),
            Map.entry("isobsolete", "obsolete"),
            Map.entry("isdecommissioned", "decommissioned"),
            Map.entry("smsid", "smsuniqueidentifier"),
            Map.entry("macaddress", "macaddresses"),
            Map.entry("ipaddress", "ipaddresses"),
            Map.entry("sitecode", "agentsite"),
            Map.entry("fullname", "resourcenames"),
            Map.entry("itemkey", "resourceid"),
            Map.entry("machineid", "resourceid"));

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.headers().stream().anyMatch(ConfigMgrReader::fits)
                || (beginning.json() && fits(beginning.cellNames()));
    }

    private static boolean fits(Set<String> columns) {
        // Others name machines so too; the devices of the AdminService have an id of the client beside it.
        if (columns.contains("machineid") && !columns.contains("smsid")) return false;
        Set<String> known = renamed(columns).keySet();
        return known.contains("resourceid") && known.stream().anyMatch(OF_THIS_TABLE::contains);
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        byte[] head;
        try (InputStream in = source.open()) {
            head = in.readNBytes(Beginning.MOST);
        }
        if (Beginning.of(head).json()) {
            Times.Order told = report.options().dateOrder();
            JsonRecords.read(source, report, (record, object) -> {
                Map<String, String> flat = JsonRows.flat(object);
                return findings(
                        new ConfigMgrRow(Cells.of(flat), renamed(flat.keySet()), report, column -> told),
                        record,
                        report);
            });
            return;
        }
        DateOrders orders = TableRows.orders(source, ConfigMgrReader::fits, ConfigMgrReader::times);
        try (CsvTable table = new CsvTable(source, ConfigMgrReader::fits)) {
            if (!table.headed()) {
                report.broken(
                        "header",
                        FailureCode.INTAKE_UNRECOGNISED,
                        "The table has no column 'ResourceID'; export SMS_R_System.");
                return;
            }
            Map<String, String> columns = renamed(table.columns());
            TableRows.read(
                    table,
                    report,
                    (row, cells) -> findings(
                            new ConfigMgrRow(
                                    cells,
                                    columns,
                                    report,
                                    column -> orders.of(column, report.options().dateOrder())),
                            row.name(),
                            report));
        }
    }

    /** The columns of this table that hold times, as they are called there. */
    private static List<String> times(Set<String> columns) {
        Map<String, String> here = renamed(columns);
        return ConfigMgrRow.TIMES.stream()
                .filter(here::containsKey)
                .map(here::get)
                .distinct()
                .toList();
    }

    /**
     * The columns as the class names them, by what they are called here: {@code Netbios_Name0} is {@code NetbiosName}.
     */
    private static Map<String, String> renamed(Set<String> columns) {
        Map<String, String> renamed = new HashMap<>();
        for (String column : columns) {
            String plain = column.replaceAll("(0|01)$", "");
            renamed.putIfAbsent(plain, column);
        }
        for (String column : columns) {
            String known = NAMES.get(column.replaceAll("(0|01)$", ""));
            if (known != null) renamed.putIfAbsent(known, column);
        }
        return renamed;
    }

    private static List<Finding> findings(ConfigMgrRow row, String record, Report report) {
        if (row.blank() || row.says("obsolete", "Obsolete") || row.says("decommissioned", "Decommissioned"))
            return List.of();
        if (NO_MACHINE.matcher(row.cell("name")).matches()) return List.of();
        if (row.lost("resourcenames") || row.lost("ipaddresses") || row.lost("macaddresses"))
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE,
                    "A cell reads 'System.String[]': the export lost the values; join lists with ';' before Export-Csv.");
        String caption = row.cell("operatingsystemnameandversion");
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
                row.first("agentsite").or(() -> row.first("smsassignedsites")).orElse("");
        boolean named = !site.isEmpty() && SITE.matcher(site).matches();
        return report.reference(named ? "configmgr@" + site : "configmgr", null, Method.AGENT);
    }

    private static HostRef host(ConfigMgrRow row, Report report) {
        String id = row.cell("resourceid");
        Optional<String> name =
                HostNames.shortName(row.cell("netbiosname")).or(() -> HostNames.shortName(row.cell("name")));
        Optional<String> called = HostNames.full(row.cell("name")).or(() -> HostNames.full(row.cell("netbiosname")));
        if (name.isEmpty() && called.isEmpty())
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST,
                    "The row names no machine: 'Name' and 'NetbiosName' are empty or no names.");
        if (!isId(id))
            throw FailureException.of(FailureCode.INTAKE_BAD_VALUE, "'ResourceID' must be a number, not '" + id + "'.");
        return new HostRef(
                report.zone(),
                row.optional("adsitename"),
                row.address(),
                Optional.ofNullable(row.first("resourcenames", HostNames::full))
                        .or(() -> called)
                        .orElse(null),
                name.orElse(null),
                HostNames.namedDomain(row.optional("resourcedomainorworkgroup")).orElse(null),
                row.first("macaddresses")
                        .map(MappedReader::mac)
                        .filter(mac -> !mac.isEmpty())
                        .orElse(null),
                MappedReader.uuid(row.cell("smbiosguid")).orElse(null),
                row.optional("sid"),
                Map.of("configmgr", id));
    }

    private static boolean isId(String text) {
        if (text.isEmpty() || text.length() > LONGEST_ID) return false;
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        return true;
    }

    /**
     * The build where it was exported, else what the name fixes; a machine whose system is not named is still a
     * machine.
     */
    private static Observation operatingSystem(ConfigMgrRow row, String caption) {
        String build = row.first("buildext").or(() -> row.first("build")).orElse("");
        return SYSTEMS.of(build + '\n' + caption);
    }

    private static Observation operatingSystem(String buildAndCaption) {
        int end = buildAndCaption.indexOf('\n');
        String build = buildAndCaption.substring(0, end);
        String caption = buildAndCaption.substring(end + 1);
        Optional<WindowsCaption> windows = WindowsCaption.of(caption);
        Matcher nt = NT.matcher(caption);
        String version = Optional.of(build)
                .filter(text -> BUILD.matcher(text).matches())
                .or(() -> nt.find() ? Optional.of(nt.group(1)) : windows.map(WindowsCaption::version))
                .orElse("unknown");
        return new Observation.OperatingSystem(
                version,
                null,
                WindowsCaption.productType(caption),
                windows.map(WindowsCaption::servicePack).orElse(null),
                caption.isEmpty() ? null : caption,
                null,
                null);
    }
}
