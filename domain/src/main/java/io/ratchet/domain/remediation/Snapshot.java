package io.ratchet.domain.remediation;

import io.ratchet.domain.plan.PhaseAnswer;
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

    /**
     * Whether the host differs now from what stood there, by this call or by an earlier attempt at it. Only what both
     * sides name is compared, for an action also notes beside the value what an undo needs.
     */
    public boolean changedBy(PhaseAnswer.StepResult result) {
        if (result.changed() || result.error() != null) return result.changed();
        Map<String, String> now = new TreeMap<>(result.after());
        now.putIfAbsent("kind", "absent");
        Map<String, String> stood = before.getOrDefault(result.callId(), Map.of());
        return stood.entrySet().stream()
                .anyMatch(entry ->
                        now.containsKey(entry.getKey()) && !entry.getValue().equals(now.get(entry.getKey())));
    }
}
