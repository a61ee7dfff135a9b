package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.app.terminal.Exit;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTreeTest {
    private final Console console = new Console();

    @Test
    void saysItsVersionOnStandardOutput() {
        // When
        int exit = console.run("version");

        // Then
        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(console.out()).startsWith("ratchet ");
        assertThat(console.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parse", "decide", "demo", "serve", "ingest", "explain", "replay", "what-if", "queue", "waiting",
                "approve", "reject", "audit", "lab", "bench", "version"
            })
    void everyCommandSaysHowItIsUsed(String command) {
        // When
        int exit = console.run(command, "--help");

        // Then
        assertThat(exit).isEqualTo(Exit.DONE);
        assertThat(console.out()).startsWith("Usage: ratchet " + command);
    }

    @Test
    void aBadOptionIsOneSentence() {
        // When
        int exit = console.run("queue", "--loud");

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines())
                .containsExactly("ratchet queue: Unknown option: '--loud'. See 'ratchet queue --help'.");
    }

    @Test
    void aMissingServerIsOneSentence(@TempDir Path folder) {
        // When
        int exit = console.run("queue", "--data", folder.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines()).singleElement().asString().contains("No server is running");
    }

    @Test
    void aSilentServerIsOneSentence() {
        // When
        int exit = console.run("queue", "--server", "http://127.0.0.1:1");

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err().lines())
                .containsExactly("ratchet queue: No server answers at http://127.0.0.1:1; is it running?");
    }

    @Test
    void showsAStackTraceOnlyWhenAsked() {
        // When
        console.run("queue", "--server", "http://127.0.0.1:1", "--debug");

        // Then
        assertThat(console.err()).contains("at io.ratchet.app.command");
    }
}
