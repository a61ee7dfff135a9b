package io.ratchet.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * When something recurs, by a rule of RFC 5545 that is read in a time zone of its own. The rule is unrolled in local
 * time and each local time is then placed in the zone as RFC 5545 (section 3.3.5) asks: of two equal local times, when
 * clocks go back, the first; a local time that a clock going forward skips is as much later as the clock jumped.
 *
 * <p>Recurrences are counted from a Monday before every estate we know, so that intervals of weeks do not depend on
 * when one asks.
 */
public final class Recurrence {
    private static final DateTime ANCHOR = new DateTime(DateTime.UTC, 2018, 0, 1, 0, 0, 0);
    private static final DateTimeFormatter UNTIL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    /** The furthest that a clock was ever set at once: a place that changes the side of the date line. */
    private static final Duration LONGEST_JUMP = Duration.ofHours(26);
    /** The earliest clocks of the world are so far ahead of UTC. */
    private static final Duration FURTHEST_AHEAD = Duration.ofHours(14);

    private final RecurrenceRule rule;
    private final @Nullable Instant until;

    private Recurrence(RecurrenceRule rule, @Nullable Instant until) {
        this.rule = rule;
        this.until = until;
    }

    /** As RFC 5545 writes it; its end is told by {@link #parse}'s text alone. */
    @Override
    public String toString() {
        return rule + (until == null ? "" : " until " + until);
    }

    /**
     * Reads {@code text}, such as {@code FREQ=DAILY;BYHOUR=22;BYMINUTE=0}.
     *
     * @throws IllegalArgumentException with the cure in plain words, when the text is no rule, ends by {@code COUNT} or
     *     by an {@code UNTIL} that is not in UTC, or never comes to pass
     */
    public static Recurrence parse(String text) {
        Recurrence recurrence = read(text);
        if (!recurrence.comesToPass())
            throw new IllegalArgumentException(
                    "the rule '" + text + "' never comes to pass; look at its days, months and UNTIL.");
        return recurrence;
    }

    private static Recurrence read(String text) {
        try {
            RecurrenceRule rule = new RecurrenceRule(withoutUntil(text), RfcMode.RFC5545_STRICT);
            if (rule.getCount() != null)
                throw new IllegalArgumentException("COUNT has no first time to count from here; end the rule with an"
                        + " UNTIL in UTC, such as UNTIL=20271231T230000Z, or let it go on.");
            if (passesOver(rule.getFreq()).stream().anyMatch(rule::hasPart))
                throw new IllegalArgumentException("the rule '" + text + "' passes over more than can be counted; name"
                        + " days by DAILY, WEEKLY, MONTHLY or YEARLY and hours beside them, such as"
                        + " FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=22.");
            return new Recurrence(rule, until(text));
        } catch (InvalidRecurrenceRuleException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a recurrence rule of RFC 5545, such as FREQ=DAILY;BYHOUR=22;BYMINUTE=0.", e);
        }
    }

    /**
     * What leaves out more than a thousand seconds, minutes or hours in a row, at which the library gives up: at the
     * beginning of the count, or only when somebody asks on a day that is far from the next one.
     */
    private static Set<Part> passesOver(Freq frequency) {
        return switch (frequency) {
            case SECONDLY ->
                Set.of(Part.BYMINUTE, Part.BYHOUR, Part.BYDAY, Part.BYMONTHDAY, Part.BYYEARDAY, Part.BYMONTH);
            case MINUTELY -> Set.of(Part.BYHOUR, Part.BYDAY, Part.BYMONTHDAY, Part.BYYEARDAY, Part.BYMONTH);
            case HOURLY -> Set.of(Part.BYMONTHDAY, Part.BYYEARDAY, Part.BYMONTH);
            case DAILY, WEEKLY, MONTHLY, YEARLY -> Set.of();
        };
    }

    /** The rule without its end, which is a moment and would be taken for a local time. */
    private static String withoutUntil(String text) {
        return String.join(
                ";",
                List.of(text.split(";")).stream().filter(part -> !isUntil(part)).toList());
    }

    private static @Nullable Instant until(String text) {
        return List.of(text.split(";")).stream()
                .filter(Recurrence::isUntil)
                .map(part -> moment(part.substring("UNTIL=".length())))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static boolean isUntil(String part) {
        return part.toUpperCase(Locale.ROOT).startsWith("UNTIL=");
    }

    private static Instant moment(String value) {
        try {
            return LocalDateTime.parse(value.toUpperCase(Locale.ROOT), UNTIL).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "UNTIL=" + value + " is not a moment; write UNTIL in UTC, ending in Z, such as"
                            + " UNTIL=20271231T230000Z.",
                    e);
        }
    }

