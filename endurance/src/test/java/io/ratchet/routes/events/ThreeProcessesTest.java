package io.ratchet.routes.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.decision.Decision;
import io.ratchet.routes.support.AtWork;
import io.ratchet.routes.support.KraftBroker;
import io.ratchet.routes.support.PostgresDatabases;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Events;
import io.ratchet.store.audit.MerkleTree;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes on one PostgreSQL and one broker, while findings come: each is stopped and started again, one is
 * killed, the broker goes away. Whoever it was that decided and told, what stands in the end is as if nothing had been.
 */
class ThreeProcessesTest {
    private static final String INBOX = "findings";
    private static final String GROUP = "ratchet";
    private static final String EVENTS = "events";
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int HOSTS_AT_ONCE = 5;

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private int hosts;

    @AfterEach
    void endThem() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    @Tag("slow")
    void aRollingRestartAndAKillLoseNothingAndDecideNothingTwice() throws Exception {
        disturbed(1, false);
    }

    @Test
    @Tag("slow")
    void neitherDoManyNorABrokerThatGoesAway() throws Exception {
        disturbed(5, true);
    }

    private void disturbed(int times, boolean brokerGoesAway) throws Exception {
        try (KraftBroker broker = KraftBroker.start(folder.resolve("broker"));
                PostgresDatabases databases = PostgresDatabases.start(folder.resolve("database"))) {
            broker.create(INBOX, 3);
            broker.create(EVENTS, 3);
            String database = databases.make("estate");

            // Given
            try (SqlStore store = AtWork.store(database)) {
                for (int i = 0; i < 3; i++) processes.add(start(database, broker));
                send(broker);

                // When
                for (int time = 0; time < times; time++) {
                    for (int i = 0; i < 3; i++) {
                        processes.get(i).destroy();
                        send(broker);
                        assertThat(processes.get(i).waitFor(2, TimeUnit.MINUTES))
                                .isTrue();
                        processes.set(i, start(database, broker));
                    }
                    processes.get(time % 3).destroyForcibly();
                    send(broker);
                    if (brokerGoesAway) {
                        broker.goAway();
                        broker.comeBack();
                        send(broker);
                    }
                    processes.set(time % 3, start(database, broker));
                }

                // Then
                await().atMost(LONGEST)
                        .pollInterval(Duration.ofMillis(500))
                        .ignoreExceptions()
                        .until(() -> settled(store));
                holds(store, broker);
            }
        }
    }

    private Process start(String database, KraftBroker broker) throws Exception {
        return AtWork.start(SharedWork.class, folder.resolve("log"), database, broker.address(), INBOX, GROUP, EVENTS);
    }

    /** Some hosts that nobody knew, one finding to a message. */
    private void send(KraftBroker broker) throws Exception {
        for (int i = 0; i < HOSTS_AT_ONCE; i++) {
            String host = "web" + ++hosts;
            for (String observation : List.of(
                    "{'type':'operating-system','version':'10.0.14393','productType':3}",
                    "{'type':'service','name':'W3SVC','state':'running'}"))
                broker.send(new ProducerRecord<>(
                        INBOX, host.getBytes(UTF_8), finding(host, observation).getBytes(UTF_8)));
        }
    }

    private static String finding(String host, String observation) {
        return ("{'schema':'ratchet.finding/1','report':{'sha256':'" + "0".repeat(64)
                        + "','format':'osquery','source':'osquery@hq','method':'agent'},'record':'1',"
                        + "'observedAt':'2018-09-20T08:00:00Z','host':{'zone':'default','fqdn':'" + host
                        + ".corp.example'},'observation':" + observation + "}")
                .replace('\'', '"');
    }

    private boolean settled(SqlStore store) {
        return store.transact(tx -> tx.findings().count()) == 2L * hosts
                && !SharedWork.undecided(store)
                && store.<Events.Standing>transact(tx -> tx.events().standing()).waiting() == 0;
    }

    private void holds(SqlStore store, KraftBroker broker) throws Exception {
        List<AuditEvent> log = log(store);
        List<Decision> standing = store.transact(tx -> tx.decisions().current());
        assertThat(standing.stream().map(decision -> decision.about().asset()).distinct())
                .hasSize(hosts);
        assertThat(log.stream().filter(line -> line.type().equals("asset.identified")))
                .extracting(AuditEvent::asset)
                .hasSize(hosts)
                .doesNotHaveDuplicates();
        assertThat(counted(log, "decision.made") - counted(log, "decision.withdrawn"))
                .isEqualTo(standing.size());
        nothingStandsTwice(log);
        toldOf(broker, log);
    }

    /** What was decided is withdrawn before it is decided again. */
    private static void nothingStandsTwice(List<AuditEvent> log) {
        Map<String, Integer> standing = new HashMap<>();
        for (AuditEvent line : log) {
            String what = line.asset() + " " + line.data().get("system") + " "
                    + line.data().get("goal") + " " + line.data().get("step") + " "
                    + line.data().get("rule");
            if (line.type().equals("decision.made"))
                assertThat(standing.merge(what, 1, Integer::sum)).as(what).isEqualTo(1);
            if (line.type().equals("decision.withdrawn")) standing.merge(what, -1, Integer::sum);
        }
    }

    /** The log's lines make the one tree whose head stands beside them. */
    private static List<AuditEvent> log(SqlStore store) {
        return store.transact(tx -> {
            MerkleTree tree = new MerkleTree();
            try (Stream<byte[]> leaves = tx.audit().leaves(0)) {
                leaves.forEach(tree::append);
            }
            assertThat(tree.size()).isEqualTo(tx.audit().size());
            assertThat(tree.root()).isEqualTo(tx.audit().head().root());
            try (Stream<AuditLog.Line> lines = tx.audit().lines(0)) {
                return lines.map(AuditLog.Line::event).toList();
            }
        });
    }

    private static void toldOf(KraftBroker broker, List<AuditEvent> log) throws Exception {
        Set<String> ids = new HashSet<>();
        List<JsonNode> told = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : broker.readAll(EVENTS)) {
            JsonNode event = json(new String(record.value(), UTF_8));
            if (ids.add(event.path("id").asText())) told.add(event);
        }
        assertThat(told)
                .extracting(event -> event.path("number").asLong())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, told.size()).boxed().toList());
        for (String type : List.of("decision.made", "decision.withdrawn", "asset.identified"))
            assertThat(told.stream()
                            .filter(event -> event.path("type").asText().equals(type))
                            .count())
                    .as(type)
                    .isEqualTo(counted(log, type));
        Map<String, Long> last = new HashMap<>();
        for (JsonNode event : told) {
            long number = event.path("number").asLong();
            Long before = last.put(event.path("about").asText(), number);
            if (before != null) assertThat(number).isGreaterThan(before);
        }
    }

    private static long counted(List<AuditEvent> log, String type) {
        return log.stream().filter(line -> line.type().equals(type)).count();
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
