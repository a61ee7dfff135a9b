package io.ratchet.routes.intake;

import io.ratchet.routes.intake.Times.Order;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * In which order the dates of a table stand: one order for a column and a way of writing. A day above twelve anywhere
 * in the column settles it; else one in another column of the same table; else how the table's culture writes. What
 * stays open is not guessed.
 */
final class DateOrders {
    private static final class Seen {
        private boolean dayFirst;
        private boolean monthFirst;

        private void note(Times.Numbers date) {
            // Of a year of two digits nobody knows whether it stands first.
            if (date.first() > 12 && !date.shortYear()) dayFirst = true;
            if (date.second() > 12) monthFirst = true;
        }

        private @Nullable Order order() {
            if (dayFirst == monthFirst) return null;
            return dayFirst ? Order.DAY_FIRST : Order.MONTH_FIRST;
        }

        private boolean contradicts() {
            return dayFirst && monthFirst;
        }
    }

    private static final Pattern PARTS = Pattern.compile("[\",;\t|]");

    private final Map<String, Seen> columns = new HashMap<>();
    private final Seen table = new Seen();
    private final Seen culture = new Seen();
    private boolean asked;

    /** Every cell of a column of times, once, before the first is read. */
    void time(String column, String cell) {
        Times.numbers(cell).filter(Times.Numbers::plain).ifPresent(date -> {
            asked = true;
            columns.computeIfAbsent(column, unseen -> new Seen()).note(date);
            table.note(date);
            writing(date);
        });
    }

    /**
     * Cultures that write the day without and the month with a leading zero (en-AU, en-NZ) put the day first; the one
     * with neither zero and a twelve-hour clock is en-US.
     */
    private void writing(Times.Numbers date) {
        if (!date.firstPadded() && date.secondPadded() && date.second() < 10) culture.dayFirst = true;
        boolean noZeros = !date.secondPadded() && !(date.firstPadded() && date.first() < 10);
        if (noZeros && date.amPm() && date.separator() == '/') culture.monthFirst = true;
    }

    /** A row whose cells cannot be told apart: its dates are of no column, but of the table. */
    void lost(String row) {
        for (String one : PARTS.split(row)) time("", one);
    }

    /** Any word for yes or no: some are written in languages that put the day first. */
    void word(String cell) {
        if (Words.dayFirst(cell)) culture.dayFirst = true;
    }

    /** The semicolon parts the cells where the comma parts decimals; none of those cultures puts the month first. */
    void separator(char separator) {
        if (separator == ';') culture.dayFirst = true;
    }

    /** Whether any date in numbers was met whose order matters. */
    boolean asked() {
        return asked;
    }

    /**
     * Null when nothing says. What the dates themselves show comes first: whoever says how a source or a person's files
     * are written speaks of those that show nothing.
     *
     * @param told for columns in which no date shows it; null: not told
     */
    @Nullable
    Order of(String column, @Nullable Order told) {
        Seen own = columns.get(column);
        if (own == null || own.contradicts()) return told;
        if (own.order() != null) return own.order();
        if (table.order() != null) return table.order();
        if (told != null) return told;
        return table.contradicts() ? null : culture.order();
    }
}
