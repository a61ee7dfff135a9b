package io.ratchet.routes.intake;

import static io.ratchet.routes.intake.FactsIntakeTest.findings;
import static io.ratchet.routes.intake.FactsIntakeTest.line;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.routes.support.KraftBroker;
import io.ratchet.store.Store;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsRouteTest {
    private static final AtomicInteger TOPICS = new AtomicInteger();

    @TempDir
    static Path logs;

    private static KraftBroker broker;

    @TempDir
    Path folder;

    private final List<Map<String, Object>> decided = new CopyOnWriteArrayList<>();
    private final AtomicInteger decisionsToFail = new AtomicInteger();
    private final AtomicInteger decidedMessages = new AtomicInteger();
    private final AtomicInteger refusesDead = new AtomicInteger();
    private Optional<String> deadLetters = Optional.empty();
    private CountDownLatch meanwhile = new CountDownLatch(0);
    private SqlStore store;
    private CamelContext camel;
    private String topic;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KraftBroker.start(logs);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopic() throws Exception {
        store = Databases.h2(folder);
        topic = "facts-" + TOPICS.incrementAndGet();
        broker.create(topic, 2);
    }

    @AfterEach
    void close() {
        if (camel != null) camel.stop();
        store.close();
    }

    @Test
    void keepsABatchFromEveryPartitionThenDecidesThenCommits() throws Exception {
        // Given
        send(0, line("web01", 443));
        send(1, line("web02", 443) + "\n" + line("web02", 8443));
        send(1, line("web03", 443));

        // When
        start(store);

        // Then
        soon().untilAsserted(() -> assertThat(broker.committed(group())).isEqualTo(3));
        assertThat(findings(store)).isEqualTo(4);
        assertThat(decided).isNotEmpty();
    }

    @Test
    void losesAndDoublesNothingWhenItDiesBeforeTheCommit() throws Exception {
        // Given a consumer that kept the batch and went away before it told Kafka
        send(0, line("web01", 443));
        send(1, line("web02", 443));
        decisionsToFail.set(Integer.MAX_VALUE);
        start(store);
        soon().untilAsserted(() -> assertThat(findings(store)).isEqualTo(2));
        camel.stop();
        assertThat(broker.committed(group())).isZero();
        send(0, line("web03", 443));

        // When
        decisionsToFail.set(0);
        start(store);

        // Then
        soon().untilAsserted(() -> assertThat(broker.committed(group())).isEqualTo(3));
        assertThat(findings(store)).isEqualTo(3);
        assertThat(decided).isNotEmpty();
    }

    @Test
    void keepsWhatTricklesInWithoutWaitingForAPause() throws Exception {
        // Given messages that never pause for as long as a batch waits for more
        AtomicInteger sent = new AtomicInteger();
        ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
        start(store);

        // When
        trickle.scheduleAtFixedRate(
                () -> sendQuietly(line("web" + sent.incrementAndGet(), 443)), 0, 100, TimeUnit.MILLISECONDS);

        // Then
        try {
            soon().untilAsserted(() -> assertThat(findings(store)).isPositive());
            assertThat(sent.get()).isLessThan(300);
        } finally {
            trickle.shutdownNow();
        }
    }

    @Test
    void deliversABatchAgainThatFailedBeforeItGoesOn() throws Exception {
        // Given
        decisionsToFail.set(1);
        send(0, line("web01", 443));

        // When
        start(store);

        // Then without any message more
        soon().untilAsserted(() -> assertThat(broker.committed(group())).isEqualTo(1));
        assertThat(decided).hasSize(1);
        assertThat(findings(store)).isEqualTo(1);
    }

    @Test
    void neverCommitsPastABatchThatFails() throws Exception {
        // Given
        decisionsToFail.set(1);
        send(0, line("web01", 443));
        start(store);
        soon().untilAsserted(() -> assertThat(decisionsToFail.get()).isNotPositive());

        // When
        send(0, line("web02", 443));

        // Then
        soon().untilAsserted(() -> assertThat(broker.committed(group())).isEqualTo(2));
        assertThat(decidedMessages.get()).isEqualTo(2);
    }

    private void sendQuietly(String text) {
        try {
            send(0, text);
        } catch (Exception e) {
            throw new IllegalStateException("the broker of this test takes no message", e);
        }
    }

    @Test
    void waitsForAStoreThatIsOutOfOrder() throws Exception {
        // Given
        send(0, line("web01", 443));
        RefusingStore refusing = new RefusingStore(store, 2);

        // When
        start(refusing);

        // Then
        soon().untilAsserted(() -> assertThat(broker.committed(group())).isEqualTo(1));
        assertThat(refusing.refusedEnough()).isTrue();
        assertThat(findings(store)).isEqualTo(1);
    }

    @Test
    void aBadMessageAmongGoodOnesIsRejectedAndHoldsNothingBack() throws Exception {
        // Given
        send(0, line("web01", 443));
        send(0, "{\"schema\":");
        send(0, line("web02", 443));
        broker.send(new ProducerRecord<>(topic, 0, null, null));

        // When
        start(store);

        // Then
        soon().untilAsserted(() -> assertThat(broker.committed(group())).isEqualTo(4));
        assertThat(findings(store)).isEqualTo(2);
        assertThat(store.<List<Rejected>>transact(tx -> tx.reports().rejected(10)))
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.file()).isEqualTo("kafka:" + topic + "/0/1"));
    }

    @Test
    void setsAsideWhatNothingCanBeUsedOfAndAPersonSendsItBack() throws Exception {
        // Given
        String dead = topic + ".dead";
        broker.create(dead, 1);
        deadLetters = Optional.of(FactsRoute.deadLetters(broker.address(), dead));
        byte[] bad = "{\"schema\":".getBytes(UTF_8);
        send(0, line("web01", 443));
        broker.send(new ProducerRecord<>(topic, 1, "web02".getBytes(UTF_8), bad));
        send(1, line("web03", 443));

        // When
        start(store);

        // Then
        soon().untilAsserted(() -> assertThat(broker.committed(group())).isEqualTo(3));
        assertThat(findings(store)).isEqualTo(2);
        DeadLetterTopic letters = new DeadLetterTopic(broker.address(), dead, topic, group());
        assertThat(letters.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.from()).isEqualTo("kafka:" + topic + "/1/0");
            assertThat(letter.code()).isEqualTo("INTAKE-TRUNCATED");
            assertThat(letter.reason()).startsWith("line[1]: ");
            assertThat(letter.bytes()).isEqualTo(bad.length);
        });

        // When
        int sent = letters.redrive();

        // Then it is set aside again, behind where it went back
        assertThat(sent).isEqualTo(1);
        soon().untilAsserted(() -> assertThat(broker.committed(group())).isEqualTo(4));
        soon().untilAsserted(() -> assertThat(letters.letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.offset()).isEqualTo(1)));
        assertThat(broker.readAll(topic))
                .filteredOn(record -> Arrays.equals(record.value(), bad))
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.key()).isEqualTo("web02".getBytes(UTF_8)));
    }

    @Test
    void commitsNothingWhileNothingCanBeSetAside() throws Exception {
        // Given brokers that take no dead letter
        deadLetters = Optional.of("direct:refuses");
        refusesDead.set(2);
        send(0, "{\"schema\":");
        send(0, line("web01", 443));

        // When
        start(store);

        // Then it is delivered again until it is taken
        soon().untilAsserted(() -> assertThat(broker.committed(group())).isEqualTo(2));
        assertThat(refusesDead.get()).isNegative();
        assertThat(findings(store)).isEqualTo(1);
    }

    @Test
    void deadLettersOfBrokersThatAreAwayAreNamedInOneSentence() {
        // Given
        DeadLetterTopic away = new DeadLetterTopic("127.0.0.1:1", "dead", topic, group());

        // Then
        assertThatThrownBy(away::letters)
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("BROKERS-UNAVAILABLE")
                .hasMessageContaining("The brokers at 127.0.0.1:1 do not let 'dead' be read");
    }

    @Test
    void tellsHowFarItIsBehind() throws Exception {
        // Given
        TopicLag lag = new TopicLag();
        soon().untilAsserted(() -> assertThat(lag.messages()).isNaN());

        // When it hangs at its first batch while more messages come
        CountDownLatch decides = new CountDownLatch(1);
        meanwhile = decides;
        for (int i = 0; i < 600; i++) send(0, line("web" + i, 443));
        start(store);

        // Then 600 less the 500 of a batch
        soon().untilAsserted(() -> assertThat(lag.messages()).isEqualTo(100));

        // When
        decides.countDown();

        // Then
        soon().untilAsserted(() -> assertThat(lag.messages()).isZero());
        soon().untilAsserted(() -> assertThat(findings(store)).isEqualTo(600));
    }

    @Test
    void letsNoHeaderFromOutsideSteerARoute() throws Exception {
        // Given
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, 0, null, line("web01", 443).getBytes(UTF_8));
        for (String name :
                List.of("CamelFileName", "cAmElKafkaOffset", "CamelKafkaManualCommit", "kafka.TOPIC", "Authorization"))
            record.headers().add(name, "9".getBytes(UTF_8));
        broker.send(record);

        // When
        start(store);

        // Then
        soon().untilAsserted(() -> assertThat(broker.committed(group())).isEqualTo(1));
        assertThat(decided)
                .isNotEmpty()
                .allSatisfy(headers -> assertThat(headers).isEmpty());
    }

    private void start(Store into) throws Exception {
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.intake.topic", FactsRoute.topic(broker.address(), topic, group()));
        endpoints.setProperty("ratchet.intake.dead", deadLetters.orElse("direct:nothing-is-set-aside"));
        endpoints.setProperty("ratchet.decide.source", "direct:decide");
        camel = new DefaultCamelContext();
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        camel.addRoutes(new FactsRoute(new FactsIntake(
                into, Clock.systemUTC(), IntakeObserver.none(), SourceTrust.ofEverybody(), deadLetters.isPresent())));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:refuses").errorHandler(noErrorHandler()).process(exchange -> {
                    if (refusesDead.getAndDecrement() > 0) throw new IllegalStateException("no dead letter today");
                });
                from("direct:decide").errorHandler(noErrorHandler()).process(exchange -> {
                    meanwhile.await();
                    if (decisionsToFail.getAndDecrement() > 0) throw new IllegalStateException("no decision today");
                    decided.add(new HashMap<>(exchange.getMessage().getHeaders()));
                    decidedMessages.addAndGet(
                            exchange.getMessage().getBody(List.class).size());
                });
            }
        });
        camel.start();
    }

    private String group() {
        return "ratchet-" + topic;
    }

    private void send(int partition, String text) throws Exception {
        broker.send(new ProducerRecord<>(topic, partition, null, text.getBytes(UTF_8)));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
