package io.ratchet.connectors.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long a system asks to be left alone, in whichever way it says so. */
public final class RetryAfter {
    private final Clock clock;
    private final Duration longest;

    /** @param longest what is asked for beyond that is not heeded */
    public RetryAfter(Clock clock, Duration longest) {
        this.clock = clock;
        this.longest = longest;
    }

    /**
     * Seconds, seconds since 1970, an HTTP date, or an ISO moment with or without seconds; empty where it is none.
     *
     * @param date the header {@code Date} of the same answer; a moment is taken by the clock of who names it
     */
    public Optional<Duration> wait(String value, String date) {
        String told = value.strip();
        if (told.isEmpty()) return Optional.empty();
        try {
            if (told.matches("[0-9]{1,12}")) {
                long number = Long.parseLong(told);
                return Optional.of(
                        number > 1_000_000_000
                                ? until(Instant.ofEpochSecond(number), date)
                                : shorter(Duration.ofSeconds(number)));
            }
            return Optional.of(until(
                    told.contains(",")
                            ? DateTimeFormatter.RFC_1123_DATE_TIME.parse(told, Instant::from)
                            : OffsetDateTime.parse(told).toInstant(),
                    date));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Duration until(Instant moment, String date) {
        Duration wait = Duration.between(theirs(date), moment);
        return wait.isNegative() ? Duration.ZERO : shorter(wait);
    }

    private Instant theirs(String date) {
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
        } catch (DateTimeException e) {
            return clock.instant();
        }
    }

    private Duration shorter(Duration asked) {
        return asked.compareTo(longest) < 0 ? asked : longest;
    }
}
