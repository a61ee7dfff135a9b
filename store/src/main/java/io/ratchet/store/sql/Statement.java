package io.ratchet.store.sql;

import java.time.Instant;

/**
 * A finding as it is kept: by the numbers of its parts.
 *
 * @param record where in its report it stands; empty when that is so long that it is a part as well
 * @param longRecord the number of that part, else 0
 * @param evidence 0 for none
 */
record Statement(
        long report,
        String record,
        long longRecord,
        long second,
        int nano,
        long host,
        long observation,
        long evidence) {
    Instant at() {
        return Instant.ofEpochSecond(second, nano);
    }

    /**
     * A statement where it stands in whatever is read.
     *
     * @param place its position, or its ordinal
     */
    record Placed(long place, Statement statement) {}
}
