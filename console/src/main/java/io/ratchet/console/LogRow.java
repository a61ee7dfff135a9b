package io.ratchet.console;

import io.ratchet.domain.audit.AuditType;
import io.ratchet.store.AuditLog;
import java.nio.charset.StandardCharsets;

/** A line of the log for people, and byte for byte. */
record LogRow(
        long sequence,
        Moments.Shown at,
        String type,
        String meaning,
        String actor,
        String asset,
        String remediation,
        String line) {
    static LogRow of(AuditLog.Line line, Moments moments) {
        return new LogRow(
                line.sequence(),
                moments.at(line.event().at()),
                line.event().type(),
                AuditType.of(line.event().type()).map(AuditType::meaning).orElse(""),
                line.event().actor(),
                line.event().asset() == null ? "" : line.event().asset().value(),
                line.event().remediation() == null ? "" : line.event().remediation(),
                new String(line.canonical(), StandardCharsets.UTF_8));
    }
}
