package io.ratchet.routes.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The smallest set of blockers whose readiness frees the most other assets. An asset is free once everything it needs,
 * through all it waits for, is in the set; choosing k blockers so that most are free is hard in general (it is the
 * densest-k-subhypergraph problem).
 *
 * <p>For each size from 1 to the largest asked for: begin with what a greedy choice frees (whole needs, most freed for
 * each blocker added), then branch and bound over the blockers, cutting off a branch once even its bound frees no more.
 * The bound of a choice: what it frees, plus the largest sum of shares that the blockers still to choose could bring,
 * where an asset's share is split evenly over what it lacks; never more than the assets that lack few enough. When the
 * search ends, the answer is exact; when it comes to its limit of steps it is the best one found, and {@code atMost}
 * says what no set of this size can exceed. Both are the same for the same estate, whatever the machine.
 */
final class CheapestUnblock {
    static final String ALGORITHM =
            "greedy choice, then branch and bound over the blockers with an even-share bound; exact where the search ended within its"
                    + " limit, otherwise the best set found with the bound that no set of its size can exceed";

    /** Some hundredths of a second of one core for each size. */
    static final long STEPS = 500_000;

    /** Assets that need the same blockers, both as numbers of {@link Dependencies}. */
    record Need(int[] blockers, int[] assets) {}

    /**
     * What is to be freed.
     *
     * @param held how many assets wait for others at all
     * @param beyond how many of them need more blockers than any set may have
     */
    record Problem(List<Need> needs, int held, int beyond) {}

    /**
     * The best set of a size.
     *
     * @param blockers sorted
     * @param frees how many others
     * @param atMost what no set of this size exceeds; the same as {@code frees} where it is exact
     */
    record Answer(List<Integer> blockers, int frees, int atMost, boolean exact) {}

    private final int[] blockers;
    private final int[][] needs;
    private final int[] weight;
    private final int[][] classesOf;
    /** By blocker the class of the same asset, where it is one that waits itself; else -1. */
    private final int[] ownClass;

    private long steps;
    private int best;
    private int[] bestSet = {};

