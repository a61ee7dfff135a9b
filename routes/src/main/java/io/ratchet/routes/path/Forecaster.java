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
import org.jspecify.annotations.Nullable;

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
    private final Map<Like, StepTimes> times = new HashMap<>();

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
            add(Like.ofFamily(spell), weeks, success);
            add(Like.atSite(spell), weeks, success);
        }
    }

    private void add(Like like, int weeks, boolean ended) {
        times.computeIfAbsent(like, none -> new StepTimes()).add(weeks, ended);
    }

    private static double weeks(Instant from, Instant until) {
        return Duration.between(from, until).toSeconds() / WEEK;
    }

    /**
     * What is alike.
     *
     * @param site empty: an unknown one; null: any
     */
    private record Like(String family, @Nullable String site) {
        private static final Comparator<Like> ORDER = Comparator.comparing(Like::family)
                .thenComparing(Like::site, Comparator.nullsFirst(Comparator.naturalOrder()));

        static Like ofFamily(Spell spell) {
            return new Like(spell.family(), null);
        }

        static Like atSite(Spell spell) {
            return new Like(spell.family(), spell.site());
        }
    }

    /** Assets of the same age whose like took the same time. */
    private record Group(Like like, int age) {}

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
            groups.merge(new Group(like(spell), (int) weeks(spell.opened(), now)), 1, Integer::sum);
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
        return times(Like.ofFamily(spell)).finished() < FINISHED_OF_A_FAMILY
                ? Optional.of("fewer than " + FINISHED_OF_A_FAMILY + " like it were ever finished")
                : Optional.empty();
    }

    private StepTimes times(Like like) {
        return times.getOrDefault(like, NONE);
    }

    private Like like(Spell spell) {
        Like atSite = Like.atSite(spell);
        return times(atSite).finished() >= FINISHED_AT_A_SITE ? atSite : Like.ofFamily(spell);
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
                        .map(family -> Family.name(family) + " ("
                                + (long) times(new Like(family, null)).finished() + " finished)")
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
        Map<Like, List<Map.Entry<Group, Integer>>> alike = groups.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparingInt(Group::age)))
                .collect(Collectors.groupingBy(
                        group -> group.getKey().like(), () -> new TreeMap<>(Like.ORDER), Collectors.toList()));
        double[] done = new double[COURSES];
        Arrays.fill(done, (double) covered / best);
        alike.forEach((like, ages) -> {
            for (int weighing = 0; weighing < WEIGHINGS; weighing++) {
                StepTimes.Curve curve = times(like).drawn(random);
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
        long[] open = openOnceAWeek(asked);
        for (int week = 0; week < open.length; week++)
            if (open[week] > 0 || !points.isEmpty())
                points.add(new Forecast.Point(today().minusDays(7L * (WEEKS_SHOWN - week)), open[week], false));
        if (unknown) return points;
        int never = outside.values().stream().mapToInt(Integer::intValue).sum();
        Map<Like, StepTimes.Curve> curves = new HashMap<>();
        groups.keySet()
                .forEach(group ->
                        curves.computeIfAbsent(group.like(), like -> times(like).curve()));
        for (int week = 1; week <= WEEKS_SHOWN; week++) {
            double left = never;
            for (Map.Entry<Group, Integer> group : groups.entrySet()) {
                StepTimes.Curve curve = curves.getOrDefault(group.getKey().like(), NONE.curve());
                left += group.getValue() * curve.remaining(group.getKey().age(), week);
            }
            points.add(new Forecast.Point(today().plusDays(7L * week), Math.round(left), true));
        }
        return points;
    }

    /** How many were open at each of the weeks shown until now, the oldest first, in one pass over them. */
    private long[] openOnceAWeek(List<Spell> asked) {
        Instant[] weeks = new Instant[WEEKS_SHOWN + 1];
        for (int week = 0; week < weeks.length; week++)
            weeks[week] = now.minus(Duration.ofDays(7L * (WEEKS_SHOWN - week)));
        long[] more = new long[weeks.length + 1];
        for (Spell spell : asked) {
            Instant closed = spell.closed();
            more[notBefore(weeks, spell.opened())]++;
            if (closed != null) more[notBefore(weeks, closed)]--;
        }
        long[] open = Arrays.copyOf(more, weeks.length);
        Arrays.parallelPrefix(open, Long::sum);
        return open;
    }

    private static int notBefore(Instant[] weeks, Instant at) {
        int found = Arrays.binarySearch(weeks, at);
        return found < 0 ? -found - 1 : found;
    }
}
