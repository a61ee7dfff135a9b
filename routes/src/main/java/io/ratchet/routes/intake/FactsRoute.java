package io.ratchet.routes.intake;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The way in for findings from a topic: a batch is kept, its decision asked for, and only then committed to Kafka.
 * Whatever fails in between, the batch is delivered again, by this very consumer, and known again. A store that is out
 * of order is waited for. Nothing waits for the decision, however long it takes: a consumer that is away from its topic
 * for too long loses its partitions.
 */
public final class FactsRoute extends RouteBuilder {
    private static final String KEEP = "direct:facts-keep";
    private static final Duration LONGEST_BATCH = Duration.ofSeconds(1);

    private final FactsIntake intake;

    public FactsRoute(FactsIntake intake) {
        this.intake = intake;
    }

    /**
     * The endpoint of a topic, for {@code ratchet.intake.topic}. A group that is new begins with the oldest message.
     */
    public static String topic(String brokers, String topic, String group) {
        return "kafka:" + topic + "?brokers=" + brokers + "&groupId=" + group
                + "&batching=true&autoCommitEnable=false&allowManualCommit=true&maxPollRecords=500&pollTimeoutMs=250"
                // Without an end of its own a batch ends at a pause: messages that keep coming would hold it back.
                + "&batchingIntervalMs=" + LONGEST_BATCH.toMillis()
                // A stop waits so long for a batch; one that it cuts off is delivered again.
                + "&shutdownTimeout=5000"
                // Else a batch that failed is passed over by the commit of the next.
                + "&breakOnFirstError=true"
                + "&autoOffsetReset=earliest&isolationLevel=read_committed"
                + "&valueDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer";
    }

    // spotless:off
    @Override
    public void configure() {
        from("{{ratchet.intake.topic}}").routeId("facts-intake").description("Takes findings from a topic in and has what they touch decided")
            .errorHandler(noErrorHandler())
            .removeHeaders("*").id("strip")
            .enrich(KEEP, (batch, kept) -> batch).id("hand-over-facts")
            .enrich("{{ratchet.decide.source}}", (batch, decided) -> failedOr(batch, decided)).id("decide-facts")
            .process(FactsRoute::commit).id("commit");

        from(KEEP).routeId("facts-keep").description("Keeps a batch of findings and its rejects in one transaction")
            .errorHandler(defaultErrorHandler()
                .maximumRedeliveries(-1).redeliveryDelay(500).useExponentialBackOff().backOffMultiplier(2).maximumRedeliveryDelay(30_000)
                .allowRedeliveryWhileStopping(false))
            .setBody(exchange -> intake.take(messages(exchange))).id("keep");
    }
    // spotless:on

    /** Enriching hands both over, always. */
    private static Exchange failedOr(@Nullable Exchange batch, @Nullable Exchange decided) {
        Exchange goesOn = Objects.requireNonNull(batch);
        Exception failed = Objects.requireNonNull(decided).getException();
        if (failed != null) goesOn.setException(failed);
        return goesOn;
    }

    private static List<Exchange> records(Exchange batch) {
        List<?> body = Objects.requireNonNull(batch.getMessage().getBody(List.class), "a batch is a list");
        return body.stream().map(Exchange.class::cast).toList();
    }

    private static List<FactsMessage> messages(Exchange batch) {
        return records(batch).stream().map(FactsRoute::message).toList();
    }

    /** Where it stood is taken from the consumer; a header may come from outside. */
    private static FactsMessage message(Exchange exchange) {
        DefaultKafkaManualCommit place = place(exchange);
        return new FactsMessage(
                place.getTopicName(),
                place.getPartition().partition(),
                place.getRecordOffset(),
                exchange.getMessage().getBody(byte[].class));
    }

    private static DefaultKafkaManualCommit place(Exchange exchange) {
        return Objects.requireNonNull(
                exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, DefaultKafkaManualCommit.class),
                "the endpoint allows manual commit");
    }

    /** A batch may come from several partitions: the last message of each says how far it was read. */
    private static void commit(Exchange batch) {
        Map<TopicPartition, DefaultKafkaManualCommit> last = new LinkedHashMap<>();
        for (Exchange exchange : records(batch)) last.put(place(exchange).getPartition(), place(exchange));
        last.values().forEach(DefaultKafkaManualCommit::commit);
    }
}
