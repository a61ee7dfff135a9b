package io.ratchet.routes.tickets;

import io.ratchet.connectors.ticket.TicketCall;
import io.ratchet.connectors.ticket.TicketFault;
import io.ratchet.connectors.ticket.TicketSystems;
import io.ratchet.connectors.ticket.Tickets;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Outbox.Entry;
import io.ratchet.store.Outbox.State;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the tickets there: what people wrote, who closed one, whether one was merged or deleted, and whether one
 * stands there twice because a request was carried out twice.
 */
public final class TicketSync {
    private static final Logger LOG = LoggerFactory.getLogger(TicketSync.class);
    private static final int AT_ONCE = 100;

    /** In the place of a status. */
    private static final String HIDDEN = "not shown to Ratchet's account any more";

    private final Store store;
    private final TicketSystems systems;
    private final TicketRounds rounds;
    private final TicketSettings.Pace pace;
    private final Supplier<RuleBook> rules;
    private final Supplier<Organisation> organisation;
    private final Clock clock;
    private final Map<TicketKey, Instant> later = new ConcurrentHashMap<>();
    private final Set<TicketKey> woken = ConcurrentHashMap.newKeySet();
    private final Set<TicketKey> inHand = ConcurrentHashMap.newKeySet();

    public TicketSync(
            Store store,
            TicketSystems systems,
            TicketRounds rounds,
            TicketSettings.Pace pace,
            Supplier<RuleBook> rules,
            Supplier<Organisation> organisation,
            Clock clock) {
        this.store = store;
        this.systems = systems;
        this.rounds = rounds;
        this.pace = pace;
        this.rules = rules;
        this.organisation = organisation;
        this.clock = clock;
    }

    /** Looks at those whose last look is too long ago; returns at how many. */
    public int look() {
        return lookBefore(clock.instant().minus(pace.sync()));
    }

    /** Looks at all. */
    public int lookAtAll() {
        Instant now = clock.instant();
        int all = 0;
        int some;
        do {
            some = lookBefore(now);
            all += some;
        } while (some > 0);
        return all;
    }

    /**
     * Has the ticket with this number there looked at in a moment, because its system says that something has happened
     * to it. However often that is said in the meantime, it is looked at once; a number that is not known is nothing.
     */
    public void wake(String in, String number) {
        store.transact(tx -> tx.tickets().numbered(in, number)).forEach(ticket -> woken.add(ticket.key()));
    }

    /** Looks at those that were woken; returns at how many. One that cannot be read waits for its usual turn. */
    public int lookAtWoken() {
        int seen = 0;
        for (TicketKey key : Set.copyOf(woken)) {
            Optional<Ticket> ticket = store.transact(tx -> tx.tickets().find(key));
            Optional<Tickets> tickets = ticket.flatMap(known -> systems.named(known.in()));
            woken.remove(key);
            if (tickets.isEmpty() || !tickets.get().readable() || ticket.get().there() == null) continue;
            if (later.getOrDefault(key, Instant.MIN).isAfter(clock.instant())) continue;
            if (!look(tickets.get(), ticket.get()))
                later.put(key, clock.instant().plus(pace.look()));
            else seen++;
        }
        return seen;
    }

    private int lookBefore(Instant moment) {
        int seen = 0;
        for (String name : systems.names()) {
            Tickets tickets = systems.named(name).orElseThrow();
            if (!tickets.readable()) continue;
            List<Ticket> some = store.transact(tx -> tx.tickets().toLookAt(name, moment, AT_ONCE));
            int failures = 0;
            for (Ticket ticket : some) {
                if (later.getOrDefault(ticket.key(), Instant.MIN).isAfter(clock.instant())) continue;
                if (look(tickets, ticket)) {
                    seen++;
                    later.remove(ticket.key());
                    continue;
                }
                // One that cannot be read must not keep the others from being looked at.
                later.put(ticket.key(), clock.instant().plus(pace.look()));
                if (++failures == pace.failures()) break;
            }
        }
        return seen;
    }

    /**
     * One at a time; a ticket that another thread looks at counts as seen, but is looked at once more if it was woken.
     */
    private boolean look(Tickets tickets, Ticket ticket) {
        if (!inHand.add(ticket.key())) {
            woken.add(ticket.key());
            return true;
        }
        try {
            return lookAlone(tickets, ticket);
        } finally {
            inHand.remove(ticket.key());
        }
    }

    private boolean lookAlone(Tickets tickets, Ticket ticket) {
        Ticket.There there = Objects.requireNonNull(ticket.there());
        try {
            String id = one(tickets, ticket, there);
            Set<String> known = store.transact(tx -> tx.tickets().notes(ticket.key()).stream()
                    .map(Ticket.Note::id)
                    .collect(Collectors.toSet()));
            Tickets.View view = tickets.read(id, known);
            store.run(tx -> seen(tx, ticket.key(), view));
            return true;
        } catch (TicketFault e) {
            if (e.gone()) {
                store.run(tx -> gone(tx, ticket.key(), there));
                return true;
            }
            LOG.warn("Ticket {} could not be looked at: {}", ticket.key(), e.getMessage());
            if (e.hidden()) store.run(tx -> hidden(tx, ticket.key(), there));
            return e.hidden();
        }
    }

