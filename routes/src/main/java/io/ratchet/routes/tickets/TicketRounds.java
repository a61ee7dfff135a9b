package io.ratchet.routes.tickets;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.Ticket.Host;
import io.ratchet.domain.ticket.Ticket.Standing;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.routes.tickets.TicketNeeds.Turn;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.TicketBook.Member;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the tickets in step with what is decided, in the transaction of the round: one ticket for each system at a site
 * or of an owner. What is to be said of it goes into the outbox. A ticket is closed only once every host of it was seen
 * to need nothing, opened again when one falls back, and merged when its hosts come to stand in another one.
 */
public final class TicketRounds {
    /** The outbox's channel. */
    public static final String CHANNEL = "ticket";

    private final TicketSettings settings;

    public TicketRounds(TicketSettings settings) {
        this.settings = settings;
    }

    /** What a round rests on. */
    public record Ground(RuleBook rules, Organisation organisation, Instant at) {}

    /**
     * Brings the tickets in step.
     *
     * @param decisions all that is decided of these assets
     */
    public void follow(Tx tx, Set<AssetId> assets, List<Decision> decisions, Ground ground) {
        if (!settings.any()) return;
        Map<AssetId, List<Decision>> decided = decisions.stream()
                .collect(
                        Collectors.groupingBy(decision -> decision.about().asset(), TreeMap::new, Collectors.toList()));
        List<Member> members = tx.tickets().members(assets);
        NavigableMap<TicketUnit, Turn> turns = TicketNeeds.of(tx, members, decided, ground);
        if (turns.isEmpty()) return;
        adopt(tx, turns);
        TicketWords words = new TicketWords(ground.rules());
        TicketLetters letters = new TicketLetters(tx, words, decided, ground.at());
        // Those that gain hosts first: a ticket is merged only into one that is there.
        turns.forEach((unit, turn) -> {
            if (turn.movedTo.isEmpty()) settle(unit, turn, letters, ground);
        });
        turns.forEach((unit, turn) -> {
            if (!turn.movedTo.isEmpty()) settle(unit, turn, letters, ground);
        });
    }

    /** Whether there are tickets at all. */
    public boolean any() {
        return settings.any();
    }

    /** Every asset that a ticket is about. */
    public Set<AssetId> assets(Tx tx) {
        if (!settings.any()) return Set.of();
        return tx.tickets().list().stream()
                .filter(ticket -> ticket.state() != Ticket.State.MERGED)
                .flatMap(ticket -> tx.tickets().hosts(ticket.key()).stream())
                .map(Host::asset)
                .collect(Collectors.toSet());
    }

    /** A unit that is new and takes all hosts of one that was there goes on with its ticket. */
    private static void adopt(Tx tx, NavigableMap<TicketUnit, Turn> turns) {
        for (Map.Entry<TicketUnit, Turn> each : List.copyOf(turns.entrySet())) {
            Turn turn = each.getValue();
            if (turn.movedTo.isEmpty() || !turn.hosts.isEmpty()) continue;
            TicketUnit to = turn.movedTo.iterator().next();
            Optional<Ticket> ticket = tx.tickets().of(each.getKey());
            if (ticket.isEmpty() || tx.tickets().of(to).isPresent()) continue;
            boolean empties =
                    turn.gone.size() >= tx.tickets().hosts(ticket.get().key()).size();
            if (!empties) continue;
            tx.tickets().keep(ticket.get().about(to));
            Turn target = turns.computeIfAbsent(to, key -> new Turn());
            target.gone.addAll(turn.gone);
            turns.remove(each.getKey());
        }
    }

    /** Keeps the hosts of one unit, and opens its ticket or goes on with it. */
    private void settle(TicketUnit unit, Turn turn, TicketLetters letters, Ground ground) {
        Tx tx = letters.tx();
        Optional<Ticket> there = tx.tickets().of(unit);
        NavigableMap<AssetId, Host> hosts =
                there.map(ticket -> hosts(tx, ticket)).orElseGet(TreeMap::new);
        Map<AssetId, Host> before = Map.copyOf(hosts);
        turn.gone.forEach(hosts::remove);
        hosts.putAll(turn.hosts);
        if (there.isEmpty() && asked(hosts.values()) == 0) return;
        Ticket ticket = there.map(known -> changed(known, known.state(), hosts.values(), ground.at()))
                .orElseGet(() -> begun(unit, turn.rule, hosts.values(), letters, ground));
        List<Host> news = hosts.values().stream()
                .filter(host -> !host.equals(before.get(host.asset())))
                .toList();
        tx.tickets().keep(ticket.key(), news, turn.gone);
        if (there.isEmpty()) {
            tx.tickets().keep(ticket);
            letters.open(ticket, hosts.values());
        } else if (!ticket.fingerprint().equals(there.get().fingerprint())) {
            goOn(ticket, hosts.values(), turn.movedTo, released(hosts.values(), before), letters);
        }
    }

    /** Whether a vendor has released what a host waited for: that is told at once. */
    private static boolean released(Collection<Host> hosts, Map<AssetId, Host> before) {
        return hosts.stream()
                .filter(host -> host.standing() == Standing.ASKED)
                .map(host -> Optional.ofNullable(before.get(host.asset())))
                .anyMatch(earlier -> earlier.filter(host -> host.standing() == Standing.WAITS)
                        .isPresent());
    }

