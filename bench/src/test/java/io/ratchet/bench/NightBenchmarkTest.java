package io.ratchet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NightBenchmarkTest {
    @Test
    void theMeasuredNightHasTheCompilerOfAServer() throws IOException {
        // Given
        String launcher = Files.readString(Path.of("../packaging/start.sh"));

        // Then
        assertThat(NightBenchmark.AS_A_SERVER.stream().filter(flag -> flag.contains("Tier4")))
                .hasSize(4)
                .allSatisfy(flag -> assertThat(launcher).contains(flag));
    }
}
