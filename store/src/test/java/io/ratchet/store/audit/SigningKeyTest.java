package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    @TempDir
    private Path directory;

    @Test
    void isMadeOnceAndKept() {
        // Given
        SigningKey first = SigningKey.open(directory.resolve("keys"));

        // When
        SigningKey again = SigningKey.open(directory.resolve("keys"));

        // Then
        assertThat(again.publicKey()).isEqualTo(first.publicKey());
        assertThat(SigningKey.verifies(first.publicKey(), "text", sign(again, "text")))
                .isTrue();
        assertThat(SigningKey.verifies(first.publicKey(), "texT", sign(again, "text")))
                .isFalse();
        assertThat(SigningKey.verifies(
                        SigningKey.open(directory.resolve("other")).publicKey(), "text", sign(again, "text")))
                .isFalse();
    }

    @Test
    void isForItsOwnerAlone() throws IOException {
        // When
        SigningKey.open(directory.resolve("keys"));

        // Then
        assertThat(permissions(directory.resolve("keys"))).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve("keys/audit-signing-key.pem"))).isEqualTo("rw-------");
    }

    @Test
    void isRefusedWhenEverybodyMayReadIt() throws IOException {
        // Given
        SigningKey.open(directory);
        Path file = directory.resolve("audit-signing-key.pem");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        // Then
        assertThatThrownBy(() -> SigningKey.open(directory))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void isRefusedWhenDamagedOrPutTogetherFromTwo() throws IOException {
        // Given
        SigningKey.open(directory);
        Path other = directory.resolve("other");
        SigningKey.open(other);
        Path file = directory.resolve("audit-signing-key.pem");
        String whole = Files.readString(file);
        int split = whole.indexOf("-----BEGIN PUBLIC");

        // Then
        Files.writeString(file, whole.substring(0, split));
        refuses();
        Files.writeString(
                file, whole.substring(0, split) + Files.readString(other.resolve("audit-signing-key.pub.pem")));
        refuses();
        Files.writeString(file, whole);
        assertThat(SigningKey.open(directory).publicKey()).isNotBlank();
    }

    private void refuses() {
        assertThatThrownBy(() -> SigningKey.open(directory))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("restore it from a backup");
    }

    private static String sign(SigningKey key, String text) {
        return Base64.getEncoder().encodeToString(key.sign(text));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
