package io.ratchet.store.audit;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.SignedNote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody kept of the log: the head of an export, or a checkpoint.
 *
 * @param root lower-case hexadecimal
 * @param head of the export; null for a checkpoint
 * @param note the checkpoint; null for an export
 */
record OlderTree(
        long size,
        String root,
        @Nullable TreeHead head,
        @Nullable SignedNote note) {
    private static final byte[] ZIP = "PK".getBytes(StandardCharsets.US_ASCII);
    private static final int LARGEST_NOTE = 1 << 20;

    /** @throws FailureException INTAKE_UNRECOGNISED when it is neither, or the head of the export does not hold */
    static OlderTree read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(LARGEST_NOTE);
            if (start.length < 2 || Arrays.equals(Arrays.copyOf(start, 2), ZIP)) return export(file);
            SignedNote note = SignedNote.read(start);
            Checkpoint log = Checkpoint.read(note.text());
            return new OlderTree(log.size(), HexFormat.of().formatHex(log.root()), null, note);
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.INTAKE_UNRECOGNISED,
                    "The older export '" + file + "' is damaged and cannot be read.",
                    e);
        } catch (IllegalArgumentException e) {
            throw FailureException.of(
                    FailureCode.INTAKE_UNRECOGNISED,
                    "'" + file + "' is neither an audit export nor a checkpoint: " + e.getMessage() + ".",
                    e);
        }
    }

    private static OlderTree export(Path file) throws IOException {
        try (ExportFile export = ExportFile.open(file)) {
            TreeHead head = export.head()
                    .filter(TreeHead::signatureHolds)
                    .orElseThrow(() -> FailureException.of(
                            FailureCode.INTAKE_UNRECOGNISED,
                            "The older export '" + file
                                    + "' has no head that holds, so nothing can be compared with it."));
            return new OlderTree(head.size(), head.root(), head, null);
        }
    }

    /** What a person calls it. */
    String kind() {
        return note == null ? "export" : "checkpoint";
    }

    /** Who signed it, as far as it says. */
    String signer() {
        return head == null ? "" : ", " + head.keyFingerprint();
    }

    /**
     * Whether the key of today or one before it signed it.
     *
     * @param key base64 of its X.509 form
     */
    boolean isSignedBy(String key, KeyHistory history) {
        return Stream.concat(Stream.of(key), history.before().stream()).anyMatch(this::isOf);
    }

    private boolean isOf(String key) {
        if (head != null) return head.key().equals(key);
        SignedNote signed = note;
        if (signed == null) return false;
        String origin = Checkpoint.read(signed.text()).origin();
        return Checkpoint.isSigned(
                signed,
                NoteKey.of(origin, NoteKey.Kind.NOTE, Base64.getDecoder().decode(key)));
    }
}
