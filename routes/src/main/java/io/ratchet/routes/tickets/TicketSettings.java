package io.ratchet.routes.tickets;

import io.ratchet.domain.Checks;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where tickets go, and with how much patience.
 *
 * @param queues of each ticket system, by its name, the queue for what the profile says nothing of; the first system is
 *     the usual one
 * @param pace how it is sent and looked at
 */
public record TicketSettings(Map<String, String> queues, Pace pace) {
    /**
     * How often what happens.
     *
     * @param gathered for how long changes of a ticket are gathered before they are told there
     * @param lost when whoever was sending counts as dead
     * @param settled for how long a message that may have arrived is looked for before it is sent again: longer than a
     *     server takes to carry a request out and to find it in a search
     * @param look between two looks for such a message
     * @param first before the second attempt; each later one waits twice as long as the one before
     * @param longest between two attempts
     * @param failures in a row after which a ticket system is left alone for a while
     * @param atOnce how many messages are sent at once
     * @param sync how old what is known of a ticket there may be
     */
    public record Pace(
            Duration gathered,
            Duration lost,
            Duration settled,
            Duration look,
            Duration first,
            Duration longest,
            int failures,
            int atOnce,
            Duration sync) {
        /** Every message that may have arrived is settled within a quarter of an hour of the system's return. */
        public static Pace calm() {
            return new Pace(
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(15),
                    Duration.ofMinutes(2),
                    5,
                    8,
                    Duration.ofMinutes(5));
        }

        public Pace {
            Checks.that(failures > 0 && atOnce > 0, "a pace goes on");
        }
    }

    public TicketSettings {
        queues = new LinkedHashMap<>(queues);
    }

    /** No ticket system: a ticket is a line on a page. */
    public static TicketSettings none() {
        return new TicketSettings(Map.of(), Pace.calm());
    }

    boolean any() {
        return !queues.isEmpty();
    }

    /** The ticket system of this name, else the usual one. */
    String system(@Nullable String named) {
        return Optional.ofNullable(named)
                .filter(queues::containsKey)
                .orElseGet(() -> queues.keySet().iterator().next());
    }

    String queue(String system, @Nullable String named) {
        return named != null ? named : queues.getOrDefault(system, "");
    }
}
