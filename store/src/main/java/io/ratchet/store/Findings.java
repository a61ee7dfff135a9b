package io.ratchet.store;

import io.ratchet.domain.finding.Finding;
import java.util.List;
import java.util.stream.Stream;

/** Everything sources said, never deleted. */
public interface Findings {
    /**
     * Adds a batch.
     *
     * @param firstOrdinal position of the first finding within its report; (report, ordinal) is unique and a repeated
     *     one is ignored
     */
    void add(String reportSha256, long firstOrdinal, List<Finding> batch);

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
