package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
}
