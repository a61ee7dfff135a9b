package io.ratchet.routes.path;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Family;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.path.EstatePath.Blocker;
import io.ratchet.routes.path.EstatePath.Cheapest;
import io.ratchet.routes.path.EstatePath.Excepted;
import io.ratchet.routes.path.EstatePath.Owed;
import io.ratchet.routes.path.EstatePath.Regressed;
import io.ratchet.routes.path.EstatePath.Remaining;
import io.ratchet.routes.path.EstatePath.Rung;
import io.ratchet.routes.path.EstatePath.Standing;
import io.ratchet.routes.path.EstatePath.Step;
import io.ratchet.routes.path.EstatePath.Told;
import io.ratchet.routes.path.EstatePath.UnblockSet;
import io.ratchet.rules.fact.AssetNames;
import io.ratchet.store.Decisions.Outline;
import io.ratchet.store.Ladder;
import io.ratchet.store.Regressions;
import io.ratchet.store.Rounds;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws the path to the goal from what was decided and stored; decides nothing itself. What only a round changes is
 * drawn once for each round.
 */
public final class ReadinessPath {
    /** The largest set of blockers that is looked for. */
    public static final int MOST = 10;

    private static final int BLOCKERS_SHOWN = 20;
    private static final int EXAMPLES = 3;
    private static final int REGRESSIONS_SHOWN = 100;
    private static final Duration LATELY = Duration.ofDays(30);

    private final Store store;
    private final Supplier<Organisation> organisation;
    private final Supplier<Assets> estate;
    private final Clock clock;
    private final GateOwners owners = GateOwners.shipped();
    private volatile @Nullable Drawn drawn;

    /** @param estate what is believed of every asset; asked only for services and for the names of exceptions */
    public ReadinessPath(Store store, Supplier<Organisation> organisation, Supplier<Assets> estate, Clock clock) {
        this.store = store;
        this.organisation = organisation;
        this.estate = estate;
        this.clock = clock;
    }

    /**
     * @param spells by goal, read once they are asked for
     * @param outlines of the estate, its sites and families, drawn once they are asked for
     */
    private record Drawn(
            long round,
            @Nullable Instant at,
            Dependencies dependencies,
            List<Ladder.Reached> reached,
            Map<Goal, List<Spell>> spells,
            Map<PathScope, OfARound> outlines) {}

    /** The parts of a path that nothing but a round changes. */
    private record OfARound(
            List<Standing> goals,
            List<Owed> owed,
            List<Remaining> remaining,
            List<Blocker> blockers,
            int blockersInAll,
            List<Blocker> chain,
            Cheapest cheapest) {}

    /**
     * Draws the path.
     *
     * @throws FailureException ID_UNKNOWN when nothing in the estate is of this scope
     */
    public EstatePath of(PathScope scope) {
        Drawn now = store.transact(this::drawn);
        drawn = now;
        return new Drawing(now, scope).path();
    }

    /** With which chance assets have a goal shown by a moment, as things stand. */
    public Chances chances(Goal goal) {
        Drawn now = store.transact(this::drawn);
        drawn = now;
        Dependencies on = now.dependencies();
        Map<String, Integer> waits = new HashMap<>();
        for (int row = 0; row < on.rows().size(); row++)
            if (!Reach.done(on.rows().get(row)))
                waits.merge(on.asset(on.assetOf(row)).value(), on.parties(row), (one, other) -> one | other);
        return new Chances(
                goal,
                spells(now, goal),
                clock.instant(),
                asset -> elsewhere(waits.get(asset), "it waits for a vendor", "an exception or the profile holds it"));
    }

    private List<Spell> spells(Drawn now, Goal goal) {
        return now.spells()
                .computeIfAbsent(
                        goal, one -> Spell.of(store.transact(tx -> tx.ladder().all(one)), one));
    }

    private static Optional<String> elsewhere(@Nullable Integer parties, String waits, String held) {
        if (parties == null) return Optional.empty();
        if ((parties & Owes.VENDOR.bit()) != 0) return Optional.of(waits);
        if ((parties & Owes.POLICY.bit()) != 0) return Optional.of(held);
        return Optional.empty();
    }

    private Drawn drawn(Tx tx) {
        Optional<Rounds.Round> last = tx.rounds().last();
        long round = last.map(Rounds.Round::number).orElse(0L);
        Drawn known = drawn;
        if (known != null && known.round() == round) return known;
        return new Drawn(
                round,
                last.map(Rounds.Round::at).orElse(null),
                new Dependencies(tx.decisions().outlines(), owners),
                tx.ladder().reached(),
                new ConcurrentHashMap<>(),
                new ConcurrentHashMap<>());
    }

