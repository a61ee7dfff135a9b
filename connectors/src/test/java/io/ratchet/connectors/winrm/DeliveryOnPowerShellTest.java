package io.ratchet.connectors.winrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.connectors.fixture.PowerShell;
import io.ratchet.connectors.fixture.Scripts;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.HostOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void runsWhatItReads() throws IOException, InterruptedException {
        // Given
        Delivery delivery = Delivery.byInput(Scripts.of("run-6", Scripts.paddedTo(20_000, SCRIPT)));
        // When
        String printed = read(delivery.run(), delivery.input());
        // Then
        assertThat(printed).isEqualToNormalizingNewlines("said it's  100% <>&|^\nexit 3");
        assertThat(Files.list(temporary)).as("no file is written").isEmpty();
    }

    @Test
    void doesNotRunAPartOfWhatItShouldRead() throws IOException, InterruptedException {
        // Given
        Delivery delivery = Delivery.byInput(Scripts.of("run-7", Scripts.paddedTo(20_000, SCRIPT)));
        // When / Then
        assertThat(read(delivery.run(), delivery.input().substring(4))).isEqualTo("exit 17");
        assertThat(read(delivery.run(), "")).isEqualTo("exit 17");
    }

    private String read(String line, String input) throws IOException, InterruptedException {
        Path file = Files.createTempFile("ratchet-input", ".txt");
        try {
            Files.writeString(file, input);
            return powerShell.run(bootstrap(line), Map.of("TEMP", temporary.toString()), file);
        } finally {
            Files.delete(file);
        }
    }

    /** As AppLocker or application control lets the account run it. */
    @Test
    void inConstrainedLanguageNothingOfItRunsAndTheHostSaysWhy() throws IOException, InterruptedException {
        // Given
        Delivery single = Delivery.of(Scripts.of("run-4", SCRIPT));
        Delivery upload = Delivery.of(Scripts.of("run-5", Scripts.paddedTo(8_000, SCRIPT)));
        for (String line : List.of(single.run(), upload.pieces().get(0).line())) {
            // When
            String printed = powerShell.run(
                    "$ErrorView='NormalView';$ExecutionContext.SessionState.LanguageMode='ConstrainedLanguage';"
                            + bootstrap(line),
                    Map.of("TEMP", temporary.toString()));

            // Then
            assertThat(printed).doesNotContain("said it's");
            assertThat(new HostOutput(1, "", printed).obstacle()).contains(FailureCode.HOST_LANGUAGE_CONSTRAINED);
        }
        assertThat(Files.list(temporary)).isEmpty();
    }

    private static String bootstrap(String line) {
        String before = "-Command \"";
        return line.substring(line.indexOf(before) + before.length(), line.length() - 1);
    }

    private String run(String line) throws IOException, InterruptedException {
        return powerShell.run(bootstrap(line), Map.of("TEMP", temporary.toString()));
    }
}
