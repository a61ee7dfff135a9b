package io.ratchet.console;

import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.ChangeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Moments as a person reads them: in the zone of the site they concern, or in UTC where that is asked for.
 *
 * @param utc whether UTC is asked for
 */
record Moments(Organisation organisation, Instant now, boolean utc) {
    private static final int EVENING = 18;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter DAY_OF_YEAR = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter IN_UTC = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * A moment to be shown.
     *
     * @param iso for programs
     * @param text for people, such as {@code tonight 22:00 Berlin}
     * @param exact to the second in UTC
     */
    record Shown(String iso, String text, String exact) {}

    /** In the organisation's zone. */
    public Shown at(Instant moment) {
        return at(moment, null);
    }

    /** @param site null: the organisation's zone */
    public Shown at(Instant moment, @Nullable String site) {
        ZoneId zone = utc ? ZoneOffset.UTC : organisation.timezoneAt(site);
        ZonedDateTime there = moment.atZone(zone);
        String text = day(there, now.atZone(zone).toLocalDate()) + " " + there.format(TIME) + " " + name(zone);
        return new Shown(moment.truncatedTo(ChronoUnit.SECONDS).toString(), text, IN_UTC.format(moment));
    }

    /** The same for a moment as the contract writes it; empty where there is none. */
    public Shown at(String moment, @Nullable String site) {
        return moment.isEmpty() ? new Shown("", "", "") : at(Instant.parse(moment), site);
    }

    /** When a window lets a run begin: at once where it is open, else when it opens. */
    public Shown begins(ChangeWindow window, @Nullable String site) {
        if (window.opens().isAfter(now)) return at(window.opens(), site);
        Shown closes = at(window.closes(), site);
        return new Shown(closes.iso(), "now, until " + closes.text(), closes.exact());
    }

    /** How long ago, in the largest unit that says enough. */
    public String ago(Instant moment) {
        Duration age = Duration.between(moment, now);
        if (age.isNegative() || age.toMinutes() < 1) return "just now";
        if (age.toHours() < 1) return many(age.toMinutes(), "minute") + " ago";
        if (age.toDays() < 1) return many(age.toHours(), "hour") + " ago";
        return many(age.toDays(), "day") + " ago";
    }

    private static String many(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }

    private static String day(ZonedDateTime there, LocalDate today) {
        LocalDate date = there.toLocalDate();
        if (date.equals(today)) return there.getHour() >= EVENING ? "tonight" : "today";
        if (date.equals(today.plusDays(1))) return "tomorrow";
        if (date.equals(today.minusDays(1))) return "yesterday";
        return there.format(date.getYear() == today.getYear() ? DAY : DAY_OF_YEAR);
    }

    private static String name(ZoneId zone) {
        if (zone.normalized().equals(ZoneOffset.UTC)) return "UTC";
        String id = zone.getId();
        return id.substring(id.lastIndexOf('/') + 1).replace('_', ' ');
    }
}
