package io.ratchet.routes.path;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.store.Decisions.Outline;
import io.ratchet.store.Decisions.Outlines;
import io.ratchet.store.Decisions.Shut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who waits for whom, over the whole estate. An asset has work of its own (everything open but what holds it from ONLY)
 * and, after it, the switch to ONLY. Either may be held by other assets, and is then until these have done their own
 * work; a gate that no asset keeps shut stands for itself. Assets that wait for the same share one group, so that a
 * large estate is a small graph.
 *
 * <p>Blockers are numbered: first the assets, then the gates. Never changes; safe for use by several threads.
 */
final class Dependencies {
    /** What never ends: a ring of assets that wait for one another, and what waits for it. */
    static final int KNOT = Integer.MAX_VALUE;

    /** A gate that no asset keeps shut. */
    record Gate(String id, String scope) {}

    private final List<Outline> rows;
    private final List<AssetId> assets = new ArrayList<>();
    private final Map<AssetId, Integer> index = new HashMap<>();
    private final int[] assetOf;
    private final List<Gate> gates = new ArrayList<>();
    private final GateOwners owners;

    /** Bundles: a list of assets that keep gates shut together, or one gate by itself. */
    private final List<int[]> members = new ArrayList<>();

    private final int[][] ownBundles;
    private final int[][] switchBundles;
    private final boolean[] hasOwn;
    private final boolean[] hasSwitch;
    private final int[] ownParties;
    private final int[] bundleParties;
    private final int[] bundleWave;
    private final int[] ownWave;
    private final List<BitSet> reach = new ArrayList<>();

    /** Groups: assets that wait for the same bundles. */
    private final int[] groupOf;

    private final List<BitSet> groupReach = new ArrayList<>();

    Dependencies(Outlines outlines, GateOwners owners) {
        this.owners = owners;
        this.rows = outlines.rows().stream()
                .sorted(Comparator.comparing(Outline::asset)
                        .thenComparing(Outline::goal)
                        .thenComparing(Outline::system))
                .toList();
        this.assetOf = new int[rows.size()];
        for (int i = 0; i < rows.size(); i++) assetOf[i] = number(rows.get(i).asset());
        outlines.lists().values().forEach(list -> list.forEach(this::number));
        int count = assets.size();
        ownBundles = new int[count][];
        switchBundles = new int[count][];
        hasOwn = new boolean[count];
        hasSwitch = new boolean[count];
        ownParties = new int[count];
        groupOf = new int[count];
        bundle(outlines);
        bundleParties = parties();
        ownWave = new int[count];
        bundleWave = waves();
        group();
    }

    private int number(AssetId asset) {
        Integer known = index.get(asset);
        if (known != null) return known;
        assets.add(asset);
        index.put(asset, assets.size() - 1);
        return assets.size() - 1;
    }

    private void bundle(Outlines outlines) {
        Map<Long, Integer> ofList = new HashMap<>();
        Map<Gate, Integer> ofGate = new LinkedHashMap<>();
        List<TreeSet<Integer>> own = new ArrayList<>();
        List<TreeSet<Integer>> later = new ArrayList<>();
        for (int asset = 0; asset < assets.size(); asset++) {
            own.add(new TreeSet<>());
            later.add(new TreeSet<>());
        }
        int gatesFrom = assets.size();
        for (int i = 0; i < rows.size(); i++) {
            Outline row = rows.get(i);
            if (Reach.done(row)) continue;
            int asset = assetOf[i];
            boolean switches = switches(row);
            if (switches) hasSwitch[asset] = true;
            else hasOwn[asset] = true;
            if (row.gates().isEmpty()) ownParties[asset] |= Owes.open(row).bit();
            for (Shut gate : row.gates()) {
                int bundle;
                if (gate.list() > Shut.BY_ITSELF) {
                    bundle = ofList.computeIfAbsent(
                            gate.list(),
                            list -> bundle(outlines.lists().getOrDefault(list, List.of()).stream()
                                    .mapToInt(index::get)
                                    .toArray()));
                } else if (gate.list() == Shut.BY_NO_ASSET && !gate.scope().equals("asset")) {
                    bundle = ofGate.computeIfAbsent(new Gate(gate.gate(), gate.scope()), one -> {
                        gates.add(one);
                        return bundle(new int[] {gatesFrom + gates.size() - 1});
                    });
                } else {
                    if (!switches) ownParties[asset] |= owners.of(gate.gate()).bit();
                    continue;
                }
                if (isOnly(bundle, asset)) continue;
                (switches ? later : own).get(asset).add(bundle);
            }
        }
        Map<List<Integer>, int[]> same = new HashMap<>();
        for (int asset = 0; asset < assets.size(); asset++) {
            ownBundles[asset] = shared(same, own.get(asset));
            switchBundles[asset] = shared(same, later.get(asset));
        }
    }

