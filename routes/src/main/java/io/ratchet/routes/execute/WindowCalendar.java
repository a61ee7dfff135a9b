package io.ratchet.routes.execute;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.organisation.Organisation.Window;
import io.ratchet.domain.remediation.ChangeWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * When change is allowed at a site: its recurring window (RFC 5545) in its own time zone. A site without a window, or
 * an unknown site, is never open.
 */
public final class WindowCalendar {
    private final Supplier<Organisation> organisation;

    public WindowCalendar(Supplier<Organisation> organisation) {
        this.organisation = organisation;
    }

    /**
     * The window of {@code site} that is open at {@code from}, else the next one to open. Empty: there is none, ever.
     */
    public Optional<ChangeWindow> next(@Nullable String site, Instant from) {
        Organisation now = organisation.get();
        return now.site(site).map(Site::window).flatMap(window -> next(window, now.timezoneAt(site), from));
    }

    private static Optional<ChangeWindow> next(Window window, ZoneId zone, Instant from) {
        RecurrenceRuleIterator openings = openings(window, zone);
        openings.fastForward(from.minus(window.duration()).toEpochMilli());
        while (openings.hasNext()) {
            Instant opens = Instant.ofEpochMilli(openings.nextMillis());
            Instant closes = opens.plus(window.duration());
            if (closes.isAfter(from)) return Optional.of(new ChangeWindow(opens, closes));
        }
        return Optional.empty();
    }

    /**
     * Recurrences are counted from a Monday before every estate we know, so that intervals of weeks do not depend on
     * when one asks.
     */
    private static RecurrenceRuleIterator openings(Window window, ZoneId zone) {
        try {
            DateTime anchor = new DateTime(TimeZone.getTimeZone(zone), 2018, 0, 1, 0, 0, 0);
            return new RecurrenceRule(window.rrule()).iterator(anchor);
        } catch (InvalidRecurrenceRuleException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The window '" + window.rrule()
                            + "' is not a recurrence rule of RFC 5545; correct it in the organisation profile.",
                    e);
        }
    }
}
