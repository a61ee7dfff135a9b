package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path parent;

    @Test
    void refusesASecondOwner() {
        try (DataFolder first = DataFolder.open(parent)) {
            // Then
            assertThatThrownBy(() -> DataFolder.open(parent))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("Another Ratchet works on '" + first.path() + "'");
        }
    }

    @Test
    void opensAgainAfterItWasClosed() {
        // Given
        DataFolder.open(parent).close();

        // When
        try (DataFolder again = DataFolder.open(parent)) {

            // Then
            assertThat(again.path()).isEqualTo(parent);
        }
    }

    @Test
    void keepsItsTokenAndShowsItToTheOwnerOnly() throws IOException {
        // Given
        String token;
        try (DataFolder folder = DataFolder.open(parent)) {
            token = folder.token();
        }

        // When
        try (DataFolder again = DataFolder.open(parent)) {

            // Then
            assertThat(again.token()).isEqualTo(token).hasSizeGreaterThan(40);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parent.resolve("token"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void makesATokenAnewWhereACrashLeftAnEmptyOne() throws IOException {
        // Given
        Files.createFile(parent.resolve("token"));

        // When
        try (DataFolder folder = DataFolder.open(parent)) {

            // Then
            assertThat(folder.token()).hasSizeGreaterThan(40);
        }
    }

    @Test
    void announcesItsServerWhileItIsOpen() {
        // Given
        ServerFiles files = new ServerFiles(parent);

        // When
        DataFolder folder = DataFolder.open(parent);
        folder.announce(URI.create("http://127.0.0.1:8080"));

        // Then
        assertThat(files.address()).contains(URI.create("http://127.0.0.1:8080"));

        // When
        folder.close();

        // Then
        assertThat(files.address()).isEmpty();
    }

    @Test
    void isMadeForItsOwnerAlone() throws IOException {
        // When
        Path made = parent.resolve("a/data");
        try (DataFolder folder = DataFolder.open(made)) {
            folder.announce(URI.create("http://127.0.0.1:8080"));
        }

        // Then
        assertThat(rights(made)).isEqualTo("rwx------");
    }

    @Test
    void takesFromOthersWhatTheyCouldRead() throws IOException {
        // Given a folder of an earlier release
        Path reports = Files.createDirectory(parent.resolve("reports"));
        Path database = Files.writeString(parent.resolve("ratchet.mv.db"), "data");
        Path report = Files.writeString(reports.resolve("scan.nessus"), "a report");
        Path own = Files.writeString(parent.resolve("own"), "read only");
        for (Path one : List.of(parent, reports)) allow(one, "rwxr-xr-x");
        for (Path one : List.of(database, report)) allow(one, "rw-rw-r--");
        allow(own, "r--------");

        // When
        DataFolder.open(parent).close();

        // Then
        assertThat(List.of(rights(parent), rights(reports))).containsOnly("rwx------");
        assertThat(List.of(rights(database), rights(report))).containsOnly("rw-------");
        assertThat(rights(own)).isEqualTo("r--------");
    }

    private static void allow(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
