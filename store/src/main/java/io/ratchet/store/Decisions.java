package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The current decisions and their history. */
public interface Decisions {
    /** What a new round of deciding changed. */
    record Difference(List<Decision> added, List<Decision> withdrawn, int unchanged) {}

    /**
     * Makes {@code decisions} the current ones of the whole estate and keeps the round ({@link Rounds}); what is no
     * longer decided is kept as history. Empty, and nothing is done, when another round has seen more findings than
     * this one: its word is the later one.
     */
    Optional<Difference> replace(List<Decision> decisions, Rounds.Ground ground);

    /** In the order of {@link Decision#ORDER}. */
    List<Decision> current();

    List<Decision> current(AssetId asset);

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