    /** One path of one scope. */
    private final class Drawing {
        private final Drawn now;
        private final Dependencies on;
        private final PathScope scope;
        private final @Nullable Set<AssetId> only;
        /** By row: whether it is of the scope. */
        private final boolean[] in;
        /** By asset: whether it is of the scope and not done. */
        private final boolean[] open;

        Drawing(Drawn now, PathScope scope) {
            this.now = now;
            this.on = now.dependencies();
            this.scope = scope;
            this.only = only();
            this.in = new boolean[on.rows().size()];
            this.open = new boolean[on.assets()];
            boolean any = false;
            for (int row = 0; row < in.length; row++) {
                in[row] = isIn(on.rows().get(row));
                any |= in[row];
                if (in[row] && !Reach.done(on.rows().get(row))) open[on.assetOf(row)] = true;
            }
            if (!any && !scope.says().equals("estate"))
                throw FailureException.of(
                        FailureCode.ID_UNKNOWN, "Nothing that was decided is of " + scope.says() + "; check the name.");
        }

        private @Nullable Set<AssetId> only() {
            if (scope.asset().isPresent())
                return Set.of(new AssetId(scope.asset().get()));
            if (scope.service().isEmpty()) return null;
            String wanted = scope.service().get();
            Set<AssetId> members = new HashSet<>();
            estate.get()
                    .all()
                    .filter(state -> state.factsOf(Observation.Membership.class)
                            .map(fact -> (Observation.Membership) fact.observation())
                            .anyMatch(member -> member.kind().equals("service")
                                    && member.name().equalsIgnoreCase(wanted)))
                    .forEach(state -> members.add(state.id()));
            return members;
        }

        private boolean isIn(Outline row) {
            return (only == null || only.contains(row.asset()))
                    && scope.siteName()
                            .map(name -> name.equalsIgnoreCase(row.site()))
                            .orElse(true)
                    && scope.family().map(row.system()::startsWith).orElse(true);
        }

        EstatePath path() {
            // Which assets a service has changes between rounds, and there are too many assets to remember each.
            OfARound drawn = only == null
                    ? now.outlines().computeIfAbsent(scope.whateverItsCase(), any -> ofARound())
                    : ofARound();
            return new EstatePath(
                    clock.instant(),
                    now.round(),
                    now.at(),
                    scope,
                    drawn.goals(),
                    drawn.owed(),
                    drawn.remaining(),
                    drawn.blockers(),
                    drawn.blockersInAll(),
                    drawn.chain(),
                    exceptions(),
                    drawn.cheapest(),
                    rungs(),
                    forecasts(),
                    regressed(),
                    proven());
        }

        private OfARound ofARound() {
            List<Dependencies.Blocker> ranked = on.ranked(open);
            List<Dependencies.Blocker> shown =
                    ranked.stream().limit(BLOCKERS_SHOWN).toList();
            List<Dependencies.Blocker> chain = on.chain(ranked);
            Map<Integer, Blocker> told = told(shown, chain);
            return new OfARound(
                    goals(),
                    owed(),
                    remaining(),
                    shown.stream().map(one -> of(told, one)).toList(),
                    ranked.size(),
                    chain.stream().map(one -> of(told, one)).toList(),
                    cheapest());
        }

        private Blocker of(Map<Integer, Blocker> told, Dependencies.Blocker one) {
            return Objects.requireNonNull(told.get(one.number()), "each that is shown is told");
        }

        // ---- the ladder

        private List<Standing> goals() {
            List<Standing> goals = new ArrayList<>();
            Map<Goal, List<Ladder.Reached>> reached = reached();
            for (Goal goal : Goal.values()) {
                int assets = 0;
                int done = 0;
                int last = -1;
                boolean all = true;
                EnumMap<Readiness, Integer> systems = new EnumMap<>(Readiness.class);
                for (int row = 0; row < in.length; row++) {
                    Outline outline = on.rows().get(row);
                    if (!in[row] || outline.goal() != goal) continue;
                    if (on.assetOf(row) != last) {
                        if (last >= 0 && all) done++;
                        last = on.assetOf(row);
                        assets++;
                        all = true;
                    }
                    all &= Reach.done(outline);
                    if (isFirstOfItsSystem(row)) systems.merge(outline.readiness(), 1, Integer::sum);
                }
                if (last >= 0 && all) done++;
                if (assets > 0)
                    goals.add(new Standing(goal, assets, done, ladder(systems, reached.getOrDefault(goal, List.of()))));
            }
            return goals;
        }

