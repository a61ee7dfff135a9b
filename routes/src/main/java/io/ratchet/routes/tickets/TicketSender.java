package io.ratchet.routes.tickets;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ratchet.connectors.ticket.TicketCall;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.Sent;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import io.ratchet.routes.outbox.Restraint;
import io.ratchet.store.Outbox.Entry;
import io.ratchet.store.Outbox.State;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import io.ratchet.wire.TicketMessageJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is due out of the outbox and keeps what came of it. Everything is saved before it is done: a message that
 * was in hand when its process died counts as one that may have arrived, is looked for there, and is sent again only
 * once it was not found for longer than a server can take.
 */
public final class TicketSender {
    /** How many messages are taken out of the outbox in one hand. */
    static final int AT_ONCE = 200;

    private static final int DEEPER = 8;
    private static final int DEEPEST = 100_000;
    private static final int ANSWER = 400;
    private static final Duration HELD_FOR = Duration.ofMinutes(10);
    private static final Set<Kind> TELL_WHAT_WAITS = EnumSet.of(Kind.OPEN, Kind.UPDATE, Kind.REOPEN);

    private final Store store;
    private final TicketSettings.Pace pace;
    private final Clock clock;
    private final TicketObserver observer;
    private final Restraint restraint;
    private Map<AssetId, NavigableSet<AssetId>> held = Map.of();
    private Instant heldAt = Instant.MIN;

    public TicketSender(Store store, TicketSettings.Pace pace, Clock clock, TicketObserver observer) {
        this.store = store;
        this.pace = pace;
        this.clock = clock;
        this.observer = observer;
        this.restraint = new Restraint(new Restraint.Limits(pace.first(), pace.longest(), pace.failures()));
    }

    /** A message whose turn it is. */
    public record Due(Entry entry, TicketMessage message) {}

    /** A message in hand. */
    public record InHand(Due due, TicketCall call) {}

    /** What is to be sent now; at most one message of each ticket. */
    public List<Due> due() {
        Instant now = clock.instant();
        for (int limit = AT_ONCE; ; limit *= DEEPER) {
            int most = limit;
            List<Entry> entries = store.transact(tx -> tx.outbox().due(TicketRounds.CHANNEL, now, most));
            List<Due> all = withRoom(entries, now);
            // What waits for a system that is left alone must not stand before what others would take.
            if (!all.isEmpty() || entries.size() < limit || limit >= DEEPEST) return all;
        }
    }

    private List<Due> withRoom(List<Entry> entries, Instant now) {
        Map<String, Integer> room = new HashMap<>();
        List<Due> all = new ArrayList<>();
        for (Entry entry : entries) {
            TicketMessage message = message(entry);
            int left = room.computeIfAbsent(message.in(), system -> restraint.room(system, now));
            if (left == 0 || all.size() == AT_ONCE) continue;
            room.put(message.in(), left - 1);
            all.add(new Due(entry, message));
        }
        return all;
    }

