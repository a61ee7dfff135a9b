package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one row by the names of their columns.
 *
 * @param columns what each is called here, by its name in the class, in lower case
 * @param orders of dates, by what a column is called here
 */
record ConfigMgrRow(
        Cells cells, Map<String, String> columns, Report report, Function<String, Times.@Nullable Order> orders) {
    /** When a machine last reported; the first that is there counts. */
    static final List<String> TIMES =
            List.of("lastactivetime", "agenttime", "lastlogontimestamp", "lastddr", "lasthardwarescan");

    private static final String LOST = "System.";
    private static final Pattern PARTS = Pattern.compile("[;,\\s]+");
    private static final Pattern TIMES_APART = Pattern.compile("[;|]|\\R");

    /** Empty when the column or the value is missing. */
    String cell(String column) {
        String here = columns.get(column.toLowerCase(Locale.ROOT));
        return here == null ? "" : cells.get(here);
    }

    @Nullable
    String optional(String column) {
        String cell = cell(column);
        return cell.isEmpty() || lost(column) ? null : cell;
    }

    /** @throws FailureException INTAKE_BAD_VALUE for a word that is neither yes nor no: it is never taken for no */
    boolean says(String column) {
        String cell = cell(column);
        if (cell.isEmpty()) return false;
        return Words.truth(cell)
                .orElseThrow(() -> FailureException.of(
                        FailureCode.INTAKE_BAD_VALUE,
                        "'" + column + "' is neither yes nor no: '" + Excerpt.of(cell, 60) + "'."));
    }

    boolean blank() {
        return columns.values().stream().allMatch(column -> cells.raw(column).isBlank());
    }

    /** A PowerShell array was turned into text by its type's name, such as {@code System.String[]}. */
    boolean lost(String column) {
        String cell = cell(column);
        return cell.startsWith(LOST) && cell.endsWith("[]");
    }

    /** The values of a cell that holds several. */
    Stream<String> values(String column) {
        if (lost(column)) return Stream.empty();
        return Arrays.stream(PARTS.split(cell(column))).filter(value -> !Words.absent(value));
    }

    Optional<String> first(String column) {
        return values(column).findFirst();
    }

    /** The first address that may tell the machine apart: IPv4 before IPv6, never one that a machine gave itself. */
    @Nullable
    String address() {
        return lost("IPAddresses")
                ? null
                : MappedReader.address(cell("IPAddresses")).orElse(null);
    }

    /** When the machine last reported; ConfigMgr keeps agent times in UTC, and of several the latest counts. */
    @Nullable
    Instant time() {
        for (String column : TIMES) {
            String here = columns.get(column);
            if (here == null || cell(column).isEmpty() || lost(column)) continue;
            Instant latest = null;
            for (String one : TIMES_APART.split(cell(column))) {
                if (Words.absent(one)) continue;
                Times.Order order =
                        report.options().dateOrder() != null ? report.options().dateOrder() : orders.apply(here);
                Instant time = report.time(here, one.strip(), order, report.timeZone());
                if (latest == null || time.isAfter(latest)) latest = time;
            }
            if (latest != null) return latest;
        }
        return null;
    }
}