        /** Rows are in the order of asset, goal and system. */
        private boolean isFirstOfItsSystem(int row) {
            if (row == 0 || !in[row - 1]) return true;
            Outline one = on.rows().get(row);
            Outline before = on.rows().get(row - 1);
            return !(one.asset().equals(before.asset())
                    && one.goal() == before.goal()
                    && one.system().equals(before.system()));
        }

        private Map<Goal, List<Ladder.Reached>> reached() {
            List<Ladder.Reached> all = only == null
                    ? now.reached()
                    : store.transact(tx -> tx.ladder().of(only)).stream()
                            .flatMap(rung -> rung.readiness() == null
                                    ? Stream.<Ladder.Reached>empty()
                                    : Stream.of(new Ladder.Reached(
                                            rung.site(),
                                            rung.system(),
                                            rung.goal(),
                                            rung.readiness(),
                                            1,
                                            rung.at(),
                                            rung.at())))
                            .toList();
            Map<Goal, List<Ladder.Reached>> byGoal = new EnumMap<>(Goal.class);
            for (Ladder.Reached one : all)
                if (scope.siteName()
                                .map(name -> name.equalsIgnoreCase(one.site()))
                                .orElse(true)
                        && scope.family().map(one.system()::startsWith).orElse(true))
                    byGoal.computeIfAbsent(one.goal(), goal -> new ArrayList<>())
                            .add(one);
            return byGoal;
        }

        private static List<Step> ladder(Map<Readiness, Integer> systems, List<Ladder.Reached> reached) {
            List<Step> ladder = new ArrayList<>();
            for (Readiness readiness : Readiness.values()) {
                List<Ladder.Reached> here = reached.stream()
                        .filter(one -> one.readiness() == readiness)
                        .toList();
                int standing = systems.getOrDefault(readiness, 0);
                if (standing == 0 && here.isEmpty()) continue;
                ladder.add(new Step(
                        readiness,
                        standing,
                        here.stream().mapToLong(Ladder.Reached::times).sum(),
                        here.stream()
                                .map(Ladder.Reached::first)
                                .min(Comparator.naturalOrder())
                                .orElse(null),
                        here.stream()
                                .map(Ladder.Reached::last)
                                .max(Comparator.naturalOrder())
                                .orElse(null)));
            }
            return ladder;
        }

        private List<Rung> rungs() {
            if (scope.asset().isEmpty()) return List.of();
            AssetId asset = new AssetId(scope.asset().get());
            return store.transact(tx -> {
                Map<String, Decision> made = new HashMap<>();
                tx.rounds().made(asset).forEach(one -> made.put(one.id(), one.decision()));
                return tx.ladder().of(asset).stream()
                        .filter(rung ->
                                scope.family().map(rung.system()::startsWith).orElse(true))
                        .map(rung -> rung(rung, rung.decision() == null ? null : made.get(rung.decision())))
                        .toList();
            });
        }

        private static Rung rung(Ladder.Rung rung, @Nullable Decision decision) {
            return new Rung(
                    rung.system(),
                    rung.goal(),
                    rung.readiness(),
                    rung.at(),
                    rung.round(),
                    rung.decision(),
                    decision == null ? null : decision.why().rule(),
                    decision == null ? null : decision.why().because(),
                    decision == null
                            ? List.of()
                            : decision.why().facts().stream()
                                    .map(fact -> fact.says() + " (" + fact.finding() + ")")
                                    .toList());
        }

        // ---- what moved back

        private Regressed regressed() {
            Instant since = clock.instant().minus(LATELY);
            List<Regressions.Kept> all = store
                    .transact(tx -> scope.asset()
                            .map(id -> tx.regressions().of(new AssetId(id)))
                            .orElseGet(() -> tx.regressions().since(since)))
                    .stream()
                    .filter(kept -> isIn(kept.regression()))
                    .toList();
            return new Regressed(
                    all.stream().filter(Regressions.Kept::stands).count(),
                    all.stream()
                            .filter(kept -> !kept.regression().at().isBefore(since))
                            .count(),
                    since,
                    all.stream().limit(REGRESSIONS_SHOWN).toList(),
                    Math.max(0, all.size() - REGRESSIONS_SHOWN));
        }

