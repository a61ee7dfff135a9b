package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import java.time.Instant;
import java.util.Optional;
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

    /** Every line that concerns an asset, asset after asset in the order of their ids, each in order. */
    Stream<Line> linesByAsset();
}
