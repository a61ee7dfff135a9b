package io.ratchet.store.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Files that were written and cosigned by other programs, see {@code src/test/resources/tlog}. */
class NotesTest {
    private static final NoteKey LOG = NoteKey.read(text("log.vkey"));
    private static final NoteKey WITNESS = NoteKey.read(text("wit.vkey"));
    private static final byte[] COSIGNED = bytes("checkpoint.cosigned");
    private static final byte[] PROOF = bytes("entry.tlog-proof");
    private static final byte[] ENTRY = bytes("entry.bin");

    @Test
    void readsACheckpointThatAWitnessCosigned() {
        // When
        SignedNote note = SignedNote.read(COSIGNED);

        // Then
        assertThat(Checkpoint.read(note.text()).origin()).isEqualTo("ratchet.example/audit");
        assertThat(Checkpoint.read(note.text()).size()).isEqualTo(300);
        assertThat(Checkpoint.isSigned(note, LOG)).isTrue();
        assertThat(Checkpoint.cosigned(note, WITNESS)).contains(Instant.ofEpochSecond(1795902178L));
        assertThat(note.bytes()).isEqualTo(COSIGNED);
    }

    @Test
    void readsACheckpointThatIsSignedWithMlDsa44() {
        // Given
        NoteKey key = NoteKey.read(text("ml-dsa-44.vkey"));
        SignedNote note = SignedNote.read(bytes("ml-dsa-44.checkpoint"));

        // Then
        assertThat(key.kind()).isEqualTo(NoteKey.Kind.ML_DSA_44);
        assertThat(key.vkey()).isEqualTo(text("ml-dsa-44.vkey").strip());
        assertThat(Checkpoint.isSigned(note, key)).isTrue();
        assertThat(Checkpoint.cosigned(note, key)).contains(Instant.ofEpochSecond(0x6b0b4ae2L));
    }

    @Test
    void noPartOfWhatMlDsa44SignsCanBeChangedUnseen() {
        // Given
        NoteKey key = NoteKey.read(text("ml-dsa-44.vkey"));
        SignedNote note = SignedNote.read(bytes("ml-dsa-44.checkpoint"));
        SignedNote.Signature signature = note.signatures().get(0);
        NoteKey otherName = new NoteKey("ratchet.example/other", key.kind(), key.raw());

        // Then
        for (String other : List.of(
                note.text().replace("\n300\n", "\n301\n"),
                note.text().replace("iyIF", "iyIG"),
                note.text().replace("ratchet.example", "ratchet.exampl2")))
            assertThat(Checkpoint.isSigned(new SignedNote(other, note.signatures()), key))
                    .as(other)
                    .isFalse();
        for (int at : new int[] {0, 7, 8, 2000, signature.signature().length - 1}) {
            byte[] changed = signature.signature().clone();
            changed[at] ^= 1;
            SignedNote.Signature forged = new SignedNote.Signature(signature.name(), signature.id(), changed);
            assertThat(Checkpoint.isSigned(new SignedNote(note.text(), List.of(forged)), key))
                    .as("byte " + at)
                    .isFalse();
        }
        SignedNote.Signature renamed =
                new SignedNote.Signature(otherName.name(), otherName.id(), signature.signature());
        assertThat(Checkpoint.isSigned(new SignedNote(note.text(), List.of(renamed)), otherName))
                .isFalse();
        SignedNote.Signature shorter =
                new SignedNote.Signature(signature.name(), signature.id(), Arrays.copyOf(signature.signature(), 72));
        assertThat(Checkpoint.isSigned(new SignedNote(note.text(), List.of(shorter)), key))
                .isFalse();
    }

    @Test
    void aWitnessThatTellsOfMoreLinesThanCanBeCountedHasRefused() {
        // Given
        Witness witness = new Witness(WITNESS, URI.create("http://127.0.0.1/w"));
        Post.Answer answer = new Post.Answer(409, "9999999999999999999\n".getBytes(StandardCharsets.US_ASCII));

        // When
        Witness.Answer said =
                witness.ask((to, type, body) -> answer, SignedNote.read(COSIGNED), LeavesInMemory.numbered(300), 300);

        // Then
        assertThat(said)
                .isInstanceOfSatisfying(
                        Witness.Answer.Refused.class,
                        refused -> assertThat(refused.because()).contains("409"));
    }