        private boolean isIn(Regression regression) {
            return (only == null || only.contains(regression.asset()))
                    && scope.siteName()
                            .map(name -> name.equalsIgnoreCase(regression.site() == null ? "" : regression.site()))
                            .orElse(true)
                    && scope.family()
                            .map(family -> regression.systems().stream().anyMatch(system -> system.startsWith(family)))
                            .orElse(true);
        }

        private List<Proven> proven() {
            if (scope.asset().isEmpty()) return List.of();
            AssetId asset = new AssetId(scope.asset().get());
            return store.transact(
                    tx -> Proven.of(tx.ladder().of(asset), tx.regressions().standing(Set.of(asset)), clock.instant()));
        }

        // ---- what remains

        private List<Owed> owed() {
            int[] parties = new int[on.assets()];
            for (int row = 0; row < in.length; row++)
                if (in[row] && !Reach.done(on.rows().get(row))) parties[on.assetOf(row)] |= on.parties(row);
            List<Owed> owed = new ArrayList<>();
            for (Owes by : Owes.values()) {
                int any = 0;
                int alone = 0;
                for (int one : parties) {
                    if ((one & by.bit()) != 0) any++;
                    if (one == by.bit()) alone++;
                }
                if (any > 0) owed.add(new Owed(by, any, alone));
            }
            return owed;
        }

        private List<Remaining> remaining() {
            record Kind(int wave, Goal goal, String decision, String family, int parties) {}
            final class Alike {
                private int assets;
                private int last = -1;
                private final List<String> examples = new ArrayList<>();
            }
            Map<Kind, Alike> kinds = new HashMap<>();
            for (int row = 0; row < in.length; row++) {
                Outline outline = on.rows().get(row);
                if (!in[row] || Reach.done(outline)) continue;
                Kind kind = new Kind(
                        on.wave(row),
                        outline.goal(),
                        outline.kind(),
                        outline.system().isEmpty() ? "" : Family.prefix(outline.system()),
                        on.parties(row));
                Alike alike = kinds.computeIfAbsent(kind, key -> new Alike());
                if (alike.last == on.assetOf(row)) continue;
                alike.last = on.assetOf(row);
                alike.assets++;
                if (alike.examples.size() < EXAMPLES)
                    alike.examples.add(outline.asset().value());
            }
            return kinds.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(Comparator.comparingInt(Kind::wave)
                            .thenComparing(Kind::goal)
                            .thenComparing(Kind::decision)
                            .thenComparing(Kind::family)
                            .thenComparingInt(Kind::parties)))
                    .map(entry -> new Remaining(
                            wave(entry.getKey().wave()),
                            entry.getKey().goal(),
                            entry.getKey().decision(),
                            entry.getKey().family().isEmpty()
                                    ? "not recognised"
                                    : Family.name(entry.getKey().family()),
                            Owes.of(entry.getKey().parties()),
                            entry.getValue().assets,
                            entry.getValue().examples))
                    .toList();
        }

        private static @Nullable Integer wave(int wave) {
            return wave == Dependencies.KNOT ? null : wave;
        }

        // ---- when it will be done

        /** None of one asset: looking at each of many would write a line to the log for each, every day. */
        private List<Told> forecasts() {
            if (scope.asset().isPresent()) return List.of();
            Instant at = clock.instant();
            int[] parties = new int[on.assets()];
            for (int row = 0; row < in.length; row++)
                if (in[row] && !Reach.done(on.rows().get(row))) parties[on.assetOf(row)] |= on.parties(row);
            Map<String, Integer> waits = new HashMap<>();
            for (int asset = 0; asset < parties.length; asset++)
                if (parties[asset] != 0) waits.put(on.asset(asset).value(), parties[asset]);
            Set<Goal> goals = EnumSet.noneOf(Goal.class);
            for (int row = 0; row < in.length; row++)
                if (in[row]) goals.add(on.rows().get(row).goal());
            return goals.stream()
                    .map(goal -> new ForecastBook(store, scope.says().toLowerCase(Locale.ROOT), goal, at)
                            .told(
                                    spells(now, goal),
                                    this::counts,
                                    spell -> elsewhere(
                                            waits.get(spell.asset()),
                                            "they wait for a vendor",
                                            "an exception or the profile holds them")))
                    .toList();
        }

