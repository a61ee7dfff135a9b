package io.ratchet.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far each source was fetched. */
public interface Pulls {
    /**
     * Where it stands.
     *
     * @param origin of which server and question {@code kept} speaks
     * @param kept where to go on
     * @param dueAt when it is asked next
     * @param failures in a row
     * @param problem of the last one, a sentence; empty when there is none
     * @param finishedAt when all up to then had been fetched; null: never yet
     */
    record Standing(
            String name,
            String origin,
            Map<String, String> kept,
            Instant dueAt,
            int failures,
            String problem,
            @Nullable Instant finishedAt) {
        public Standing {
            kept = Map.copyOf(kept);
        }
    }

    Optional<Standing> find(String name);

    /** All, by name. */
    List<Standing> list();

    /** Adds one that is asked at once, unless it is there. */
    void add(String name, String origin, Instant now);

    /**
     * Takes it in hand if it is due and in nobody's hand.
     *
     * @return where it stands; empty when another has it or it is not due
     */
    Optional<Standing> take(String name, Instant now, Instant until);

    /**
     * Writes what is known now and holds it on, or lets go of it.
     *
     * @param heldUntil null: let go
     */
    void save(Standing standing, @Nullable Instant heldUntil);
}
