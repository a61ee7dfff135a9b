package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.app.terminal.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it does with brokers is held by {@code FactsRouteTest}. */
class DeadLettersCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {port: 0} | names no topic of findings (kafka)",
                "kafka: {brokers: b, topic: t} | names no topic of dead letters (kafka.deadLetters)"
            })
    void saysWhatTheSettingsLack(String yaml, String sentence) throws IOException {
        // Given
        Path config = Files.writeString(folder.resolve("ratchet.yaml"), yaml);
        Console console = new Console();

        // When
        int exit = console.run("dead-letters", "--config", config.toString(), "--redrive");

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err()).contains(config.toString()).contains(sentence);
        assertThat(console.out()).isEmpty();
    }
}