    private void goOn(
            Ticket ticket, Collection<Host> hosts, Set<TicketUnit> movedTo, boolean atOnce, TicketLetters letters) {
        boolean open = ticket.state() == Ticket.State.OPEN;
        boolean allProven = !hosts.isEmpty() && hosts.stream().allMatch(TicketRounds::proven);
        if (hosts.isEmpty() && !movedTo.isEmpty())
            merge(ticket, movedTo.iterator().next(), letters);
        else if (open && allProven) close(ticket, hosts, letters);
        else if (!open && ticket.asked() > 0) reopen(ticket, hosts, letters);
        else {
            letters.tx().tickets().keep(ticket);
            if (open)
                letters.update(
                        ticket, hosts, atOnce ? Duration.ZERO : settings.pace().gathered());
        }
    }

    private static void merge(Ticket ticket, TicketUnit to, TicketLetters letters) {
        Tx tx = letters.tx();
        Ticket into = tx.tickets().of(to).orElseThrow();
        Ticket merged = ticket.merge(into.key(), letters.at());
        tx.tickets().keep(merged);
        letters.merge(merged, into);
        tx.audit().append(AuditEvents.ticketMerged(letters.at(), merged.key(), into.key()));
    }

    private static void close(Ticket ticket, Collection<Host> hosts, TicketLetters letters) {
        Tx tx = letters.tx();
        Ticket closed = changed(ticket, Ticket.State.CLOSED, hosts, letters.at());
        tx.tickets().keep(closed);
        letters.close(closed, hosts);
        tx.audit().append(AuditEvents.ticketClosed(letters.at(), closed, List.copyOf(hosts)));
    }

    private static void reopen(Ticket ticket, Collection<Host> hosts, TicketLetters letters) {
        Tx tx = letters.tx();
        Ticket reopened = changed(ticket, Ticket.State.OPEN, hosts, letters.at());
        tx.tickets().keep(reopened);
        letters.reopen(reopened, hosts);
        tx.audit().append(AuditEvents.ticketReopened(letters.at(), reopened));
    }

    /** A ticket that was closed by hand there: it is opened again, or a note says what is still seen. */
    void stillSeen(Tx tx, Ticket ticket, String by, Instant closedAt, RuleBook rules, Instant at) {
        TicketLetters letters = new TicketLetters(tx, new TicketWords(rules), Map.of(), at);
        if (letters.stillSeen(ticket, hosts(tx, ticket).values(), by, closedAt))
            tx.audit().append(AuditEvents.ticketClosedByHand(at, ticket, number(ticket), by));
    }

    /** What was said at the end of a ticket is said in the one that counts in its place. */
    void endToo(Tx tx, Ticket ticket, RuleBook rules, Instant at) {
        TicketLetters letters = new TicketLetters(tx, new TicketWords(rules), Map.of(), at);
        Optional<Ticket> into = Optional.ofNullable(ticket.mergedInto()).flatMap(tx.tickets()::find);
        if (into.isPresent()) letters.merge(ticket, into.get());
        else letters.close(ticket, hosts(tx, ticket).values());
    }

    /** A ticket that was deleted there is written anew, under a key of its own. */
    void openAnew(Tx tx, Ticket ticket, RuleBook rules, Organisation organisation, Instant at) {
        int generation = Math.max(ticket.generation(), tx.tickets().generations(ticket.unit())) + 1;
        TicketKey key = TicketKey.of(organisation.name(), ticket.unit(), generation);
        tx.outbox().drop(CHANNEL, ticket.key().value(), "The ticket was deleted there.");
        tx.tickets().rename(ticket.key(), key);
        Ticket anew = ticket.anew(key, generation, at);
        tx.tickets().keep(anew);
        new TicketLetters(tx, new TicketWords(rules), Map.of(), at)
                .open(anew, hosts(tx, anew).values());
        tx.audit().append(AuditEvents.ticketGone(at, ticket.key(), number(ticket), key));
    }

    private static String number(Ticket ticket) {
        return ticket.there() == null ? "" : ticket.there().id();
    }

    private static NavigableMap<AssetId, Host> hosts(Tx tx, Ticket ticket) {
        NavigableMap<AssetId, Host> hosts = new TreeMap<>();
        tx.tickets().hosts(ticket.key()).forEach(host -> hosts.put(host.asset(), host));
        return hosts;
    }

    private Ticket begun(
            TicketUnit unit,
            Ticketing.@Nullable Rule said,
            Collection<Host> hosts,
            TicketLetters letters,
            Ground ground) {
        Ticketing.Rule rule = said == null ? Ticketing.unsaid().of("", null, null) : said;
        String in = settings.system(rule.in());
        int generation = letters.tx().tickets().generations(unit) + 1;
        return changed(
                new Ticket(
                        TicketKey.of(ground.organisation().name(), unit, generation),
                        unit,
                        letters.words().name(unit.system()),
                        in,
                        settings.queue(in, rule.queue()),
                        rule.owner() == null ? "" : rule.owner(),
                        ground.at()
                                .atZone(ground.organisation().timezone())
                                .toLocalDate()
                                .plus(rule.within()),
                        rule.byHand(),
                        generation,
                        Ticket.State.OPEN,
                        0,
                        0,
                        "",
                        ground.at(),
                        null,
                        null),
                Ticket.State.OPEN,
                hosts,
                ground.at());
    }

    private static Ticket changed(Ticket ticket, Ticket.State state, Collection<Host> hosts, Instant at) {
        String fingerprint = Sha256.hex(hosts.stream()
                .map(host -> host.asset() + "|" + host.standing() + "|" + host.goals() + "|" + host.says())
                .sorted()
                .collect(Collectors.joining("\n")));
        return ticket.showing(state, hosts.size(), asked(hosts), fingerprint, at);
    }

    private static int asked(Collection<Host> hosts) {
        return Math.toIntExact(hosts.stream()
                .filter(host -> host.standing() == Standing.ASKED || host.standing() == Standing.WAITS)
                .count());
    }

    private static boolean proven(Host host) {
        return host.standing() == Standing.PROVEN;
    }
}
