package io.ratchet.connectors.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.connectors.fixture.PowerShell;
import io.ratchet.connectors.fixture.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real engine runs what the command lines carry. */
class DeliveryOnPowerShellTest {
    private static final String SCRIPT = "$t = \"it's  100% <>&|^\"\nWrite-Output \"said $t\"\nexit 3\n";

    @TempDir
    private Path temporary;

    private PowerShell powerShell;

    @BeforeEach
    void findPowerShell() {
        var found = PowerShell.find();
        assumeTrue(found.isPresent(), PowerShell.ABSENT);
        powerShell = found.get();
    }

    @Test
    void runsASingleLine() throws IOException, InterruptedException {
        // When
        String printed = run(Delivery.of(Scripts.of("run-1", SCRIPT)).run());
        // Then
        assertThat(printed).isEqualToNormalizingNewlines("said it's  100% <>&|^\nexit 3");
    }

    @Test
    void putsAnUploadTogetherRunsAndDeletesIt() throws IOException, InterruptedException {
        // Given
        Delivery delivery = Delivery.of(Scripts.of("run-2", Scripts.paddedTo(8_000, SCRIPT)));
        for (Delivery.Piece piece : delivery.pieces())
            assertThat(run(piece.line())).isEqualToNormalizingNewlines(piece.length() + "\nexit 0");
        // When
        String printed = run(delivery.run());
        // Then
        assertThat(printed).isEqualToNormalizingNewlines("said it's  100% <>&|^\nexit 3");
        assertThat(Files.list(temporary)).isEmpty();
    }

    @Test
    void doesNotRunAnUploadThatIsNotWhatWasSent() throws IOException, InterruptedException {
        // Given
        Delivery delivery = Delivery.of(Scripts.of("run-3", Scripts.paddedTo(8_000, SCRIPT)));
        run(delivery.pieces().get(0).line());
        // When
        String printed = run(delivery.run());
        // Then
        assertThat(printed).isEqualTo("exit 17");
        assertThat(Files.list(temporary)).as("it was cleared away").isEmpty();
    }

    private String run(String line) throws IOException, InterruptedException {
        String before = "-Command \"";
        String bootstrap = line.substring(line.indexOf(before) + before.length(), line.length() - 1);
        return powerShell.run(bootstrap, Map.of("TEMP", temporary.toString()));
    }
}
