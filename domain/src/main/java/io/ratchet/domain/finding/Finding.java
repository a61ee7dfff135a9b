package io.ratchet.domain.finding;

import io.ratchet.domain.Checks;
import java.time.Instant;

/**
 * One statement by one source about one host.
 *
 * @param record where in the report it stands, such as {@code ReportHost[3]/ReportItem[12]}; several findings may share
 *     it
 * @param observedAt when the source looked, not when the report arrived
 */
public record Finding(
        ReportRef report, String record, Instant observedAt, HostRef host, Observation observation, Evidence evidence) {
    public Finding {
        Checks.text(record, "record");
        Checks.present(observedAt, "observedAt");
    }

    /** The pointer that decisions and the audit cite: {@code sha256:<report>#<record>}. */
    public String pointer() {
        return "sha256:" + report.sha256() + "#" + record;
    }
}
