package io.ratchet.routes.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratchet.domain.event.Event;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.Events;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRouteTest extends CamelTestSupport {
    private static final Instant NOW = Instant.parse("2018-09-20T23:00:00Z");
    private static final int AT_ONCE = 3;
    private static int number;

    private final JdbcConnectionPool database = Databases.h2WithTables();
    private final SqlStore store = Databases.opened(database);
    private final AtomicInteger refusals = new AtomicInteger();
    private final Counted counted = new Counted();
    private final SetClock clock = new SetClock(NOW);
    private long nanos;

    @Override
    protected RoutesBuilder createRouteBuilder() {
        store.tellEvents();
        return new EventRoute(sender("one", new Refusing()));
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.events.due", "direct:tick");
        endpoints.setProperty("ratchet.events.topic", "mock:topic");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        return camel;
    }

    @AfterEach
    void close() {
        store.close();
        database.dispose();
    }

    @Test
    void tellsWhatCameAboutInItsOrderKeyedByWhatItIsAbout() {
        // Given
        for (int i = 1; i <= 6; i++) comesAbout("asset-" + i % 2, i);

        // When
        tick();

        // Then the first alone, and then as many as there are up to a batch
        assertThat(batches()).extracting(List::size).containsExactly(1, 3, 2);
        assertThat(told()).containsExactlyElementsOf(written());
        assertThat(batches().get(1))
                .extracting(one -> one.getMessage().getHeader(KafkaConstants.KEY))
                .containsExactly("asset-0", "asset-1", "asset-0");
        assertThat(standing().waiting()).isZero();
        assertThat(lane().holder()).isNull();
        assertThat(counted.sent).isEqualTo(6);
    }

    @Test
    void sendsNothingWhereNothingCameAbout() {
        // When
        tick();

        // Then
        assertThat(batches()).isEmpty();
        assertThat(lane().holder()).isNull();
    }

    @Test
    void sendsABatchAgainThatFailedBeforeAnyLaterOne() {
        // Given
        for (int i = 1; i <= 6; i++) comesAbout("asset", i);
        topic().whenExchangeReceived(2, exchange -> {
            throw new IllegalStateException("nobody says whether it arrived");
        });

        // When
        NotifyBuilder ended = new NotifyBuilder(context)
                .fromRoute("events-due")
                .whenCompleted(1)
                .create();
        tick();
        boolean wentOn = ended.matches();
        tick();
        long waitsAtOnce = standing().waiting();
        clock.pass(Duration.ofSeconds(2));
        tick();

        // Then it is left alone for a while, and what may have arrived comes again as it was
        assertThat(wentOn).isTrue();
        assertThat(waitsAtOnce).isEqualTo(5);
        assertThat(counted.failed).isEqualTo(1);
        assertThat(standing().waiting()).isZero();
        List<String> all = written();
        assertThat(batches())
                .extracting(EventRouteTest::texts)
                .containsExactly(
                        all.subList(0, 1), all.subList(1, 4), all.subList(1, 2), all.subList(2, 5), all.subList(5, 6));
    }

    @Test
    void waitsForAStoreThatIsAway() {
        // Given
        comesAbout("asset", 1);
        refusals.set(1);

        // When
        tick();
        clock.pass(Duration.ofSeconds(2));
        tick();

        // Then
        assertThat(told()).containsExactlyElementsOf(written());
        assertThat(counted.failed).isEqualTo(1);
    }

    @Test
    void sendsAgainWhatWasSentWhenTheStoreWentAwayBehindIt() {
        // Given
        comesAbout("asset", 1);
        topic().whenExchangeReceived(1, exchange -> refusals.set(1));

        // When
        tick();
        clock.pass(Duration.ofSeconds(2));
        tick();

        // Then
        assertThat(told()).containsExactly(written().get(0), written().get(0));
        assertThat(standing().waiting()).isZero();
    }

    @Test
    void oneProcessSendsUntilItStandsStill() {
        // Given a process that took a batch and is not heard of again
        comesAbout("asset", 1);
        EventSender dead = sender("two", store);
        assertThat(dead.first()).hasSize(1);

        // When
        tick();
        nanos += Duration.ofSeconds(44).toNanos();
        tick();
        int before = batches().size();
        nanos += Duration.ofSeconds(1).toNanos();
        tick();

        // Then
        assertThat(before).isZero();
        assertThat(told()).containsExactlyElementsOf(written());
        assertThat(standing().waiting()).isZero();
    }

    @Test
    void aProcessThatIsHeardOfKeepsTheSending() {
        // Given
        for (int i = 1; i <= 9; i++) comesAbout("asset", i);
        EventSender busy = sender("two", store);
        busy.first();
        tick();

        // When
        nanos += Duration.ofSeconds(44).toNanos();
        busy.more();
        tick();
        nanos += Duration.ofSeconds(44).toNanos();
        tick();

        // Then
        assertThat(batches()).isEmpty();
    }

    @Test
    void whatWasSentIsForgottenAfterAWhileAndWhatWasNotNever() {
        // Given
        comesAbout("asset", 1);
        tick();

        // When
        clock.pass(Duration.ofHours(23));
        tick();
        int kept = written().size();
        clock.pass(Duration.ofHours(2));
        store.run(tx -> tx.events().tell(new Event.AuditHeadKept("asset", 2, "00", "note"), NOW));
        topic().whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("the brokers are away");
        });
        tick();

        // Then
        assertThat(kept).isEqualTo(1);
        assertThat(written()).hasSize(2);

        // When
        topic().whenAnyExchangeReceived(exchange -> {});
        clock.pass(Duration.ofMinutes(1));
        tick();

        // Then
        assertThat(written()).isEmpty();
    }

    @Test
    void aStopLeavesWhatIsNotInHandForTheNextStart() {
        // Given
        for (int i = 1; i <= 6; i++) comesAbout("asset", i);
        topic().whenExchangeReceived(1, exchange -> {
            new Thread(context::stop).start();
            await().until(context::isStopping);
        });

        // When
        tick();

        // Then
        assertThat(standing().waiting()).isEqualTo(5);
        assertThat(lane().holder()).isNull();
    }

    private EventSender sender(String name, Store into) {
        return new EventSender(into, Duration.ofDays(1), AT_ONCE, clock, () -> nanos, () -> name, counted);
    }

    private void tick() {
        template.sendBody("direct:tick", "");
    }

    private void comesAbout(String about, int size) {
        store.run(tx -> tx.events().tell(new Event.AuditHeadKept(about, size, "00", "note"), clock.instant()));
    }

    private MockEndpoint topic() {
        return getMockEndpoint("mock:topic");
    }

    private List<List<Exchange>> batches() {
        List<List<Exchange>> batches = new ArrayList<>();
        for (Exchange batch : topic().getReceivedExchanges()) {
            List<?> body = batch.getMessage().getBody(List.class);
            batches.add(body.stream().map(Exchange.class::cast).toList());
        }
        return batches;
    }

    private static List<String> texts(List<Exchange> batch) {
        return batch.stream()
                .map(one -> new String(one.getMessage().getBody(byte[].class), UTF_8))
                .toList();
    }

    private List<String> told() {
        return batches().stream().flatMap(batch -> texts(batch).stream()).toList();
    }

    private List<String> written() {
        return store.<List<Events.Message>>transact(tx -> tx.events().after(0, 100)).stream()
                .map(Events.Message::text)
                .toList();
    }

    private Events.Standing standing() {
        return store.transact(tx -> tx.events().standing());
    }

    private Events.Lane lane() {
        return store.transact(tx -> tx.events().lane());
    }

    private static final class Counted implements EventObserver {
        private int sent;
        private int failed;

        @Override
        public void sent(int events) {
            sent += events;
        }

        @Override
        public void failed() {
            failed++;
        }
    }

    /** The store, away as often as the test says. */
    private final class Refusing implements Store {
        @Override
        public <T> T transact(Function<Tx, T> work) {
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0)
                throw FailureException.of(FailureCode.STORE_UNAVAILABLE, "The database does not answer.");
            return store.transact(work);
        }

        @Override
        public boolean shared() {
            return true;
        }

        @Override
        public void close() {}
    }
}
