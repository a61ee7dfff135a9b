package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.lab.machine.Agenda;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host knows which runs were put back on it and which came last, whatever becomes of whoever simulates it. */
class UndoneRunsTest {
    @TempDir
    private Path folder;

    private final HostState given = Fleet.generated(1, "2008r2", 1, 0).get(0);

    @Test
    void aHostThatIsTakenUpAgainKnowsWhichRunsWerePutBack() {
        // Given
        Machine machine = machine();
        machine.markUndone("run-1");
        machine.markUndone("run-1");
        // When
        Machine again = machine();
        // Then
        assertThat(machine.undone("run-1")).isTrue();
        assertThat(again.undone("run-1")).isTrue();
        assertThat(again.undone("run-2")).isFalse();
    }

    @Test
    void itKnowsThemAfterARestartToo() {
        // Given
        Machine machine = machine();
        machine.markUndone("run-1");
        // When
        machine.boot();
        // Then
        assertThat(machine.undone("run-1")).isTrue();
    }

    @Test
    void itKnowsWhichRunCameLast() {
        // Given
        Machine machine = machine();
        machine.came("run-1");
        machine.came("run-2");
        // When
        Machine again = machine();
        // Then
        assertThat(given.memory().lastRun()).isEmpty();
        assertThat(again.lastRun()).isEqualTo("run-2");
    }

    private Machine machine() {
        return new Machine(given, Clock.systemUTC(), Agenda.AT_ONCE, folder);
    }
}
