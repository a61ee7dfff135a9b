package io.ratchet.store.tlog;

import io.ratchet.domain.Checks;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Somebody else who sees every head of a log and signs it only if it goes on from the last one they saw
 * (c2sp.org/tlog-witness).
 *
 * @param key of a kind that cosigns
 * @param url what {@code /add-checkpoint} is appended to
 */
public record Witness(NoteKey key, URI url) {
    private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})\n?");
    private static final int OK = 200;
    private static final int CONFLICT = 409;

    public Witness {
        Checks.that(key.kind().cosigns(), "a witness has a key that cosigns");
    }

    /** What came of asking. */
    public sealed interface Answer {
        /** It signed. */
        record Cosigned(SignedNote.Signature signature) implements Answer {}

        /**
         * It did not.
         *
         * @param because one sentence
         * @param seen how many lines it has seen, where it has seen more than there are: the log was put back; else -1
         */
        record Refused(String because, long seen) implements Answer {}
    }

    /**
     * Asks for a cosignature.
     *
     * @param tree the tree that the checkpoint is of
     * @param seen size of the checkpoint that it signed last, as far as that is known; 0 where not
     */
    public Answer ask(Post post, SignedNote checkpoint, Subtrees tree, long seen) {
        try {
            return ask(post, checkpoint, tree, seen, true);
        } catch (IOException e) {
            return refused("could not be asked: " + e.getMessage());
        }
    }

    private Answer ask(Post post, SignedNote checkpoint, Subtrees tree, long seen, boolean again) throws IOException {
        Checkpoint log = Checkpoint.read(checkpoint.text());
        Post.Answer answer = post.send(
                URI.create(url.toString().replaceAll("/+$", "") + "/add-checkpoint"),
                "text/plain; charset=utf-8",
                request(checkpoint, MerkleProof.consistency(tree, seen, log.size()), seen));
        if (answer.status() == OK) return cosigned(checkpoint, answer.body());
        if (answer.status() == CONFLICT) {
            long there = size(answer.body());
            if (there > log.size())
                return new Answer.Refused(
                        "the witness '" + key.name() + "' has seen " + there + " lines of this log, which has only "
                                + log.size() + ": it was put back or rewritten",
                        there);
            if (again && there >= 0 && there != seen) return ask(post, checkpoint, tree, there, false);
        }
        return refused("refused it with status " + answer.status());
    }

    private Answer refused(String what) {
        return new Answer.Refused("the witness '" + key.name() + "' " + what, -1);
    }

    private static byte[] request(SignedNote checkpoint, List<byte[]> proof, long seen) {
        StringBuilder text = new StringBuilder("old ").append(seen).append('\n');
        proof.forEach(
                hash -> text.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
        text.append('\n').append(new String(checkpoint.bytes(), StandardCharsets.UTF_8));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Signatures of keys that are not its own are passed over; its own must hold. */
    private Answer cosigned(SignedNote checkpoint, byte[] lines) {
        try {
            for (SignedNote.Signature each : SignedNote.signatures(SignedNote.utf8(lines)))
                if (each.isOf(key)
                        && Checkpoint.cosigned(new SignedNote(checkpoint.text(), List.of(each)), key)
                                .isPresent()) return new Answer.Cosigned(each);
        } catch (IllegalArgumentException e) {
            return refused("answered with something that is no signature: " + e.getMessage());
        }
        return refused("answered without a signature of its key");
    }

    private static long size(byte[] body) {
        String text = new String(body, StandardCharsets.US_ASCII);
        return SIZE.matcher(text).matches() ? Long.parseLong(text.strip()) : -1;
    }
}
