package io.ratchet.routes.heads;

import io.ratchet.connectors.head.HeadHook;
import io.ratchet.domain.Checks;

/** Who is sent a copy of each head of the audit log that is kept. */
public sealed interface HeadReceiver {
    /** By which pages and the log call it. */
    String name();

    /** Where it is, for people. */
    String place();

    /** Camel's, to which the head is sent; it comes back once the receiver has it, or fails. */
    String endpoint();

    /**
     * A topic of Kafka. A head is a message: the note is its value, the name of the log its key, and the header
     * {@code Ratchet-Head} says when it was kept.
     *
     * @param brokers {@code HOST:PORT}, several with commas between
     */
    record Topic(String name, String brokers, String topic) implements HeadReceiver {
        private static final int LONGEST_WAIT_MILLIS = 20_000;

        public Topic {
            Checks.that(
                    brokers.matches("[A-Za-z0-9._-]+:[0-9]{1,5}(,[A-Za-z0-9._-]+:[0-9]{1,5})*"),
                    "brokers such as kafka1:9092,kafka2:9092, unlike " + brokers);
            Checks.that(topic.matches("[A-Za-z0-9._-]{1,249}"), "the name of a topic: " + topic);
        }

        @Override
        public String place() {
            return topic + " at " + brokers;
        }

        @Override
        public String endpoint() {
            return "kafka:" + topic + "?brokers=" + brokers
                    // Brokers that are away when the server starts must not keep it from starting.
                    + "&lazyStartProducer=true&synchronous=true&requestRequiredAcks=all"
                    + "&maxBlockMs=" + LONGEST_WAIT_MILLIS / 2
                    + "&requestTimeoutMs=" + LONGEST_WAIT_MILLIS / 2
                    + "&deliveryTimeoutMs=" + LONGEST_WAIT_MILLIS
                    + "&valueSerializer=org.apache.kafka.common.serialization.ByteArraySerializer";
        }
    }

    /** A webhook. */
    record Webhook(String name, HeadHook hook) implements HeadReceiver {
        @Override
        public String place() {
            return hook.place();
        }

        @Override
        public String endpoint() {
            return HeadRoute.POST;
        }
    }
}
