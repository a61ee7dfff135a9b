package io.ratchet.console;

import io.ratchet.domain.decision.Goal;
import io.ratchet.store.Ladder;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many systems had proven a goal at the end of each of the last days, and which no longer do. Counting goes over
 * every rung that was ever come to, so it is done once in a while and not for every look.
 */
final class Trend {
    static final int DAYS = 30;
    private static final int FALLEN_SHOWN = 10;
    private static final Duration FALLEN_SINCE = Duration.ofDays(14);
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Map<Goal, Seen> seen = new EnumMap<>(Goal.class);

    /**
     * A day in UTC.
     *
     * @param proven systems that had proven the goal at its end
     * @param open those that had not
     */
    record Day(LocalDate day, long proven, long open) {}

    /** @param fallen those of the last two weeks, the latest first */
    record Seen(Instant at, long round, List<Day> days, List<Ladder.Fallen> fallen) {}

    synchronized Seen of(Goal goal, Tx tx, Instant now) {
        long round = tx.rounds().last().map(last -> last.number()).orElse(0L);
        @Nullable Seen known = seen.get(goal);
        boolean current = known != null
                && (known.round() == round || known.at().plus(FRESH).isAfter(now))
                && day(known.at()).equals(day(now));
        if (known != null && current) return known;
        Seen fresh = new Seen(
                now,
                round,
                days(tx.ladder().climbed(goal), day(now)),
                tx.ladder().fallen(goal, now.minus(FALLEN_SINCE), FALLEN_SHOWN));
        seen.put(goal, fresh);
        return fresh;
    }

    private static LocalDate day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** From the first day that is known, or {@value #DAYS} days back. */
    static List<Day> days(List<Ladder.Climbed> climbed, LocalDate today) {
        List<Day> days = new ArrayList<>();
        LocalDate from = today.minusDays(DAYS - 1L);
        long systems = 0;
        long proven = 0;
        int next = 0;
        for (LocalDate day = from; !day.isAfter(today); day = day.plusDays(1)) {
            while (next < climbed.size() && !climbed.get(next).day().isAfter(day)) {
                systems += climbed.get(next).systems();
                proven += climbed.get(next).proven();
                next++;
            }
            if (next > 0) days.add(new Day(day, proven, systems - proven));
        }
        return days;
    }
}
