package io.ratchet.routes.tickets;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ratchet.connectors.ticket.TicketHook;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.wire.HmacSha256;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ticket systems tell by themselves. It is never believed: it only has the ticket looked at now instead of within
 * minutes, so one that comes twice, late or in another order changes nothing.
 */
public final class TicketHooks {
    private static final Logger LOG = LoggerFactory.getLogger(TicketHooks.class);

    private final Map<String, Hook> hooks;
    private final BiConsumer<String, String> wake;
    private final TicketObserver observer;

    /** Why a key cannot be read, as the log has it already. */
    private final Map<String, String> keyless = new ConcurrentHashMap<>();

    /**
     * One ticket system that tells.
     *
     * @param key with which it signs; asked for anew each time
     */
    public record Hook(TicketHook way, Supplier<String> key) {}

    /** The most bytes of what anybody tells. */
    public static final int MOST_BYTES = 1 << 20;

    /** What was heard. */
    public enum Heard {
        /** No ticket system of that name has signed it. */
        NOT_SIGNED,
        /** Whether it is signed cannot be told: the key cannot be read here. */
        KEYLESS,
        /** It is larger than what such a system sends. */
        TOO_LARGE,
        /** It is signed and no JSON. */
        UNREADABLE,
        TAKEN
    }

    /**
     * @param hooks by the name of the ticket system in the settings
     * @param wake has a ticket looked at: the ticket system and the ticket's number there
     * @param observer told what was heard
     */
    public TicketHooks(Map<String, Hook> hooks, BiConsumer<String, String> wake, TicketObserver observer) {
        this.hooks = Map.copyOf(hooks);
        this.wake = wake;
        this.observer = observer;
    }

    /** No ticket system tells anything by itself. */
    public static TicketHooks none() {
        return new TicketHooks(Map.of(), (in, number) -> {}, TicketObserver.none());
    }

    /**
     * Begins to hear what is sent in the name of a ticket system. A name that is not known and a key that is wrong are
     * the same; of a key that cannot be read, the log says why once for each reason.
     *
     * @param header the value of a header by its name; empty where it was not sent
     */
    public Hearing hear(String system, UnaryOperator<String> header) {
        @Nullable Hook hook = hooks.get(system);
        if (hook == null) return new Hearing(system, null, ofNobody());
        try {
            TicketHook.Seal seal = hook.way().seal(header, hook.key().get());
            if (keyless.remove(system) != null) LOG.info("What '{}' tells can be checked again.", system);
            return new Hearing(system, hook.way(), seal);
        } catch (FailureException e) {
            String why = e.failure().message();
            if (!why.equals(keyless.put(system, why)))
                LOG.warn(
                        "What '{}' tells cannot be checked and is not taken; its tickets are looked at every few minutes all"
                                + " the same: {}",
                        system,
                        why);
            return new Hearing(system, hook.way(), null);
        }
    }

    /** One message while it comes; for one thread. */
    public final class Hearing {
        private final String system;
        private final @Nullable TicketHook way;
        private final TicketHook.@Nullable Seal seal;
        private final int most;
        private long heard;

        private Hearing(String system, @Nullable TicketHook way, TicketHook.@Nullable Seal seal) {
            this.system = system;
            this.way = way;
            this.most = way == null ? MOST_BYTES : way.mostBytes();
            this.seal = seal;
        }

        /** False: whatever comes, it cannot be told who has sent it, and nothing of it need be read. */
        public boolean checkable() {
            return seal != null;
        }

        /**
         * The next part of the body.
         *
         * @param count how many of the first bytes
         * @return false: nobody sends so much, and no more of it need be read
         */
        public boolean over(byte[] bytes, int count) {
            heard += count;
            if (heard <= most && seal != null) seal.over(bytes, count);
            return heard <= MOST_BYTES;
        }

        /** @param whole all that came; read only once it is known who has sent it */
        public Heard end(Whole whole) throws IOException {
            Heard what = what(whole);
            observer.heard(what);
            return what;
        }

        private Heard what(Whole whole) throws IOException {
            if (seal == null) return Heard.KEYLESS;
            if (heard > most) return Heard.TOO_LARGE;
            if (!seal.holds() || way == null) return Heard.NOT_SIGNED;
            try {
                way.number(whole.read()).ifPresent(ticket -> wake.accept(system, ticket));
                return Heard.TAKEN;
            } catch (JsonProcessingException e) {
                return Heard.UNREADABLE;
            }
        }
    }

    /** Where what came was put. */
    @FunctionalInterface
    public interface Whole {
        byte[] read() throws IOException;
    }

    /** Whoever names a sender that is not known waits as long for an answer. */
    private static TicketHook.Seal ofNobody() {
        HmacSha256 sum = HmacSha256.ofNobody();
        return new TicketHook.Seal() {
            @Override
            public void over(byte[] bytes, int count) {
                sum.over(bytes, count);
            }

            @Override
            public boolean holds() {
                return sum.is("nobody ", "");
            }
        };
    }
}
