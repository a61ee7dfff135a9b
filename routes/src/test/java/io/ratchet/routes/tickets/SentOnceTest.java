package io.ratchet.routes.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.connectors.ticket.TicketSystems;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.routes.support.SetClock;
import io.ratchet.store.Outbox.Entry;
import io.ratchet.store.Outbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever goes wrong on the way, each ticket stands there once, each word in it once, and nothing that may have
 * arrived is left open for longer than a quarter of an hour.
 */
class SentOnceTest {
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMinutes(2);
    private static final Duration LONGEST_DOUBT = Duration.ofMinutes(15);

    private final SetClock clock = Estate.clock();
    private TicketSettings settings = TicketSettings.none();
    private final Map<Long, Instant> doubted = new HashMap<>();
    private Duration longest = Duration.ZERO;
    private int deaths;

    @Test
    void threeHundredTicketsThroughAllThatGoesWrong() {
        everythingOnce(300, 7, TicketSettings.Pace.calm());
    }

    @Test
    @Tag("slow")
    void tenThousandTicketsThroughAllThatGoesWrong() {
        TicketSettings.Pace calm = TicketSettings.Pace.calm();
        TicketSettings.Pace seldomLooking = new TicketSettings.Pace(
                calm.gathered(),
                calm.lost(),
                calm.settled(),
                calm.look(),
                calm.first(),
                calm.longest(),
                calm.failures(),
                calm.atOnce(),
                Duration.ofMinutes(20));
        everythingOnce(10_000, Long.getLong("ratchet.seed", 11), seldomLooking);
    }

    private void everythingOnce(int units, long seed, TicketSettings.Pace pace) {
        settings = new TicketSettings(Map.of("desk", "uc"), pace);
        try (Estate estate = new Estate(settings, clock)) {
            // Given a ticket for each of many sites, of which each asks of two hosts
            FaultyTickets there = new FaultyTickets(clock, seed, 0.3, Duration.ofSeconds(60));
            Random random = new Random(seed);
            for (int from = 0; from < units; from += 500) {
                Map<AssetId, List<Decision>> some = new TreeMap<>();
                for (int unit = from; unit < Math.min(from + 500, units); unit++)
                    for (String host : List.of("a", "b")) put(some, asked(unit, host));
                estate.decide(some);
            }

            // When they are sent, while hosts are done and fall back and people merge, delete and close
            run(estate, there);
            people(estate, there, units, random);
            run(estate, there);
            Map<AssetId, List<Decision>> done = new TreeMap<>();
            for (int unit = 0; unit < units; unit += 2)
                for (String host : List.of("a", "b"))
                    put(done, Estate.done(name(unit, host), "dv-surfacehub", site(unit)));
            estate.decide(done);
            run(estate, there);
            Map<AssetId, List<Decision>> back = new TreeMap<>();
            for (int unit = 0; unit < units; unit += 4) put(back, asked(unit, "a"));
            estate.decide(back);
            run(estate, there);

            // Then
            assertThat(there.faults).as("things went wrong").isGreaterThan(units / 4);
            assertThat(deaths).as("the process died").isPositive();
            List<Ticket> tickets = estate.store.transact(tx -> tx.tickets().list());
            assertThat(tickets).hasSize(units);
            Set<String> asking = tickets.stream()
                    .filter(ticket -> ticket.state() == Ticket.State.OPEN)
                    .map(ticket -> Objects.requireNonNull(ticket.there()).id())
                    .collect(Collectors.toSet());
            for (Ticket ticket : tickets) stands(ticket, asking, there);
            assertThat(there.items.values().stream().filter(item -> !item.mergedInto.isEmpty()))
                    .as("people merged some")
                    .isNotEmpty();
            assertThat(there.items.values())
                    .as("no note stands twice, but those of a request that the server itself carried out twice")
                    .allSatisfy(item -> assertThat(item.marks.stream().filter(mark -> !there.twice.contains(mark)))
                            .doesNotHaveDuplicates());
            assertThat(estate.store.<List<Entry>>transact(tx -> tx.outbox()
                            .in(TicketRounds.CHANNEL, State.WAITING, State.SENDING, State.UNKNOWN, State.REFUSED)))
                    .isEmpty();
            assertThat(longest).isGreaterThan(settings.pace().settled()).isLessThanOrEqualTo(LONGEST_DOUBT);
        }
    }

