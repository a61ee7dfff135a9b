package io.ratchet.connectors.time;

import java.time.Instant;

/** What became of a question for the time. */
public sealed interface TimeAnswer {
    /** Who was asked. */
    TimeServer server();

    /** It said what time it was, at most as long ago as it was given to answer. */
    record Told(TimeServer server, Instant time) implements TimeAnswer {}

    /**
     * It did not, or is not sure of it itself.
     *
     * @param because without a full stop
     */
    record Untold(TimeServer server, String because) implements TimeAnswer {}
}
