package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The append-only log; an RFC 6962 tree stands over its lines. Close its streams inside the transaction. */
public interface AuditLog {
    /**
     * A line of the log: its sequence number from 0 and its canonical bytes, of which
     * {@link io.ratchet.store.audit.SealedLine} makes a leaf of the tree.
     */
    record Line(long sequence, AuditEvent event, byte[] canonical) {}

    /** The tree over the first {@code size} lines. */
    record Head(long size, byte[] root) {}

    /**
     * The right edge of the tree over all lines.
     *
     * @param hashes roots of its perfect subtrees, largest first: enough to go on from here, see
     *     {@link io.ratchet.store.audit.MerkleTree#resume}
     * @param lastAt time of the last line; null when there is none
     */
    record Edge(long size, byte[] hashes, @Nullable Instant lastAt) {}

    /**
     * Which lines are looked for; null: any.
     *
     * @param actor as the log has it, such as {@code user:alice}
     * @param since the first moment that counts
     * @param until the first moment that does not any more
     */
    record Search(
            @Nullable AssetId asset,
            @Nullable String remediation,
            @Nullable String type,
            @Nullable String actor,
            @Nullable Instant since,
            @Nullable Instant until) {
        /** Every line. */
        public static Search all() {
            return new Search(null, null, null, null, null, null);
        }
    }

    /**
     * Lines that were found, newest first.
     *
     * @param next before which line to look on; empty where the search has come to its end
     */
    record Found(List<Line> lines, OptionalLong next) {}

    /** How many lines one search looks at where it is not for an asset: a large log is looked through in parts. */
    long LOOKED_AT = 50_000;

    /**
     * Appends and returns the sequence number. The log's time never runs backwards: an event stamped before the line
     * above it is recorded with that line's time and keeps its own as {@code statedAt} in its data.
     */
    long append(AuditEvent event);

    Head head();

    /** As the head, with all that is needed to go on from it. */
    Edge edge();

    /** The fingerprint of the one key that signs this log; empty while none was named. */
    Optional<String> signer();

    /** Names the key that signs this log from now on. */
    void signer(String fingerprint, Instant at);

    default long size() {
        return head().size();
    }

    /** Lines from {@code from} on, in order. */
    Stream<Line> lines(long from);

    /** The canonical bytes alone of the lines from {@code from} on, in order. */
    Stream<byte[]> written(long from);

    /**
     * What the leaves of the tree are made of, from {@code from} on, in order: see
     * {@link io.ratchet.store.audit.SealedLine}.
     */
    Stream<byte[]> leaves(long from);

    /** What happened to one asset, in order. */
    Stream<Line> lines(AssetId asset);

    /**
     * The newest lines of a search.
     *
     * @param before only lines before this one; the size of the log, or more, to begin with the last
     * @return at most {@code limit}; there may be none although the search has not come to its end
     */
    Found newest(Search search, long before, int limit);

    /** Every line that concerns an asset, asset after asset in the order of their ids, each in order. */
    Stream<Line> linesByAsset();
}
