package io.ratchet.routes.decide;

import io.ratchet.domain.finding.Finding;
import io.ratchet.routes.identify.ClaimLedger;
import io.ratchet.store.Store;
import java.util.List;
import java.util.stream.Stream;

/** Has a ledger hear what the store holds. */
final class Hearing {
    /** So many stand in memory beside what is made of them. */
    private static final long FINDINGS_AT_ONCE = 10_000;

    private Hearing() {}

    /** Every finding behind {@code after} up to {@code upTo}, in the order in which they came. */
    static void hear(Store store, ClaimLedger claims, long after, long upTo) {
        for (long heard = after; heard < upTo; ) {
            long from = heard;
            long to = Math.min(upTo, from + FINDINGS_AT_ONCE);
            claims.hear(store.<List<Finding>>transact(tx -> {
                try (Stream<Finding> more = tx.findings().between(from, to)) {
                    return more.toList();
                }
            }));
            heard = to;
        }
    }
}
