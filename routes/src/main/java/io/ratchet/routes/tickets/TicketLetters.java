package io.ratchet.routes.tickets;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.Ticket.Host;
import io.ratchet.domain.ticket.Ticket.Standing;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Attachment;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.store.Outbox.Entry;
import io.ratchet.store.Outbox.Letter;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import io.ratchet.wire.TicketMessageJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is to be said of tickets into the outbox, in the transaction of what it tells of.
 *
 * @param decided what this round has decided, by asset; of all others what was decided last holds
 */
record TicketLetters(Tx tx, TicketWords words, Map<AssetId, List<Decision>> decided, Instant at) {
    /** A newer word takes the place of these where nobody has begun to send them: each tells how all stands. */
    private static final List<String> UNSENT = List.of(word(Kind.UPDATE), word(Kind.CLOSE), word(Kind.REOPEN));

    /** How an answer to who closed a ticket by hand is known in the outbox. */
    private static final String BY_HAND = ":by-hand";

    /** What is said, and the files beside it. */
    private record Said(String text, List<Attachment> files) {}

    static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    void open(Ticket ticket, Collection<Host> hosts) {
        TicketMessage message = message(ticket, Kind.OPEN, "", opening(ticket, hosts), null);
        tx.outbox().put(letter(ticket, Kind.OPEN, ticket.key() + ":open", message), at, at);
    }

    private Said opening(Ticket ticket, Collection<Host> hosts) {
        List<Decision> lines = lines(ticket, hosts);
        return new Said(words.opening(ticket, hosts, lines), TicketWords.hosts(hosts, lines));
    }

    /**
     * Tells what is asked now; in the opening itself while nobody has begun to send that.
     *
     * @param gathered for how long it may wait for what else changes
     */
    void update(Ticket ticket, Collection<Host> hosts, Duration gathered) {
        var unsent = tx.outbox().unsent(TicketRounds.CHANNEL, ticket.key().value(), word(Kind.OPEN));
        if (unsent.isPresent()) {
            TicketMessage opening = message(ticket, Kind.OPEN, "", opening(ticket, hosts), null);
            if (tx.outbox().rewrite(unsent.get(), document(opening))) return;
        }
        List<Decision> lines = lines(ticket, hosts);
        Said said = new Said(words.update(ticket, hosts, lines), TicketWords.hosts(hosts, lines));
        say(ticket, Kind.UPDATE, said, null, at.plus(gathered));
    }

    void close(Ticket ticket, Collection<Host> hosts) {
        say(ticket, Kind.CLOSE, new Said(words.closing(hosts), TicketWords.proof(hosts)), null, at);
    }

    void reopen(Ticket ticket, Collection<Host> hosts) {
        List<Decision> lines = lines(ticket, hosts);
        Said said = new Said(words.reopening(ticket, hosts, lines), TicketWords.hosts(hosts, lines));
        say(ticket, Kind.REOPEN, said, null, at);
    }

    void merge(Ticket ticket, Ticket into) {
        say(ticket, Kind.MERGE, new Said(words.merging(into), List.of()), into.key(), at);
    }

    /**
     * Answers who closed it by hand.
     *
     * @param closedAt its moment there is the key: however often it is seen or told, it is answered once
     * @return false: it was answered before
     */
    boolean stillSeen(Ticket ticket, Collection<Host> hosts, String by, Instant closedAt) {
        Kind kind = ticket.byHand() == Ticket.ByHand.REOPEN ? Kind.REOPEN : Kind.COMMENT;
        Said said = new Said(words.stillSeen(ticket, by, hosts, lines(ticket, hosts)), List.of());
        String key = key(ticket, kind, closedAt) + BY_HAND;
        TicketMessage message = message(ticket, kind, mark(ticket, key), said, null);
        return tx.outbox().put(letter(ticket, kind, key, message), at, at);
    }

    /** The last word in a ticket, where that was the answer to who closed it by hand. */
    static Optional<Entry> lastAnswer(Tx tx, TicketKey ticket) {
        return tx.outbox().of(TicketRounds.CHANNEL, ticket.value()).stream()
                .reduce((earlier, later) -> later)
                .filter(last -> last.letter().key().endsWith(BY_HAND));
    }

    /** What is asked of the hosts of a ticket: of those of this round as it decided, of the others as it stands. */
    private List<Decision> lines(Ticket ticket, Collection<Host> hosts) {
        List<Decision> lines = new ArrayList<>();
        Set<AssetId> others = new TreeSet<>();
        for (Host host : hosts) {
            if (host.standing() != Standing.ASKED && host.standing() != Standing.WAITS) continue;
            List<Decision> own = decided.get(host.asset());
            if (own == null) others.add(host.asset());
            else lines.addAll(own);
        }
        if (!others.isEmpty()) lines.addAll(tx.decisions().current(others));
        return lines.stream()
                .filter(line -> line instanceof Decision.Ticket || line instanceof Decision.AwaitVendor)
                .filter(line -> ticket.unit()
                        .system()
                        .equals(Optional.ofNullable(line.about().system()).orElse(TicketUnit.UNRECOGNISED)))
                .toList();
    }

    private void say(Ticket ticket, Kind kind, Said said, @Nullable TicketKey into, Instant due) {
        String key = key(ticket, kind, at);
        TicketMessage message = message(ticket, kind, mark(ticket, key), said, into);
        tx.outbox().replace(letter(ticket, kind, key, message), UNSENT, due, at);
    }

    private static TicketMessage message(Ticket ticket, Kind kind, String mark, Said said, @Nullable TicketKey into) {
        return new TicketMessage(
                kind,
                ticket.key(),
                ticket.in(),
                ticket.queue(),
                ticket.owner(),
                mark,
                TicketWords.subject(ticket),
                said.text(),
                kind == Kind.OPEN ? ticket.due() : null,
                said.files(),
                into);
    }

    private static String key(Ticket ticket, Kind kind, Instant moment) {
        return ticket.key() + ":" + word(kind) + ":" + moment;
    }

    private static String mark(Ticket ticket, String key) {
        return "[" + ticket.key() + "#" + Sha256.hex(key).substring(0, 10) + "]";
    }

    private static Letter letter(Ticket ticket, Kind kind, String key, TicketMessage message) {
        return new Letter(TicketRounds.CHANNEL, ticket.key().value(), word(kind), key, document(message));
    }

    private static String document(TicketMessage message) {
        return Json.line(TicketMessageJson.write(message));
    }
}
