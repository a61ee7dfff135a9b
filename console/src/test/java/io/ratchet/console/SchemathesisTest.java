package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The REST interface under requests that schemathesis 4.32 makes of {@code docs/openapi.json} alone, good ones and bad;
 * {@code ./ratchet test --all} installs it.
 */
@Tag("slow")
class SchemathesisTest {
    private static final int TRIES_OF_EACH = 60;
    private static final Path MEDIA_TYPES =
            Path.of("src/test/schemathesis/media_types.py").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void nothingThatIsAskedIsADefectOrIsAnsweredInAWayThatIsNotWrittenDown() throws Exception {
        // Given
        Path schemathesis = Path.of("../.ratchet/openapi/bin/schemathesis").toAbsolutePath();
        assumeTrue(Files.isExecutable(schemathesis), "schemathesis is not installed");
        String seed = System.getProperty("ratchet.seed", "1");
        try (ServedConsole console = ServedConsole.closed(folder)) {
            console.propose();

            // When
            ProcessBuilder program = new ProcessBuilder(List.of(
                            schemathesis.toString(),
                            "run",
                            WrittenInterface.root().resolve("docs/openapi.json").toString(),
                            "--url=" + console.address(),
                            "--header=Authorization: Bearer " + ServedConsole.TOKEN,
                            "--checks=not_a_server_error,status_code_conformance,content_type_conformance,"
                                    + "response_schema_conformance",
                            "--phases=examples,coverage,fuzzing",
                            "--exclude-path-regex=^"
                                    + WebhookApi.PATH, // whoever signs wrongly there is barred everywhere
                            "--suppress-health-check=all",
                            "--max-examples=" + TRIES_OF_EACH,
                            "--continue-on-failure",
                            "--seed=" + seed))
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            program.environment().put("SCHEMATHESIS_HOOKS", MEDIA_TYPES.toString());
            Process process = program.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            // Then
            assertThat(process.waitFor()).as("seed " + seed + "\n" + output).isZero();
            assertThat(console.send(HttpRequest.newBuilder(console.address().resolve("/api/v1/queue"))
                                    .header("Authorization", "Bearer " + ServedConsole.TOKEN))
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
