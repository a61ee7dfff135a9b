package io.ratchet.store;

import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Rejected;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    default List<Rejected> rejected(int limit) {
        return rejected(null, limit).stream().map(Placed::rejected).toList();
    }

    /**
     * Of all reports, newest first: at most {@code limit} of those before a position.
     *
     * @param before null: from the newest on
     */
    List<Placed> rejected(@Nullable Long before, int limit);

    /**
     * A delivery as it stands.
     *
     * @param file the name it came under
     * @param finished null where it broke off or is of no known format
     * @param coverage what was read; null before it was finished
     * @param rejected how many records of it are on the rejected list
     */
    record Delivered(
            String sha256,
            String file,
            Instant begun,
            @Nullable Instant finished,
            @Nullable Coverage coverage,
            long rejected) {}

    /** Which deliveries are looked for. */
    enum Which {
        ALL,
        /** Those with records on the rejected list. */
        REJECTED,
        /** Those that broke off or are of no known format. */
        UNFINISHED
    }

    /**
     * Newest first, at most {@code limit} of those behind {@code after}.
     *
     * @param after the hash of a delivery; null: from the newest on
     */
    List<Delivered> delivered(Which which, @Nullable String after, int limit);

    Optional<Delivered> delivered(String sha256);

    /**
     * A record on the rejected list.
     *
     * @param position ascending in the order of reading
     */
    record Placed(long position, Rejected rejected) {}

    /** Of one report in the order of reading, at most {@code limit} of those behind a position. */
    List<Placed> rejected(String sha256, long after, int limit);

    /**
     * Takes back that a delivery as a whole could not be read, after it was; the delivery itself goes as well where its
     * parts stand for it.
     */
    void readable(String sha256);

    long rejectedCount();
}
