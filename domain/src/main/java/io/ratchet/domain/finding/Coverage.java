package io.ratchet.domain.finding;

import io.ratchet.domain.Checks;

/**
 * What became of a report: {@code records = used + ignored + rejected} always holds; a used record gave one or more
 * findings.
 *
 * @param complete false when the report broke off or a limit was met
 * @param lowered how many findings claimed a method that their source may not claim, and were believed with a lesser
 *     one
 */
public record Coverage(
        String file,
        String format,
        String sha256,
        long records,
        long used,
        long findings,
        long ignored,
        long rejected,
        boolean complete,
        long hosts,
        long lowered) {
    /** Where everything is believed as it was said. */
    public Coverage(
            String file,
            String format,
            String sha256,
            long records,
            long used,
            long findings,
            long ignored,
            long rejected,
            boolean complete,
            long hosts) {
        this(file, format, sha256, records, used, findings, ignored, rejected, complete, hosts, 0);
    }

    public Coverage {
        Checks.that(records == used + ignored + rejected, "records must be used + ignored + rejected");
    }
}
