package io.ratchet.domain.plan;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The framed answer of one phase script.
 *
 * @param bootTime when the host last booted, by its own word
 * @param hostName NetBIOS name, upper case
 * @param smbiosUuid lower case
 * @param domain DNS domain the machine is joined to, lower case; null for a workgroup
 */
public record PhaseAnswer(
        String runId,
        Phase phase,
        Instant bootTime,
        String hostName,
        @Nullable String smbiosUuid,
        @Nullable String domain,
        List<StepResult> results) {
    public PhaseAnswer {
        results = List.copyOf(results);
    }

    public Optional<StepResult> result(String callId) {
        return results.stream().filter(result -> result.callId().equals(callId)).findFirst();
    }

    public boolean succeeded() {
        return results.stream().allMatch(result -> result.error() == null);
    }

    /**
     * What one call did.
     *
     * @param changed whether the host is different now
     * @param before and {@code after}: flat text by name, as the action documents; a value that is absent is missing
     *     from {@code after} and listed in {@code before} with the kind {@code absent}
     * @param restart the restart the action asks for: {@code none}, {@code app}, {@code service} or {@code reboot}
     * @param error null on success; else a stable code and a sentence, {@code CODE: sentence}
     */
    public record StepResult(
            String callId,
            String action,
            boolean changed,
            Map<String, String> before,
            Map<String, String> after,
            String restart,
            @Nullable String error) {
        public StepResult {
            before = Collections.unmodifiableMap(new TreeMap<>(before));
            after = Collections.unmodifiableMap(new TreeMap<>(after));
        }
    }
}
