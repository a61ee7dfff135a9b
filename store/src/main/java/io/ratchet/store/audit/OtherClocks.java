package io.ratchet.store.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What other clocks said a moment ago.
 *
 * @param database the database's, where it has one of its own
 * @param timeServers by the name of each that told it
 */
public record OtherClocks(Optional<Instant> database, Map<String, Instant> timeServers) {
    public OtherClocks {
        timeServers = Map.copyOf(timeServers);
    }

    /** Nobody was asked. */
    public static OtherClocks none() {
        return new OtherClocks(Optional.empty(), Map.of());
    }

    /**
     * What speaks against {@code now}: the database, or more than half of the time servers, for one of several may be
     * the one that is wrong.
     *
     * @param tolerance how far clocks may be apart
     * @return a clause such as {@code the database's says 2026-11-30T08:00:00Z}; empty: nothing does
     */
    Optional<String> against(Instant now, Duration tolerance) {
        if (database.isPresent() && apart(database.get(), now, tolerance))
            return Optional.of("the database's says " + database.get());
        List<Map.Entry<String, Instant>> against = new TreeMap<>(timeServers)
                .entrySet().stream()
                        .filter(told -> apart(told.getValue(), now, tolerance))
                        .toList();
        if (against.size() * 2 <= timeServers.size()) return Optional.empty();
        String one = against.get(0).getKey() + " says " + against.get(0).getValue();
        return Optional.of(
                timeServers.size() == 1
                        ? "the time server " + one
                        : against.size() + " of " + timeServers.size() + " time servers disagree, of which " + one);
    }

    private static boolean apart(Instant one, Instant other, Duration tolerance) {
        return Duration.between(one, other).abs().compareTo(tolerance) > 0;
    }
}
