package io.ratchet.routes.night;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.ratchet.store.sql.SqlStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A store in memory for one night after another: making one anew takes longer than a night. */
final class NightStore implements AutoCloseable {
    private final HikariDataSource pool = pool();
    private final SqlStore store = SqlStore.open(pool);

    NightStore() {
        keepTheFirstRows();
    }

    /** As the one of the embedded database: no statement is parsed twice. */
    private static HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=200");
        config.setUsername("sa");
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** Plays a night on it as if it were new. */
    Night.Outcome played(Scenario scenario) {
        empty();
        return Night.play(scenario, store);
    }

    /** What its migrations left in each table. */
    private void keepTheFirstRows() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema first");
            for (String table : tables(statement))
                statement.execute("create table first.\"" + table + "\" as select * from \"" + table + "\"");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void empty() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set referential_integrity false");
            for (String table : tables(statement)) {
                statement.execute("truncate table \"" + table + "\" restart identity");
                statement.execute("insert into \"" + table + "\" select * from first.\"" + table + "\"");
            }
            statement.execute("set referential_integrity true");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet names =
                statement.executeQuery("select table_name from information_schema.tables where table_schema = 'PUBLIC'"
                        + " and table_name not like '%flyway%'")) {
            while (names.next()) tables.add(names.getString(1));
        }
        return tables;
    }

    @Override
    public void close() {
        pool.close();
    }
}
