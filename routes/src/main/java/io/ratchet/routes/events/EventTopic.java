package io.ratchet.routes.events;

import io.ratchet.domain.Checks;
import java.time.Duration;

/**
 * Where events go.
 *
 * @param brokers {@code HOST:PORT}, several with commas between
 * @param keep how long what was sent stays in the database
 */
public record EventTopic(String brokers, String topic, Duration keep) {
    /** How long what was sent stays where nobody says it. */
    public static final Duration A_DAY = Duration.ofDays(1);

    private static final Duration LONGEST_KEPT = Duration.ofDays(30);

    /** A batch of so many is asked for again soon; what waits for it stays in the database. */
    static final Duration LONGEST_SENDING = Duration.ofSeconds(20);

    public EventTopic {
        name(topic);
        check(keep);
    }

    /** @throws IllegalArgumentException where Kafka has no topic of such a name */
    public static String name(String topic) {
        Checks.that(topic.matches("[A-Za-z0-9._-]{1,249}"), "the name of a topic: " + topic);
        return topic;
    }

    /** @throws IllegalArgumentException where nothing can be kept for so long */
    public static void check(Duration keep) {
        Checks.that(!keep.isNegative() && keep.compareTo(LONGEST_KEPT) <= 0, "a time from PT0S to P30D");
    }

    /** Camel's, to which a list of messages is sent; it comes back once the brokers have them all, or fails. */
    public String endpoint() {
        return "kafka:" + topic + "?brokers=" + brokers
                // Brokers that are away when the server starts must not keep it from starting.
                + "&lazyStartProducer=true&synchronous=true&requestRequiredAcks=all"
                // Else what is sent again after a failure could come behind what was sent after it.
                + "&enableIdempotence=true&maxInFlightRequest=5"
                + "&maxBlockMs=" + LONGEST_SENDING.toMillis() / 2
                + "&requestTimeoutMs=" + LONGEST_SENDING.toMillis() / 2
                + "&deliveryTimeoutMs=" + LONGEST_SENDING.toMillis()
                + "&valueSerializer=org.apache.kafka.common.serialization.ByteArraySerializer";
    }
}
