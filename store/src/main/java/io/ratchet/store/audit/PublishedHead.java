package io.ratchet.store.audit;

import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.SignedNote;
import java.util.Optional;

/**
 * A head of the log as it is given away, and who vouches for it besides the log's own key.
 *
 * @param note the checkpoint with the signatures of the log and of witnesses
 * @param stamp the answer of a time-stamp authority over the note's bytes (RFC 3161); empty: none was asked
 * @param keys which keys signed before
 */
public record PublishedHead(SignedNote note, Optional<byte[]> stamp, KeyHistory keys) {
    private static final int DIGITS = 16;

    /** Vouched for by the log's key alone. */
    static PublishedHead alone(SignedNote note) {
        return new PublishedHead(note, Optional.empty(), KeyHistory.none());
    }

    /** What a log is called that nobody gave a name: after its first key. */
    public static String origin(KeyFingerprint first) {
        int from = first.text().indexOf(':') + 1;
        return "ratchet-audit/" + first.text().substring(from, from + DIGITS);
    }

    public Checkpoint checkpoint() {
        return Checkpoint.read(note.text());
    }
}
