package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A first mapping of a table that nobody has described: its columns are put into roles by the names that the shipped
 * mappings know. A person looks it over; it is no better than its first findings.
 */
public final class MappingProposal {
    private static final int LONGEST_NAME = 100;

    /** What a record may say, by the role without which it does not. */
    private static final Map<String, TableFinding> GIVES = new LinkedHashMap<>();

    static {
        GIVES.put("os.caption", TableFinding.OPERATING_SYSTEM);
        GIVES.put("os.version", TableFinding.OPERATING_SYSTEM);
        GIVES.put("product.name", TableFinding.INSTALLED_PRODUCT);
        GIVES.put("device.model", TableFinding.DEVICE_MODEL);
        GIVES.put("agent.value", TableFinding.USER_AGENT);
        GIVES.put("use.protocol", TableFinding.PROTOCOL_USE);
        GIVES.put("update.kb", TableFinding.UPDATE);
        GIVES.put("event.id", TableFinding.SCHANNEL_EVENT);
        GIVES.put("registry.key", TableFinding.REGISTRY_VALUE);
    }

    /** What people call the columns of lists that they keep by hand, in English, German and French. */
    private static final Map<String, List<String>> GENERAL = new LinkedHashMap<>();

    static {
        GENERAL.put("host.fqdn", List.of("fqdn", "dnsname", "dnshostname", "fullname", "fullyqualifieddomainname"));
        GENERAL.put(
                "host.name",
                List.of(
                        "hostname",
                        "host",
                        "server",
                        "servername",
                        "computer",
                        "computername",
                        "machine",
                        "machinename",
                        "system",
                        "systemname",
                        "rechner",
                        "rechnername",
                        "servernamen",
                        "serveur",
                        "nomduserveur",
                        "nomdemachine",
                        "ordinateur",
                        "nomdelordinateur"));
        GENERAL.put(
                "time",
                List.of(
                        "lastseen",
                        "lastcontact",
                        "lastscan",
                        "lastscanned",
                        "scanned",
                        "scandate",
                        "inventorydate",
                        "lastinventory",
                        "letzterkontakt",
                        "zuletztgesehen",
                        "letzterscan",
                        "erfasst",
                        "erfasstam",
                        "derniercontact",
                        "vule",
                        "dernierscan"));
    }

    private MappingProposal() {}

    /**
     * The mapping as YAML.
     *
     * @throws FailureException INTAKE_UNRECOGNISED when the file is no table, or none of its columns is known by name
     */
    public static String of(Delivery delivery) throws IOException {
        try (Unpacked unpacked = new Unpacked(delivery)) {
            Unpacked.Part part = unpacked.next();
            if (part == null) throw refused(delivery.name(), "is empty");
            Beginning beginning = Beginning.of(Unpacked.head(part.file()));
            Map<String, Set<String>> known = knownNames();
            List<String> columns = columns(beginning, known);
            if (columns.isEmpty())
                throw refused(part.name(), "is no table with names of columns in one of its first lines");
            return yaml(part.name(), columns, known);
        }
    }

    private static FailureException refused(String name, String why) {
        return FailureException.of(
                FailureCode.INTAKE_UNRECOGNISED,
                "'" + name + "' " + why
                        + "; a table is CSV, TSV or xlsx with a header, see docs/guides/map-a-table.md.");
    }

    /**
     * The line among the first ones of whose cells most are known by name, of two the earlier; where none is, the
     * widest whose cells are all names.
     */
    private static List<String> columns(Beginning beginning, Map<String, Set<String>> known) throws IOException {
        if (beginning.json() || beginning.text().startsWith("<")) return List.of();
        Set<String> names = new HashSet<>();
        known.values().forEach(names::addAll);
        List<List<String>> lines = new ArrayList<>();
        try (Decoded in = Decoded.text(new ByteArrayInputStream(beginning.bytes()))) {
            new CsvRows(in).header(cells -> {
                lines.add(cells.stream().map(String::strip).toList());
                return false;
            });
        }
        List<String> best = List.of();
        long most = 1;
        for (List<String> cells : lines) {
            long count = cells.stream().map(Cells::name).filter(names::contains).count();
            if (count > most
                    && 4 * count
                            >= cells.stream().filter(cell -> !cell.isEmpty()).count()) {
                best = cells;
                most = count;
            }
        }
        if (!best.isEmpty()) return named(best);
        for (List<String> cells : lines)
            if (cells.size() >= 2
                    && cells.size() > best.size()
                    && cells.stream().allMatch(MappingProposal::isName)) best = cells;
        return best;
    }

    private static List<String> named(List<String> cells) {
        return cells.stream()
                .filter(cell -> !cell.isEmpty() && cell.length() <= LONGEST_NAME)
                .toList();
    }

