package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rules folder that came as a zip file leads nowhere but into its own folder. */
class SentFolderTest {
    @TempDir
    private Path uploads;

    @Test
    void laysTheFilesOutAndTakesThemAwayAgain() throws IOException {
        // When
        try (SentFolder sent =
                read(zip("rules/site.drl", "catalogue/floors.yaml", "playbooks/agent.yaml", "cases/a case (1).json"))) {
            // Then
            assertThat(sent.path().resolve("playbooks/agent.yaml")).exists();
            assertThat(sent.path().resolve("rules/site.drl")).hasContent("content of rules/site.drl");
            assertThat(sent.path().resolve("cases/a case (1).json")).exists();
        }
        assertThat(left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.drl",
                "rules/../../evil.drl",
                "/rules/evil.drl",
                "rules\\..\\evil.drl",
                "rules/sub/evil.drl",
                "rules/.hidden",
                "evil.drl",
                "other/evil.drl",
                "RULES/evil.drl",
                "rules/evil\nname.drl"
            })
    void refusesANameThatIsNotAFileOfTheFolder(String name) throws IOException {
        byte[] zip = zip(name);

        assertThatThrownBy(() -> read(zip))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CONFIG_INVALID));
        assertThat(left()).isEmpty();
    }

    @Test
    void refusesMoreFilesThanARulesFolderHas() throws IOException {
        byte[] zip = zip(IntStream.rangeClosed(0, SentFolder.MOST_FILES)
                .mapToObj(number -> "rules/r" + number + ".drl")
                .toArray(String[]::new));

        assertThatThrownBy(() -> read(zip))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.INTAKE_TOO_LARGE));
        assertThat(left()).isEmpty();
    }

    @Test
    void refusesWhatSwells() throws IOException {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry("rules/bomb.drl"));
            byte[] zeros = new byte[1 << 20];
            for (long written = 0; written <= SentFolder.MOST_BYTES; written += zeros.length) out.write(zeros);
        }

        // Then
        assertThatThrownBy(() -> read(bytes.toByteArray()))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.INTAKE_TOO_LARGE));
        assertThat(left()).isEmpty();
    }

    @Test
    void takesTheFoldersThatZipWritesBesideTheirFiles() throws IOException {
        // When
        try (SentFolder sent = read(zip("rules/", "rules/site.drl", "cases/"))) {
            // Then
            assertThat(sent.path().resolve("rules/site.drl")).hasContent("content of rules/site.drl");
            assertThat(sent.path().resolve("cases")).isDirectory();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void refusesAFolderThatHoldsBytes() throws IOException {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry("rules/swells/"));
            out.write(new byte[1 << 20]);
        }

        // Then
        assertThatThrownBy(() -> read(bytes.toByteArray()))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CONFIG_INVALID));
        assertThat(left()).isEmpty();
    }

    @Test
    void refusesAFileThatStandsWhereAFolderDoes() throws IOException {
        byte[] zip = zip("rules/site", "rules/site/");

        assertThatThrownBy(() -> read(zip))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CONFIG_INVALID));
        assertThat(left()).isEmpty();
    }

    @Test
    void refusesAnEmptyZipFile() throws IOException {
        assertThatThrownBy(() -> read(zip())).isInstanceOf(FailureException.class);
        assertThat(left()).isEmpty();
    }

    private SentFolder read(byte[] zip) throws IOException {
        return SentFolder.read(new ByteArrayInputStream(zip), uploads);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(uploads)) {
            return files.toList();
        }
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) out.write(("content of " + name).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
