package io.ratchet.store;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.finding.Finding;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** The orders that the database has, and so can be read page by page however many there are. */
    enum Order {
        NEWEST,
        OLDEST
    }

    /**
     * A finding in a page.
     *
     * @param place where the page behind it goes on
     */
    record Placed(long place, Finding finding) {}

    /**
     * In the order in which they came.
     *
     * @param after the place of the last one of the page before; null: from the beginning
     */
    List<Placed> page(Order order, @Nullable Long after, int limit);

    /**
     * Those of one delivery in the order of reading.
     *
     * @param after the place of the last one of the page before; null: from the beginning
     */
    List<Placed> page(String reportSha256, @Nullable Long after, int limit);
}
