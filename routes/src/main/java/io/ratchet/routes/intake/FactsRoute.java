package io.ratchet.routes.intake;

import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The way in for findings from a topic: a batch is kept, its decision asked for, and only then committed to Kafka.
 * Whatever fails in between, the batch is delivered again, by this very consumer, and known again. A store that is out
 * of order is waited for. A message of which nothing can be used goes to the topic of dead letters, where there is one,
 * before the batch is committed. Nothing waits for the decision, however long it takes: a consumer that is away from
 * its topic for too long loses its partitions.
 */
public final class FactsRoute extends StageRoutes {
    private static final String KEEP = "direct:facts-keep";
    private static final Duration LONGEST_BATCH = Duration.ofSeconds(1);

    /** The exchange property with those of a batch that are set aside. */
    private static final String DEAD = "ratchet.dead";

    /** Headers of a dead letter: where it stood, the code of its failure, one sentence. */
    static final String FROM = "Ratchet-From";

    static final String CODE = "Ratchet-Code";
    static final String REASON = "Ratchet-Reason";

    private static final String BYTES = "org.apache.kafka.common.serialization.ByteArray";
    private static final int LARGEST_LETTER = 32 << 20;
    private static final int LONGEST_REASON = 1_000;

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
                + "&keyDeserializer=" + BYTES + "Deserializer&valueDeserializer=" + BYTES + "Deserializer";
    }

    /** The endpoint of the topic of dead letters, for {@code ratchet.intake.dead}. */
    public static String deadLetters(String brokers, String topic) {
        return "kafka:" + topic + "?brokers=" + brokers
                + "&lazyStartProducer=true&synchronous=true&requestRequiredAcks=all"
                + "&maxBlockMs=10000&requestTimeoutMs=10000&deliveryTimeoutMs=20000&maxRequestSize=" + LARGEST_LETTER
                + "&keySerializer=" + BYTES + "Serializer&valueSerializer=" + BYTES + "Serializer";
    }

    // spotless:off
    @Override
    public void configure() {
        from("{{ratchet.intake.topic}}").routeId("facts-intake").description("Takes findings from a topic in and has what they touch decided")
            .routeConfigurationId(FailurePolicy.TOLD)
            .removeHeaders("*").id("strip")
            .enrich(KEEP, FactsRoute::withDead).id("hand-over-facts")
            .split(exchangeProperty(DEAD)).stopOnException().id("each-dead")
                .process(FactsRoute::write).id("write-dead")
                .to("{{ratchet.intake.dead}}").id("set-aside")
            .end()
            .enrich("{{ratchet.decide.source}}", (batch, decided) -> failedOr(batch, decided)).id("decide-facts")
            .process(FactsRoute::commit).id("commit");

        from(KEEP).routeId("facts-keep").description("Keeps a batch of findings and its rejects in one transaction")
            .routeConfigurationId(FailurePolicy.KEPT)
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

    private static Exchange withDead(@Nullable Exchange batch, @Nullable Exchange kept) {
        Exchange goesOn = failedOr(batch, kept);
        FactsIntake.Taken taken = Objects.requireNonNull(kept).getMessage().getBody(FactsIntake.Taken.class);
        goesOn.setProperty(DEAD, taken == null ? List.of() : taken.dead());
        return goesOn;
    }

    /** Its key and its bytes as they came; why it is here stands beside them. */
    private static void write(Exchange exchange) throws InvalidPayloadException {
        DeadLetter dead = exchange.getMessage().getMandatoryBody(DeadLetter.class);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(FROM, dead.message().name());
        message.setHeader(CODE, dead.code());
        message.setHeader(REASON, cut(dead.reason()));
        if (dead.message().key() != null)
            message.setHeader(KafkaConstants.KEY, dead.message().key());
        message.setBody(dead.message().value());
    }

    private static String cut(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "...";
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
                exchange.getMessage().getBody(byte[].class),
                exchange.getMessage().getHeader(KafkaConstants.KEY, byte[].class));
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
