package io.ratchet.routes.tickets;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation.FactCited;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.Ticket.Host;
import io.ratchet.domain.ticket.Ticket.Standing;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketMessage;
import io.ratchet.domain.ticket.TicketMessage.Attachment;
import io.ratchet.domain.ticket.TicketMessage.Kind;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.catalogue.RuleDescription;
import io.ratchet.store.Outbox.Letter;
import io.ratchet.store.TicketBook.Member;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import io.ratchet.wire.TicketMessageJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
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

    /** What shows that nothing is left to do; an unknown is never a pass. */
    private static final Set<Readiness> SHOWN = EnumSet.of(
            Readiness.CONFIGURED, Readiness.READY, Readiness.READY_QUIET, Readiness.ONLY, Readiness.ONLY_VERIFIED);

    private static final int FACTS_SHOWN = 3;

    private final TicketSettings settings;

    public TicketRounds(TicketSettings settings) {
        this.settings = settings;
    }

    /** What a round rests on. */
    public record Ground(RuleBook rules, Organisation organisation, Instant at) {}

    /** A host that something is asked of, and by which rule of the profile. */
    private record Wish(Ticketing.Rule rule, List<Decision> decisions) {}

    private static final Comparator<TicketUnit> UNITS =
            Comparator.comparing(TicketUnit::system).thenComparing(TicketUnit::place);

    /** What a round changes in one unit. */
    private static final class Turn {
        private final Map<AssetId, Host> hosts = new TreeMap<>();
        private final Set<AssetId> gone = new TreeSet<>();
        private final Set<TicketUnit> movedTo = new TreeSet<>(UNITS);
        private Ticketing.@Nullable Rule rule;
    }

    /**
     * Brings the tickets in step.
     *
     * @param assets null: {@code decisions} are those of the whole estate; else those of these assets
     */
    public void follow(Tx tx, @Nullable Set<AssetId> assets, List<Decision> decisions, Ground ground) {
        if (!settings.any()) return;
        Map<AssetId, List<Decision>> decided = decisions.stream()
                .collect(
                        Collectors.groupingBy(decision -> decision.about().asset(), TreeMap::new, Collectors.toList()));
        Function<String, String> families = families(ground.rules());
        Map<AssetId, Map<TicketUnit, Wish>> wanted = new TreeMap<>();
        decided.forEach((asset, lines) -> {
            Map<TicketUnit, Wish> wishes = wishes(lines, ground.organisation().ticketing(), families);
            if (!wishes.isEmpty()) wanted.put(asset, wishes);
        });
        List<Member> members = assets == null ? allMembers(tx) : tx.tickets().members(assets);
        if (wanted.isEmpty() && members.isEmpty()) return;
        NavigableMap<TicketUnit, Turn> turns = turns(tx, members, wanted, decided);
        adopt(tx, turns);
        TicketWords words = new TicketWords(ground.rules());
        // Those that gain hosts first: a ticket is merged only into one that is there.
        turns.forEach((unit, turn) -> {
            if (turn.movedTo.isEmpty()) settle(tx, unit, turn, decided, words, ground);
        });
        turns.forEach((unit, turn) -> {
            if (!turn.movedTo.isEmpty()) settle(tx, unit, turn, decided, words, ground);
        });
    }

    private static Function<String, String> families(RuleBook rules) {
        Map<String, String> families = new HashMap<>();
        for (RuleDescription rule : rules.rules()) families.put(rule.id(), rule.family());
        return rule -> families.getOrDefault(rule, "");
    }

    private Map<TicketUnit, Wish> wishes(List<Decision> lines, Ticketing ticketing, Function<String, String> families) {
        Map<TicketUnit, Wish> wishes = new LinkedHashMap<>();
        for (Decision decision : lines) {
            if (!(decision instanceof Decision.Ticket) && !(decision instanceof Decision.AwaitVendor)) continue;
            @Nullable String system = decision.about().system();
            @Nullable String site = decision.about().site();
            Ticketing.Rule rule = ticketing.of(families.apply(decision.why().rule()), system, site);
            @Nullable String owner = rule.owner();
            TicketUnit unit = rule.oneForOwner() && owner != null
                    ? TicketUnit.ofOwner(system, owner)
                    : TicketUnit.atSite(system, site);
            wishes.computeIfAbsent(unit, key -> new Wish(rule, new ArrayList<>()))
                    .decisions()
                    .add(decision);
        }
        return wishes;
    }

    private static List<Member> allMembers(Tx tx) {
        return tx.tickets().list().stream()
                .filter(ticket -> ticket.state() != Ticket.State.MERGED)
                .flatMap(
                        ticket -> tx.tickets().hosts(ticket.key()).stream().map(host -> new Member(ticket.key(), host)))
                .toList();
    }

    private static NavigableMap<TicketUnit, Turn> turns(
            Tx tx,
            List<Member> members,
            Map<AssetId, Map<TicketUnit, Wish>> wanted,
            Map<AssetId, List<Decision>> decided) {
        NavigableMap<TicketUnit, Turn> turns = new TreeMap<>(UNITS);
        Map<TicketKey, TicketUnit> units = new HashMap<>();
        for (Member member : members) {
            TicketUnit unit = units.computeIfAbsent(
                    member.ticket(), key -> tx.tickets().find(key).orElseThrow().unit());
            Turn turn = turns.computeIfAbsent(unit, key -> new Turn());
            AssetId asset = member.host().asset();
            Map<TicketUnit, Wish> wishes = wanted.getOrDefault(asset, Map.of());
            if (wishes.containsKey(unit)) continue;
            Optional<TicketUnit> elsewhere = wishes.keySet().stream()
                    .filter(other -> other.system().equals(unit.system()))
                    .findFirst();
            if (elsewhere.isPresent()) {
                turn.gone.add(asset);
                turn.movedTo.add(elsewhere.get());
            } else if (decided.containsKey(asset))
                turn.hosts.put(asset, judged(member.host(), unit, decided.get(asset)));
            else turn.gone.add(asset);
        }
        wanted.forEach((asset, wishes) -> wishes.forEach((unit, wish) -> {
            Turn turn = turns.computeIfAbsent(unit, key -> new Turn());
            turn.hosts.put(asset, asked(asset, wish));
            turn.rule = wish.rule();
        }));
        return turns;
    }

    private static Host asked(AssetId asset, Wish wish) {
        boolean task = wish.decisions().stream().anyMatch(Decision.Ticket.class::isInstance);
        String goals = wish.decisions().stream()
                .map(decision -> decision.about().goal().name())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
        String says = wish.decisions().stream()
                .map(decision -> decision.why().because())
                .distinct()
                .collect(Collectors.joining(" "));
        return new Host(asset, task ? Standing.ASKED : Standing.WAITS, goals, says);
    }

    /** What became of a host of which nothing is asked any more: shown to be done, or not. */
    private static Host judged(Host before, TicketUnit unit, List<Decision> lines) {
        List<String> goals = List.of(before.goals().split(" "));
        List<Decision> own = lines.stream()
                .filter(line -> unit.system().equals(line.about().system()))
                .filter(line -> goals.contains(line.about().goal().name()))
                .toList();
        if (own.isEmpty()) {
            boolean another = lines.stream().anyMatch(line -> line.about().system() != null)
                    && !unit.system().equals(TicketUnit.UNRECOGNISED);
            return another
                    ? proven(before, lines, "Reports show this system on it no more. ")
                    : unproven(before, "No report says what it is any more.");
        }
        boolean shown = own.stream()
                .allMatch(line -> line instanceof Decision.NoAction
                        && SHOWN.contains(line.about().readiness())
                        && !line.why().facts().isEmpty());
        if (shown) return proven(before, own, "");
        if (own.stream().anyMatch(Decision.Remediate.class::isInstance))
            return unproven(before, "Ratchet does the rest; its plan waits for an approval or a window.");
        return unproven(before, own.get(0).why().because());
    }

    private static Host unproven(Host before, String why) {
        return new Host(before.asset(), Standing.UNPROVEN, before.goals(), why);
    }

    /** The first proof stands; later reports that say the same are no news. */
    private static Host proven(Host before, List<Decision> lines, String prefix) {
        if (before.standing() == Standing.PROVEN) return before;
        String says = lines.stream()
                .map(line -> line.why().because() + " (" + line.about().goal() + " "
                        + line.about().readiness() + ", rule " + line.why().rule() + ": "
                        + line.why().facts().stream()
                                .limit(FACTS_SHOWN)
                                .map(TicketRounds::fact)
                                .collect(Collectors.joining("; "))
                        + ")")
                .distinct()
                .limit(FACTS_SHOWN)
                .collect(Collectors.joining(" "));
        return new Host(before.asset(), Standing.PROVEN, before.goals(), prefix + says);
    }

    private static String fact(FactCited fact) {
        return fact.says() + " [" + fact.finding() + "]";
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

    private void settle(
            Tx tx, TicketUnit unit, Turn turn, Map<AssetId, List<Decision>> decided, TicketWords words, Ground ground) {
        Optional<Ticket> there = tx.tickets().of(unit);
        NavigableMap<AssetId, Host> hosts =
                there.map(ticket -> hosts(tx, ticket)).orElseGet(TreeMap::new);
        Map<AssetId, Host> before = Map.copyOf(hosts);
        turn.gone.forEach(hosts::remove);
        hosts.putAll(turn.hosts);
        if (there.isEmpty() && asked(hosts.values()) == 0) return;
        Ticket ticket = there.map(known -> changed(known, known.state(), hosts.values(), ground.at()))
                .orElseGet(() -> begun(tx, unit, turn.rule, hosts.values(), words, ground));
        List<Host> news = hosts.values().stream()
                .filter(host -> !host.equals(before.get(host.asset())))
                .toList();
        tx.tickets().keep(ticket.key(), news, turn.gone);
        if (there.isEmpty()) {
            tx.tickets().keep(ticket);
            say(tx, ticket, Kind.OPEN, opening(tx, ticket, hosts, decided, words), ground.at(), false);
            return;
        }
        if (ticket.fingerprint().equals(there.get().fingerprint())) return;
        boolean released = hosts.values().stream()
                .filter(host -> host.standing() == Standing.ASKED)
                .map(host -> Optional.ofNullable(before.get(host.asset())))
                .anyMatch(earlier -> earlier.filter(host -> host.standing() == Standing.WAITS)
                        .isPresent());
        next(tx, ticket, hosts, turn, decided, words, ground.at(), released);
    }

    private void next(
            Tx tx,
            Ticket ticket,
            NavigableMap<AssetId, Host> hosts,
            Turn turn,
            Map<AssetId, List<Decision>> decided,
            TicketWords words,
            Instant at,
            boolean atOnce) {
        boolean open = ticket.state() == Ticket.State.OPEN;
        if (hosts.isEmpty() && !turn.movedTo.isEmpty()) {
            merge(tx, ticket, turn.movedTo.iterator().next(), words, at);
        } else if (open && !hosts.isEmpty() && hosts.values().stream().allMatch(TicketRounds::proven)) {
            Ticket closed = changed(ticket, Ticket.State.CLOSED, hosts.values(), at);
            tx.tickets().keep(closed);
            say(
                    tx,
                    closed,
                    Kind.CLOSE,
                    new Said(words.closing(hosts.values()), TicketWords.proof(hosts.values())),
                    at,
                    false);
            tx.audit().append(AuditEvents.ticketClosed(at, closed, List.copyOf(hosts.values())));
        } else if (!open && ticket.asked() > 0) {
            Ticket reopened = changed(ticket, Ticket.State.OPEN, hosts.values(), at);
            tx.tickets().keep(reopened);
            List<Decision> lines = lines(tx, reopened, hosts, decided);
            say(
                    tx,
                    reopened,
                    Kind.REOPEN,
                    new Said(
                            words.reopening(reopened, hosts.values(), lines), TicketWords.hosts(hosts.values(), lines)),
                    at,
                    false);
            tx.audit().append(AuditEvents.ticketReopened(at, reopened));
        } else {
            tx.tickets().keep(ticket);
            if (open) update(tx, ticket, hosts, decided, words, at, atOnce);
        }
    }

    private void update(
            Tx tx,
            Ticket ticket,
            NavigableMap<AssetId, Host> hosts,
            Map<AssetId, List<Decision>> decided,
            TicketWords words,
            Instant at,
            boolean atOnce) {
        var unsent = tx.outbox().unsent(CHANNEL, ticket.key().value(), word(Kind.OPEN));
        if (unsent.isPresent()) {
            Said opening = opening(tx, ticket, hosts, decided, words);
            if (tx.outbox().rewrite(unsent.get(), document(message(ticket, Kind.OPEN, "", opening, null)))) return;
        }
        List<Decision> lines = lines(tx, ticket, hosts, decided);
        Said said = new Said(words.update(ticket, hosts.values(), lines), TicketWords.hosts(hosts.values(), lines));
        say(tx, ticket, Kind.UPDATE, said, at, !atOnce);
    }

    private void merge(Tx tx, Ticket ticket, TicketUnit to, TicketWords words, Instant at) {
        Ticket into = tx.tickets().of(to).orElseThrow();
        Ticket merged = ticket.merge(into.key(), at);
        tx.tickets().keep(merged);
        String key = key(merged, Kind.MERGE, at);
        TicketMessage message =
                message(merged, Kind.MERGE, mark(merged, key), new Said(words.merging(into), List.of()), into.key());
        tx.outbox().replace(letter(merged, Kind.MERGE, key, message), unsentKinds(), at, at);
        tx.audit().append(AuditEvents.ticketMerged(at, merged.key(), into.key()));
    }

    /** A ticket that was closed by hand there: it is opened again, or a note says what is still seen. */
    void stillSeen(Tx tx, Ticket ticket, String by, Instant closedAt, RuleBook rules, Instant at) {
        NavigableMap<AssetId, Host> hosts = hosts(tx, ticket);
        List<Decision> lines = lines(tx, ticket, hosts, Map.of());
        Kind kind = ticket.byHand() == Ticket.ByHand.REOPEN ? Kind.REOPEN : Kind.COMMENT;
        String text = new TicketWords(rules).stillSeen(ticket, by, hosts.values(), lines);
        // Its moment there is the key: however often it is seen or told, it is answered once.
        String key = key(ticket, kind, closedAt) + ":by-hand";
        TicketMessage message = message(ticket, kind, mark(ticket, key), new Said(text, List.of()), null);
        if (tx.outbox().put(letter(ticket, kind, key, message), at, at))
            tx.audit()
                    .append(AuditEvents.ticketClosedByHand(
                            at,
                            ticket,
                            ticket.there() == null ? "" : ticket.there().id(),
                            by));
    }

    /** A ticket that was deleted there is written anew, under a key of its own. */
    void openAnew(Tx tx, Ticket ticket, RuleBook rules, Organisation organisation, Instant at) {
        int generation = Math.max(ticket.generation(), tx.tickets().generations(ticket.unit())) + 1;
        TicketKey key = TicketKey.of(organisation.name(), ticket.unit(), generation);
        tx.outbox().drop(CHANNEL, ticket.key().value(), "The ticket was deleted there.");
        tx.tickets().rename(ticket.key(), key);
        Ticket anew = ticket.anew(key, generation, at);
        NavigableMap<AssetId, Host> hosts = hosts(tx, anew);
        tx.tickets().keep(anew);
        say(tx, anew, Kind.OPEN, opening(tx, anew, hosts, Map.of(), new TicketWords(rules)), at, false);
        tx.audit()
                .append(AuditEvents.ticketGone(
                        at,
                        ticket.key(),
                        ticket.there() == null ? "" : ticket.there().id(),
                        key));
    }

    private static NavigableMap<AssetId, Host> hosts(Tx tx, Ticket ticket) {
        NavigableMap<AssetId, Host> hosts = new TreeMap<>();
        tx.tickets().hosts(ticket.key()).forEach(host -> hosts.put(host.asset(), host));
        return hosts;
    }

    /** What is said, and the files beside it. */
    private record Said(String text, List<Attachment> files) {}

    private static Said opening(
            Tx tx,
            Ticket ticket,
            NavigableMap<AssetId, Host> hosts,
            Map<AssetId, List<Decision>> decided,
            TicketWords words) {
        List<Decision> lines = lines(tx, ticket, hosts, decided);
        return new Said(words.opening(ticket, hosts.values(), lines), TicketWords.hosts(hosts.values(), lines));
    }

    /** What is asked of the hosts of a ticket: of those of this round as it decided, of the others as it stands. */
    private static List<Decision> lines(
            Tx tx, Ticket ticket, NavigableMap<AssetId, Host> hosts, Map<AssetId, List<Decision>> decided) {
        List<Decision> lines = new ArrayList<>();
        Set<AssetId> others = new TreeSet<>();
        for (Host host : hosts.values()) {
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

    private Ticket begun(
            Tx tx,
            TicketUnit unit,
            Ticketing.@Nullable Rule said,
            Collection<Host> hosts,
            TicketWords words,
            Ground ground) {
        Ticketing.Rule rule = said == null ? Ticketing.unsaid().of("", null, null) : said;
        String in = settings.system(rule.in());
        int generation = tx.tickets().generations(unit) + 1;
        return changed(
                new Ticket(
                        TicketKey.of(ground.organisation().name(), unit, generation),
                        unit,
                        words.name(unit.system()),
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

    /** @param gather whether it may wait for what else changes */
    private void say(Tx tx, Ticket ticket, Kind kind, Said said, Instant at, boolean gather) {
        String key = key(ticket, kind, at);
        TicketMessage message = message(ticket, kind, kind == Kind.OPEN ? "" : mark(ticket, key), said, null);
        Instant due = gather ? at.plus(settings.pace().gathered()) : at;
        Letter letter = letter(ticket, kind, key, message);
        if (kind == Kind.OPEN) tx.outbox().put(letter, due, at);
        else tx.outbox().replace(letter, unsentKinds(), due, at);
    }

    /** A newer word takes the place of these where nobody has begun to send them: each tells how all stands. */
    private static List<String> unsentKinds() {
        return List.of(word(Kind.UPDATE), word(Kind.CLOSE), word(Kind.REOPEN));
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

    private static String key(Ticket ticket, Kind kind, Instant at) {
        return kind == Kind.OPEN ? ticket.key() + ":open" : ticket.key() + ":" + word(kind) + ":" + at;
    }

    private static String mark(Ticket ticket, String key) {
        return "[" + ticket.key() + "#" + Sha256.hex(key).substring(0, 10) + "]";
    }

    private static Letter letter(Ticket ticket, Kind kind, String key, TicketMessage message) {
        return new Letter(CHANNEL, ticket.key().value(), word(kind), key, document(message));
    }

    private static String document(TicketMessage message) {
        return Json.line(TicketMessageJson.write(message));
    }

    static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
