package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event of a Windows log, whatever carried it.
 *
 * @param id as written
 * @param computer whose log it was, never who collected it; empty when the record does not say
 * @param time null when the record does not say
 * @param source the instance that told it
 * @param ownIds the machine's own id at the source
 * @param count of how many events it tells
 */
record EventRecord(
        String provider,
        String id,
        String computer,
        @Nullable Instant time,
        Map<String, String> fields,
        String source,
        Map<String, String> ownIds,
        long count) {
    static final int LONGEST_FIELD = 1024;
    static final int MOST_FIELDS = 64;

    /** A single one. */
    EventRecord(
            String provider,
            String id,
            String computer,
            @Nullable Instant time,
            Map<String, String> fields,
            String source,
            Map<String, String> ownIds) {
        this(provider, id, computer, time, fields, source, ownIds, 1);
    }

    /** Events of other programs are many, and none of them is of use. */
    static boolean wanted(String provider) {
        return provider.equalsIgnoreCase("Schannel") || provider.equalsIgnoreCase("Microsoft-Windows-Schannel-Events");
    }

    List<Finding> findings(String record, Report report) {
        if (!wanted(provider)) return List.of();
        return Report.findings(
                report.reference(source, null, Method.AGENT),
                record,
                report.observed(time),
                host(report),
                new Evidence("schannel:" + Excerpt.of(id, 20), null),
                SchannelMeaning.observations(id, fields, count));
    }

    private HostRef host(Report report) {
        String name = Words.value(computer);
        Optional<String> full = HostNames.full(name);
        Optional<String> shortName = full.isPresent() ? Optional.empty() : HostNames.shortName(name);
        if (full.isEmpty() && shortName.isEmpty())
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST,
                    "The event does not name the computer whose log it was; who collected it is another machine.");
        return new HostRef(
                report.zone(),
                null,
                null,
                full.orElse(null),
                shortName.orElse(null),
                HostNames.domain(name).orElse(null),
                null,
                null,
                null,
                ownIds);
    }
}