    private boolean isOnly(int bundle, int asset) {
        int[] in = members.get(bundle);
        return in.length == 0 || (in.length == 1 && in[0] == asset);
    }

    private int bundle(int[] blockers) {
        members.add(blockers);
        return members.size() - 1;
    }

    private static int[] shared(Map<List<Integer>, int[]> same, Set<Integer> bundles) {
        return same.computeIfAbsent(
                List.copyOf(bundles),
                list -> list.stream().mapToInt(Integer::intValue).toArray());
    }

    /** What comes after all work of the asset's own. */
    static boolean switches(Outline row) {
        return row.goal() == Goal.ONLY && row.kind().equals("hold");
    }

    private boolean isGate(int blocker) {
        return blocker >= assets.size();
    }

    /** Whom a bundle waits for in the end. */
    private int[] parties() {
        List<BitSet> next = new ArrayList<>();
        int[] own = new int[members.size()];
        for (int bundle = 0; bundle < members.size(); bundle++) {
            BitSet bundles = new BitSet();
            for (int blocker : members.get(bundle)) {
                if (isGate(blocker)) {
                    own[bundle] |= owners.of(gate(blocker).id()).bit();
                    continue;
                }
                own[bundle] |= hasOwn[blocker] ? ownParties[blocker] : Owes.US.bit();
                for (int other : ownBundles[blocker]) bundles.set(other);
            }
            next.add(bundles);
        }
        for (int bundle = 0; bundle < members.size(); bundle++) reach.add(reached(bundle, next));
        int[] all = new int[members.size()];
        for (int bundle = 0; bundle < members.size(); bundle++)
            for (int other = reach.get(bundle).nextSetBit(0);
                    other >= 0;
                    other = reach.get(bundle).nextSetBit(other + 1)) all[bundle] |= own[other];
        return all;
    }

    private static BitSet reached(int from, List<BitSet> next) {
        BitSet seen = new BitSet();
        int[] stack = new int[next.size()];
        int top = 0;
        stack[top++] = from;
        seen.set(from);
        while (top > 0) {
            BitSet onward = next.get(stack[--top]);
            for (int other = onward.nextSetBit(0); other >= 0; other = onward.nextSetBit(other + 1))
                if (!seen.get(other)) {
                    seen.set(other);
                    stack[top++] = other;
                }
        }
        return seen;
    }

    /**
     * Peels the graph: what waits for nobody is in the first wave, what waits for waves up to N in wave N + 1. What is
     * never peeled off is a knot.
     */
    private int[] waves() {
        int[] ofBundle = new int[members.size()];
        Arrays.fill(ofBundle, KNOT);
        Arrays.fill(ownWave, KNOT);
        for (boolean again = true; again; ) {
            again = false;
            for (int asset = 0; asset < assets.size(); asset++) {
                if (ownWave[asset] != KNOT) continue;
                int before = latest(ownBundles[asset], ofBundle);
                if (before == KNOT) continue;
                ownWave[asset] = before + 1;
                again = true;
            }
            for (int bundle = 0; bundle < ofBundle.length; bundle++) {
                if (ofBundle[bundle] != KNOT) continue;
                int wave = 1;
                for (int blocker : members.get(bundle)) if (!isGate(blocker)) wave = Math.max(wave, ownWave[blocker]);
                if (wave == KNOT) continue;
                ofBundle[bundle] = wave;
                again = true;
            }
        }
        return ofBundle;
    }

    private static int latest(int[] bundles, int[] waves) {
        int latest = 0;
        for (int bundle : bundles) latest = Math.max(latest, waves[bundle]);
        return latest;
    }

    private void group() {
        Map<List<Integer>, Integer> groups = new HashMap<>();
        for (int asset = 0; asset < assets.size(); asset++) {
            TreeSet<Integer> both = new TreeSet<>();
            for (int bundle : ownBundles[asset]) both.add(bundle);
            for (int bundle : switchBundles[asset]) both.add(bundle);
            groupOf[asset] = groups.computeIfAbsent(List.copyOf(both), bundles -> {
                BitSet reached = new BitSet();
                bundles.forEach(bundle -> reached.or(reach.get(bundle)));
                groupReach.add(reached);
                return groupReach.size() - 1;
            });
        }
    }

    // ---- what is asked of it

    /** Every current decision, by asset. */
    List<Outline> rows() {
        return rows;
    }

    int assetOf(int row) {
        return assetOf[row];
    }

    int assets() {
        return assets.size();
    }

    /** Assets and gates. */
    int blockers() {
        return assets.size() + gates.size();
    }

