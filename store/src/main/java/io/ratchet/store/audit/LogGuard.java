package io.ratchet.store.audit;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog;
import io.ratchet.store.AuditLog.Edge;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the log in the database to what is known of it outside: the key it belongs to, how far it had come, and the
 * clock. A server that starts on a log that was emptied, put back or exchanged, with another key, or with a clock that
 * is wrong, does nothing and says so; a person may let it go on, and that is a line of the log.
 */
public final class LogGuard {
    /** How far clocks of machines may disagree. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    /** A server that was away for longer than this has more likely a wrong clock. */
    private static final Duration AWAY = Duration.ofDays(90);

    /** How old what is kept becomes while nothing happens: it also says when a server was last here. */
    private static final Duration KEPT_ANEW = Duration.ofMinutes(10);

    private final Store store;
    private final Path keys;
    private final SigningKey key;
    private final KeyHistory history;
    private final Clock clock;
    private @Nullable KeptHead kept;
    private boolean begunAnew;

    /**
     * What a person lets pass at this start.
     *
     * @param loss why the log may go on although it is not what was kept; empty: it may not
     * @param clock why the server may go on although clock and log disagree; empty: it may not
     * @param by who says so, such as {@code user:local}
     */
    public record Accepted(Optional<String> loss, Optional<String> clock, String by) {
        /** Nothing is let pass. */
        public static Accepted nothing() {
            return new Accepted(Optional.empty(), Optional.empty(), AuditEvents.RATCHET);
        }
    }

    /** What stands against going on. */
    private record Doubt(
            FailureCode code, String sentence, @Nullable String keyBefore) {}

    private LogGuard(Store store, Path keys, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.key = SigningKey.open(keys);
        this.history = KeyHistory.in(keys, key.publicKey());
        this.clock = clock;
    }

    /**
     * Looks at the log before anything is done, names this server's key as its signer where none is, and keeps how far
     * the log has come.
     *
     * @param keys the folder of the signing key; a key is made there where there is none
     * @param others what other clocks say
     * @throws FailureException LOG_NOT_CONTINUED, LOG_SIGNED_ELSEWHERE or CLOCK_WRONG where that is not let pass
     */
    public static LogGuard open(Store store, Path keys, Clock clock, OtherClocks others, Accepted accepted) {
        LogGuard guard = opened(store, keys, clock);
        store.run(tx -> guard.check(tx, others, accepted));
        if (guard.isBegunAnew()) guard.countOn();
        guard.keep();
        return guard;
    }

    /** Whether a person let the log go on at this start although it is not what was kept of it. */
    public boolean isBegunAnew() {
        return begunAnew;
    }

