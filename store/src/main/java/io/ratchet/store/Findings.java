package io.ratchet.store;

import io.ratchet.domain.finding.Finding;
import java.util.List;
import java.util.stream.Stream;

/** Everything sources said, never deleted. */
public interface Findings {
    /**
     * Adds a batch.
     *
     * @param firstOrdinal position of the first finding within its report; (report, ordinal) is unique and a repeated one is ignored
     */
    void add(String reportSha256, long firstOrdinal, List<Finding> batch);

    long count();

    /** Every finding, oldest observation first, then by report and ordinal. Close the stream inside the transaction. */
    Stream<Finding> all();
}
