package io.ratchet.routes.night;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.Sha256;
import io.ratchet.store.sql.SqlStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nights drawn from seeds. {@code -Dratchet.seed=N} draws other ones; {@code -Dratchet.night=N} plays one, whose seed a
 * failure tells.
 */
class SeededNightsTest {
    private static final long FIRST = Long.getLong("ratchet.seed", 1L) * 1_000_000;

    private static JdbcConnectionPool pool;
    private static SqlStore store;

    @BeforeAll
    static void open() throws SQLException {
        pool = JdbcConnectionPool.create("jdbc:h2:mem:nights;DB_CLOSE_DELAY=-1", "sa", "");
        store = SqlStore.open(pool);
        keepTheFirstRows();
    }

    @AfterAll
    static void close() {
        pool.dispose();
    }

    @Test
    void whatMustHoldOfANightHoldsOfEach() {
        Long one = Long.getLong("ratchet.night");
        if (one == null) hold(200, 10);
        else hold(one, Integer.getInteger("ratchet.hosts", 50));
    }

    @Test
    @Tag("slow")
    void whatMustHoldOfANightHoldsOfTenThousand() {
        hold(10_000, 50);
    }

    @Test
    void theSameSeedTwiceGivesTheSameBytes() {
        // Given
        Scenario scenario = Scenario.draw(FIRST + 7, 20);
        // When
        String first = played(scenario).journal();
        String second = played(scenario).journal();
        // Then
        assertThat(Sha256.hex(first)).isEqualTo(Sha256.hex(second));
        assertThat(first.lines()).hasSizeGreaterThan(200);
        assertThat(played(Scenario.draw(FIRST + 8, 20)).journal()).isNotEqualTo(first);
    }

    private static void hold(int nights, int hosts) {
        long begun = System.nanoTime();
        Duration lasted = Duration.ZERO;
        for (int night = 0; night < nights; night++) lasted = lasted.plus(hold(FIRST + night, hosts));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf(
                "%d nights of %d hosts, %d h of their time in %d s%n",
                nights, hosts, lasted.toHours(), took.toSeconds());
    }

    private static Duration hold(long seed, int hosts) {
        Scenario scenario = Scenario.draw(seed, hosts);
        Night.Outcome outcome = played(scenario);
        if (!outcome.wrong().isEmpty()) throw new AssertionError(told(scenario, outcome));
        return outcome.lasted();
    }

    private static String told(Scenario scenario, Night.Outcome outcome) {
        if (!Boolean.parseBoolean(System.getProperty("ratchet.shrink", "true")))
            return "Does not hold, seed " + scenario.seed() + ": " + outcome.wrong();
        Scenario smallest = scenario.shrink(smaller -> !played(smaller).wrong().isEmpty());
        Night.Outcome again = played(smallest);
        List<String> lines = new ArrayList<>(again.journal().lines().toList());
        List<String> last = lines.subList(Math.max(0, lines.size() - 60), lines.size());
        return "Does not hold (again with -Dratchet.night=" + scenario.seed() + " -Dratchet.hosts="
                + scenario.hosts().size() + "): " + outcome.wrong() + "\nsmallest: " + again.wrong() + "\n"
                + smallest.told() + "\n" + String.join("\n", last);
    }

    private static Night.Outcome played(Scenario scenario) {
        empty();
        return Night.play(scenario, store);
    }

    /** What its migrations left in each table. */
    private static void keepTheFirstRows() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema first");
            for (String table : tables(statement))
                statement.execute("create table first.\"" + table + "\" as select * from \"" + table + "\"");
        }
    }

    /** A store as new; making one anew takes longer than a night. */
    private static void empty() {
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
}
