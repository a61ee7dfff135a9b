package io.ratchet.domain.asset;

import io.ratchet.domain.Checks;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One observation we hold about an asset, with who said it and when. The facts of a whole estate stand in memory, so
 * that what is the same for all of a report is one object for them ({@link Origin}).
 *
 * @param record where in its report it stands
 * @param elsewhere who brought it, where it is believed with a lesser method than it claims since the host is not where
 *     they may claim that one; null: it is believed as it was taken in
 */
public record Fact(
        Observation observation,
        Instant observedAt,
        Origin origin,
        String record,
        @Nullable String elsewhere) {
    private static final String HASH = "sha256:";

    /**
     * Who says it, and in which report.
     *
     * @param report SHA-256 of the report that it says it comes from; empty where a pointer names none, and is the
     *     record of its fact
     */
    public record Origin(
            String source, String format, @Nullable Method method, String report) {
        public static Origin of(ReportRef report) {
            return new Origin(report.source(), report.format(), report.method(), report.sha256());
        }

        private static Origin of(String source, String format, @Nullable Method method, String pointer) {
            return new Origin(
                    source,
                    format,
                    method,
                    names(pointer) ? pointer.substring(HASH.length(), pointer.indexOf('#')) : "");
        }

        /** Whether there is a report in {@code sha256:<report>#<record>}. */
        private static boolean names(String pointer) {
            int end = pointer.indexOf('#');
            return pointer.startsWith(HASH)
                    && end > HASH.length()
                    && !pointer.substring(end + 1).isBlank();
        }
    }

    /** Believed as it was taken in. */
    public Fact(
            Observation observation,
            Instant observedAt,
            String source,
            String format,
            @Nullable Method method,
            String pointer) {
        this(observation, observedAt, source, format, method, pointer, null);
    }

    /** @param pointer to the finding, {@code sha256:..#record} */
    public Fact(
            Observation observation,
            Instant observedAt,
            String source,
            String format,
            @Nullable Method method,
            String pointer,
            @Nullable String elsewhere) {
        this(
                observation,
                observedAt,
                Origin.of(source, format, method, pointer),
                Origin.names(pointer) ? pointer.substring(pointer.indexOf('#') + 1) : pointer,
                elsewhere);
    }

    public Fact {
        Checks.text(record, "fact pointer");
    }

    public static Fact of(Finding finding) {
        return of(finding, Origin.of(finding.report()));
    }

    /** @param origin of the finding's report */
    public static Fact of(Finding finding, Origin origin) {
        return new Fact(finding.observation(), finding.observedAt(), origin, finding.record(), null);
    }

    public String source() {
        return origin.source();
    }

    public String format() {
        return origin.format();
    }

    public @Nullable Method method() {
        return origin.method();
    }

    /** To the finding, {@code sha256:..#record}. */
    public String pointer() {
        return origin.report().isEmpty() ? record : HASH + origin.report() + "#" + record;
    }

    /** The SHA-256 of the report that it says it comes from. */
    public String report() {
        if (!origin.report().isEmpty()) return origin.report();
        int begin = record.indexOf(':') + 1;
        int end = record.indexOf('#');
        return end < begin ? record.substring(begin) : record.substring(begin, end);
    }

    /** The same of a host that is not where {@code by} may say so. */
    public Fact elsewhere(String by, Method otherwise) {
        Origin lesser = new Origin(origin.source(), origin.format(), otherwise, origin.report());
        return new Fact(observation, observedAt, lesser, record, by);
    }
}
