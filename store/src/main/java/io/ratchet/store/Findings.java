package io.ratchet.store;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.finding.Finding;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Everything sources said, never deleted. */
public interface Findings {
    /**
     * Adds a batch.
     *
     * @param firstOrdinal position of the first finding within its report; (report, ordinal) is unique and a repeated
     *     one is ignored
     * @param by who brought the report; kept for it and for every report that its findings say they come from, whatever
     *     stands there
     */
    void add(String reportSha256, long firstOrdinal, List<Finding> batch, String by);

    /** Adds what Ratchet found out by itself. */
    default void add(String reportSha256, long firstOrdinal, List<Finding> batch) {
        add(reportSha256, firstOrdinal, batch, AuditEvents.RATCHET);
    }

    /** Keeps who brought a report of which nothing could be read. */
    void unread(String reportSha256, String by);

    /**
     * Who brought findings of these reports, or findings that say they come from them. A report of which that was not
     * kept is left out.
     */
    Map<String, Set<String>> broughtBy(Collection<String> reports);

    /** Everybody who brought anything, as far as that was kept. */
    Set<String> bringers();

    long count();

    /**
     * The position of the last finding. Every finding up to it is there, and none will ever be added at or before it.
     */
    long cut();

    /**
     * The findings behind {@code after} up to {@code cut}, in the order in which they came. Close the stream inside the
     * transaction.
     */
    Stream<Finding> between(long after, long cut);
}
