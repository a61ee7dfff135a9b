package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What hosts said of themselves before a run changed them, by the SHA-256 that the audit log names. What is kept is
 * never changed and never forgotten.
 */
public interface KeptEvidence {
    /** The most bytes that are kept of one host; H2 holds no longer ones in a column of bytes. */
    int LARGEST = 1 << 20;

    /**
     * Keeps it, unless it is kept already.
     *
     * @param content at most {@value #LARGEST} bytes
     * @return its name, the SHA-256 in lower-case hexadecimal
     */
    String keep(String runId, AssetId asset, byte[] content, Instant at);

    /** The hash of what was kept for a run. */
    Optional<String> ofRun(String runId);

    /** The content of that hash. */
    Optional<byte[]> find(String hash);

    /** The assets of which something is kept, in the order of their ids. */
    List<AssetId> assets();
}
