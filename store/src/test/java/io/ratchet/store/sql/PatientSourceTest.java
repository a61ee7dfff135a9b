package io.ratchet.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A database that goes away, and comes back. */
class PatientSourceTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong ticks = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final DataSource real = Databases.h2InMemory();
    private volatile SQLException trouble;
    private volatile int lasts;

    private final PatientSource source = new PatientSource(troubled(), ticks::get);

    @AfterEach
    void takeTime() {
        PatientSource.takeTime();
    }

    @Test
    void whoeverIsInAHurryIsToldAtOnceWhileItIsAway() {
        // Given
        trouble = away();
        lasts = Integer.MAX_VALUE;

        // When
        PatientSource.hurry();
        for (int i = 0; i < 100; i++) assertThatThrownBy(source::getConnection).isInstanceOf(SQLException.class);

        // Then one of a hundred had to find out
        assertThat(asked).hasValue(1);

        // When
        ticks.addAndGet(SECOND);
        assertThatThrownBy(source::getConnection).isInstanceOf(SQLException.class);

        // Then
        assertThat(asked).hasValue(2);
    }

    @Test
    void itIsSeenWithinASecondThatItIsBack() throws SQLException {
        // Given
        trouble = away();
        lasts = 1;

        // When
        PatientSource.hurry();
        assertThatThrownBy(source::getConnection).isInstanceOf(SQLException.class);
        ticks.addAndGet(SECOND);

        // Then
        source.getConnection().close();
        source.getConnection().close();
    }

    @Test
    void workWaitsForARestart() throws SQLException {
        // Given
        trouble = away();
        lasts = 3;

        // When
        source.getConnection().close();

        // Then
        assertThat(asked).hasValue(4);
    }

    @Test
    void workDoesNotWaitForever() {
        // Given a look that takes eleven seconds
        trouble = away();
        lasts = Integer.MAX_VALUE;

        // When
        assertThatThrownBy(this::eachLookTakesLong).isInstanceOf(SQLException.class);

        // Then
        assertThat(asked).hasValue(3);
    }

    private void eachLookTakesLong() throws SQLException {
        new PatientSource(troubled(), () -> asked.get() * 11 * SECOND).getConnection();
    }

    @Test
    void aBusyPoolIsNoDatabaseThatIsAway() throws SQLException {
        // Given
        trouble = new SQLTransientConnectionException("request timed out");
        lasts = 2;

        // When
        PatientSource.hurry();
        source.getConnection().close();

        // Then
        assertThat(asked).hasValue(3);
    }

    @Test
    void anotherTroubleIsToldAtOnce() {
        // Given
        trouble = new SQLException("password", "28P01");
        lasts = 1;

        // Then
        assertThatThrownBy(source::getConnection).hasMessage("password");
    }

    @Test
    void theStoreSaysThatItIsAway() {
        // Given
        SqlStore store = SqlStore.open(troubled());
        trouble = away();
        lasts = Integer.MAX_VALUE;

        // Then
        PatientSource.hurry();
        assertThatThrownBy(() -> store.run(tx -> tx.stops().list()))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.STORE_UNAVAILABLE))
                .hasMessageContaining("The database does not answer; nothing of this was kept.");
    }

    @ParameterizedTest
    @MethodSource("meanings")
    void saysWhatADriverMeans(SQLException said, FailureCode code) {
        assertThat(SqlFailures.translate(said).failure().code()).isEqualTo(code);
    }

    static Stream<Arguments> meanings() {
        return Stream.of(
                meaning(new SQLException("connection reset", "08006"), FailureCode.STORE_UNAVAILABLE),
                meaning(new SQLException("terminating connection", "57P01"), FailureCode.STORE_UNAVAILABLE),
                meaning(
                        new SQLException("The database has been closed", "90098", 90098),
                        FailureCode.STORE_UNAVAILABLE),
                meaning(new SQLException("could not extend file", "53100"), FailureCode.STORE_FULL),
                meaning(
                        new SQLException("IO Exception", "90031", 90031, new IOException("No space left on device")),
                        FailureCode.STORE_FULL),
                meaning(
                        new SQLException(
                                "The database has been closed",
                                "90098",
                                90098,
                                new IOException("There is not enough space on the disk")),
                        FailureCode.STORE_FULL),
                meaning(new SQLException("could not serialize", "40001"), FailureCode.STORE_CONFLICT),
                meaning(new SQLException("syntax", "42601"), FailureCode.DEFECT));
    }

    private static Arguments meaning(SQLException said, FailureCode code) {
        return Arguments.of(said, code);
    }

    private static SQLException away() {
        return new SQLTransientConnectionException(
                "request timed out", null, new SQLException("Connection refused", "08001"));
    }

    private DataSource troubled() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, given) -> {
                    if (!method.getName().equals("getConnection")) throw new UnsupportedOperationException();
                    asked.incrementAndGet();
                    if (trouble != null && lasts-- > 0) throw trouble;
                    Connection connection = real.getConnection();
                    return connection;
                });
    }
}
