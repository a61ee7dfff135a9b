package io.ratchet.store;

import io.ratchet.domain.Checks;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people have asked to be left out of a goal beside the profile's file, and what others said to it. */
public interface Exceptions {
    /** How far it has come. Whether its last day is over is told by that day. */
    enum State {
        /** Nobody but who asked has said anything. */
        REQUESTED,
        /** It stands until its last day. */
        APPROVED,
        REJECTED,
        /** A person ended it before its day, or another one took its place. */
        ENDED
    }

    /**
     * One exception.
     *
     * @param renews the id of the one whose place it takes once it is approved; null: none
     * @param by {@code user:..} who asked
     * @param decidedBy null while nobody has decided
     * @param because why it was decided so; empty while nobody has
     */
    record Entry(
            String id,
            ExceptionEntry said,
            State state,
            @Nullable String renews,
            String by,
            Instant at,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            String because) {
        public Entry {
            Checks.text(id, "the id of an exception");
            Checks.text(by, "who asked for an exception");
        }

        /** The same after somebody's word. */
        public Entry decided(State next, String who, Instant when, String why) {
            return new Entry(id, said, next, renews, by, at, who, when, why);
        }
    }

    void ask(Entry entry);

    /** Keeps what was decided. False: somebody else has said something meanwhile. */
    boolean decide(Entry decided, State before);

    Optional<Entry> find(String id);

    /** How a list of them goes. */
    enum Order {
        /** Those that wait first, then those that were approved, then all others; of each the latest first. */
        NEED,
        /** The latest first: an order that no word on one of them changes. */
        NEWEST
    }

    /**
     * Where a page ends.
     *
     * @param state of the last one, when the page was read
     */
    record Place(State state, Instant at, String id) {
        public static Place of(Entry entry) {
            return new Place(entry.state(), entry.at(), entry.id());
        }
    }

    /** @param after the last one of the page before; null: from the beginning */
    List<Entry> page(Order order, @Nullable Place after, int limit);

    /** All that were approved and not ended, by id; their last day may be over. */
    List<Entry> approved();
}