        private boolean counts(Spell spell) {
            return (only == null || only.contains(new AssetId(spell.asset())))
                    && scope.siteName()
                            .map(name -> name.equalsIgnoreCase(spell.site()))
                            .orElse(true)
                    && scope.family().map(spell.family()::equals).orElse(true);
        }

        // ---- what holds it

        /** With the words of one that waits for it, which only a decision has. */
        private Map<Integer, Blocker> told(List<Dependencies.Blocker> shown, List<Dependencies.Blocker> chain) {
            Map<Integer, Dependencies.Blocker> wanted = new TreeMap<>();
            shown.forEach(one -> wanted.put(one.number(), one));
            chain.forEach(one -> wanted.put(one.number(), one));
            Map<Integer, AssetId> waiting = new HashMap<>();
            for (int blocker : wanted.keySet())
                for (int asset = 0; asset < on.assets(); asset++)
                    if (asset != blocker && on.waitsFor(asset, blocker)) {
                        waiting.put(blocker, on.asset(asset));
                        break;
                    }
            Map<AssetId, List<Decision>> decisions = new HashMap<>();
            store.transact(tx -> tx.decisions().current(Set.copyOf(waiting.values())))
                    .forEach(decision -> decisions
                            .computeIfAbsent(decision.about().asset(), key -> new ArrayList<>())
                            .add(decision));
            Map<Integer, Blocker> told = new HashMap<>();
            wanted.forEach((number, one) -> told.put(
                    number,
                    tell(one, decisions.getOrDefault(waiting.getOrDefault(number, new AssetId("-")), List.of()))));
            return told;
        }

        private Blocker tell(Dependencies.Blocker blocker, List<Decision> ofOneThatWaits) {
            Set<String> ids = new TreeSet<>();
            Gate words = null;
            for (Decision decision : ofOneThatWaits)
                if (decision instanceof Decision.Hold hold)
                    for (Gate gate : hold.gates())
                        if (isThrough(gate, blocker.number())) {
                            ids.add(gate.id());
                            if (words == null) words = gate;
                        }
            return new Blocker(
                    id(blocker.number()),
                    on.isAsset(blocker.number()),
                    blocker.behind(),
                    blocker.direct(),
                    wave(on.wave(blocker)),
                    Owes.of(on.partiesOf(blocker.number())),
                    List.copyOf(ids),
                    words == null ? "" : words.because(),
                    words == null ? "" : words.liftedBy());
        }

        private boolean isThrough(Gate gate, int blocker) {
            return on.isAsset(blocker)
                    ? gate.heldBy().contains(on.asset(blocker))
                    : gate.id().equals(on.gate(blocker).id())
                            && gate.scope().equals(on.gate(blocker).scope());
        }

        private String id(int blocker) {
            return on.isAsset(blocker)
                    ? on.asset(blocker).value()
                    : on.gate(blocker).id() + " " + on.gate(blocker).scope();
        }

        private Cheapest cheapest() {
            CheapestUnblock.Problem problem = on.needs(open, MOST);
            List<UnblockSet> sets = CheapestUnblock.solve(problem, MOST, CheapestUnblock.STEPS).stream()
                    .map(answer -> new UnblockSet(
                            answer.blockers().stream().map(this::id).toList(),
                            answer.frees(),
                            answer.atMost(),
                            answer.exact()))
                    .toList();
            return new Cheapest(CheapestUnblock.ALGORITHM, MOST, problem.held(), problem.beyond(), sets);
        }

        private List<Excepted> exceptions() {
            Organisation profile = organisation.get();
            if (profile.exceptions().isEmpty()) return List.of();
            AssetNames names = estate.get().names();
            Set<AssetId> shown = new HashSet<>();
            for (int row = 0; row < in.length; row++)
                if (in[row]) shown.add(on.rows().get(row).asset());
            LocalDate today = clock.instant().atZone(profile.timezone()).toLocalDate();
            boolean all = scope.says().equals("estate");
            return profile.exceptions().stream()
                    .filter(entry -> all || names.named(entry.asset()).stream().anyMatch(shown::contains))
                    .sorted(Comparator.comparing(Organisation.ExceptionEntry::until)
                            .thenComparing(Organisation.ExceptionEntry::asset))
                    .map(entry -> new Excepted(
                            entry,
                            ChronoUnit.DAYS.between(today, entry.until()) + 1,
                            profile.over(entry.until(), clock.instant())))
                    .toList();
        }
    }
}
