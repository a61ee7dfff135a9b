package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
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

    /** Empty when the column or the value is missing. */
    String cell(String column) {
        String here = columns.get(column);
        return here == null ? "" : cells.get(here);
    }

    @Nullable
    String optional(String column) {
        String cell = cell(column);
        return cell.isEmpty() ? null : cell;
    }

    /**
     * @param named how the class names it
     * @throws FailureException INTAKE_BAD_VALUE for a word that is neither yes nor no: it is never taken for no
     */
    boolean says(String column, String named) {
        String here = columns.get(column);
        if (here == null) return false;
        String cell = cells.get(here);
        if (cell.isEmpty() && Words.unreadable(cells.raw(here))) cell = cells.raw(here);
        if (cell.isEmpty()) return false;
        String told = cell;
        return Words.truth(told)
                .orElseThrow(() -> FailureException.of(
                        FailureCode.INTAKE_BAD_VALUE,
                        "'" + named + "' is neither yes nor no: '" + Excerpt.of(told, 60) + "'."));
    }

    boolean blank() {
        for (String column : columns.values()) if (!cells.raw(column).isBlank()) return false;
        return true;
    }

    /**
     * A PowerShell array was turned into text by its type's name, such as {@code System.String[]}; {@link #cell} is
     * empty then.
     */
    boolean lost(String column) {
        String here = columns.get(column);
        return here != null
                && cells.get(here).isEmpty()
                && Words.lost(cells.raw(here).strip());
    }

    /** The first of several values of a cell that means something here; null where none does. */
    <T> @Nullable T first(String column, Function<String, Optional<T>> meaning) {
        return Cells.firstOf(
                        cell(column), false, value -> Words.absent(value) ? Optional.empty() : meaning.apply(value))
                .orElse(null);
    }

    Optional<String> first(String column) {
        return Optional.ofNullable(first(column, Optional::of));
    }

    /** The first address that may tell the machine apart: IPv4 before IPv6, never one that a machine gave itself. */
    @Nullable
    String address() {
        return MappedReader.address(cell("ipaddresses")).orElse(null);
    }

    /** When the machine last reported; ConfigMgr keeps agent times in UTC, and of several the latest counts. */
    @Nullable
    Instant time() {
        for (String column : TIMES) {
            String cell = cell(column);
            if (cell.isEmpty()) continue;
            String here = Objects.requireNonNull(columns.get(column), column);
            Times.Order order = orders.apply(here);
            Instant latest = TableRows.latest(cell, text -> report.time(here, text, order, report.timeZone()));
            if (latest != null) return latest;
        }
        return null;
    }
}
