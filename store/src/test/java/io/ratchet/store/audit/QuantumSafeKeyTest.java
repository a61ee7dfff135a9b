package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.Examples;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantumSafeKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-30T15:00:00Z");
    private static final String FILE = "audit-signing-key-ml-dsa-44.pem";

    @TempDir
    private Path folder;

    private final SqlStore store = Databases.inMemory();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aPublishedHeadIsSignedWithBothKeys() throws IOException {
        // Given
        append(3);

        // When
        publisher("keys").publish();

        // Then
        SignedNote note = SignedNote.read(Files.readAllBytes(folder.resolve("published/checkpoint")));
        NoteKey log = NoteKey.read(Files.readString(folder.resolve("published/log.vkey")));
        NoteKey safe = NoteKey.read(Files.readString(folder.resolve("published/log-ml-dsa-44.vkey")));
        assertThat(note.signatures()).hasSize(3);
        assertThat(Checkpoint.isSigned(note, log)).isTrue();
        assertThat(safe.kind()).isEqualTo(NoteKey.Kind.ML_DSA_44);
        assertThat(safe.name()).isEqualTo(log.name());
        assertThat(Checkpoint.cosigned(note, safe)).contains(NOW);
    }

    @Test
    void anExportCanBeHeldToIt() {
        // Given
        append(3);
        HeadPublisher publisher = publisher("keys");
        Path export = export(publisher);

        // When
        Verdict held = verdict(export, publisher.quantumSafeNoteKey());
        Verdict other = verdict(
                export,
                QuantumSafeKey.open(folder.resolve("other"))
                        .noteKey(publisher.noteKey().name()));

        // Then
        assertThat(held.holds()).as(held.json()).isTrue();
        assertThat(held.vouched().witnessedBy())
                .containsExactly(publisher.noteKey().name());
        assertThat(other.holds()).as(other.json()).isFalse();
    }

    @Test
    void theTwoKeysOfOneCountOnce() {
        // Given
        append(3);
        HeadPublisher publisher = publisher("keys");
        NoteKey timed = new NoteKey(
                publisher.noteKey().name(),
                NoteKey.Kind.COSIGNATURE,
                publisher.noteKey().raw());

        // When
        Verdict verdict = AuditVerify.verify(
                export(publisher),
                new AuditVerify.Against(
                        Optional.empty(),
                        Optional.empty(),
                        NOW,
                        new AuditVerify.Others(List.of(timed, publisher.quantumSafeNoteKey()), 2, Optional.empty())));

        // Then
        assertThat(verdict.vouched().witnessedBy()).hasSize(1);
        assertThat(verdict.holds()).isFalse();
    }

    @Test
    void isMadeOnceAndIsForItsOwnerAlone() throws IOException {
        // When
        NoteKey first = QuantumSafeKey.open(folder.resolve("keys")).noteKey("log");

        // Then
        assertThat(QuantumSafeKey.open(folder.resolve("keys")).noteKey("log")).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("keys").resolve(FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void isRefusedWhenEverybodyMayReadItOrItIsDamaged() throws IOException {
        // Given
        QuantumSafeKey.open(folder);
        Path file = folder.resolve(FILE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        // Then
        assertThatThrownBy(() -> QuantumSafeKey.open(folder))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("chmod 600");

        // And damaged, or of another kind
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> QuantumSafeKey.open(folder))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("cannot be read or made");
        SigningKey.open(folder.resolve("ed"));
        Files.copy(folder.resolve("ed").resolve(SigningKey.FILE), file, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> QuantumSafeKey.open(folder))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("another kind");
    }

    private void append(int lines) {
        store.run(tx -> IntStream.range(0, lines).forEach(i -> tx.audit().append(Examples.event(i))));
    }

    private HeadPublisher publisher(String keys) {
        return new HeadPublisher(
                store,
                folder.resolve(keys),
                HeadPublisher.Settings.alone(folder.resolve("published")),
                (to, contentType, body) -> {
                    throw new IOException("nobody is asked");
                },
                Clock.fixed(NOW, ZoneOffset.UTC),
                remark -> {});
    }

    private Path export(HeadPublisher publisher) {
        return AuditExport.write(
                        store,
                        folder.resolve("export.zip"),
                        NOW,
                        publisher.key(),
                        AuditSelection.all(),
                        publisher.head(),
                        Optional.empty(),
                        Collections.emptySortedMap())
                .file();
    }

    private static Verdict verdict(Path export, NoteKey witness) {
        return AuditVerify.verify(
                export,
                new AuditVerify.Against(
                        Optional.empty(),
                        Optional.empty(),
                        NOW,
                        new AuditVerify.Others(List.of(witness), 1, Optional.empty())));
    }
}