    boolean isAsset(int blocker) {
        return !isGate(blocker);
    }

    AssetId asset(int blocker) {
        return assets.get(blocker);
    }

    Gate gate(int blocker) {
        return gates.get(blocker - assets.size());
    }

    /** When an open decision can be carried out: 1 now, {@link #KNOT} never as things stand. */
    int wave(int row) {
        int asset = assetOf[row];
        if (!switches(rows.get(row))) return ownWave[asset];
        int before = Math.max(latest(switchBundles[asset], bundleWave), hasOwn[asset] ? ownWave[asset] : 0);
        return before == KNOT ? KNOT : before + 1;
    }

    /** Whose step an open decision waits for. */
    int parties(int row) {
        Outline outline = rows.get(row);
        if (outline.gates().isEmpty()) return Owes.open(outline).bit();
        int asset = assetOf[row];
        int parties = 0;
        boolean byItself = false;
        for (Shut gate : outline.gates()) {
            boolean others = gate.list() > Shut.BY_ITSELF
                    || (gate.list() == Shut.BY_NO_ASSET && !gate.scope().equals("asset"));
            if (!others) {
                parties |= owners.of(gate.gate()).bit();
                byItself = true;
            }
        }
        int[] bundles = switches(outline) ? switchBundles[asset] : ownBundles[asset];
        for (int bundle : bundles) parties |= bundleParties[bundle];
        return parties == 0 && !byItself
                ? owners.of(outline.gates().get(0).gate()).bit()
                : parties;
    }

    /** When the work of a blocker's own can be carried out. */
    int wave(Blocker blocker) {
        return isGate(blocker.number()) ? 1 : Math.max(1, ownWave[blocker.number()]);
    }

    /** Whose step a blocker's own work waits for. */
    int partiesOf(int blocker) {
        if (isGate(blocker)) return owners.of(gate(blocker).id()).bit();
        int parties = hasOwn[blocker] ? ownParties[blocker] : Owes.US.bit();
        for (int bundle : ownBundles[blocker]) parties |= bundleParties[bundle];
        return parties;
    }

    /**
     * What keeps others.
     *
     * @param behind how many of the assets that count wait for it, for those that wait for it, and so on
     * @param direct how many wait for it itself
     */
    record Blocker(int number, int behind, int direct) {}

    /** Bundles that a blocker is in. */
    private List<List<Integer>> memberships() {
        List<List<Integer>> in = new ArrayList<>(blockers());
        for (int blocker = 0; blocker < blockers(); blocker++) in.add(List.of());
        for (int bundle = 0; bundle < members.size(); bundle++)
            for (int blocker : members.get(bundle)) {
                if (in.get(blocker).isEmpty()) in.set(blocker, new ArrayList<>(2));
                in.get(blocker).add(bundle);
            }
        return in;
    }

    /**
     * Everything that keeps any asset that counts, the one with most behind it first.
     *
     * @param counts by asset
     */
    List<Blocker> ranked(boolean[] counts) {
        int[] weight = new int[groupReach.size()];
        for (int asset = 0; asset < assets.size(); asset++) if (counts[asset]) weight[groupOf[asset]]++;
        BitSet[] reachedBy = new BitSet[members.size()];
        for (int bundle = 0; bundle < reachedBy.length; bundle++) reachedBy[bundle] = new BitSet();
        for (int group = 0; group < weight.length; group++) {
            if (weight[group] == 0) continue;
            BitSet reached = groupReach.get(group);
            for (int bundle = reached.nextSetBit(0); bundle >= 0; bundle = reached.nextSetBit(bundle + 1))
                reachedBy[bundle].set(group);
        }
        BitSet[] directly = directly(counts);
        List<List<Integer>> in = memberships();
        Map<List<Integer>, int[]> seen = new HashMap<>();
        List<Blocker> ranked = new ArrayList<>();
        for (int blocker = 0; blocker < blockers(); blocker++) {
            List<Integer> bundles = in.get(blocker);
            if (bundles.isEmpty()) continue;
            int[] behind = seen.computeIfAbsent(bundles, same -> {
                BitSet groups = new BitSet();
                BitSet first = new BitSet();
                for (int bundle : same) {
                    groups.or(reachedBy[bundle]);
                    first.or(directly[bundle]);
                }
                return new int[] {sum(groups, weight), sum(first, weight)};
            });
            boolean self = !isGate(blocker) && counts[blocker];
            int all = behind[0] - (self && waits(groupOf[blocker], bundles, groupReach) ? 1 : 0);
            int near = behind[1] - (self && anyOf(directly, bundles, groupOf[blocker]) ? 1 : 0);
            if (all > 0) ranked.add(new Blocker(blocker, all, near));
        }
        ranked.sort(Comparator.comparingInt((Blocker one) -> -one.behind())
                .thenComparingInt(this::wave)
                .thenComparing(this::name));
        return ranked;
    }

