package io.ratchet.domain.audit;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of the append-only log. The log gives it its sequence number when it is appended.
 *
 * @param type past tense, dotted: {@code report.taken-in}, {@code decision.made}, {@code remediation.approved},
 *     {@code step.applied} ...
 * @param actor a person ({@code user:alice}), a policy ({@code policy:demo}) or {@code ratchet}
 * @param remediation the remediation's id where one is concerned
 * @param data text, whole numbers, truth values, lists and maps of these; sorted; never a secret
 */
public record AuditEvent(
        Instant at,
        String type,
        String actor,
        @Nullable AssetId asset,
        @Nullable String remediation,
        Map<String, Object> data) {
    public AuditEvent {
        Checks.text(type, "audit event type");
        Checks.text(actor, "audit event actor");
        data = Collections.unmodifiableMap(new TreeMap<>(data));
    }
}
