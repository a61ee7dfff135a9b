package io.ratchet.routes.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WavesTest {
    private static final Instant NOW = Instant.parse("2019-07-01T00:00:00Z");
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger toFail = new AtomicInteger();
    private final Semaphore mayEnd = new Semaphore(Integer.MAX_VALUE / 2);
    private final AtomicBoolean undecided = new AtomicBoolean();
    private final Queue<Left> left = new ConcurrentLinkedQueue<>();
    private volatile Optional<Instant> next = Optional.empty();
    private Waves waves = waves(LONG);

    @AfterEach
    void close() {
        waves.close();
    }

    @Test
    void decidesABurstInOneWave() {
        // Given a round that is under way
        mayEnd.drainPermits();
        waves.ask();
        soon().until(() -> begun.get() == 1);

        // When
        for (int report = 0; report < 100; report++) waves.ask();
        mayEnd.release(1_000);

        // Then
        assertThat(waves.await(LONG)).isTrue();
        assertThat(rounds).hasValueLessThanOrEqualTo(3);
    }

    @Test
    void saysSinceWhenSomethingIsNotDecided() {
        // Given
        assertThat(waves.waitingSince()).isEmpty();
        mayEnd.drainPermits();

        // When
        waves.ask();
        soon().until(() -> begun.get() == 1);

        // Then
        assertThat(waves.waitingSince()).contains(NOW);

        // When
        mayEnd.release(1_000);

        // Then
        assertThat(waves.await(LONG)).isTrue();
        assertThat(waves.waitingSince()).isEmpty();
    }

    @Test
    void answersOnlyByARoundThatBeganAfterTheQuestion() throws Exception {
        // Given
        mayEnd.drainPermits();
        waves.ask();
        soon().until(() -> begun.get() == 1);

        // When
        CountDownLatch answered = new CountDownLatch(1);
        AtomicInteger seen = new AtomicInteger();
        Thread person = new Thread(() -> {
            waves.await(LONG);
            seen.set(rounds.get());
            answered.countDown();
        });
        person.start();
        soon().until(() -> person.getState() == Thread.State.TIMED_WAITING);
        mayEnd.release(2);

        // Then
        answered.await();
        assertThat(seen).hasValue(2);
    }

    @Test
    void letsNobodyWaitLongerThanTheyWould() {
        // Given
        mayEnd.drainPermits();

        // When
        boolean decided = waves.await(SHORT);

        // Then
        assertThat(decided).isFalse();
        mayEnd.release(1);
        soon().until(() -> rounds.get() == 1);
    }

    @Test
    void triesAgainAfterARoundThatFailed() {
        // Given
        toFail.set(2);

        // When
        boolean decided = waves.await(LONG);

        // Then
        assertThat(decided).isTrue();
        assertThat(begun).hasValue(3);
    }

    @Test
    void decidesWhatOthersTookInAndWhatTimeAloneMayChange() {
        // Given
        waves = waves(SHORT);
        waves.start();

        // When
        undecided.set(true);
        soon().until(() -> rounds.get() == 1);
        next = Optional.of(NOW);

        // Then
        soon().until(() -> rounds.get() >= 2);
    }

    @Test
    void looksInVainWhereNothingIsToBeDecided() {
        // Given
        waves = waves(SHORT);
        next = Optional.of(NOW.plusSeconds(1));
        waves.start();

        // Then
        await().during(SHORT.multipliedBy(10)).atMost(LONG).until(() -> begun.get() == 0);
    }

    @Test
    void endsTheRoundUnderWayBeforeItIsClosed() {
        // Given
        mayEnd.drainPermits();
        waves.ask();
        soon().until(() -> begun.get() == 1);

        // When
        mayEnd.release(1);
        waves.close();
        waves.ask();

        // Then
        assertThat(rounds).hasValue(1);
    }

    @Test
    void goesOnUntilNothingIsLeftThoughNobodyAsks() {
        // Given
        left.addAll(List.of(Left.REST, Left.REST));

        // When
        boolean decided = waves.await(LONG);

        // Then
        assertThat(decided).isTrue();
        soon().until(() -> rounds.get() == 3 && waves.waitingSince().isEmpty());
    }

    @Test
    void answersOnlyOnceEverythingNewIsDecided() {
        // Given
        left.addAll(List.of(Left.NEWS, Left.NEWS, Left.REST));

        // When
        boolean decided = waves.await(LONG);

        // Then
        assertThat(decided).isTrue();
        assertThat(rounds).hasValueGreaterThanOrEqualTo(3);
        soon().until(() -> rounds.get() == 4);
    }

    private Waves waves(Duration look) {
        return new Waves(
                this::round,
                () -> next,
                undecided::get,
                Clock.fixed(NOW, ZoneOffset.UTC),
                new Waves.Settings(look, SHORT, LONG));
    }

    private Left round() {
        begun.incrementAndGet();
        mayEnd.acquireUninterruptibly();
        if (toFail.getAndDecrement() > 0) throw new IllegalStateException("the database is away");
        undecided.set(false);
        next = Optional.empty();
        rounds.incrementAndGet();
        Left one = left.poll();
        return one == null ? Left.NOTHING : one;
    }

    private static ConditionFactory soon() {
        return await().atMost(LONG).pollInterval(Duration.ofMillis(5));
    }
}
