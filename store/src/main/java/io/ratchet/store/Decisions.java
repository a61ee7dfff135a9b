package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The current decisions and their history. */
public interface Decisions {
    /**
     * What a new round of deciding changed.
     *
     * @param unchanged how many stand as they stood, over the whole estate
     */
    record Difference(List<Decision> added, List<Decision> withdrawn, int unchanged) {}

    /**
     * Makes {@code decisions} the current ones of the whole estate and keeps the round ({@link Rounds}); what is no
     * longer decided is kept as history. Empty, and nothing is done, when another round has seen more findings than
     * this one: its word is the later one.
     */
    Optional<Difference> replace(List<Decision> decisions, Rounds.Ground ground);

    /**
     * Makes {@code decisions} the current ones of these assets, leaves those of all others as they are, and keeps the
     * round as {@link #replace(List, Rounds.Ground)} does. Empty, and nothing is done, when a round was kept that the
     * caller does not know, or that has seen more findings than this one.
     *
     * @param assets all that {@code decisions} are about, and any that have none any more
     * @param after the last round that the caller knows, by its number; 0 before there is any
     */
    Optional<Difference> replace(Set<AssetId> assets, List<Decision> decisions, Rounds.Ground ground, long after);

    /** In the order of {@link Decision#ORDER}. */
    List<Decision> current();

    /** Those of one kind, as {@link Decision#wire()} says it, in no order. */
    default List<Decision> current(String kind) {
        return current().stream()
                .filter(decision -> decision.wire().equals(kind))
                .toList();
    }

    List<Decision> current(AssetId asset);

    /** Those of several assets, in the order of {@link Decision#ORDER}. */
    List<Decision> current(Set<AssetId> assets);

    /**
     * A current decision, and the moment from which its system has been decided in the same way for its goal without a
     * gap.
     */
    record Lasting(Decision decision, Instant since) {}

    /**
     * The current decisions of one kind and how long it has been so, whatever else about them changed meanwhile; in the
     * order of {@link Decision#ORDER}.
     *
     * @param kind as {@link Decision#wire()} says it
     */
    List<Lasting> lasting(String kind);
}
