package io.ratchet.routes.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.event.Event;
import io.ratchet.routes.support.KraftBroker;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.Events;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events on their way to a real broker. */
class EventTopicTest {
    private static final String TOPIC = "ratchet.events";
    private static final int ASSETS = 7;

    @TempDir
    private Path logs;

    @TempDir
    private Path folder;

    private final SetClock clock = new SetClock(Instant.parse("2018-09-20T23:00:00Z"));
    private int said;

    @Test
    void brokersThatAreAwayLoseNothingAndEachAssetKeepsItsOrder() throws Exception {
        try (KraftBroker broker = KraftBroker.start(logs);
                SqlStore store = Databases.h2(folder)) {
            broker.create(TOPIC, 3);
            store.tellEvents();
            CamelContext camel = started(store, broker.address());
            ProducerTemplate template = camel.createProducerTemplate();

            // Given
            comesAbout(store, 100);
            template.sendBody("direct:tick", "");
            assertThat(waiting(store)).isZero();

            // When
            broker.goAway();
            comesAbout(store, 150);
            template.sendBody("direct:tick", "");
            long away = waiting(store);
            broker.comeBack();
            await().atMost(Duration.ofSeconds(120)).until(() -> {
                clock.pass(Duration.ofMinutes(2));
                template.sendBody("direct:tick", "");
                return waiting(store) == 0;
            });
            camel.stop();

            // Then
            assertThat(away).isEqualTo(150);
            List<JsonNode> read = distinct(broker.readAll(TOPIC));
            assertThat(read)
                    .extracting(message -> message.path("number").asLong())
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, 250).boxed().toList());
            Map<String, Long> last = new HashMap<>();
            for (JsonNode message : read) {
                long number = message.path("number").asLong();
                assertThat(last.getOrDefault(message.path("about").asText(), 0L))
                        .isLessThan(number);
                last.put(message.path("about").asText(), number);
            }
            assertThat(last).hasSize(ASSETS);
        }
    }

    @Test
    void brokersThatNobodyCanReachHoldUpNoStart() throws Exception {
        try (SqlStore store = Databases.h2(folder)) {
            // Given
            store.tellEvents();
            comesAbout(store, 50);

            // When
            CamelContext camel = started(store, "127.0.0.1:1");
            camel.createProducerTemplate().sendBody("direct:tick", "");
            camel.stop();

            // Then
            assertThat(waiting(store)).isEqualTo(50);
        }
    }

    @Test
    void refusesWhatIsNoTopicOrIsKeptForTooLong() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EventTopic("b:1", "a b", EventTopic.A_DAY));
        assertThatIllegalArgumentException().isThrownBy(() -> new EventTopic("b:1", "a", Duration.ofDays(31)));
        assertThatIllegalArgumentException().isThrownBy(() -> new EventTopic("b:1", "a", Duration.ofSeconds(-1)));
    }

    /** What was sent again is passed over as the guide says. */
    private static List<JsonNode> distinct(List<ConsumerRecord<byte[], byte[]>> records) {
        Set<String> ids = new HashSet<>();
        List<JsonNode> distinct = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            JsonNode message = json(new String(record.value(), UTF_8));
            assertThat(new String(record.key(), UTF_8))
                    .isEqualTo(message.path("about").asText());
            if (ids.add(message.path("id").asText())) distinct.add(message);
        }
        return distinct;
    }

    private void comesAbout(SqlStore store, int events) {
        for (int i = 0; i < events; i++) {
            Event event = new Event.AuditHeadKept("asset-" + ++said % ASSETS, said, "00", "note");
            store.run(tx -> tx.events().tell(event, clock.instant()));
        }
    }

    private static long waiting(SqlStore store) {
        return store.<Events.Standing>transact(tx -> tx.events().standing()).waiting();
    }

    /** With the endpoint of production, but for its patience. */
    private CamelContext started(SqlStore store, String brokers) throws Exception {
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.events.due", "direct:tick");
        endpoints.setProperty(
                "ratchet.events.topic",
                new EventTopic(brokers, TOPIC, EventTopic.A_DAY)
                        .endpoint()
                        .replace("Ms=10000", "Ms=2000")
                        .replace("Ms=20000", "Ms=4000"));
        CamelContext camel = new DefaultCamelContext();
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        camel.addRoutes(new EventRoute(new EventSender(
                store, EventTopic.A_DAY, 40, clock, System::nanoTime, () -> "one", EventObserver.none())));
        camel.start();
        return camel;
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
