package io.ratchet.routes.execute;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.organisation.Organisation.Window;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.wire.Recurrence;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When change is allowed at a site: its recurring window (RFC 5545) in its own time zone, each opening as long as the
 * profile says by the time that passes, whatever clocks do in between. A site without a window, or an unknown site, is
 * never open.
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

    /** In how many windows of {@code site} a host is tried that cannot be reached; empty where nobody said. */
    public OptionalInt tries(@Nullable String site) {
        return organisation
                .get()
                .site(site)
                .map(Site::window)
                .map(Window::tries)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    /** Of the openings that overlap now the one that closes last, so that work gets the room there is. */
    private static Optional<ChangeWindow> next(Window window, ZoneId zone, Instant from) {
        Recurrence openings = openings(window);
        return openings.last(zone, from.minus(window.duration()), from)
                .or(() -> openings.first(zone, from))
                .map(opens -> new ChangeWindow(opens, opens.plus(window.duration())));
    }

    private static Recurrence openings(Window window) {
        try {
            return Recurrence.parse(window.rrule());
        } catch (IllegalArgumentException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The window of a site cannot be used: " + e.getMessage()
                            + " Correct it in the organisation profile.",
                    e);
        }
    }
}
