package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Method;
import io.ratchet.routes.intake.Times.Order;
import io.ratchet.wire.YamlNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * How the records of one source are read: which column is what, and what they say. It is data, so that a site describes
 * a table of its own without code; docs/guides/map-a-table.md shows how.
 *
 * @param objects whether the records are JSON objects; else rows of a table
 * @param require columns by which the table is known: one of each group must be there
 * @param without columns by which it is known to be another
 * @param source the instance that speaks, as in findings
 * @param roles the columns in which each role may stand, the first that holds something counts; names by letters and
 *     digits
 * @param fixed what is the same for every record, by role
 * @param skips which records are passed over
 * @param gives what a record says
 */
record Mapping(
        String format,
        FormatPage page,
        boolean objects,
        List<List<String>> require,
        List<String> without,
        String source,
        @Nullable Method method,
        @Nullable Order dates,
        @Nullable ZoneId zone,
        Map<String, List<String>> roles,
        Map<String, String> fixed,
        List<Skip> skips,
        List<TableFinding> gives) {

    /**
     * @param role whose value is looked at
     * @param pattern that it must match whole, in any case; null: a word for yes or for no
     * @param no whether the word is one for no
     */
    record Skip(String role, @Nullable Pattern pattern, boolean no, boolean unless) {}

    private static final Set<String> KEYS = Set.of(
            "format",
            "title",
            "known",
            "export",
            "used",
            "ignored",
            "versions",
            "rows",
            "require",
            "without",
            "source",
            "method",
            "dates",
            "zone",
            "columns",
            "fixed",
            "skip",
            "only",
            "gives");
    private static final Map<String, Order> ORDERS = Map.of("dmy", Order.DAY_FIRST, "mdy", Order.MONTH_FIRST);
    private static final Map<String, Boolean> ROWS = Map.of("table", false, "objects", true);
    private static final Map<String, Method> METHODS = Map.of(
            "registry",
            Method.REGISTRY,
            "agent",
            Method.AGENT,
            "authenticated",
            Method.AUTHENTICATED,
            "unauthenticated",
            Method.UNAUTHENTICATED,
            "name",
            Method.NAME,
            "declared",
            Method.DECLARED);

    /** @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID when it cannot be used */
    static Mapping read(String file, String yaml) {
        YamlNode whole = YamlNode.parse(file, yaml);
        Map<String, YamlNode> entries = whole.mapping(KEYS);
        String format = whole.required(entries, "format").as("a name of small letters, digits and hyphens", text -> {
            if (!text.matches("[a-z0-9][a-z0-9-]{1,40}")) throw new IllegalArgumentException(text);
            return text;
        });
        YamlNode method = entries.get("method");
        YamlNode dates = entries.get("dates");
        YamlNode rows = entries.get("rows");
        YamlNode zone = entries.get("zone");
        return new Mapping(
                format,
                FormatPage.read(entries, whole),
                rows != null && rows.oneOf(ROWS),
                groups(whole.required(entries, "require")),
                names(entries.get("without")),
                entries.get("source") == null ? format : entries.get("source").text(),
                method == null ? null : method.oneOf(METHODS),
                dates == null ? null : dates.oneOf(ORDERS),
                zone == null ? null : zone.as("a zone such as Europe/Berlin", Mapping::zone),
                roles(whole.required(entries, "columns")),
                fixed(entries.get("fixed")),
                skips(entries),
                whole.required(entries, "gives").list().stream()
                        .map(node -> node.oneOf(TableFinding.BY_NAME))
                        .toList());
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static List<List<String>> groups(YamlNode node) {
        List<List<String>> groups = new ArrayList<>();
        for (YamlNode one : node.list()) groups.add(one.isList() ? names(one) : List.of(Cells.name(one.text())));
        return groups;
    }

    private static List<String> names(@Nullable YamlNode node) {
        if (node == null) return List.of();
        return (node.isList() ? node.texts() : List.of(node.text()))
                .stream().map(Cells::name).toList();
    }

    private static Map<String, List<String>> roles(YamlNode node) {
        Map<String, List<String>> roles = new LinkedHashMap<>();
        node.entries().forEach((role, columns) -> {
            if (!TableFinding.ROLES.contains(role))
                throw columns.refuse("'" + role + "' is no role; roles are "
                        + String.join(", ", new TreeSet<>(TableFinding.ROLES)) + ".");
            roles.put(role, names(columns));
        });
        return roles;
    }

    private static Map<String, String> fixed(@Nullable YamlNode node) {
        Map<String, String> fixed = new LinkedHashMap<>();
        if (node != null) node.entries().forEach((role, value) -> fixed.put(role, value.text()));
        return fixed;
    }

    private static List<Skip> skips(Map<String, YamlNode> entries) {
        List<Skip> skips = new ArrayList<>();
        for (String key : List.of("skip", "only")) {
            YamlNode node = entries.get(key);
            if (node == null) continue;
            boolean unless = key.equals("only");
            node.entries()
                    .forEach((role, value) -> skips.add(
                            value.text().matches("yes|no")
                                    ? new Skip(role, null, value.text().equals("no"), unless)
                                    : new Skip(role, value.as("a pattern", Mapping::pattern), false, unless)));
        }
        return skips;
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Whether these are the columns of its table. */
    boolean fits(Set<String> columns) {
        for (List<String> group : require) if (group.stream().noneMatch(columns::contains)) return false;
        return without.stream().noneMatch(columns::contains);
    }

    /**
     * The same for one table that has these columns: names that stand in other languages and versions of it are not
     * looked for in each of its rows.
     */
    Mapping within(Set<String> columns) {
        Map<String, List<String>> here = new LinkedHashMap<>();
        roles.forEach((role, names) -> {
            List<String> present = names.stream().filter(columns::contains).toList();
            if (!present.isEmpty()) here.put(role, present);
        });
        return new Mapping(
                format, page, objects, require, without, source, method, dates, zone, here, fixed, skips, gives);
    }

    /** Which of these columns hold times. */
    Set<String> timeColumns(Set<String> columns) {
        Set<String> times = new TreeSet<>();
        within(columns).roles().forEach((role, names) -> {
            if (role.equals("time") || role.endsWith(".at")) times.addAll(names);
        });
        return times;
    }

    /** The first column of a role that holds something; null when none does. */
    @Nullable
    String column(Cells cells, String role) {
        List<String> columns = roles.get(role);
        if (columns == null) return null;
        for (int i = 0; i < columns.size(); i++) if (!cells.get(columns.get(i)).isEmpty()) return columns.get(i);
        return null;
    }

    /** What stands in a role; empty when nothing does. */
    String value(Cells cells, String role) {
        String fixedValue = fixed.get(role);
        if (fixedValue != null) return fixedValue;
        List<String> columns = roles.get(role);
        if (columns == null) return "";
        for (int i = 0; i < columns.size(); i++) {
            String value = cells.get(columns.get(i));
            if (!value.isEmpty()) return value;
        }
        return "";
    }
}
