package io.ratchet.console;

import io.ratchet.store.Decisions;
import io.ratchet.store.Tx;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many assets fit some facets, counted once a round: only a round changes it, and counting takes longer than a page
 * may.
 */
final class AssetCounts {
    private static final int KEPT = 100;

    private final Map<Decisions.Facets, Counted> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Decisions.Facets, Counted> eldest) {
            return size() > KEPT;
        }
    };

    /** As it was after a round. */
    private record Counted(long round, long assets) {}

    long of(Tx tx, Decisions.Facets facets) {
        long round = tx.rounds().last().map(last -> last.number()).orElse(0L);
        synchronized (counts) {
            Counted known = counts.get(facets);
            if (known == null || known.round() != round) {
                known = new Counted(round, tx.decisions().countAssets(facets));
                counts.put(facets, known);
            }
            return known.assets();
        }
    }
}
