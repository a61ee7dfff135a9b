package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.util.ArrayList;
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
            List<String> columns = columns(beginning);
            if (columns.isEmpty())
                throw refused(part.name(), "is no table with names of columns in one of its first lines");
            return yaml(part.name(), columns);
        }
    }

    private static FailureException refused(String name, String why) {
        return FailureException.of(
                FailureCode.INTAKE_UNRECOGNISED,
                "'" + name + "' " + why
                        + "; a table is CSV, TSV or xlsx with a header, see docs/guides/map-a-table.md.");
    }

    /** The widest of the first lines whose cells are all names. */
    private static List<String> columns(Beginning beginning) {
        List<String> best = List.of();
        for (String line :
                beginning.text().lines().limit(CsvRows.MOST_BEFORE_HEADER).toList()) {
            List<String> cells = CsvRows.split(line, CsvRows.separator(line));
            if (cells == null || beginning.json() || line.startsWith("<")) continue;
            boolean names = cells.size() >= 2
                    && cells.stream()
                            .allMatch(cell ->
                                    cell.length() <= LONGEST_NAME && !cell.isBlank() && !cell.matches(".*[0-9]{3,}.*"));
            if (names && cells.size() > best.size())
                best = cells.stream().map(String::strip).toList();
        }
        return best;
    }

    private static String yaml(String file, List<String> columns) {
        Map<String, Set<String>> known = knownNames();
        Map<String, List<String>> roles = new LinkedHashMap<>();
        for (String column : columns) {
            String name = Cells.name(column);
            known.entrySet().stream()
                    .filter(role -> role.getValue().contains(name))
                    .map(Map.Entry::getKey)
                    .filter(role -> !roles.containsKey(role))
                    .findFirst()
                    .ifPresent(role -> roles.computeIfAbsent(role, unseen -> new ArrayList<>())
                            .add(column));
        }
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
        for (String role : List.of("host.fqdn", "host.netbios", "host.name")) names.put(role, new LinkedHashSet<>());
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
