package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.app.terminal.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it does to a database is held by {@code UpgradeTest}. */
class MigrateCommandTest {
    @TempDir
    private Path folder;

    @Test
    void saysThatADataFolderIsBroughtUpToDateByItsServer() throws IOException {
        // Given
        Path config = Files.writeString(folder.resolve("ratchet.yaml"), "http: {port: 0}");
        Console console = new Console();

        // When
        int exit = console.run("migrate", "--config", config.toString());

        // Then
        assertThat(exit).isEqualTo(Exit.COULD_NOT_START);
        assertThat(console.err()).contains("The settings name no database").contains("CONFIG-INVALID");
    }
}