    /**
     * The number of the ticket, once it is the only one with its key: others, which a request that was carried out
     * twice has left, are closed and say which one counts. It is asked until a lagging search must have shown them.
     */
    private String one(Tickets tickets, Ticket ticket, Ticket.There there) throws TicketFault {
        Optional<Instant> sent = store.transact(tx ->
                tx.outbox().of(TicketRounds.CHANNEL, ticket.key().value()).stream()
                        .filter(entry -> entry.letter().kind().equals(TicketLetters.word(Kind.OPEN)))
                        .map(Entry::sent)
                        .filter(Objects::nonNull)
                        .findFirst());
        @Nullable Instant seenAt = there.seenAt();
        boolean shown = seenAt != null
                && sent.filter(at -> seenAt.isBefore(at.plus(pace.settled()))).isEmpty();
        if (shown) return there.id();
        List<String> found = tickets.find(ticket.key(), ticket.queue());
        String counts = counting(tickets, there, found);
        for (String other : found) if (!other.equals(counts)) close(tickets, ticket, other, counts);
        return counts;
    }

    /**
     * Which of those that were found counts; or where ours went that is not among them, for people merged it into
     * another one, or the search does not show it yet. In the place of one that they deleted stands its twin.
     */
    private static String counting(Tickets tickets, Ticket.There there, List<String> found) throws TicketFault {
        if (found.isEmpty()) return there.id();
        if (found.contains(there.id())) return Tickets.oldest(found);
        try {
            return tickets.read(there.id(), Set.of()).id();
        } catch (TicketFault e) {
            if (!e.gone()) throw e;
            return Tickets.oldest(found);
        }
    }

    private static void close(Tickets tickets, Ticket ticket, String twin, String first) throws TicketFault {
        String mark = "[" + ticket.key() + "#twin" + twin.replaceAll("[^0-9a-z]", "") + "]";
        TicketMessage message = new TicketMessage(
                Kind.MERGE,
                ticket.key(),
                ticket.in(),
                ticket.queue(),
                ticket.owner(),
                mark,
                TicketWords.subject(ticket),
                "This ticket was written twice; the one that counts is " + first + ".\n",
                null,
                List.of(),
                ticket.key());
        Sent sent = TicketSystems.of(Map.of(ticket.in(), tickets)).send(new TicketCall(message, twin, first, false));
        if (!(sent instanceof Sent.Done))
            throw TicketFault.retry("A ticket that was written twice could not be closed: " + sent, null, null);
    }

    private void seen(Tx tx, TicketKey key, Tickets.View view) {
        Instant now = clock.instant();
        Optional<Ticket> known = tx.tickets().find(key);
        if (known.isEmpty()) return;
        Ticket ticket = known.get();
        tx.tickets()
                .keep(key, new Ticket.There(view.id(), view.url(), view.status(), view.open(), view.closedBy(), now));
        view.notes().forEach(note -> tx.tickets().note(key, note));
        // What we ourselves have still to say may be the reason why it is closed, and closes what is open.
        if (tx.outbox().of(TicketRounds.CHANNEL, key.value()).stream()
                .anyMatch(entry -> entry.state().open())) return;
        if (ticket.state() != Ticket.State.OPEN && isTwin(ticket, view)) rounds.endToo(tx, ticket, rules.get(), now);
        if (ticket.state() != Ticket.State.OPEN || view.open() || ticket.asked() == 0) return;
        @Nullable Instant closedAt = view.closedAt();
        if (closedAt == null && answered(tx, ticket)) return;
        String by = view.closedBy() == null ? "Somebody" : view.closedBy();
        rounds.stillSeen(tx, ticket, by, closedAt == null ? now : closedAt, rules.get(), now);
    }

    /** Whether another one of ours counts from now on, and did not hear the last word. */
    private static boolean isTwin(Ticket ticket, Tickets.View view) {
        Ticket.@Nullable There before = ticket.there();
        return view.open()
                && before != null
                && !before.id().equals(view.id())
                && view.subject().contains(ticket.key().value());
    }

    /** Where the system does not say when it was closed: whether this is the closing that was answered already. */
    private static boolean answered(Tx tx, Ticket ticket) {
        Ticket.@Nullable There before = ticket.there();
        boolean sameAsBefore = before != null && Boolean.FALSE.equals(before.open());
        return TicketLetters.lastAnswer(tx, ticket.key())
                .filter(last ->
                        last.state() == State.REFUSED || (sameAsBefore && ticket.byHand() == Ticket.ByHand.COMMENT))
                .isPresent();
    }

    /** It may stand where our account may not look: written anew it would stand there twice. */
    private void hidden(Tx tx, TicketKey key, Ticket.There there) {
        tx.tickets()
                .keep(
                        key,
                        new Ticket.There(
                                there.id(), there.url(), HIDDEN, there.open(), there.closedBy(), clock.instant()));
    }

    private void gone(Tx tx, TicketKey key, Ticket.There there) {
        Optional<Ticket> known = tx.tickets().find(key);
        if (known.isEmpty()) return;
        Instant now = clock.instant();
        tx.tickets().keep(key, new Ticket.There(there.id(), there.url(), "deleted", false, null, now));
        if (known.get().state() == Ticket.State.OPEN)
            rounds.openAnew(tx, known.get(), rules.get(), organisation.get(), now);
    }
}
