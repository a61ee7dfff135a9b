package io.ratchet.lab.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One real change of a simulated host: a line of its journal. What was already as wanted leaves no line.
 *
 * @param kind {@code registry}, {@code registry-key}, {@code update}, {@code package}, {@code file}, {@code service},
 *     {@code task}, {@code restart-pending} or {@code boot}
 * @param what the name of what changed, such as {@code HKLM\SOFTWARE\..\name}
 * @param before as text; null when it was not there
 * @param after as text; null when it is gone
 */
public record Change(
        String kind,
        String what,
        @Nullable String before,
        @Nullable String after) {
    String line(long number, Instant at, String host, @Nullable String runId) {
        ObjectNode node = HostJson.object()
                .put("number", number)
                .put("at", at.toString())
                .put("host", host)
                .put("run", runId);
        return HostJson.line(
                node.put("kind", kind).put("what", what).put("before", before).put("after", after));
    }

    static @Nullable String text(Optional<RegistryValue> value) {
        return value.map(each -> each.kind().wire() + ":" + each.text()).orElse(null);
    }
}
