package io.ratchet.routes.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ratchet.domain.Checks;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The messages that {@link FactsRoute} set aside, for a person: which there are, and back they go to the topic they
 * came from. How far they went back is kept by the brokers, in a consumer group of its own. What goes back twice is
 * known by its bytes; what cannot be used again is set aside again, behind the others.
 */
public final class DeadLetterTopic {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final int LARGEST_LETTER = 32 << 20;
    private static final int TIMEOUT_MILLIS = 15_000;

    private final String brokers;
    private final String topic;
    private final String inbox;
    private final String group;

    /**
     * @param brokers {@code HOST:PORT}, several with commas between
     * @param topic of the dead letters
     * @param inbox the topic they came from
     * @param group of those who read the inbox
     */
    public DeadLetterTopic(String brokers, String topic, String inbox, String group) {
        Checks.that(!topic.equals(inbox), "a topic of its own for dead letters");
        this.brokers = brokers;
        this.topic = topic;
        this.inbox = inbox;
        this.group = group + "-dead-letters";
    }

    /**
     * A message that was set aside.
     *
     * @param at when
     * @param from where it stood, such as {@code kafka:ratchet.findings/0/17}
     * @param bytes how large it is
     */
    public record Letter(int partition, long offset, Instant at, String from, String code, String reason, int bytes) {}

    /**
     * Those that did not go back yet, oldest first.
     *
     * @throws FailureException BROKERS_UNAVAILABLE when the brokers do not answer
     */
    public List<Letter> letters() {
        List<Letter> letters = new ArrayList<>();
        asked(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                read(consumer, records -> records.forEach(record -> letters.add(letter(record))));
            }
        });
        letters.sort(Comparator.comparing(Letter::at)
                .thenComparing(Letter::partition)
                .thenComparing(Letter::offset));
        return letters;
    }

    /**
     * Sends those that did not go back yet to the topic they came from, with their keys and bytes untouched, and
     * returns how many.
     *
     * @throws FailureException BROKERS_UNAVAILABLE when the brokers do not answer; what went back until then is kept
     */
    public int redrive() {
        List<Long> sent = new ArrayList<>();
        asked(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                    KafkaProducer<byte[], byte[]> producer = producer()) {
                read(consumer, records -> {
                    sendBack(producer, records);
                    consumer.commitSync(behind(records));
                    records.forEach(record -> sent.add(record.offset()));
                });
            }
        });
        return sent.size();
    }

    private void asked(Runnable work) {
        try {
            work.run();
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    private FailureException unavailable(Exception because) {
        return FailureException.of(
                FailureCode.BROKERS_UNAVAILABLE,
                "The brokers at " + brokers + " do not let '" + topic + "' be read or '" + inbox + "' be written: "
                        + because.getMessage(),
                because);
    }

    /** From where the last one went back up to the end as it is now: what is set aside meanwhile is not read. */
    private void read(KafkaConsumer<byte[], byte[]> consumer, Consumer<List<ConsumerRecord<byte[], byte[]>>> take) {
        Map<TopicPartition, Long> ends = assigned(consumer);
        long silent = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : polled)
                if (record.offset()
                        < Objects.requireNonNull(ends.get(new TopicPartition(record.topic(), record.partition()))))
                    records.add(record);
            if (!records.isEmpty()) {
                take.accept(records);
                silent = System.nanoTime();
            } else if (System.nanoTime() - silent > LONGEST_SILENCE.toNanos())
                throw new KafkaException("they say nothing of what is there");
        }
    }

    private Map<TopicPartition, Long> assigned(KafkaConsumer<byte[], byte[]> consumer) {
        List<PartitionInfo> known = consumer.partitionsFor(topic);
        List<TopicPartition> partitions = (known == null ? List.<PartitionInfo>of() : known)
                .stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
        consumer.assign(partitions);
        return partitions.isEmpty() ? Map.of() : consumer.endOffsets(partitions);
    }

    private void sendBack(KafkaProducer<byte[], byte[]> producer, List<ConsumerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records)
            answers.add(producer.send(new ProducerRecord<>(inbox, record.key(), record.value())));
        try {
            for (Future<RecordMetadata> answer : answers) answer.get();
        } catch (ExecutionException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> behind(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, OffsetAndMetadata> behind = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records)
            behind.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        return behind;
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> said = new HashMap<>();
        for (Header header : record.headers())
            said.put(header.key(), new String(Objects.requireNonNullElse(header.value(), new byte[0]), UTF_8));
        return new Letter(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                said.getOrDefault(FactsRoute.FROM, ""),
                said.getOrDefault(FactsRoute.CODE, ""),
                said.getOrDefault(FactsRoute.REASON, ""),
                record.value() == null ? 0 : record.value().length);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                settings(Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        TIMEOUT_MILLIS,
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        TIMEOUT_MILLIS - 5_000)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                settings(Map.of(
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        TIMEOUT_MILLIS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        TIMEOUT_MILLIS - 5_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        TIMEOUT_MILLIS,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        LARGEST_LETTER)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private Map<String, Object> settings(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", brokers);
        return settings;
    }
}
