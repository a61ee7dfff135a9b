package io.ratchet.routes.tickets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.store.ChangeBook;
import io.ratchet.store.Outbox.Entry;
import io.ratchet.store.Outbox.State;
import io.ratchet.store.Store;
import io.ratchet.store.TicketBook;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where people see the tickets, and have them sent, sent again and looked at: {@code ratchet.tickets/1}. */
public final class TicketDesk {
    public static final String SCHEMA = "ratchet.tickets/1";

    private final Store store;
    private final TicketSender sender;
    private final Runnable send;
    private final Runnable look;
    private final TicketHooks hooks;
    private final Clock clock;

    /**
     * @param send sends what is due
     * @param look looks at all tickets
     * @param hooks hears what ticket systems tell by themselves
     */
    public TicketDesk(Store store, TicketSender sender, Runnable send, Runnable look, TicketHooks hooks, Clock clock) {
        this.store = store;
        this.sender = sender;
        this.send = send;
        this.look = look;
        this.hooks = hooks;
        this.clock = clock;
    }

    /** Where there is no ticket system: what was asked before still shows, nothing is sent. */
    public static TicketDesk unconnected(Store store, Clock clock) {
        return new TicketDesk(
                store,
                new TicketSender(store, TicketSettings.Pace.calm(), clock, TicketObserver.none()),
                () -> {},
                () -> {},
                TicketHooks.none(),
                clock);
    }

    /** Hears what ticket systems tell by themselves. */
    public TicketHooks hooks() {
        return hooks;
    }

    /**
     * A ticket with what is still to be said there, or was refused.
     *
     * @param next null: everything was said
     */
    public record Shown(Ticket ticket, @Nullable Entry next, List<Ticket.Note> notes) {}

    /** Those that are open first, page by page. */
    public List<Shown> openFirst(TicketBook.@Nullable Seen after, int limit) {
        return store.transact(tx -> shown(tx, tx.tickets().list(after, limit)));
    }

    private static List<Shown> shown(Tx tx, List<Ticket> tickets) {
        Map<String, Entry> next = next(tx, tickets.stream().map(Ticket::key).toList());
        return tickets.stream()
                .map(ticket -> new Shown(
                        ticket, next.get(ticket.key().value()), tx.tickets().notes(ticket.key())))
                .toList();
    }

    /**
     * A change that a site wants for a plan, with what is still to be said there, or was refused.
     *
     * @param next null: everything was said
     */
    public record ShownChange(
            ChangeRequest change, @Nullable Entry next) {}

    /** Those that changed last first, page by page. */
    public List<ShownChange> changedLast(ChangeBook.@Nullable Seen after, int limit) {
        return store.transact(tx -> shownChanges(tx, tx.changes().newest(after, limit)));
    }

    private static List<ShownChange> shownChanges(Tx tx, List<ChangeRequest> changes) {
        Map<String, Entry> next =
                next(tx, changes.stream().map(ChangeRequest::key).toList());
        return changes.stream()
                .map(change -> new ShownChange(change, next.get(change.key().value())))
                .toList();
    }

    private static Map<String, Entry> next(Tx tx, List<TicketKey> keys) {
        return tx.outbox()
                .next(TicketRounds.CHANNEL, keys.stream().map(TicketKey::value).toList());
    }

    /** The hosts of a ticket, by asset. */
    public List<Ticket.Host> hosts(TicketKey key) {
        return store.transact(tx -> tx.tickets().hosts(key));
    }

    /** All there are: tickets that are open first, changes that changed last first. */
    public ObjectNode json() {
        return json(openFirst(null, Integer.MAX_VALUE), changedLast(null, Integer.MAX_VALUE));
    }

    /**
     * The ticket or change of this key alone.
     *
     * @throws FailureException ID_UNKNOWN
     */
    public ObjectNode json(String key) {
        record Found(List<Shown> tickets, List<ShownChange> changes) {}
        Found found = TicketKey.read(key)
                .map(known -> store.transact(tx -> new Found(
                        shown(tx, tx.tickets().find(known).stream().toList()),
                        shownChanges(tx, tx.changes().find(known).stream().toList()))))
                .orElse(new Found(List.of(), List.of()));
        if (found.tickets().isEmpty() && found.changes().isEmpty())
            throw FailureException.of(FailureCode.ID_UNKNOWN, "There is no ticket '" + key + "'.");
        return json(found.tickets(), found.changes());
    }

    /**
     * Where a page of all there are ends: tickets come first, by key, then changes, by key.
     *
     * @param key null: before the first
     */
    public record Place(boolean changes, @Nullable TicketKey key) {
        public static final Place FIRST = new Place(false, null);
    }

    /** @param next behind its last one; empty behind the last of all */
    public record Page(ObjectNode answer, Optional<Place> next) {}

