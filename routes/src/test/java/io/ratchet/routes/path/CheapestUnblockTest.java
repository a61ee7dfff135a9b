package io.ratchet.routes.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.routes.path.CheapestUnblock.Answer;
import io.ratchet.routes.path.CheapestUnblock.Need;
import io.ratchet.routes.path.CheapestUnblock.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The cheapest set of blockers, held against every set there is. */
class CheapestUnblockTest {
    private static final int MOST = 4;

    @Test
    void freesAsManyAsTheBestOfAllSets() {
        for (int seed = 0; seed < 300; seed++) {
            // Given
            Problem problem = problem(new Random(seed), 9, 14);

            // When
            List<Answer> answers = CheapestUnblock.solve(problem, MOST, CheapestUnblock.STEPS);

            // Then
            int before = 0;
            for (int size = 1; size <= MOST; size++) {
                int best = bruteForce(problem, size);
                int wanted = size;
                List<Answer> of = answers.stream()
                        .filter(answer -> answer.frees() == best)
                        .toList();
                if (best > before) {
                    assertThat(of).as("seed %d, size %d", seed, wanted).hasSize(1);
                    assertThat(of.get(0).blockers().size()).isLessThanOrEqualTo(wanted);
                    assertThat(of.get(0).exact()).isTrue();
                    assertThat(of.get(0).atMost()).isEqualTo(best);
                    assertThat(frees(problem, new TreeSet<>(of.get(0).blockers())))
                            .isEqualTo(best);
                }
                before = Math.max(before, best);
            }
            assertThat(answers).allSatisfy(answer -> assertThat(answer.frees()).isPositive());
        }
    }

    @Test
    void aSearchThatWasCutShortSaysSoAndItsBoundHolds() {
        for (int seed = 0; seed < 100; seed++) {
            // Given
            Problem problem = problem(new Random(seed), 12, 30);

            // When
            List<Answer> answers = CheapestUnblock.solve(problem, MOST, 40);

            // Then
            for (Answer answer : answers) {
                assertThat(frees(problem, new TreeSet<>(answer.blockers()))).isEqualTo(answer.frees());
                assertThat(answer.frees()).isLessThanOrEqualTo(answer.atMost());
                if (answer.exact()) continue;
                assertThat(answer.atMost())
                        .isGreaterThanOrEqualTo(
                                bruteForce(problem, answer.blockers().size()));
            }
        }
        assertThat(CheapestUnblock.solve(problem(new Random(1), 12, 30), MOST, 40))
                .anyMatch(answer -> !answer.exact());
    }

    @Test
    void doesNotCountWhoIsMadeReadyAmongTheFreed() {
        // Given: 1 waits for 0; 2 and 3 wait for both
        Problem problem = new Problem(
                List.of(new Need(new int[] {0}, new int[] {1}), new Need(new int[] {0, 1}, new int[] {2, 3})), 3, 0);

        // When
        List<Answer> answers = CheapestUnblock.solve(problem, 2, CheapestUnblock.STEPS);

        // Then
        assertThat(answers).containsExactly(new Answer(List.of(0), 1, 1, true), new Answer(List.of(0, 1), 2, 2, true));
    }

    @Test
    void nothingIsFreedWhereNothingWaits() {
        assertThat(CheapestUnblock.solve(new Problem(List.of(), 0, 0), MOST, CheapestUnblock.STEPS))
                .isEmpty();
    }

    /** Some of those that wait are blockers themselves. */
    private static Problem problem(Random random, int blockers, int classes) {
        List<Need> needs = new ArrayList<>();
        TreeSet<Integer> used = new TreeSet<>();
        int next = blockers;
        for (int i = 0; i < classes; i++) {
            TreeSet<Integer> of = new TreeSet<>();
            int size = 1 + random.nextInt(MOST);
            while (of.size() < size) of.add(random.nextInt(blockers));
            List<Integer> assets = new ArrayList<>();
            int count = 1 + random.nextInt(6);
            for (int asset = 0; asset < count; asset++) {
                int self = random.nextInt(blockers);
                assets.add(random.nextInt(4) == 0 && !of.contains(self) && used.add(self) ? self : next++);
            }
            if (needs.stream().anyMatch(need -> Arrays.equals(need.blockers(), array(of)))) continue;
            needs.add(new Need(array(of), array(assets)));
        }
        return new Problem(needs, next, 0);
    }

    private static int[] array(Collection<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int bruteForce(Problem problem, int size) {
        int[] all = problem.needs().stream()
                .flatMapToInt(need -> Arrays.stream(need.blockers()))
                .distinct()
                .sorted()
                .toArray();
        int best = 0;
        for (int mask = 0; mask < 1 << all.length; mask++) {
            if (Integer.bitCount(mask) > size) continue;
            TreeSet<Integer> set = new TreeSet<>();
            for (int i = 0; i < all.length; i++) if ((mask & 1 << i) != 0) set.add(all[i]);
            best = Math.max(best, frees(problem, set));
        }
        return best;
    }

    private static int frees(Problem problem, TreeSet<Integer> set) {
        int frees = 0;
        for (Need need : problem.needs())
            if (Arrays.stream(need.blockers()).allMatch(set::contains))
                frees += (int) Arrays.stream(need.assets())
                        .filter(asset -> !set.contains(asset))
                        .count();
        return frees;
    }
}
