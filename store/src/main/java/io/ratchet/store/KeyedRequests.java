package io.ratchet.store;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What programs asked for under a key of their own, and what each was answered, so that nothing is done twice. */
public interface KeyedRequests {
    /** What was answered, byte for byte. */
    record Answer(int status, String media, byte[] body) {}

    /**
     * What stands under a key.
     *
     * @param by who asked; others may use the same key
     * @param fingerprint what tells it from another request
     * @param answer null while there is none
     */
    record Keyed(
            String by,
            String key,
            String fingerprint,
            Instant begunAt,
            @Nullable Answer answer) {}

    /** Begins one; or gives back, and leaves alone, what stands under its key already. */
    Optional<Keyed> begin(String by, String key, String fingerprint, Instant at);

    void answered(String by, String key, Answer answer);

    /** It was refused and nothing was done: the key is free again. */
    void forget(String by, String key);

    /** Forgets all that were begun at that moment or before. */
    void forgetUntil(Instant moment);
}
