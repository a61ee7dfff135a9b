package io.ratchet.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFiguresTest {
    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private Runnable meanwhile = () -> {};
    private SqlStore real;
    private StoreFigures figures;

    @BeforeEach
    void open() {
        real = Databases.h2(folder);
        figures = new StoreFigures(new CountingStore(), Clock.systemUTC(), nanos::get);
    }

    @AfterEach
    void close() {
        figures.close();
        real.close();
    }

    @Test
    void asksOnceForEverythingAndAgainOnlyAfterTenSeconds() {
        // When
        for (int scrape = 0; scrape < 100; scrape++)
            for (String state : Label.STATE.all())
                assertThat(figures.inState(state)).isZero();
        assertThat(figures.oldestWaitingSeconds()).isZero();
        assertThat(figures.up()).isEqualTo(1);

        // Then
        assertThat(questions).hasValue(1);

        // When
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        figures.inState("Proposed");

        // Then
        assertThat(questions).hasValue(2);
    }

    @Test
    void aDatabaseThatRefusesIsDownAndItsFiguresUnknown() {
        // Given
        meanwhile = () -> {
            throw FailureException.of(FailureCode.STORE_CONFLICT, "played");
        };

        // Then
        assertThat(figures.up()).isZero();
        assertThat(figures.inState("Proposed")).isNaN();
        assertThat(figures.oldestWaitingSeconds()).isNaN();
    }

    @Test
    void aDatabaseThatHangsIsAskedOnceAndHoldsNoScrapeUp() {
        // Given
        CountDownLatch hangs = new CountDownLatch(1);
        meanwhile = () -> {
            try {
                hangs.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };

        // When
        assertThat(figures.up()).isZero();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(figures.up()).isZero();

        // Then
        assertThat(questions).hasValue(1);

        // When it comes back
        hangs.countDown();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        // Then
        assertThat(figures.up()).isEqualTo(1);
    }

    private final class CountingStore implements Store {
        @Override
        public <T> T transact(Function<Tx, T> work) {
            questions.incrementAndGet();
            meanwhile.run();
            return real.transact(work);
        }

        @Override
        public boolean shared() {
            return false;
        }

        @Override
        public void close() {}
    }
}