    /**
     * @param asking numbers of tickets of which something is asked: two that were merged there are one, open for either
     */
    private static void stands(Ticket ticket, Set<String> asking, FaultyTickets there) {
        assertThat(ticket.there()).isNotNull();
        boolean open = asking.contains(ticket.there().id());
        FaultyTickets.Item item = there.items.get(ticket.there().id());
        assertThat(item.deleted).as("lost: " + ticket).isFalse();
        assertThat(item.open).as(ticket.toString()).isEqualTo(open);
        // A second of this one, into which people had merged another ticket, is that one's and open for it.
        List<FaultyTickets.Item> own = there.open(ticket.key()).stream()
                .filter(one -> one == item || !asking.contains(one.id))
                .toList();
        // A ticket that people merged into another one has the other's subject.
        if (open && item.subject.contains(ticket.key().value()))
            assertThat(own).as("duplicates of " + ticket).hasSize(1);
        else
            assertThat(own)
                    .as("duplicates of " + ticket + ", which is there " + item)
                    .isEmpty();
    }

    /** What people do there meanwhile. */
    private void people(Estate estate, FaultyTickets there, int units, Random random) {
        List<Ticket> tickets =
                new ArrayList<>(estate.store.transact(tx -> tx.tickets().list()));
        Set<String> touched = new HashSet<>();
        for (int i = 0; i < units / 10; i++) {
            Ticket.There one = tickets.get(random.nextInt(tickets.size())).there();
            if (one == null || !touched.add(one.id())) continue;
            switch (random.nextInt(4)) {
                case 0 -> there.deletes(one.id());
                case 1 -> there.closes(one.id());
                case 2 -> {
                    Ticket.There into =
                            tickets.get(random.nextInt(tickets.size())).there();
                    if (into != null && touched.add(into.id())) there.merges(one.id(), into.id());
                }
                default -> there.writes(one.id(), "uma", "The new build is ordered.");
            }
        }
    }

    /** Sends and looks until nothing is left to be said and all was seen for long enough. */
    private void run(Estate estate, FaultyTickets there) {
        TicketSystems systems = TicketSystems.of(Map.of("desk", there));
        TicketSender sender = sender(estate);
        TicketSync sync = new TicketSync(
                estate.store,
                systems,
                estate.rounds,
                settings.pace(),
                () -> Estate.RULES,
                () -> estate.organisation,
                clock);
        Instant quiet = clock.instant();
        Instant looked = Instant.EPOCH;
        while (clock.instant().isBefore(quiet.plus(Duration.ofMinutes(17)))) {
            for (TicketSender.Due due : sender.due()) {
                try {
                    var taken = sender.take(due);
                    if (taken.isEmpty()) continue;
                    quiet = clock.instant();
                    boolean lookedFor = taken.get().call().doubted();
                    if (!lookedFor) settled(due.entry());
                    doubted.putIfAbsent(due.entry().id(), clock.instant());
                    Sent sent = systems.send(taken.get().call());
                    sender.settle(taken.get(), sent);
                    boolean known = sent instanceof Sent.ToRetry && (!lookedFor || waits(estate, due.entry()));
                    if (sent instanceof Sent.Done || known) settled(due.entry());
                } catch (FaultyTickets.Death e) {
                    deaths++;
                    sender = sender(estate);
                }
            }
            if (!clock.instant().isBefore(looked.plus(LOOK))) {
                looked = clock.instant();
                try {
                    sync.look();
                    sync.look(); // as when a word of the same comes twice
                } catch (FaultyTickets.Death e) {
                    deaths++;
                }
            }
            clock.pass(STEP);
        }
    }

    /** It was not found for long enough, and is to be sent again. */
    private static boolean waits(Estate estate, Entry entry) {
        return estate.store.<Boolean>transact(
                tx -> tx.outbox().of(TicketRounds.CHANNEL, entry.letter().subject()).stream()
                        .anyMatch(now -> now.id() == entry.id() && now.state() == State.WAITING));
    }

    private TicketSender sender(Estate estate) {
        return new TicketSender(estate.store, settings.pace(), clock, TicketObserver.none());
    }

    /** It is known whether a message has arrived; for how long it was not. */
    private void settled(Entry entry) {
        Instant since = doubted.remove(entry.id());
        if (since == null) return;
        Duration doubt = Duration.between(since, clock.instant());
        if (doubt.compareTo(longest) > 0) longest = doubt;
    }

    private static String site(int unit) {
        return "S" + unit;
    }

    private static String name(int unit, String host) {
        return "hub-" + unit + host;
    }

    private static Decision asked(int unit, String host) {
        return Estate.ticket(
                name(unit, host), "dv-surfacehub", site(unit), "The vendor has released the build this room needs.");
    }

    private static void put(Map<AssetId, List<Decision>> some, Decision decision) {
        some.put(decision.about().asset(), List.of(decision));
    }
}
