package io.ratchet.domain.finding;

import io.ratchet.domain.Checks;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report a finding came from.
 *
 * @param sha256 of the delivered bytes; reports are deduplicated by it
 * @param format of the file, such as {@code nessus}
 * @param source the instance that spoke, such as {@code nessus@hq}: native ids are unique within it
 * @param run when the source's run began, where it says so
 * @param method how the source knows, where it says so
 * @param within where whoever brought it may say that it knows so; null: it is limited in nothing. Given at the intake,
 *     never by what was delivered
 */
public record ReportRef(
        String sha256,
        String format,
        String source,
        @Nullable Instant run,
        @Nullable Method method,
        @Nullable Within within) {
    /**
     * The right to a method of a source that has some of its rights in some networks only.
     *
     * @param by who brought it
     * @param networks in CIDR form, where it has this one; empty: everywhere
     * @param otherwise how it counts as known of a host that turns out to be elsewhere
     */
    public record Within(String by, List<String> networks, Method otherwise) {
        public Within {
            Checks.text(by, "within.by");
            networks = List.copyOf(networks);
        }
    }

    /** From somebody who may say so of every host. */
    public ReportRef(String sha256, String format, String source, @Nullable Instant run, @Nullable Method method) {
        this(sha256, format, source, run, method, null);
    }

    public ReportRef {
        Checks.sha256(sha256, "report.sha256");
        Checks.text(format, "report.format");
        Checks.text(source, "report.source");
    }
}
