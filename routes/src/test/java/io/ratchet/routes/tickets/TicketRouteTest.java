package io.ratchet.routes.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratchet.connectors.ticket.TicketCall;
import io.ratchet.connectors.ticket.TicketSystems;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import io.ratchet.routes.support.FailingStep;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.Outbox.Entry;
import io.ratchet.store.Outbox.State;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The route from the outbox to the ticket systems, with a ticket system that answers as the test says. */
class TicketRouteTest extends CamelTestSupport {
    private final SetClock clock = Estate.clock();
    private final TicketSettings settings = new TicketSettings(queues(), TicketSettings.Pace.calm());
    private final Estate estate = new Estate(settings, clock);
    private final List<Sent> told = new ArrayList<>();
    private final TicketSender sender = new TicketSender(estate.store, settings.pace(), clock, new TicketObserver() {
        @Override
        public void sent(String in, Sent outcome) {
            told.add(outcome);
        }

        @Override
        public void heard(TicketHooks.Heard what) {}
    });
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final Queue<Sent> answers = new ConcurrentLinkedQueue<>();
    private final List<TicketCall> calls = new ArrayList<>();

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new TicketRoute(
                sender,
                new TicketSync(
                        estate.store,
                        TicketSystems.none(),
                        estate.rounds,
                        settings.pace(),
                        () -> Estate.RULES,
                        () -> estate.organisation,
                        clock),
                threads);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties endpoints = new Properties();
        endpoints.setProperty("ratchet.tickets.due", "direct:tick");
        endpoints.setProperty("ratchet.tickets.look", "direct:look");
        endpoints.setProperty("ratchet.tickets.woken", "direct:woken");
        endpoints.setProperty("ratchet.tickets.endpoint", "mock:desk");
        camel.getPropertiesComponent().setInitialProperties(endpoints);
        return camel;
    }

    @BeforeEach
    void answerAsTheTestSays() {
        getMockEndpoint("mock:desk").whenAnyExchangeReceived(exchange -> {
            calls.add(exchange.getMessage().getBody(TicketCall.class));
            exchange.getMessage().setBody(answers.remove());
        });
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        estate.close();
    }

    @Test
    void whatHasArrivedIsKeptWithItsNumberAndNotSentAgain() {
        // Given
        estate.decide(asked("UC"));
        answers.add(new Sent.Done("17", "https://desk.example/17"));

        // When
        tick();
        tick();

        // Then
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.message().kind()).isEqualTo(Kind.OPEN);
            assertThat(call.doubted()).isFalse();
        });
        assertThat(ticket().there()).isNotNull();
        assertThat(ticket().there().id()).isEqualTo("17");
        assertThat(told).singleElement().isInstanceOf(Sent.Done.class);
    }

    @Test
    void whatMayHaveArrivedIsLookedForUntilAServerMustHaveDoneIt() {
        // Given
        estate.decide(asked("UC"));
        answers.add(new Sent.Unknown("no answer in time", null));

        // When
        tick();
        for (int look = 0; look < 9; look++) {
            answers.add(new Sent.ToRetry("it is not there", null));
            clock.pass(settings.pace().look());
            tick();
        }

        // Then
        assertThat(calls).hasSize(10);
        assertThat(calls.subList(1, 10)).allMatch(TicketCall::doubted);
        assertThat(entry().state()).isEqualTo(State.UNKNOWN);

        // When it was looked for long enough
        answers.add(new Sent.ToRetry("it is not there", null));
        answers.add(new Sent.Done("17", ""));
        clock.pass(settings.pace().look());
        tick();
        tick();

        // Then it is sent again
        assertThat(calls.get(10).doubted()).isTrue();
        assertThat(calls.get(11).doubted()).isFalse();
        assertThat(ticket().there().id()).isEqualTo("17");
    }

    @Test
    void whatWasInHandWhenTheProcessDiedIsLookedFor() {
        // Given
        estate.decide(asked("UC"));
        assertThat(sender.take(sender.due().get(0))).isPresent();

        // When
        tick();
        assertThat(calls).as("somebody else may be sending it").isEmpty();
        answers.add(new Sent.Done("17", ""));
        clock.pass(settings.pace().lost());
        tick();

        // Then
        assertThat(calls).singleElement().matches(TicketCall::doubted);
    }

    @Test
    void aSystemThatAsksForTimeIsLeftAloneForSoLong() {
        // Given
        estate.decide(asked("UC"), asked("HQ"));
        answers.add(new Sent.ToRetry("429", Duration.ofMinutes(7)));

        // When
        tick();
        clock.pass(Duration.ofMinutes(6));
        tick();

        // Then
        assertThat(calls).hasSize(1);

        // When
        clock.pass(Duration.ofMinutes(1));
        answers.add(new Sent.Done("1", ""));
        answers.add(new Sent.Done("2", ""));
        tick();

        // Then
        assertThat(calls).hasSize(3);
    }

    @Test
    void afterSeveralFailuresOnlyOneMessageTriesWhetherItAnswersAgain() {
        // Given
        for (int site = 0; site < 20; site++) estate.decide(asked("S" + site));
        for (int i = 0; i < settings.pace().failures(); i++) answers.add(new Sent.ToRetry("refused", null));

        // When
        tick();
        assertThat(calls)
                .as("it is left alone after the last of these")
                .hasSize(settings.pace().failures());
        clock.pass(settings.pace().longest());
        answers.add(new Sent.ToRetry("refused", null));
        tick();

        // Then
        assertThat(calls).hasSize(settings.pace().failures() + 1);
    }

    @Test
    void aRefusedMessageWaitsForAPersonAndHoldsBackWhatFollowsIt() {
        // Given
        estate.decide(asked("UC"));
        answers.add(new Sent.Refused("No permission to create tickets in the queue 'uc'"));
        tick();

        // When
        clock.pass(Duration.ofDays(1));
        estate.decide(Estate.done("hub-UC", "dv-surfacehub", "UC"));
        tick();

        // Then
        assertThat(calls).hasSize(1);
        assertThat(entry().state()).isEqualTo(State.REFUSED);
        assertThat(entry().answer()).contains("No permission");

        // When a person has corrected it
        TicketDesk desk = new TicketDesk(estate.store, sender, this::tick, () -> {}, TicketHooks.none(), clock);
        answers.add(new Sent.Done("17", ""));
        desk.resend(ticket().key().value(), "user:alice");
        answers.add(new Sent.Done("17", ""));
        tick();

        // Then
        assertThat(calls).extracting(call -> call.message().kind()).containsExactly(Kind.OPEN, Kind.OPEN, Kind.CLOSE);
    }

    @Test
    void whatIsMoreThanOneHandIsSentAtOnceAllTheSame() {
        // Given
        for (int site = 0; site < TicketSender.AT_ONCE + 3; site++) {
            estate.decide(asked("S" + site));
            answers.add(new Sent.Done("" + site, ""));
        }

        // When
        tick();

        // Then
        assertThat(calls).hasSize(TicketSender.AT_ONCE + 3);
    }

    @Test
    void aSystemThatIsLeftAloneDoesNotHoldUpTheOthers() {
        // Given
        estate.organisation = Estate.organisation(new Ticketing(List.of(new Ticketing.Rule(
                null, null, "HQ", "other", null, null, false, Period.ofDays(30), Ticket.ByHand.REOPEN))));
        for (int site = 0; site < TicketSender.AT_ONCE + 3; site++) estate.decide(asked("S" + site));
        answers.add(new Sent.ToRetry("429", Duration.ofMinutes(7)));
        tick();
        clock.pass(Duration.ofMinutes(1));
        estate.decide(asked("HQ"));
        answers.add(new Sent.Done("17", ""));

        // When
        tick();

        // Then
        assertThat(calls).hasSize(2);
        assertThat(calls.get(1).message().in()).isEqualTo("other");
    }

    @Test
    void saysWhatWaitsBehindIt() {
        // Given
        estate.decide(asked("UC"), Estate.heldBy("mail01", "hub-UC", "UC"));
        answers.add(new Sent.Done("17", ""));

        // When
        tick();

        // Then
        assertThat(calls.get(0).message().text()).contains("What waits behind it\n  1 other host: mail01.corp.example");
    }

    @Test
    void whatAStoreThatIsAwayHoldsIsSentAtTheNextTick() throws Exception {
        // Given
        estate.decide(asked("UC"));
        answers.add(new Sent.Done("17", ""));
        FailureException away = FailureException.of(FailureCode.STORE_UNAVAILABLE, "The database does not answer.");
        FailingStep.at(context, "tickets-send", "tickets-take-due", 1, away);
        answerAsTheTestSays();

        // When
        assertThatThrownBy(this::tick).hasCause(away);
        tick();

        // Then
        assertThat(calls).hasSize(1);
    }

    @Test
    void aStopSendsWhatIsInHandAndLeavesTheRestForTheNextStart() {
        // Given
        for (int site = 0; site < TicketSender.AT_ONCE + 3; site++) estate.decide(asked("S" + site));
        getMockEndpoint("mock:desk").whenAnyExchangeReceived(exchange -> {
            calls.add(exchange.getMessage().getBody(TicketCall.class));
            exchange.getMessage().setBody(new Sent.Done("" + calls.size(), ""));
        });
        getMockEndpoint("mock:desk").whenExchangeReceived(1, exchange -> {
            calls.add(exchange.getMessage().getBody(TicketCall.class));
            exchange.getMessage().setBody(new Sent.Done("1", ""));
            new Thread(context::stop).start();
            await().until(context::isStopping);
        });

        // When
        tick();

        // Then
        assertThat(calls).hasSize(TicketSender.AT_ONCE);
        assertThat(sender.due()).hasSize(3);
    }

    private static Decision asked(String site) {
        return Estate.ticket(
                "hub-" + site, "dv-surfacehub", site, "The vendor has released the build this room needs.");
    }

    private static Map<String, String> queues() {
        Map<String, String> queues = new LinkedHashMap<>();
        queues.put("desk", "uc");
        queues.put("other", "noc");
        return queues;
    }

    private void tick() {
        template.sendBody("direct:tick", "");
    }

    private Ticket ticket() {
        return estate.store.transact(tx -> tx.tickets().list()).get(0);
    }

    private Entry entry() {
        return estate.store
                .<List<Entry>>transact(tx ->
                        tx.outbox().of(TicketRounds.CHANNEL, ticket(tx).key().value()))
                .get(0);
    }

    private static Ticket ticket(Tx tx) {
        return tx.tickets().list().get(0);
    }
}
