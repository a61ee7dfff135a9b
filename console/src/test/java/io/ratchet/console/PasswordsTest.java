package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;

class PasswordsTest {
    private static final int MANY = 60;

    /** Takes until it is let go. */
    private static final class Slow implements PasswordEncoder {
        private final CountDownLatch go = new CountDownLatch(1);
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public String encode(CharSequence password) {
            return "encoded " + password;
        }

        @Override
        public boolean matches(CharSequence password, String encoded) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                now.decrementAndGet();
            }
            return encoded.equals(encode(password));
        }
    }

    @Test
    void sendsAwayWhoeverWouldWaitBehindTooManyOthers() throws Exception {
        // Given
        Slow encoder = new Slow();
        Passwords passwords = new Passwords(encoder);
        ConcurrentLinkedQueue<Passwords.Answer> answers = new ConcurrentLinkedQueue<>();
        ExecutorService guessers = Executors.newFixedThreadPool(MANY);
        List<Future<Boolean>> guesses = new ArrayList<>();

        // When
        for (int i = 0; i < MANY; i++)
            guesses.add(guessers.submit(() -> answers.add(passwords.fits("a guess", Optional.empty()))));
        int looked = Passwords.AT_ONCE + Passwords.WAITING;
        await().untilAsserted(() -> assertThat(answers).hasSize(MANY - looked));
        encoder.go.countDown();
        for (Future<Boolean> guess : guesses) guess.get();
        guessers.shutdown();

        // Then
        assertThat(answers).hasSize(MANY);
        assertThat(answers.stream().filter(Passwords.Answer.BUSY::equals)).hasSize(MANY - looked);
        assertThat(encoder.most.get()).isLessThanOrEqualTo(Passwords.AT_ONCE);
        assertThat(passwords.fits("right", Optional.of("encoded right"))).isEqualTo(Passwords.Answer.FITS);
    }

    @Test
    void aNameThatNobodyHasTakesAsLongAsAnother() {
        // Given
        PasswordEncoder encoder = Passwords.ofToday();

        // When
        String encoded = encoder.encode("a password of today");

        // Then what decides how long it takes is the same
        assertThat(Passwords.NOBODYS).startsWith(encoded.substring(0, encoded.indexOf("p=1$") + 4));
        assertThat(Passwords.NOBODYS).hasSameSizeAs(encoded);
        assertThat(encoder.matches("nobody has this password", Passwords.NOBODYS))
                .isTrue();
        assertThat(new Passwords().fits("nobody has this password", Optional.empty()))
                .isEqualTo(Passwords.Answer.WRONG);
    }
}
