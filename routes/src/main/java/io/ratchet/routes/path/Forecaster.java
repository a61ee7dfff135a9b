package io.ratchet.routes.path;

import io.ratchet.domain.decision.Family;
import io.ratchet.domain.decision.Goal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Forecasts when what is open will be done, from how long the like took: by family and site where enough of it was
 * finished, else by family. A thousand courses are drawn; in each the history weighs by chance, each group of assets of
 * the same age is done when its last one is, and no week finishes more than the best week so far. Where the history
 * says too little the answer is that it is unknown. The same history gives the same answer.
 */
final class Forecaster {
    private static final int COURSES = 1000;
    /** How many ways the history of one kind is weighed; each serves an equal part of the courses. */
    private static final int WEIGHINGS = 50;

    static final int FINISHED_OF_A_FAMILY = 10;
    static final int FINISHED_AT_A_SITE = 40;
    static final int WEEKS_OF_HISTORY = 4;
    private static final int WEEKS_SHOWN = 26;
    private static final StepTimes NONE = new StepTimes();
    private static final double WEEK = Duration.ofDays(7).toSeconds();

    private final List<Spell> spells;
    private final Instant now;
    private final Map<String, StepTimes> times = new HashMap<>();

    /** @param spells every one that is known; those that begin after {@code now} do not count */
    Forecaster(List<Spell> spells, Instant now) {
        this.spells =
                spells.stream().filter(spell -> !spell.opened().isAfter(now)).toList();
        this.now = now;
        for (Spell spell : this.spells) {
            boolean ended = spell.closed() != null && !spell.closed().isAfter(now);
            Instant until = ended && spell.closed() != null ? spell.closed() : now;
            int weeks = (int) weeks(spell.opened(), until);
            boolean success = ended && !spell.left();
            add(spell.family(), weeks, success);
            add(spell.family() + "\n" + spell.site(), weeks, success);
        }
    }

    private void add(String key, int weeks, boolean ended) {
        times.computeIfAbsent(key, none -> new StepTimes()).add(weeks, ended);
    }

    private static double weeks(Instant from, Instant until) {
        return Duration.between(from, until).toSeconds() / WEEK;
    }

    /** Assets of the same age whose like took the same time. */
    private record Group(String key, int age) {}

    /**
     * Forecasts.
     *
     * @param counts whether a spell is of what is asked about
     * @param elsewhere why an asset cannot be done by those who work here; empty where it can
     */
    Forecast of(Goal goal, Predicate<Spell> counts, Function<Spell, Optional<String>> elsewhere) {
        List<Spell> asked = spells.stream().filter(counts).toList();
        List<Spell> open = asked.stream().filter(spell -> spell.openAt(now)).toList();
        Map<String, Integer> outside = new TreeMap<>();
        Map<Group, Integer> groups = new HashMap<>();
        TreeSet<String> families = new TreeSet<>();
        for (Spell spell : open) {
            Optional<String> why = elsewhere.apply(spell).or(() -> withoutHistory(spell));
            if (why.isPresent()) {
                outside.merge(why.get(), 1, Integer::sum);
                continue;
            }
            families.add(spell.family());
            groups.merge(new Group(key(spell), (int) weeks(spell.opened(), now)), 1, Integer::sum);
        }
        int covered = groups.values().stream().mapToInt(Integer::intValue).sum();
        Optional<String> unknown = unknown(asked, open.size(), covered);
        double[] courses = unknown.isPresent() ? new double[0] : courses(groups, covered, best(asked), seed(goal));
        return new Forecast(
                goal,
                open.size(),
                covered,
                outside,
                unknown.isPresent() ? null : day(courses, 0.5),
                unknown.isPresent() ? null : day(courses, 0.9),
                unknown.orElseGet(() -> because(families)),
                List.copyOf(families),
                burnDown(asked, groups, outside, unknown.isPresent()));
    }

    private Optional<String> withoutHistory(Spell spell) {
        return finished(spell.family()) < FINISHED_OF_A_FAMILY
                ? Optional.of("fewer than " + FINISHED_OF_A_FAMILY + " like it were ever finished")
                : Optional.empty();
    }

    private double finished(String key) {
        return like(key).finished();
    }

    private StepTimes like(String key) {
        return times.getOrDefault(key, NONE);
    }

    private String key(Spell spell) {
        String atSite = spell.family() + "\n" + spell.site();
        return finished(atSite) >= FINISHED_AT_A_SITE ? atSite : spell.family();
    }

