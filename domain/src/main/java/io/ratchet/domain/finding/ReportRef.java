package io.ratchet.domain.finding;

import io.ratchet.domain.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The report a finding came from.
 *
 * @param sha256 of the delivered bytes; reports are deduplicated by it
 * @param format of the file, such as {@code nessus}
 * @param source the instance that spoke, such as {@code nessus@hq}: native ids are unique within it
 * @param run when the source's run began, where it says so
 * @param method how the source knows, where it says so
 */
public record ReportRef(
        String sha256,
        String format,
        String source,
        @Nullable Instant run,
        @Nullable Method method) {
    public ReportRef {
        Checks.sha256(sha256, "report.sha256");
        Checks.text(format, "report.format");
        Checks.text(source, "report.source");
    }
}
