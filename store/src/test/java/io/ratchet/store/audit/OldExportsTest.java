package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports that earlier releases wrote, kept as they were. */
class OldExportsTest {
    private static final Path EXPORTS = Path.of("src/test/resources/exports");
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"head-1.zip", "head-2.zip"})
    void areCheckedAsEver(String name) throws Exception {
        // Given
        KeyFingerprint key = KeyFingerprint.read(Files.readString(EXPORTS.resolve("key.txt")));

        // When
        Verdict verdict = AuditVerify.verify(
                EXPORTS.resolve(name),
                new AuditVerify.Against(Optional.of(key), Optional.of(EXPORTS.resolve("head-1.zip")), NOW));

        // Then
        assertThat(verdict.holdsStrictly()).as(verdict.json()).isTrue();
    }
}
