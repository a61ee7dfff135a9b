package io.ratchet.connectors.pull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What came of asking once. {@code kept} goes into the store before anything else is asked. */
public sealed interface PullStep {
    Map<String, String> kept();

    /**
     * A page with something on it.
     *
     * @param file whole and in the source's format; whoever gets it deletes it
     */
    record Page(String name, Path file, Map<String, String> kept) implements PullStep {
        public Page {
            kept = Map.copyOf(kept);
        }
    }

    /** Nothing yet; ask again after this time. */
    record Later(Duration after, Map<String, String> kept) implements PullStep {
        public Later {
            kept = Map.copyOf(kept);
        }
    }

    /** All up to now was fetched. */
    record Done(Map<String, String> kept) implements PullStep {
        public Done {
            kept = Map.copyOf(kept);
        }
    }
}