    private CheapestUnblock(List<Need> given) {
        blockers = given.stream()
                .flatMapToInt(need -> Arrays.stream(need.blockers()))
                .distinct()
                .sorted()
                .toArray();
        Map<Integer, Integer> position = new HashMap<>();
        for (int i = 0; i < blockers.length; i++) position.put(blockers[i], i);
        needs = new int[given.size()][];
        weight = new int[given.size()];
        ownClass = new int[blockers.length];
        Arrays.fill(ownClass, -1);
        List<List<Integer>> of = new ArrayList<>();
        for (int i = 0; i < blockers.length; i++) of.add(new ArrayList<>());
        for (int i = 0; i < given.size(); i++) {
            needs[i] = Arrays.stream(given.get(i).blockers()).map(position::get).toArray();
            weight[i] = given.get(i).assets().length;
            for (int blocker : needs[i]) of.get(blocker).add(i);
            for (int asset : given.get(i).assets()) {
                Integer own = position.get(asset);
                if (own != null) ownClass[own] = i;
            }
        }
        classesOf = of.stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /** The best set of each size from 1 to {@code most}, as long as a larger one frees more. */
    static List<Answer> solve(Problem problem, int most, long limit) {
        CheapestUnblock search = new CheapestUnblock(problem.needs());
        List<Answer> answers = new ArrayList<>();
        int before = 0;
        for (int size = 1; size <= Math.min(most, search.blockers.length); size++) {
            Answer answer = search.best(size, limit);
            if (answer.frees() > before) answers.add(answer);
            before = Math.max(before, answer.frees());
        }
        return answers;
    }

    private Answer best(int size, long limit) {
        steps = 0;
        int[] greedy = greedy(size);
        best = freed(greedy);
        bestSet = greedy;
        int root = bound(new BitSet(), new BitSet(), size, 0);
        boolean ended = branch(new int[0], new BitSet(), new BitSet(), size, limit);
        List<Integer> set = Arrays.stream(bestSet)
                .map(one -> blockers[one])
                .sorted()
                .boxed()
                .toList();
        return new Answer(set, best, ended ? best : Math.max(best, root), ended);
    }

    /** Whole needs at a time: the one that frees most for each blocker it adds. */
    private int[] greedy(int size) {
        BitSet chosen = new BitSet();
        for (; ; ) {
            int pick = -1;
            double most = 0;
            for (int i = 0; i < needs.length; i++) {
                int lacks = lacks(i, chosen);
                if (lacks == 0 || lacks > size - chosen.cardinality()) continue;
                BitSet with = (BitSet) chosen.clone();
                for (int blocker : needs[i]) with.set(blocker);
                double gain = (double) (freed(with) - freed(chosen)) / lacks;
                if (gain > most) {
                    most = gain;
                    pick = i;
                }
                if (++steps > STEPS) break;
            }
            if (pick < 0) return chosen.stream().toArray();
            for (int blocker : needs[pick]) chosen.set(blocker);
        }
    }

    private int lacks(int need, BitSet chosen) {
        int lacks = 0;
        for (int blocker : needs[need]) if (!chosen.get(blocker)) lacks++;
        return lacks;
    }

    private int freed(int[] chosen) {
        BitSet set = new BitSet();
        for (int one : chosen) set.set(one);
        return freed(set);
    }

    /** Others that are free once these are ready: those in the set do not count. */
    private int freed(BitSet chosen) {
        int freed = 0;
        BitSet looked = new BitSet();
        for (int one = chosen.nextSetBit(0); one >= 0; one = chosen.nextSetBit(one + 1)) {
            for (int need : classesOf[one]) {
                if (looked.get(need)) continue;
                looked.set(need);
                steps++;
                if (lacks(need, chosen) == 0) freed += weight[need];
            }
            if (ownClass[one] >= 0 && lacks(ownClass[one], chosen) == 0) freed--;
        }
        return freed;
    }

    /** What no set with these, without those, and with so many more can exceed. */
    private int bound(BitSet chosen, BitSet without, int more, int freed) {
        double[] share = new double[blockers.length];
        long could = freed;
        for (int i = 0; i < needs.length; i++) {
            steps++;
            int lacks = 0;
            boolean lost = false;
            for (int blocker : needs[i]) {
                if (without.get(blocker)) lost = true;
                if (!chosen.get(blocker)) lacks++;
            }
            if (lost || lacks == 0 || lacks > more) continue;
            could += weight[i];
            for (int blocker : needs[i]) if (!chosen.get(blocker)) share[blocker] += (double) weight[i] / lacks;
        }
        double shares = Arrays.stream(share)
                .boxed()
                .sorted(Comparator.reverseOrder())
                .limit(more)
                .mapToDouble(Double::doubleValue)
                .sum();
        // Members of the set that become free do not count as others; counting them here only makes the bound larger.
        return (int) Math.min(could, freed + (long) Math.floor(shares + 1e-6));
    }

    /** False: it came to the limit. */
    private boolean branch(int[] set, BitSet chosen, BitSet without, int more, long limit) {
        int freed = freed(chosen);
        if (freed > best || (freed == best && set.length < bestSet.length && freed > 0)) {
            best = freed;
            bestSet = set;
        }
        if (more == 0) return true;
        BitSet left = (BitSet) without.clone();
        while (bound(chosen, left, more, freed) > best) {
            if (steps > limit) return false;
            int pick = pick(chosen, left, more);
            if (pick < 0) return true;
            int[] with = Arrays.copyOf(set, set.length + 1);
            with[set.length] = pick;
            chosen.set(pick);
            boolean ended = branch(with, chosen, left, more - 1, limit);
            chosen.clear(pick);
            if (!ended) return false;
            left.set(pick);
        }
        return true;
    }

    /** The blocker that promises most; the first of equals. */
    private int pick(BitSet chosen, BitSet without, int more) {
        double[] share = new double[blockers.length];
        for (int i = 0; i < needs.length; i++) {
            steps++;
            int lacks = 0;
            boolean lost = false;
            for (int blocker : needs[i]) {
                if (without.get(blocker)) lost = true;
                if (!chosen.get(blocker)) lacks++;
            }
            if (lost || lacks == 0 || lacks > more) continue;
            for (int blocker : needs[i]) if (!chosen.get(blocker)) share[blocker] += (double) weight[i] / lacks;
        }
        return IntStream.range(0, share.length)
                .filter(one -> share[one] > 0)
                .boxed()
                .max(Comparator.comparingDouble((Integer one) -> share[one]).thenComparing(Comparator.reverseOrder()))
                .orElse(-1);
    }
}