    /** At most {@code limit} of those behind a place, tickets and changes together. */
    public Page page(Place after, int limit) {
        return store.transact(tx -> {
            List<Ticket> tickets = after.changes() ? List.of() : tx.tickets().page(after.key(), limit + 1);
            if (tickets.size() > limit) {
                List<Ticket> some = tickets.subList(0, limit);
                return new Page(
                        json(shown(tx, some), List.of()),
                        Optional.of(new Place(false, some.get(limit - 1).key())));
            }
            int left = limit - tickets.size();
            TicketKey behind = after.changes() ? after.key() : null;
            List<ChangeRequest> changes = tx.changes().page(behind, left + 1);
            List<ChangeRequest> some = changes.subList(0, Math.min(changes.size(), left));
            Optional<Place> next = changes.size() <= left
                    ? Optional.empty()
                    : Optional.of(new Place(
                            true,
                            some.isEmpty() ? behind : some.get(some.size() - 1).key()));
            return new Page(json(shown(tx, tickets), shownChanges(tx, some)), next);
        });
    }

    private ObjectNode json(List<Shown> shownTickets, List<ShownChange> shownChanges) {
        ObjectNode answer = Json.object().put("schema", SCHEMA);
        answer.put("at", clock.instant().toString());
        ArrayNode tickets = answer.putArray("tickets");
        shownTickets.forEach(shown -> json(tickets.addObject(), shown));
        ArrayNode changes = answer.putArray("changes");
        shownChanges.forEach(shown -> json(changes.addObject(), shown));
        return answer;
    }

    private void json(ObjectNode node, ShownChange shown) {
        ChangeRequest change = shown.change();
        node.put("key", change.key().value()).put("remediation", change.remediation());
        node.put("planHash", change.planHash()).put("in", change.in()).put("queue", change.queue());
        node.put("state", word(change.state()));
        if (change.number() != null) node.put("number", change.number());
        if (!change.url().isEmpty()) node.put("url", change.url());
        if (!change.status().isEmpty()) node.put("status", change.status());
        if (!change.by().isEmpty()) node.put("by", change.by());
        if (!change.because().isEmpty()) node.put("because", change.because());
        node.put("changedAt", change.changedAt().toString());
        if (change.seenAt() != null) node.put("seenAt", change.seenAt().toString());
        if (shown.next() != null) next(node.putObject("next"), shown.next(), change.in());
    }

    private void json(ObjectNode node, Shown shown) {
        Ticket ticket = shown.ticket();
        node.put("key", ticket.key().value()).put("system", ticket.unit().system());
        node.put("name", ticket.name()).put("place", ticket.unit().place());
        node.put("in", ticket.in()).put("queue", ticket.queue());
        if (!ticket.owner().isEmpty()) node.put("owner", ticket.owner());
        node.put("due", ticket.due().toString()).put("state", word(ticket.state()));
        node.put("hosts", ticket.hosts()).put("asked", ticket.asked());
        node.put("changedAt", ticket.changedAt().toString());
        if (ticket.mergedInto() != null)
            node.put("mergedInto", ticket.mergedInto().value());
        if (ticket.there() != null) there(node.putObject("there"), ticket.there());
        if (shown.next() != null) next(node.putObject("next"), shown.next(), ticket.in());
        ArrayNode notes = node.putArray("notes");
        shown.notes()
                .forEach(note -> notes.addObject()
                        .put("by", note.by())
                        .put("at", note.at().toString())
                        .put("text", note.text()));
    }

    private static void there(ObjectNode node, Ticket.There there) {
        node.put("number", there.id());
        if (!there.url().isEmpty()) node.put("url", there.url());
        if (!there.status().isEmpty()) node.put("status", there.status());
        if (there.open() != null) node.put("open", there.open());
        if (there.closedBy() != null) node.put("closedBy", there.closedBy());
        if (there.seenAt() != null) node.put("seenAt", there.seenAt().toString());
    }

    private void next(ObjectNode node, Entry entry, String in) {
        node.put("kind", entry.letter().kind()).put("state", word(entry.state()));
        node.put("attempts", entry.attempts()).put("due", entry.due().toString());
        if (!entry.answer().isEmpty()) node.put("answer", entry.answer());
        sender.pausedUntil(in).ifPresent(until -> node.put("pausedUntil", until.toString()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Sends what is due now instead of in a moment. */
    public void send() {
        send.run();
    }

    /** Looks at all tickets now. */
    public void sync() {
        look.run();
    }

    /**
     * Has a refused message of a ticket sent again.
     *
     * @param by who wants it
     * @throws FailureException ID_UNKNOWN when there is no such ticket or nothing of it was refused
     */
    public void resend(String key, String by) {
        store.run(tx -> {
            Entry refused = tx.outbox().in(TicketRounds.CHANNEL, State.REFUSED).stream()
                    .filter(entry -> entry.letter().subject().equals(key))
                    .findFirst()
                    .orElseThrow(() -> FailureException.of(
                            FailureCode.ID_UNKNOWN,
                            "No message of a ticket '" + key + "' was refused; see `ratchet tickets list`."));
            tx.outbox().again(refused.id(), clock.instant());
            tx.audit()
                    .append(AuditEvents.ticketResent(
                            clock.instant(),
                            by,
                            new TicketKey(key),
                            refused.letter().kind()));
        });
        send();
    }
}
