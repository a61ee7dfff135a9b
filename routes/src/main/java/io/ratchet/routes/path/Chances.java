package io.ratchet.routes.path;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Family;
import io.ratchet.domain.decision.Goal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * With which chance an asset that is under way has a goal shown by a moment, from how long the like took: the estimate
 * of {@link StepTimes} as in a {@link Forecaster}, by days, for deadlines are days apart. Where the history says too
 * little it is unknown.
 */
public final class Chances {
    /** @param probability from 0 to 1; null: unknown, for the reason that is told */
    public record Chance(@Nullable Double probability, String because) {
        public static Chance unknown(String because) {
            return new Chance(null, because);
        }
    }

    private static final StepTimes NONE = new StepTimes();

    private final Goal goal;
    private final Instant now;
    private final Function<String, Optional<String>> elsewhere;
    private final Map<String, StepTimes> times = new HashMap<>();
    private final Map<String, Spell> open = new HashMap<>();
    private final boolean tooShort;

    /** @param elsewhere of an asset: why it cannot be done by those who work here; empty where it can */
    Chances(Goal goal, List<Spell> spells, Instant now, Function<String, Optional<String>> elsewhere) {
        this.goal = goal;
        this.now = now;
        this.elsewhere = elsewhere;
        Instant first = now;
        for (Spell spell : spells) {
            if (spell.opened().isAfter(now)) continue;
            if (spell.opened().isBefore(first)) first = spell.opened();
            if (spell.openAt(now)) open.put(spell.asset(), spell);
            Instant closed = spell.closed();
            boolean ended = closed != null && !closed.isAfter(now);
            int days = days(spell.opened(), ended && closed != null ? closed : now);
            add(spell.family(), days, ended && !spell.left());
            add(atSite(spell), days, ended && !spell.left());
        }
        this.tooShort = days(first, now) < Forecaster.WEEKS_OF_HISTORY * 7;
    }

    private void add(String key, int days, boolean ended) {
        times.computeIfAbsent(key, none -> new StepTimes()).add(days, ended);
    }

    private static String atSite(Spell spell) {
        return spell.family() + "\n" + spell.site();
    }

    private static int days(Instant from, Instant until) {
        return (int) Duration.between(from, until).toDays();
    }

    /** A day that is not over counts as none: neither of those that are left, nor of those it is under way. */
    public Chance of(AssetId asset, Instant by) {
        Spell spell = open.get(asset.value());
        if (spell == null) return Chance.unknown("Unknown: " + goal + " is not asked of it, or not decided on yet.");
        Optional<String> waits = elsewhere.apply(asset.value());
        if (waits.isPresent()) return Chance.unknown("Unknown: " + waits.get() + ".");
        if (tooShort)
            return Chance.unknown("Unknown: the history is shorter than " + Forecaster.WEEKS_OF_HISTORY + " weeks.");
        boolean there = like(atSite(spell)).finished() >= Forecaster.FINISHED_AT_A_SITE;
        StepTimes like = like(there ? atSite(spell) : spell.family());
        if (like.finished() < Forecaster.FINISHED_OF_A_FAMILY)
            return Chance.unknown(
                    "Unknown: fewer than " + Forecaster.FINISHED_OF_A_FAMILY + " like it were ever finished.");
        int age = days(spell.opened(), now);
        int left = Math.max(0, days(now, by));
        return new Chance(
                // Whole percents, never more than it is; what is lost in logarithms is not taken off.
                Math.floor((1 - like.curve().remaining(age, left)) * 100 + 1e-6) / 100,
                "From how long " + (long) like.finished() + " like it took to be done for " + goal + " ("
                        + Family.name(spell.family()) + (there ? " at " + spell.site() : "") + "), and how long others"
                        + " are under way; it is for " + told(age) + ", and " + told(left) + " are left.");
    }

    private StepTimes like(String key) {
        return times.getOrDefault(key, NONE);
    }

    private static String told(int days) {
        return days + (days == 1 ? " day" : " days");
    }
}
