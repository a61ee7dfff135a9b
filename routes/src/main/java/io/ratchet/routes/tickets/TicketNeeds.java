package io.ratchet.routes.tickets;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation.FactCited;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.ticket.Ticket.Host;
import io.ratchet.domain.ticket.Ticket.Standing;
import io.ratchet.domain.ticket.TicketKey;
import io.ratchet.domain.ticket.TicketUnit;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.catalogue.RuleDescription;
import io.ratchet.store.TicketBook.Member;
import io.ratchet.store.Tx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people are asked for by the decisions of a round, and what became of what they were asked for before. */
final class TicketNeeds {
    /** What shows that nothing is left to do; an unknown is never a pass. */
    private static final Set<Readiness> SHOWN = EnumSet.of(
            Readiness.CONFIGURED, Readiness.READY, Readiness.READY_QUIET, Readiness.ONLY, Readiness.ONLY_VERIFIED);

    private static final int FACTS_SHOWN = 3;

    private static final Comparator<TicketUnit> UNITS =
            Comparator.comparing(TicketUnit::system).thenComparing(TicketUnit::place);

    private TicketNeeds() {}

    /** A host that something is asked of, and by which rule of the profile. */
    private record Wish(Ticketing.Rule rule, List<Decision> decisions) {}

    /** What a round changes in one unit. */
    static final class Turn {
        final Map<AssetId, Host> hosts = new TreeMap<>();
        final Set<AssetId> gone = new TreeSet<>();
        final Set<TicketUnit> movedTo = new TreeSet<>(UNITS);
        Ticketing.@Nullable Rule rule;
    }

    /**
     * Of each unit that this round concerns what it changes there.
     *
     * @param members where the assets of the round stand so far
     */
    static NavigableMap<TicketUnit, Turn> of(
            Tx tx, List<Member> members, Map<AssetId, List<Decision>> decided, TicketRounds.Ground ground) {
        Map<AssetId, Map<TicketUnit, Wish>> wanted = wanted(decided, ground);
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

    private static Map<AssetId, Map<TicketUnit, Wish>> wanted(
            Map<AssetId, List<Decision>> decided, TicketRounds.Ground ground) {
        Function<String, String> families = families(ground.rules());
        Map<AssetId, Map<TicketUnit, Wish>> wanted = new TreeMap<>();
        decided.forEach((asset, lines) -> {
            Map<TicketUnit, Wish> wishes = wishes(lines, ground.organisation().ticketing(), families);
            if (!wishes.isEmpty()) wanted.put(asset, wishes);
        });
        return wanted;
    }

    private static Function<String, String> families(RuleBook rules) {
        Map<String, String> families = new HashMap<>();
        for (RuleDescription rule : rules.rules()) families.put(rule.id(), rule.family());
        return rule -> families.getOrDefault(rule, "");
    }

    private static Map<TicketUnit, Wish> wishes(
            List<Decision> lines, Ticketing ticketing, Function<String, String> families) {
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
                                .map(TicketNeeds::fact)
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
}