    private static boolean isName(String cell) {
        return cell.length() <= LONGEST_NAME && !cell.isBlank() && !cell.matches(".*[0-9]{3,}.*");
    }

    private static String yaml(String file, List<String> columns, Map<String, Set<String>> known) {
        Map<String, List<String>> roles = new LinkedHashMap<>();
        for (String column : columns) {
            String name = Cells.name(column);
            GENERAL.entrySet().stream()
                    .filter(role -> role.getValue().contains(name) && !roles.containsKey(role.getKey()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(role -> roles.put(role, new ArrayList<>(List.of(column))));
            if (roles.values().stream().anyMatch(columnsOfIt -> columnsOfIt.contains(column))) continue;
            known.entrySet().stream()
                    .filter(role -> role.getValue().contains(name))
                    .map(Map.Entry::getKey)
                    .filter(role -> !roles.containsKey(role))
                    .findFirst()
                    .ifPresent(role -> roles.computeIfAbsent(role, unseen -> new ArrayList<>())
                            .add(column));
        }
        // A column that is called so says whether there is a client, or whose it is, but in a report of sign-ins.
        List<String> agent = roles.getOrDefault("agent.value", List.of());
        if (!roles.containsKey("use.protocol") && agent.stream().noneMatch(MappingProposal::isOfAgents))
            roles.remove("agent.value");
        version(roles);
        if (!roles.containsKey("event.id")) roles.keySet().removeIf(role -> role.startsWith("event."));
        Set<String> gives = new LinkedHashSet<>();
        GIVES.forEach((role, finding) -> {
            if (roles.containsKey(role)) gives.add(finding.word());
        });
        boolean named = roles.keySet().stream().anyMatch(role -> role.startsWith("host."));
        if (gives.isEmpty() || !named)
            throw refused(
                    file,
                    "has no column that is known by its name for " + (named ? "what it says" : "the machine") + " ("
                            + String.join(", ", columns) + ")");
        return text(file, roles, gives);
    }

    /** A column that is called no more than the version is the product's where there is one, else the system's. */
    private static void version(Map<String, List<String>> roles) {
        boolean product = roles.containsKey("product.name");
        String role = product ? "product.version" : "os.version";
        String other = product ? "os.version" : "product.version";
        List<String> columns = roles.getOrDefault(other, List.of());
        if (!columns.stream().map(Cells::name).allMatch("version"::equals) || columns.isEmpty()) return;
        roles.remove(other);
        if (product || roles.containsKey("os.caption")) roles.putIfAbsent(role, columns);
    }

    private static boolean isOfAgents(String column) {
        String name = Cells.name(column);
        return name.contains("agent") || name.contains("version") || name.contains("app");
    }

    private static String text(String file, Map<String, List<String>> roles, Set<String> gives) {
        String last = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        String format = ("own-"
                        + last.toLowerCase(Locale.ROOT).replaceAll("\\..*$", "").replaceAll("[^a-z0-9]+", "-"))
                .replaceAll("-+$", "");
        StringBuilder yaml = new StringBuilder(
                "# Look this over, then put it into the folder of --mappings; docs/guides/map-a-table.md explains each line.\n");
        yaml.append("format: ").append(Excerpt.of(format, 40)).append('\n');
        yaml.append("title: ").append(quoted(last)).append('\n');
        yaml.append("known: modelled\nused: ")
                .append(quoted(String.join(", ", gives) + " of each row"))
                .append('\n');
        yaml.append("require: [")
                .append(String.join(
                        ", ",
                        roles.values().stream()
                                .map(names -> quoted(names.get(0)))
                                .toList()))
                .append("]\n");
        yaml.append("columns:\n");
        roles.forEach((role, names) -> yaml.append("  ")
                .append(role)
                .append(": [")
                .append(quoted(names.get(0)))
                .append("]\n"));
        if (roles.containsKey("agent.value")) yaml.append("fixed: {agent.via: sip}\n");
        return yaml.append("gives: [")
                .append(String.join(", ", gives))
                .append("]\n")
                .toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
    }

    /** Every name of a column in the shipped mappings, by its role; the role of the more special table first. */
    private static Map<String, Set<String>> knownNames() {
        Map<String, Set<String>> names = new LinkedHashMap<>();
        GENERAL.forEach((role, columns) -> names.put(role, new LinkedHashSet<>(columns)));
        for (String role : List.of("host.netbios", "host.name")) names.putIfAbsent(role, new LinkedHashSet<>());
        for (Format format : Format.all())
            if (format.reader() instanceof MappedReader mapped)
                mapped.mapping().roles().forEach((role, columns) -> {
                    boolean general = !role.startsWith("skip.") && !role.startsWith("check.") && !role.equals("source");
                    if (general)
                        names.computeIfAbsent(role, unseen -> new LinkedHashSet<>())
                                .addAll(columns);
                });
        return names;
    }
}