    @Test
    void noByteOfACosignedCheckpointCanBeChangedUnseen() {
        // When
        List<String> unseen = new ArrayList<>();
        for (int at = 0; at < COSIGNED.length; at++)
            for (int flip = 1; flip < 256; flip <<= 4)
                if (holds(flipped(COSIGNED, at, flip))) unseen.add(at + " by " + flip);

        // Then
        assertThat(holds(COSIGNED)).isTrue();
        assertThat(unseen).isEmpty();
    }

    private static boolean holds(byte[] bytes) {
        try {
            SignedNote note = SignedNote.read(bytes);
            Checkpoint.read(note.text());
            return Checkpoint.isSigned(note, LOG) && Checkpoint.isSigned(note, WITNESS);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void noByteOfAProofOrItsEntryCanBeChangedUnseen() {
        // Given lines of other keys, which whoever does not know these passes over
        String text = new String(PROOF, StandardCharsets.ISO_8859_1);
        int others = text.indexOf('\n', text.lastIndexOf(LOG.name())) + 1;

        // When
        List<Integer> unseen = new ArrayList<>();
        for (int at = 0; at < others; at++) if (shows(flipped(PROOF, at, 1), ENTRY)) unseen.add(at);
        for (int at = 0; at < ENTRY.length; at++) if (shows(PROOF, flipped(ENTRY, at, 1))) unseen.add(-at);

        // Then
        assertThat(shows(PROOF, ENTRY)).isTrue();
        assertThat(TlogProof.read(PROOF).bytes()).isEqualTo(PROOF);
        assertThat(TlogProof.read(PROOF).index()).isEqualTo(150);
        assertThat(unseen).isEmpty();
    }

    private static boolean shows(byte[] proof, byte[] entry) {
        try {
            TlogProof read = TlogProof.read(proof);
            return read.shows(entry) && Checkpoint.isSigned(read.checkpoint(), LOG);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void writesAKeyInTheLineItWasReadFrom() {
        assertThat(LOG.vkey()).isEqualTo(text("log.vkey").strip());
        assertThat(WITNESS.kind()).isEqualTo(NoteKey.Kind.COSIGNATURE);
        assertThat(NoteKey.of(LOG.name(), NoteKey.Kind.NOTE, LOG.x509())).isEqualTo(LOG);
    }

    @Test
    void refusesKeysAndNotesThatAreNot() {
        for (String bad : List.of(
                "",
                "name",
                "a b+7fccb9a1+AfFY5v/OKAU3bNTAbtr7H/8WtvRnqOfLiXcrKb8kU+XZ",
                "ratchet.example/audit+7fccb9a2+AfFY5v/OKAU3bNTAbtr7H/8WtvRnqOfLiXcrKb8kU+XZ",
                "ratchet.example/audit+7fccb9a1+AfFY5v/OKAU3bNTAbtr7H/8WtvRnqOfLiXcrKb8kU+X=",
                "ratchet.example/audit+7fccb9a1+AvFY5v/OKAU3bNTAbtr7H/8WtvRnqOfLiXcrKb8kU+XZ"))
            assertThatThrownBy(() -> NoteKey.read(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        String note = new String(COSIGNED, StandardCharsets.UTF_8);
        for (String bad : List.of(
                "",
                "\n",
                "\n\n",
                note.strip(),
                note + "\n",
                note.replace("\n", "\r\n"),
                note + note.lines().toList().get(4),
                note.substring(0, note.indexOf("\n\n") + 2)))
            assertThatThrownBy(() -> SignedNote.read(bad.getBytes(StandardCharsets.UTF_8)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        for (String bad : List.of("a\n1\n", "a\n01\nAAAA\n", "a\n1\n" + "A".repeat(42) + "B=\n", "a b\n1\n"))
            assertThatThrownBy(() -> Checkpoint.read(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] flipped(byte[] bytes, int at, int flip) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) flip;
        return changed;
    }

    private static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(NotesTest.class.getResourceAsStream("/tlog/" + name), name)) {
            byte[] bytes = in.readAllBytes();
            return Arrays.copyOf(bytes, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
