package io.ratchet.connectors.pull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * The stretch of time that a turn fetches, from when (included) until when (not included). It is kept with the first
 * step and stays the same however often a turn begins anew.
 */
record Window(Instant from, Instant until) {
    static final String SINCE = "since";
    static final String UNTIL = "until";

    /** What an indexer has not yet shown of the last minutes would be passed over for ever. */
    private static final Duration LAG = Duration.ofMinutes(2);

    static Window of(Map<String, String> kept, PullSource source, Clock clock, Duration longest) {
        Instant end = clock.instant().minus(LAG).truncatedTo(ChronoUnit.SECONDS);
        Instant from = kept.containsKey(SINCE)
                ? Instant.parse(kept.get(SINCE))
                : end.minus(source.back()).truncatedTo(ChronoUnit.SECONDS);
        if (kept.containsKey(UNTIL)) return new Window(from, Instant.parse(kept.get(UNTIL)));
        Instant until = from.plus(longest).isBefore(end) ? from.plus(longest) : end;
        return new Window(from, until.isBefore(from) ? from : until);
    }

    boolean empty() {
        return !from.isBefore(until);
    }

    /** More of what was missed is left when it is over. */
    boolean past(Clock clock) {
        return until.plus(LAG).plus(Duration.ofMinutes(1)).isBefore(clock.instant());
    }

    /** What is kept while it is fetched. */
    Map<String, String> kept(String... more) {
        Map<String, String> kept = new HashMap<>();
        kept.put(SINCE, from.toString());
        kept.put(UNTIL, until.toString());
        for (int i = 0; i < more.length; i += 2) kept.put(more[i], more[i + 1]);
        return kept;
    }

    /** What is kept once it is fetched. */
    Map<String, String> over() {
        return Map.of(SINCE, until.toString());
    }
}