    private static boolean waits(int group, List<Integer> bundles, List<BitSet> reach) {
        return bundles.stream().anyMatch(reach.get(group)::get);
    }

    private static boolean anyOf(BitSet[] directly, List<Integer> bundles, int group) {
        return bundles.stream().anyMatch(bundle -> directly[bundle].get(group));
    }

    private static int sum(BitSet groups, int[] weight) {
        int sum = 0;
        for (int group = groups.nextSetBit(0); group >= 0; group = groups.nextSetBit(group + 1)) sum += weight[group];
        return sum;
    }

    /** The groups that wait for a bundle itself. */
    private BitSet[] directly(boolean[] counts) {
        BitSet[] directly = new BitSet[members.size()];
        for (int bundle = 0; bundle < directly.length; bundle++) directly[bundle] = new BitSet();
        for (int asset = 0; asset < assets.size(); asset++) {
            if (!counts[asset]) continue;
            for (int bundle : ownBundles[asset]) directly[bundle].set(groupOf[asset]);
            for (int bundle : switchBundles[asset]) directly[bundle].set(groupOf[asset]);
        }
        return directly;
    }

    private String name(Blocker blocker) {
        return isGate(blocker.number())
                ? gate(blocker.number()).id() + gate(blocker.number()).scope()
                : asset(blocker.number()).value();
    }

    /** Whether an asset waits for a blocker itself. */
    boolean waitsFor(int asset, int blocker) {
        return isIn(ownBundles[asset], blocker) || isIn(switchBundles[asset], blocker);
    }

    /** Whether an asset's own work waits for a blocker itself. */
    boolean ownWaitsFor(int asset, int blocker) {
        return isIn(ownBundles[asset], blocker);
    }

    private boolean isIn(int[] bundles, int blocker) {
        for (int bundle : bundles) for (int one : members.get(bundle)) if (one == blocker) return true;
        return false;
    }

    /**
     * From the blocker with most behind it on: who waits for it and has most behind in turn, to the last that anything
     * waits for.
     */
    List<Blocker> chain(List<Blocker> ranked) {
        List<Blocker> chain = new ArrayList<>();
        if (ranked.isEmpty()) return chain;
        chain.add(ranked.get(0));
        for (; ; ) {
            Blocker last = chain.get(chain.size() - 1);
            Blocker next = ranked.stream()
                    .filter(one -> !isGate(one.number()) && !chain.contains(one))
                    .filter(one -> one.number() != last.number() && ownWaitsFor(one.number(), last.number()))
                    .findFirst()
                    .orElse(null);
            if (next == null) return chain;
            chain.add(next);
        }
    }

    /**
     * What each asset that counts needs from others, as classes of assets that need the same.
     *
     * @param most more than so many blockers are not listed
     */
    CheapestUnblock.Problem needs(boolean[] counts, int most) {
        Map<List<Integer>, List<Integer>> classes = new LinkedHashMap<>();
        int beyond = 0;
        int held = 0;
        List<BitSet> needed = new ArrayList<>();
        for (BitSet reached : groupReach) needed.add(all(reached, most + 1));
        for (int asset = 0; asset < assets.size(); asset++) {
            if (!counts[asset] || groupReach.get(groupOf[asset]).isEmpty()) continue;
            held++;
            BitSet needs = needed.get(groupOf[asset]);
            int size = needs.cardinality() - (needs.get(asset) ? 1 : 0);
            if (size == 0) continue;
            if (size > most) {
                beyond++;
                continue;
            }
            int self = asset;
            classes.computeIfAbsent(
                            needs.stream().filter(one -> one != self).boxed().toList(), key -> new ArrayList<>())
                    .add(asset);
        }
        List<CheapestUnblock.Need> needs = classes.entrySet().stream()
                .map(entry -> new CheapestUnblock.Need(
                        entry.getKey().stream().mapToInt(Integer::intValue).toArray(),
                        entry.getValue().stream().mapToInt(Integer::intValue).toArray()))
                .toList();
        return new CheapestUnblock.Problem(needs, held, beyond);
    }

    /** Everybody in these bundles; once there are more than {@code enough} the rest does not matter. */
    private BitSet all(BitSet bundles, int enough) {
        BitSet all = new BitSet();
        for (int bundle = bundles.nextSetBit(0); bundle >= 0; bundle = bundles.nextSetBit(bundle + 1)) {
            for (int blocker : members.get(bundle)) all.set(blocker);
            if (all.cardinality() > enough) return all;
        }
        return all;
    }
}
