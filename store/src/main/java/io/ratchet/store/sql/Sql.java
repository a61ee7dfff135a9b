package io.ratchet.store.sql;

import io.ratchet.domain.failure.FailureException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The little JDBC that the store needs, on the connection of one transaction. */
final class Sql {
    private static final int ROWS_AT_ONCE = 500;

    /** Reads one row; columns by position from 1. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Returns how many rows it touched. */
    int update(String sql, @Nullable Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    void batch(String sql, Collection<@Nullable Object[]> rows) {
        if (rows.isEmpty()) return;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int waiting = 0;
            for (Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
                if (++waiting % ROWS_AT_ONCE == 0) statement.executeBatch();
            }
            if (waiting % ROWS_AT_ONCE != 0) statement.executeBatch();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    <T> List<T> list(Row<T> row, String sql, @Nullable Object... values) {
        try (Stream<T> rows = stream(row, sql, values)) {
            return rows.toList();
        }
    }

    <T> Optional<T> first(Row<T> row, String sql, @Nullable Object... values) {
        try (Stream<T> rows = stream(row, sql, values)) {
            return rows.findFirst();
        }
    }

    /**
     * Asks for so many keys at a time as a statement may name, and joins the answers.
     *
     * @param values those that {@code after} asks for
     */
    <T> List<T> listOf(Collection<?> keys, Row<T> row, String before, String after, @Nullable Object... values) {
        List<T> found = new ArrayList<>();
        List<?> left = List.copyOf(keys);
        for (int from = 0; from < left.size(); from += ROWS_AT_ONCE) {
            List<?> some = left.subList(from, Math.min(from + ROWS_AT_ONCE, left.size()));
            String marks = String.join(", ", Collections.nCopies(some.size(), "?"));
            List<@Nullable Object> all = new ArrayList<>(some);
            Collections.addAll(all, values);
            found.addAll(list(row, before + " in (" + marks + ") " + after, all.toArray()));
        }
        return found;
    }

    /** For queries that always give one row, such as a count. */
    long number(String sql, @Nullable Object... values) {
        return first(row -> row.getLong(1), sql, values).orElseThrow();
    }

    /** Rows as they are fetched, so that a large table never stands in memory whole. Close it. */
    <T> Stream<T> stream(Row<T> row, String sql, @Nullable Object... values) {
        try {
            PreparedStatement statement = connection.prepareStatement(sql);
            try {
                statement.setFetchSize(ROWS_AT_ONCE);
                bind(statement, values);
                Rows<T> rows = new Rows<>(statement.executeQuery(), row);
                return StreamSupport.stream(
                                Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED | Spliterator.NONNULL),
                                false)
                        .onClose(() -> close(statement));
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == null) statement.setNull(i + 1, Types.NULL);
            else if (value instanceof Instant at) statement.setObject(i + 1, at.atOffset(ZoneOffset.UTC));
            else if (value instanceof String text) statement.setString(i + 1, storable(text));
            else statement.setObject(i + 1, value);
        }
    }

    /**
     * PostgreSQL holds neither NUL nor half of a surrogate pair; both become the replacement character, on H2 as well.
     */
    static String storable(String text) {
        if (clean(text)) return text;
        StringBuilder copy = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == 0 || (point >= 0xD800 && point <= 0xDFFF) ? 0xFFFD : point)
                .forEach(copy::appendCodePoint);
        return copy.toString();
    }

    private static boolean clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) return false;
        }
        return true;
    }

    /** Of a column that is never empty. */
    static Instant moment(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static void close(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    static FailureException failure(SQLException e) {
        return SqlFailures.translate(e);
    }

    private static final class Rows<T> implements Iterator<T> {
        private final ResultSet rows;
        private final Row<T> row;
        private @Nullable Boolean more;

        Rows(ResultSet rows, Row<T> row) {
            this.rows = rows;
            this.row = row;
        }

        @Override
        public boolean hasNext() {
            try {
                if (more == null) more = rows.next();
                return more;
            } catch (SQLException e) {
                throw failure(e);
            }
        }

        @Override
        public T next() {
            if (!hasNext()) throw new NoSuchElementException();
            more = null;
            try {
                return row.read(rows);
            } catch (SQLException e) {
                throw failure(e);
            }
        }
    }
}