    private void countOn() {
        try {
            LogNumber.next(keys);
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.STORE_FULL,
                    "That the audit log begins anew cannot be kept in '" + keys
                            + "'; make room, or correct its rights.",
                    e);
        }
    }

    private static LogGuard opened(Store store, Path keys, Clock clock) {
        try {
            KeySuccession.finish(keys);
            return new LogGuard(store, keys, clock);
        } catch (IOException | IllegalArgumentException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The folder of the signing key, '" + keys + "', does not show which key followed which: "
                            + e.getMessage() + "; restore it from a backup.",
                    e);
        }
    }

    private void check(Tx tx, OtherClocks others, Accepted accepted) {
        AuditLog log = tx.audit();
        Edge found = log.edge();
        Instant now = clock.instant();
        Optional<String> signer = log.signer();
        Optional<Doubt> loss = loss(log, found, signer);
        Optional<Doubt> wrongClock = clock(now, found.lastAt(), others);
        loss.ifPresent(doubt -> refuseUnless(accepted.loss(), doubt));
        wrongClock.ifPresent(doubt -> refuseUnless(accepted.clock(), doubt));
        if (!signer.equals(Optional.of(key.fingerprint().text())))
            log.signer(key.fingerprint().text(), now);
        if (loss.isEmpty() && signer.isPresent() && isFollowed(signer.get()))
            log.append(
                    AuditEvents.keyFollowed(now, signer.get(), key.fingerprint().text()));
        begunAnew = loss.isPresent();
        loss.ifPresent(doubt -> log.append(AuditEvents.lossAccepted(
                now,
                accepted.by(),
                accepted.loss().orElseThrow(),
                doubt.sentence(),
                kept == null ? null : kept.size(),
                found.size(),
                doubt.keyBefore(),
                key.fingerprint().text())));
        wrongClock.ifPresent(doubt -> log.append(
                AuditEvents.clockAccepted(now, accepted.by(), accepted.clock().orElseThrow(), doubt.sentence())));
    }

    private static void refuseUnless(Optional<String> reason, Doubt doubt) {
        if (reason.isPresent()) return;
        throw FailureException.of(
                doubt.code(),
                doubt.sentence() + " Nothing was done. " + doubt.code().remedy());
    }

    private Optional<Doubt> loss(AuditLog log, Edge found, Optional<String> signer) {
        String own = key.fingerprint().text();
        if (signer.isPresent() && !signer.get().equals(own) && !isFollowed(signer.get()))
            return Optional.of(new Doubt(
                    FailureCode.LOG_SIGNED_ELSEWHERE,
                    "The audit log in the database belongs to the signing key " + signer.get() + "; the key in '" + keys
                            + "' is " + own + ".",
                    signer.get()));
        return notContinued(log, found).map(sentence -> new Doubt(FailureCode.LOG_NOT_CONTINUED, sentence, null));
    }

    /** Whether the key handed over to the one of this server. */
    private boolean isFollowed(String fingerprint) {
        return history.names(new KeyFingerprint(fingerprint));
    }

    private boolean isOurs(KeptHead head) {
        return head.signedBy(key.publicKey()) || history.before().stream().anyMatch(head::signedBy);
    }

    private Optional<String> notContinued(AuditLog log, Edge found) {
        Path file = keys.resolve(KeptHead.FILE);
        try {
            kept = KeptHead.read(keys).orElse(null);
        } catch (IOException e) {
            return Optional.of(
                    "What is kept of the audit log in '" + file + "' cannot be used: " + e.getMessage() + ".");
        }
        KeptHead before = kept;
        if (before == null) return Optional.empty();
        if (!isOurs(before))
            return Optional.of(
                    "What is kept of the audit log in '" + file + "' was not signed with the key beside it.");
        if (found.size() < before.size())
            return Optional.of("The audit log in the database has " + found.size() + " lines, but had " + before.size()
                    + " on " + before.time() + ": it was emptied, or is an older copy.");
        if (Arrays.equals(goneOn(log, before).root(), rootOf(found))) return Optional.empty();
        return Optional.of("The audit log in the database does not go on from the " + before.size()
                + " lines that were kept on " + before.time() + ": it is another one.");
    }

    /** The tree as it was kept, with the lines that came after. */
    private static MerkleTree goneOn(AuditLog log, KeptHead before) {
        MerkleTree tree = before.tree();
        try (Stream<byte[]> since = log.leaves(before.size())) {
            since.forEach(tree::append);
        }
        return tree;
    }

    private static byte[] rootOf(Edge edge) {
        return MerkleTree.resume(edge.size(), edge.hashes()).root();
    }

    private Optional<Doubt> clock(Instant now, @Nullable Instant lastLine, OtherClocks others) {
        Optional<String> against = others.against(now, CLOCKS);
        if (against.isPresent()) return wrong(now, against.get());
        if (lastLine != null && now.isBefore(lastLine.minus(CLOCKS)))
            return wrong(now, "the audit log's last line is of " + lastLine);
        Instant lastHere = kept == null ? lastLine : later(lastLine, kept.time());
        if (lastHere == null) return Optional.empty();
        if (now.isBefore(lastHere.minus(CLOCKS))) return wrong(now, "a server was here on " + lastHere);
        if (now.isAfter(lastHere.plus(AWAY)))
            return wrong(now, "no server was here since " + lastHere + ", more than " + AWAY.toDays() + " days before");
        return Optional.empty();
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one != null && one.isAfter(other) ? one : other;
    }

    private static Optional<Doubt> wrong(Instant now, String but) {
        return Optional.of(
                new Doubt(FailureCode.CLOCK_WRONG, "This machine's clock says " + now + ", but " + but + ".", null));
    }

    /**
     * Keeps how far the log has come, where it has come further; on the disk before this returns.
     *
     * @throws FailureException STORE_FULL when the folder of the keys cannot be written to
     */
    public synchronized void keep() {
        Edge edge = store.transact(tx -> tx.audit().edge());
        Instant now = clock.instant();
        KeptHead before = kept;
        if (before != null
                && before.root().equals(HexFormat.of().formatHex(rootOf(edge)))
                && before.time().plus(KEPT_ANEW).isAfter(now)) return;
        KeptHead fresh = KeptHead.signed(edge, now, key);
        try {
            fresh.write(keys);
            kept = fresh;
        } catch (IOException e) {
            throw FailureException.of(
                    FailureCode.STORE_FULL,
                    "How far the audit log has come cannot be kept in '" + keys
                            + "'; make room, or correct its rights.",
                    e);
        }
    }
}
