package io.ratchet.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A way in for findings that the settings name, as it stands now.
 *
 * @param kind such as {@code folder} or {@code webhook}
 * @param name by which the settings or its owner know it
 * @param place where it is; never a secret
 * @param last when something last came in whole; null: never, or nobody can tell
 * @param waits what lies there and is not taken in yet, in words; empty: nothing
 * @param problem what is wrong with it, a sentence; empty: nothing that is known
 */
public record Connection(
        String kind, String name, String place, @Nullable Instant last, String waits, String problem) {}
