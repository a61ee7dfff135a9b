package io.ratchet.routes.heads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.head.HeadHook;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.routes.support.KraftBroker;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.Contacts;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads of a log on their way to a real broker, and to a webhook that answers as the test says. */
class HeadRouteTest extends CamelTestSupport {
    private static final Instant NOW = Instant.parse("2018-09-20T23:00:00Z");
    private static int number;

    @TempDir
    static Path logs;

    private static KraftBroker broker;

    @TempDir
    static Path all;

    private final Path folder = all.resolve("test-" + ++number);
    private final String topic = "ratchet.heads." + number;
    private final JdbcConnectionPool database = Databases.h2WithTables();
    private final SqlStore store = Databases.opened(database);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<String> posted = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private HttpServer hook;
    private HeadSender sender;
    private int answer = 204;
    private Runnable atPost = () -> {};
    private final SetClock clock = new SetClock(NOW);

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KraftBroker.start(logs);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Override
    protected RoutesBuilder createRouteBuilder() throws Exception {
        broker.create(topic, 3);
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/heads", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            if (answer / 100 == 2) posted.add(exchange.getRequestHeaders().getFirst("Ratchet-Head") + "\n" + body);
            atPost.run();
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        hook.start();
        URI url = URI.create("http://127.0.0.1:" + hook.getAddress().getPort() + "/heads?from=ratchet");
        return route(List.of(
                new HeadReceiver.Webhook(
                        "siem",
                        new HeadHook(url, Optional.of("file:siem"), reference -> new Account("token", "s3cret"))),
                new HeadReceiver.Topic("bus", broker.address() + "," + broker.address(), topic)));
    }

    private HeadRoute route(List<HeadReceiver> receivers) {
        sender = new HeadSender(publisher().copies(folder.resolve("marks")), receivers, clock);
        return new HeadRoute(sender, threads);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.heads.due", "direct:tick");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        return camel;
    }

    @AfterEach
    void close() {
        hook.stop(0);
        threads.shutdownNow();
        store.close();
        database.dispose();
    }

    @Test
    void everyHeadReachesTheWebhookAndTheTopicOnceInItsOrderByteForByte() throws Exception {
        // Given
        keepHead(0);

        // When
        send();
        keepHead(1);
        keepHead(2);
        send();
        send();

        // Then
        assertThat(posted).containsExactly(kept(0), kept(1), kept(2));
        assertThat(tokens).hasSize(3).containsOnly("Bearer s3cret");
        assertThat(messages()).containsExactly(kept(0), kept(1), kept(2));
        assertThat(sender.standing()).allSatisfy(one -> {
            assertThat(one.waiting()).isZero();
            assertThat(one.answer()).isEmpty();
            assertThat(one.lastTold()).isNotNull();
        });
    }

    @Test
    void aReceiverThatIsAwayHoldsNobodyUpAndMissesNothing() throws Exception {
        // Given
        keepHead(0);
        send();
        answer = 503;

        // When
        for (int hour = 1; hour <= 3; hour++) {
            keepHead(hour);
            send();
        }
        List<Contacts.Receiver> away = sender.standing();
        answer = 200;
        clock.pass(Duration.ofHours(1));
        send();

        // Then
        assertThat(away.get(0).receiver()).isEqualTo("siem (audit log)");
        assertThat(away.get(0).waiting()).isEqualTo(3);
        assertThat(away.get(0).oldest()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        assertThat(away.get(0).answer()).isEqualTo("it answered 503");
        assertThat(away.get(1).waiting()).isZero();
        assertThat(posted).containsExactly(kept(0), kept(1), kept(2), kept(3));
        assertThat(sender.standing().get(0).answer()).isEmpty();
    }

    @Test
    void aStopSendsWhatIsInHandAndLeavesTheRestForTheNextStart() throws Exception {
        // Given
        keepHead(0);
        send();
        keepHead(1);
        keepHead(2);
        atPost = () -> {
            new Thread(context::stop).start();
            await().until(context::isStopping);
        };

        // When
        send();

        // Then
        assertThat(posted).containsExactly(kept(0), kept(1));
        assertThat(sender.standing().get(0).waiting()).isEqualTo(1);
    }

    @Test
    void aReceiverThatRefusesIsNotAskedAtEveryTurn() {
        // Given
        keepHead(0);
        answer = 401;

        // When
        for (int turn = 0; turn < 12; turn++) {
            send();
            clock.pass(Duration.ofSeconds(10));
        }

        // Then at once, after 20 seconds and after 40 more; the next would be after 80 more
        assertThat(tokens).hasSize(3);
    }

    @Test
    @Tag("slow")
    void brokersThatAreAwayHoldUpNoStartAndAreNamed() throws Exception {
        // Given
        keepHead(0);
        HeadRoute route = route(List.of(new HeadReceiver.Topic("away", "127.0.0.1:1", "heads")));
        context.getRouteController().stopAllRoutes();
        context.removeRoute("heads-due");
        context.removeRoute("heads-post");
        context.addRoutes(route);

        // When
        send();

        // Then
        assertThat(sender.standing().get(0).answer()).containsIgnoringCase("heads not present in metadata");
        assertThat(sender.standing().get(0).waiting()).isEqualTo(1);
    }

    private void send() {
        template.sendBody("direct:tick", "");
    }

    /** The newest message last; a head's time first. */
    private List<String> messages() {
        List<String> messages = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : broker.read(topic, 3)) {
            assertThat(new String(record.key(), UTF_8)).startsWith("ratchet-audit/");
            messages.add(new String(record.headers().lastHeader("Ratchet-Head").value(), UTF_8) + "\n"
                    + new String(record.value(), UTF_8));
        }
        return messages;
    }

    private String kept(int hour) throws IOException {
        String name = List.of("20180920T230000Z", "20180921T000000Z", "20180921T010000Z", "20180921T020000Z")
                .get(hour);
        return name + "\n" + Files.readString(folder.resolve("published/heads/" + name + ".checkpoint"));
    }

    private void keepHead(int hour) {
        clock.to(NOW.plus(Duration.ofHours(hour)));
        store.run(tx -> tx.audit().append(AuditEvents.roundBegun(clock.instant(), List.of("a test"))));
        publisher().publish();
    }

    private HeadPublisher publisher() {
        return new HeadPublisher(
                store,
                folder.resolve("keys"),
                HeadPublisher.Settings.alone(folder.resolve("published")),
                (to, type, body) -> {
                    throw new IOException("nobody is asked");
                },
                clock,
                remark -> {});
    }
}
