package io.ratchet.store.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.SignedNote;
import io.ratchet.wire.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the check of an export found; section 5 of the contract.
 *
 * @param integrity every line, the table and the head are byte for byte what was signed
 * @param completeness the lines are numbered from 0 without a gap and are as many as the signed head counts
 * @param time the lines never step back in time, none is later than the head, and the head is not of the future
 * @param signer whether the key that signed is the one that was given
 * @param firstProblem null when there is none
 * @param events how many lines the export holds
 * @param root of the signed head; null when there is no readable head
 * @param key fingerprint of the key that signed: compare it with the one you were given on another way
 * @param vouched what others than the signer say
 * @param redacted what the export hides, in the words of the signed head; empty: nothing
 */
public record Verdict(
        Answer integrity,
        Answer completeness,
        Answer time,
        Signer signer,
        @Nullable Problem firstProblem,
        long events,
        @Nullable String root,
        @Nullable String key,
        Vouched vouched,
        String redacted) {
    /** {@link #UNKNOWN}: what is left of the export does not allow to tell; it is never a pass. */
    public enum Answer {
        OK,
        BROKEN,
        UNKNOWN;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who signed: anybody can sign a log of their own making with a key of their own. */
    public enum Signer {
        /** The key that was given. */
        OK,
        /** Another key than the one that was given. */
        STRANGER,
        /** No key was given to compare with. */
        UNCHECKED,
        /** No head tells which key signed. */
        UNKNOWN;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What others than the signer say of the head. */
    public enum Voucher {
        /** Those whom the reader named say so too. */
        OK,
        /** Fewer of them than were demanded do, or none. */
        MISSING,
        /** What is said in their name was not said by them. */
        BROKEN,
        /** The reader named nobody. */
        UNCHECKED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What others than the signer say of the head.
     *
     * @param witnesses whether enough of the witnesses that the reader named saw this head
     * @param witnessedBy which of them did
     * @param stamp whether the authority that the reader named saw it
     * @param stampedAt when; null where no stamp holds
     * @param keysBefore fingerprints of the keys that signed before, oldest first
     * @param problem what is wrong, in one sentence
     */
    public record Vouched(
            Voucher witnesses,
            List<String> witnessedBy,
            Voucher stamp,
            @Nullable Instant stampedAt,
            List<String> keysBefore,
            Optional<String> problem,
            AuditVerify.Others asked) {
        /** Nothing is said yet. */
        static Vouched by(AuditVerify.Others asked) {
            return new Vouched(
                    asked.quorum() > 0 ? Voucher.MISSING : Voucher.UNCHECKED,
                    List.of(),
                    asked.authority().isPresent() ? Voucher.MISSING : Voucher.UNCHECKED,
                    null,
                    List.of(),
                    Optional.empty(),
                    asked);
        }

        Vouched with(SignedNote note, KeyHistory keys) {
            List<String> before = keys.before().stream()
                    .map(key -> KeyHistory.fingerprint(key).text())
                    .toList();
            List<String> saw = asked.witnesses().stream()
                    .filter(key -> Checkpoint.isSigned(note, key))
                    .map(NoteKey::name)
                    .distinct()
                    .sorted()
                    .toList();
            boolean enough = saw.size() >= asked.quorum();
            return new Vouched(
                    asked.quorum() == 0 ? Voucher.UNCHECKED : enough ? Voucher.OK : Voucher.MISSING,
                    saw,
                    stamp,
                    stampedAt,
                    before,
                    enough
                            ? problem
                            : Optional.of("Of the witnesses that were named, " + saw.size() + " signed the checkpoint; "
                                    + asked.quorum() + " must have."),
                    asked);
        }

        Vouched with(TimeStamps.Checked checked) {
            return new Vouched(
                    witnesses,
                    witnessedBy,
                    checked.voucher(),
                    checked.at(),
                    keysBefore,
                    problem.or(checked::problem),
                    asked);
        }

        boolean holds() {
            return (witnesses == Voucher.OK || witnesses == Voucher.UNCHECKED)
                    && (stamp == Voucher.OK || stamp == Voucher.UNCHECKED);
        }
    }

    /**
     * Where it begins to be wrong.
     *
     * @param line of {@code events.ndjson}, from 1; null when no line is to blame
     * @param sequence that should stand there; null when no line is to blame
     * @param problem one sentence
     */
    public record Problem(@Nullable Long line, @Nullable Long sequence, String problem) {}

    /**
     * Integrity and completeness hold, the signer is none that was not expected, and whoever was named besides vouches
     * for it: what the exit code of {@code audit verify} says.
     */
    public boolean holds() {
        boolean signed = signer == Signer.OK || signer == Signer.UNCHECKED;
        return integrity == Answer.OK && completeness == Answer.OK && signed && vouched.holds();
    }

    /** Nothing is left open: everything holds, the time and the signer too. */
    public boolean holdsStrictly() {
        return holds() && time == Answer.OK && signer == Signer.OK && firstProblem == null;
    }

    /** For people: an answer a line, then what was looked at and where it begins to be wrong. */
    public String text() {
        StringBuilder text = new StringBuilder()
                .append("integrity     ")
                .append(integrity.wire())
                .append('\n')
                .append("completeness  ")
                .append(completeness.wire())
                .append('\n')
                .append("time          ")
                .append(time.wire())
                .append("\nsigner        ")
                .append(signer.wire())
                .append('\n')
                .append(events)
                .append(" events");
        if (root != null)
            text.append(", root ").append(root).append("\nsigned by ").append(key);
        if (firstProblem != null) {
            text.append('\n');
            if (firstProblem.line() != null)
                text.append("line ").append(firstProblem.line()).append(": ");
            text.append(firstProblem.problem());
        }
        return text.toString();
    }

    /** One line of JSON. */
    public String json() {
        ObjectNode node = Json.object()
                .put("integrity", integrity.wire())
                .put("completeness", completeness.wire())
                .put("time", time.wire())
                .put("signer", signer.wire());
        if (firstProblem == null) node.putNull("firstProblem");
        else
            node.putObject("firstProblem")
                    .put("line", firstProblem.line())
                    .put("sequence", firstProblem.sequence())
                    .put("problem", firstProblem.problem());
        node.put("events", events).put("root", root).put("key", key);
        node.put("witnesses", vouched.witnesses().wire());
        vouched.witnessedBy().forEach(node.putArray("witnessedBy")::add);
        node.put("stamp", vouched.stamp().wire());
        if (vouched.stampedAt() != null)
            node.put("stampedAt", vouched.stampedAt().toString());
        vouched.keysBefore().forEach(node.putArray("keysBefore")::add);
        if (!redacted.isEmpty()) node.put("redacted", redacted);
        return Json.line(node);
    }
}
