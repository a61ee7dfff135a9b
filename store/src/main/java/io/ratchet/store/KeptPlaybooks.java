package io.ratchet.store;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Playbooks that plans were made with and that are not part of Ratchet, by the hash that the steps of a plan name. What
 * is kept is never changed and never forgotten.
 */
public interface KeptPlaybooks {
    /** Keeps it, unless it is kept already; the SHA-256 of {@code content} in lower-case hexadecimal is its name. */
    void keep(byte[] content, Instant at);

    /** The content of that hash. */
    Optional<byte[]> find(String hash);

    /** All that are kept, by hash. */
    SortedMap<String, byte[]> all();
}
