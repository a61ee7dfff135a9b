package io.ratchet.store;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whom to ask for facts, and what came of it the last time: one order for each host. */
public interface CollectOrders {
    /** How far an order has come. */
    enum State {
        WAITING,
        /** Somebody is asking the host, or died while asking it. */
        READING,
        /** Too many hosts failed one after another; until a person orders again nothing more is asked. */
        HELD,
        DONE,
        FAILED;

        public boolean ended() {
            return this == DONE || this == FAILED;
        }
    }

    /**
     * @param subject the asset's id, or the address of a host that nobody knows yet
     * @param asset null for such a host
     * @param address under which such a host is reached; null where the asset says how
     * @param attempts how often it was taken in hand
     * @param due when it is to be taken in hand next; of a READING one: when whoever reads counts as dead
     * @param by {@code user:..}, or {@code ratchet} for a schedule
     * @param ended when the host was last asked to an end; null before that
     * @param code of the failure, or why it waits; null where there is none
     * @param message one sentence of what came of it
     */
    record Order(
            String subject,
            @Nullable AssetId asset,
            @Nullable String address,
            @Nullable String site,
            State state,
            int attempts,
            Instant due,
            String by,
            Instant at,
            @Nullable Instant ended,
            @Nullable String code,
            String message) {
        public Order {
            Checks.text(subject, "whom to ask");
            Checks.that(asset != null || address != null, "a host is known by its asset or by its address");
        }

        /** A new one. */
        public static Order of(
                @Nullable AssetId asset,
                @Nullable String address,
                @Nullable String site,
                Instant due,
                String by,
                Instant at) {
            String subject = asset != null ? asset.value() : String.valueOf(address);
            return new Order(subject, asset, address, site, State.WAITING, 0, due, by, at, null, null, "");
        }
    }

    /** Orders it, in the place of an older order of the same host; false: the host is being asked at this moment. */
    boolean order(Order order);

    /** The next ones that are due, those first that were due first. */
    List<Order> due(Instant now, int limit);

    /**
     * Takes an order in hand; saved before the host is asked.
     *
     * @param lost when whoever asks counts as dead
     * @return false: another process has it, or it was ordered anew
     */
    boolean take(Order order, Instant lost);

    /** What came of it; for who has it in hand. */
    void end(Order taken, State state, Instant at, @Nullable Failure why, String message);

    /** It is tried again at {@code due}; for who has it in hand. */
    void again(Order taken, Instant due, Failure why);

    /** An order that is due has to wait for another reason than its host. */
    void postpone(Order waiting, Instant due, Failure why);

    /** Holds all that wait; how many. */
    int hold(Failure why);

    Optional<Order> find(String subject);

    /** In the order of need: being read, held, failed, waiting, then done; of each the latest first. */
    default List<Order> list(int limit) {
        return list(null, limit);
    }

    /**
     * The same behind one that was seen so.
     *
     * @param after the last one of the page before; null: from the beginning
     */
    List<Order> list(@Nullable Seen after, int limit);

    /** Where a page in the order of need ends. */
    record Seen(State state, Instant at, String subject) {
        public static Seen of(Order order) {
            return new Seen(order.state(), order.at(), order.subject());
        }
    }

    /**
     * By whom to ask: an order that nothing that becomes of one changes, so that each is on one page.
     *
     * @param after the last one of the page before; null: from the beginning
     */
    List<Order> page(@Nullable String after, int limit);

    /** How many stand in each state. */
    Map<State, Long> standing();

    /** When {@code by} last ordered anything at {@code site}. */
    Optional<Instant> last(String by, String site);
}
