package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {
    @TempDir
    private Path first;

    @TempDir
    private Path second;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void givesAServerTheKeysOfTheFirstForItsOwnerAlone() throws IOException {
        // Given as a secret is mounted, which its group may read
        SigningKey key = SigningKey.open(first);
        QuantumSafeKey other = QuantumSafeKey.open(first);
        for (String name : new String[] {SigningKey.FILE, QuantumSafeKey.FILE})
            Files.setPosixFilePermissions(first.resolve(name), PosixFilePermissions.fromString("r--r-----"));
        Path keys = second.resolve("keys");

        // When
        SigningKeys.copy(first, keys);

        // Then
        assertThat(SigningKey.open(keys).fingerprint()).isEqualTo(key.fingerprint());
        assertThat(QuantumSafeKey.open(keys).noteKey("log")).isEqualTo(other.noteKey("log"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve(SigningKey.FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void leavesTheKeyOfAServerThatHasOne() {
        // Given
        SigningKey.open(first);
        SigningKey own = SigningKey.open(second);

        // When
        SigningKeys.copy(first, second);

        // Then
        assertThat(SigningKey.open(second).fingerprint()).isEqualTo(own.fingerprint());
    }

    @Test
    void makesNoKeyOfItsOwnWhereNoneIsGiven() {
        // Given
        Path keys = second.resolve("keys");

        // Then
        assertThatThrownBy(() -> SigningKeys.copy(first, keys))
                .hasMessageContaining("CONFIG-INVALID")
                .hasMessageContaining("There is no '" + first.resolve(SigningKey.FILE) + "' to copy");
        assertThat(keys).doesNotExist();
    }
}
