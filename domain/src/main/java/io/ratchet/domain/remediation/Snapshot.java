package io.ratchet.domain.remediation;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stood on the host before anything was changed, absence included: what an undo restores.
 *
 * @param before by call id of the apply phase, then flat text by name as the action documents it
 */
public record Snapshot(Instant at, Instant bootTime, Map<String, Map<String, String>> before) {
    public Snapshot {
        TreeMap<String, Map<String, String>> copy = new TreeMap<>();
        before.forEach((call, values) -> copy.put(call, Collections.unmodifiableMap(new TreeMap<>(values))));
        before = Collections.unmodifiableMap(copy);
    }
}
