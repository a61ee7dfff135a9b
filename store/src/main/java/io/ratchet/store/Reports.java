package io.ratchet.store;

import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Rejected;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Delivered reports, deduplicated by the hash of their bytes, with what became of them. */
public interface Reports {
    /** What became of a delivery. */
    enum Receipt {
        /** Never seen: parse it. */
        NEW,
        /** Begun and broken off: parse it again, findings are deduplicated by report, record and ordinal. */
        UNFINISHED,
        /** Already taken in whole: nothing to do. */
        DUPLICATE
    }

    Receipt begin(String sha256, String file, Instant at);

    /** Adds to the rejected list; the same record of the same report is kept once. */
    void reject(String sha256, List<Rejected> rejected);

    /**
     * Marks a report as taken in whole; of several that take the same one in at once, one is told so.
     *
     * @return false when it was finished already
     */
    boolean finish(String sha256, Coverage coverage, Instant at);

    Optional<Coverage> coverage(String sha256);

    List<Coverage> finished();

    /** Newest first. */
    List<Rejected> rejected(int limit);

    long rejectedCount();
}
