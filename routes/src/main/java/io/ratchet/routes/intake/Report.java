package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.finding.ReportRef;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One report while it is read: hands findings on and keeps the count, so that no record is lost or counted twice. */
final class Report {
    private final String file;
    private final String sha256;
    private final Format format;
    private final ReadOptions options;
    private final FindingSink sink;
    private final Set<HostRef> hosts = new HashSet<>();
    private long records;
    private long used;
    private long findings;
    private long ignored;
    private long rejected;
    private boolean complete = true;

    Report(String file, String sha256, Format format, ReadOptions options, FindingSink sink) {
        this.file = file;
        this.sha256 = sha256;
        this.format = format;
        this.options = options;
        this.sink = sink;
    }

    ReadOptions options() {
        return options;
    }

    ReportRef reference(String source, @Nullable Instant run, @Nullable Method method) {
        return new ReportRef(sha256, format.wire(), source, run, method);
    }

    /** When a record was observed: by its own word, else by the person's who delivered it. */
    Instant observed(@Nullable Instant own) {
        if (own != null) return own;
        if (options.observedAt() != null) return options.observedAt();
        throw FailureException.of(
                FailureCode.INTAKE_NO_TIME, "The record does not say when it was observed; give --observed-at.");
    }

    /** A record and what it gave; nothing given counts as ignored. */
    void record(ReportRef reference, String record, Instant at, HostRef host, String check, List<Observation> seen) {
        if (seen.isEmpty()) {
            ignored();
            return;
        }
        for (Observation observation : seen)
            found(new Finding(reference, record, at, host, observation, new Evidence(check, null)));
        used();
    }

    void found(Finding finding) {
        hosts.add(finding.host());
        findings++;
        sink.finding(finding);
    }

    void used() {
        records++;
        used++;
    }

    void ignored() {
        records++;
        ignored++;
    }

    void reject(String record, FailureException why, @Nullable String excerpt) {
        reject(record, why.failure().code(), why.failure().message(), excerpt);
    }

    void reject(String record, FailureCode code, String message, @Nullable String excerpt) {
        records++;
        rejected++;
        sink.rejected(new Rejected(file, record, code.wire(), message, excerpt));
    }

    /** The report breaks off here: what was read stays, the rest is missing. */
    void broken(String record, FailureCode code, String message) {
        complete = false;
        reject(record, code, message, null);
    }

    Coverage coverage() {
        return new Coverage(
                file, format.wire(), sha256, records, used, findings, ignored, rejected, complete, hosts.size());
    }
}