    /** The first recurrence at or after {@code from}, by the clocks of {@code zone}. Empty: there is none any more. */
    public Optional<Instant> first(ZoneId zone, Instant from) {
        RecurrenceRuleIterator local = from(zone, from, LONGEST_JUMP);
        Optional<Instant> first = Optional.empty();
        while (local.hasNext()) {
            LocalDateTime time = localTime(local.nextMillis());
            Instant at = placed(time, zone);
            // A skipped local time lands behind later ones; beyond the longest jump no earlier moment can follow.
            if (first.isPresent()
                    && time.isAfter(LocalDateTime.ofInstant(first.get(), zone).plus(jump(zone, from, first.get()))))
                break;
            if (until != null && at.isAfter(until)) {
                if (time.isAfter(LocalDateTime.ofInstant(until, zone).plus(LONGEST_JUMP))) break;
                continue;
            }
            if (!at.isBefore(from) && (first.isEmpty() || at.isBefore(first.get()))) first = Optional.of(at);
        }
        return first;
    }

    /** The latest recurrence after {@code after} and not after {@code at}, by the clocks of {@code zone}. */
    public Optional<Instant> last(ZoneId zone, Instant after, Instant at) {
        // Most rules recur often: a short look back is enough, and a rule of every minute is not unrolled for a week.
        for (Duration back : List.of(Duration.ofHours(1), Duration.ofDays(1))) {
            Instant since = at.minus(back);
            if (!since.isAfter(after)) break;
            Optional<Instant> found = lastWithin(zone, since, at);
            if (found.isPresent()) return found;
        }
        return lastWithin(zone, after, at);
    }

    private Optional<Instant> lastWithin(ZoneId zone, Instant after, Instant at) {
        Duration jump = jump(zone, after, at);
        RecurrenceRuleIterator local = from(zone, after, jump);
        LocalDateTime enough = LocalDateTime.ofInstant(at, zone).plus(jump);
        Optional<Instant> last = Optional.empty();
        while (local.hasNext()) {
            LocalDateTime time = localTime(local.nextMillis());
            if (time.isAfter(enough)) break;
            Instant placed = placed(time, zone);
            boolean within = placed.isAfter(after) && !placed.isAfter(at) && (until == null || !placed.isAfter(until));
            if (within && (last.isEmpty() || placed.isAfter(last.get()))) last = Optional.of(placed);
        }
        return last;
    }

    private RecurrenceRuleIterator from(ZoneId zone, Instant from, Duration jump) {
        Instant local = LocalDateTime.ofInstant(from, zone).minus(jump).toInstant(ZoneOffset.UTC);
        RecurrenceRuleIterator recurrences = rule.iterator(anchor(local));
        recurrences.fastForward(local.toEpochMilli());
        return recurrences;
    }

    /**
     * Where to count from so as to reach {@code local}: whole intervals after the common beginning, which leaves every
     * recurrence where it is, and spares the millions of minutes since then. Months and years differ in length, and are
     * few.
     */
    private DateTime anchor(Instant local) {
        Duration unit = switch (rule.getFreq()) {
            case SECONDLY -> Duration.ofSeconds(1);
            case MINUTELY -> Duration.ofMinutes(1);
            case HOURLY -> Duration.ofHours(1);
            case DAILY -> Duration.ofDays(1);
            case WEEKLY -> Duration.ofDays(7);
            case MONTHLY, YEARLY -> Duration.ZERO;
        };
        long step = unit.toMillis() * rule.getInterval();
        long passed = local.toEpochMilli() - ANCHOR.getTimestamp();
        if (step == 0 || passed < 2 * step) return ANCHOR;
        return new DateTime(DateTime.UTC, ANCHOR.getTimestamp() + (passed / step - 1) * step);
    }

    /** How far local times and moments may disagree in their order; not at all where no clock is set nearby. */
    private static Duration jump(ZoneId zone, Instant from, Instant to) {
        ZoneOffsetTransition next = zone.getRules().nextTransition(from.minus(LONGEST_JUMP.multipliedBy(2)));
        boolean calm = next == null || next.getInstant().isAfter(to.plus(LONGEST_JUMP.multipliedBy(2)));
        return calm ? Duration.ZERO : LONGEST_JUMP;
    }

    private boolean comesToPass() {
        try {
            RecurrenceRuleIterator local = rule.iterator(ANCHOR);
            if (!local.hasNext()) return false;
            Instant first = Instant.ofEpochMilli(local.nextMillis());
            return until == null || !until.isBefore(first.minus(FURTHEST_AHEAD));
        } catch (IllegalArgumentException | IllegalStateException tooManyEmptySets) {
            // The library gives up with one of these when a thousand intervals in a row hold no day, such as 30
            // February or the ninth Monday of a month.
            return false;
        }
    }

    private static LocalDateTime localTime(long millis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    /** Of two equal local times the first; a skipped one as much later as the clock jumped. */
    private static Instant placed(LocalDateTime time, ZoneId zone) {
        return time.atZone(zone).toInstant();
    }
}