    static TicketMessage message(Entry entry) {
        try {
            return TicketMessageJson.read(Json.parse(entry.letter().document()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the outbox holds something that Ratchet did not write", e);
        }
    }

    /** Takes it in hand, saved before it is sent; empty when another process has it, or it cannot be sent yet. */
    public Optional<InHand> take(Due due) {
        Instant now = clock.instant();
        TicketMessage message = due.message();
        if (restraint.room(message.in(), now) == 0) return Optional.empty();
        return store.transact(tx -> {
            @Nullable String id = number(tx, message.ticket());
            @Nullable TicketKey other = message.into();
            @Nullable String into = other == null ? null : number(tx, other);
            boolean early = other != null && into == null;
            if (early || !tx.outbox().take(due.entry(), now, now.plus(pace.lost()))) return Optional.empty();
            boolean doubted = due.entry().state() != State.WAITING;
            return Optional.of(new InHand(
                    due, new TicketCall(whole(tx, shared(tx, message, id), now), id, into, doubted)));
        });
    }

    private static @Nullable String number(Tx tx, TicketKey key) {
        return tx.tickets()
                .find(key)
                .map(Ticket::there)
                .map(Ticket.There::id)
                .or(() -> tx.changes().find(key).map(ChangeRequest::number))
                .orElse(null);
    }

    /** Where people merged two of our tickets there, what is done in one is only noted while the other still asks. */
    private static TicketMessage shared(Tx tx, TicketMessage message, @Nullable String id) {
        if (message.kind() != Kind.CLOSE || id == null || message.change() != null) return message;
        boolean asks = tx.tickets().numbered(message.in(), id).stream()
                .anyMatch(other -> !other.key().equals(message.ticket()) && other.state() == Ticket.State.OPEN);
        return asks ? message.as(Kind.COMMENT) : message;
    }

    /** With what waits behind it. It is looked up here, for a round must not wait for it. */
    private TicketMessage whole(Tx tx, TicketMessage message, Instant now) {
        if (!TELL_WHAT_WAITS.contains(message.kind()) || message.change() != null) return message;
        NavigableSet<AssetId> behind = new TreeSet<>();
        Map<AssetId, NavigableSet<AssetId>> holders = held(tx, now);
        List<Ticket.Host> hosts = tx.tickets().hosts(message.ticket());
        hosts.forEach(host -> behind.addAll(holders.getOrDefault(host.asset(), new TreeSet<>())));
        hosts.forEach(host -> behind.remove(host.asset()));
        return message.saying(message.text() + TicketWords.behind(behind));
    }

    private synchronized Map<AssetId, NavigableSet<AssetId>> held(Tx tx, Instant now) {
        if (heldAt.plus(HELD_FOR).isAfter(now)) return held;
        Map<AssetId, NavigableSet<AssetId>> holders = new HashMap<>();
        for (Decision decision : tx.decisions().current("hold"))
            if (decision instanceof Decision.Hold hold)
                for (Gate gate : hold.gates())
                    for (AssetId holder : gate.heldBy())
                        holders.computeIfAbsent(holder, key -> new TreeSet<>())
                                .add(decision.about().asset());
        held = holders;
        heldAt = now;
        return holders;
    }

    /** Keeps what came of it. */
    public void settle(InHand sent, Sent outcome) {
        Instant now = clock.instant();
        remember(sent, outcome, now);
        TicketMessage message = sent.due().message();
        store.run(tx -> {
            if (outcome instanceof Sent.Done done) arrived(tx, sent, done, now);
            else if (outcome instanceof Sent.Refused refused) {
                tx.outbox().settle(sent.due().entry(), State.REFUSED, now, cut(refused.why()));
                tx.tickets()
                        .find(message.ticket())
                        .ifPresent(ticket -> tx.audit()
                                .append(AuditEvents.ticketRefused(
                                        now, ticket, TicketLetters.word(message.kind()), cut(refused.why()))));
            } else if (outcome instanceof Sent.ToRetry retry) again(tx, sent, retry, now);
            else if (outcome instanceof Sent.Unknown unknown)
                tx.outbox()
                        .settle(
                                sent.due().entry(),
                                State.UNKNOWN,
                                now.plus(longer(pace.look(), unknown.after())),
                                cut(unknown.why()));
        });
        observer.sent(message.in(), outcome);
    }

    private void remember(InHand sent, Sent outcome, Instant now) {
        String in = sent.due().message().in();
        boolean lookedUp = sent.call().doubted() && outcome instanceof Sent.ToRetry;
        if (outcome instanceof Sent.Unknown unknown) restraint.failed(in, unknown.after(), now);
        else if (outcome instanceof Sent.ToRetry retry && !lookedUp) restraint.failed(in, retry.after(), now);
        else restraint.answered(in);
    }

    private static void arrived(Tx tx, InHand sent, Sent.Done done, Instant now) {
        TicketMessage message = sent.due().message();
        if (isElsewhereNow(tx, sent, done)) {
            tx.outbox().settle(sent.due().entry(), State.WAITING, now, "Another ticket counts since this was sent.");
            return;
        }
        tx.outbox().settle(sent.due().entry(), State.DONE, now, "");
        if (message.change() != null) arrivedThere(tx, message, done, now);
        Optional<Ticket> known = tx.tickets().find(message.ticket());
        if (known.isEmpty()) return;
        Ticket.@Nullable There before = known.get().there();
        tx.tickets()
                .keep(
                        message.ticket(),
                        before == null
                                ? new Ticket.There(done.id(), done.url(), "", null, null, null)
                                : new Ticket.There(
                                        done.id(),
                                        done.url(),
                                        before.status(),
                                        before.open(),
                                        before.closedBy(),
                                        before.seenAt()));
        tx.audit().append(AuditEvents.ticketSent(now, known.get(), TicketLetters.word(message.kind()), done.id()));
    }

    /** Of a ticket that stands there twice another one may have come to count meanwhile, which did not hear this. */
    private static boolean isElsewhereNow(Tx tx, InHand sent, Sent.Done done) {
        @Nullable String to = sent.call().id();
        return to != null
                && tx.tickets()
                        .find(sent.due().message().ticket())
                        .map(Ticket::there)
                        .filter(now -> !now.id().equals(to) && !now.id().equals(done.id()))
                        .isPresent();
    }

    private static void arrivedThere(Tx tx, TicketMessage message, Sent.Done done, Instant now) {
        Optional<ChangeRequest> known = tx.changes().find(message.ticket());
        if (known.isEmpty() || message.kind() != Kind.OPEN) return;
        ChangeRequest change = known.get().sent(done.id(), done.url());
        tx.changes().keep(change);
        tx.remediations()
                .find(change.remediation())
                .ifPresent(seen -> tx.audit()
                        .append(AuditEvents.changeAsked(now, seen.remediation().subject(), change)));
    }

    private void again(Tx tx, InHand sent, Sent.ToRetry retry, Instant now) {
        Entry entry = sent.due().entry();
        if (!sent.call().doubted()) {
            Duration wait = longer(restraint.backoff(entry.attempts() + 1), retry.after());
            tx.outbox().settle(entry, State.WAITING, now.plus(wait), cut(retry.why()));
            return;
        }
        Instant began = entry.sent() == null ? entry.written() : entry.sent();
        boolean settled = !now.isBefore(began.plus(pace.settled()));
        tx.outbox()
                .settle(
                        entry,
                        settled ? State.WAITING : State.UNKNOWN,
                        settled ? now : now.plus(pace.look()),
                        cut(retry.why()));
    }

    /** Until when a ticket system is left alone; empty: it may be asked. */
    public Optional<Instant> pausedUntil(String system) {
        return restraint.until(system, clock.instant());
    }

    private static Duration longer(Duration one, @Nullable Duration other) {
        return other == null || one.compareTo(other) > 0 ? one : other;
    }

    private static String cut(String why) {
        return why.length() <= ANSWER ? why : why.substring(0, ANSWER) + "...";
    }
}