    private Optional<String> unknown(List<Spell> asked, int open, int covered) {
        if (open == 0) return Optional.of("Nothing is open.");
        Optional<Instant> first = spells.stream().map(Spell::opened).min(Instant::compareTo);
        if (first.isEmpty() || weeks(first.get(), now) < WEEKS_OF_HISTORY)
            return Optional.of("Unknown: the history is shorter than " + WEEKS_OF_HISTORY + " weeks.");
        if (covered == 0)
            return Optional.of(
                    "Unknown: nothing like what is open was finished often enough, or it waits for others' word.");
        if (best(asked) == 0) return Optional.of("Unknown: nothing was finished here yet.");
        return Optional.empty();
    }

    private String because(Set<String> families) {
        return "From how long the like took: "
                + families.stream()
                        .map(family -> Family.name(family) + " (" + (long) finished(family) + " finished)")
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private long seed(Goal goal) {
        return 31L * now.getEpochSecond() / (long) WEEK + goal.name().hashCode() + spells.size();
    }

    /** The most that were finished in one week. */
    private int best(List<Spell> asked) {
        Map<Long, Integer> byWeek = new HashMap<>();
        for (Spell spell : asked)
            if (spell.closed() != null && !spell.closed().isAfter(now) && !spell.left())
                byWeek.merge((long) weeks(spell.closed(), now), 1, Integer::sum);
        return byWeek.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** In how many weeks all is done, for each course, sorted. */
    private double[] courses(Map<Group, Integer> groups, int covered, int best, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, List<Map.Entry<Group, Integer>>> byKey = groups.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparingInt(Group::age)))
                .collect(Collectors.groupingBy(group -> group.getKey().key(), TreeMap::new, Collectors.toList()));
        double[] done = new double[COURSES];
        Arrays.fill(done, (double) covered / best);
        byKey.forEach((key, ages) -> {
            for (int weighing = 0; weighing < WEIGHINGS; weighing++) {
                StepTimes.Curve curve = like(key).drawn(random);
                for (int course = weighing; course < COURSES; course += WEIGHINGS)
                    for (Map.Entry<Group, Integer> group : ages)
                        done[course] = Math.max(done[course], last(curve, group, random));
            }
        });
        Arrays.sort(done);
        return done;
    }

    /** The last of n: all are done by t with the chance of one to the power of n. */
    private static double last(StepTimes.Curve curve, Map.Entry<Group, Integer> group, SplittableRandom random) {
        double share = Math.pow(1 - random.nextDouble(), 1.0 / group.getValue());
        return curve.until(group.getKey().age(), -Math.log1p(-Math.min(share, 1 - 1e-15)));
    }

    private LocalDate day(double[] courses, double quantile) {
        double weeks = courses[(int) Math.ceil(quantile * courses.length) - 1];
        // Nobody plans by centuries; what takes longer is as good as never.
        return today().plusDays((long) Math.ceil(Math.min(weeks, 5200) * 7));
    }

    private LocalDate today() {
        return now.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private List<Forecast.Point> burnDown(
            List<Spell> asked, Map<Group, Integer> groups, Map<String, Integer> outside, boolean unknown) {
        List<Forecast.Point> points = new ArrayList<>();
        for (int back = WEEKS_SHOWN; back >= 0; back--) {
            Instant at = now.minus(Duration.ofDays(7L * back));
            long open = asked.stream().filter(spell -> spell.openAt(at)).count();
            if (open > 0 || !points.isEmpty())
                points.add(new Forecast.Point(today().minusDays(7L * back), open, false));
        }
        if (unknown) return points;
        int never = outside.values().stream().mapToInt(Integer::intValue).sum();
        Map<String, StepTimes.Curve> curves = new HashMap<>();
        groups.keySet()
                .forEach(group ->
                        curves.computeIfAbsent(group.key(), key -> like(key).curve()));
        for (int week = 1; week <= WEEKS_SHOWN; week++) {
            double open = never;
            for (Map.Entry<Group, Integer> group : groups.entrySet()) {
                StepTimes.Curve curve = curves.getOrDefault(group.getKey().key(), NONE.curve());
                open += group.getValue() * curve.remaining(group.getKey().age(), week);
            }
            points.add(new Forecast.Point(today().plusDays(7L * week), Math.round(open), true));
        }
        return points;
    }
}
