package io.ratchet.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifetimeTest {
    private final Lifetime lifetime = new Lifetime();
    private final List<String> closed = new ArrayList<>();

    @Test
    void aSignalClosesTheLastOpenedFirst() throws InterruptedException {
        // Given
        lifetime.closeOnStop(closing("store"));
        lifetime.closeOnStop(closing("server"));

        // When
        boolean running = lifetime.interrupt();

        // Then
        lifetime.awaitStop();
        assertThat(running).isTrue();
        assertThat(closed).containsExactly("server", "store");
    }

    @Test
    void oneThatCannotBeClosedDoesNotKeepTheOthersOpen() {
        // Given
        lifetime.closeOnStop(closing("store"));
        lifetime.closeOnStop(() -> {
            throw new IllegalStateException("stuck");
        });

        // When
        lifetime.closeAll();

        // Then
        assertThat(closed).containsExactly("store");
    }

    @Test
    void aSignalAfterTheEndFindsNothingRunning() {
        // Given
        lifetime.end();

        // Then
        assertThat(lifetime.interrupt()).isFalse();
    }

    private AutoCloseable closing(String name) {
        return () -> closed.add(name);
    }
}
