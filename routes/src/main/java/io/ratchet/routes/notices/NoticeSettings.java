package io.ratchet.routes.notices;

import io.ratchet.domain.Checks;
import io.ratchet.domain.notice.Notice;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;

/**
 * Who is told what, when, and with how much patience.
 *
 * @param queueAt at which times of the day it is told that plans wait, if any do; in the time zone of the receiver's
 *     sites
 * @param reportAt at which time of the day the report of the night is told
 */
public record NoticeSettings(List<Audience> audiences, List<LocalTime> queueAt, LocalTime reportAt, Pace pace) {
    /** Before work and before people go home. */
    public static final List<LocalTime> QUEUE_AT = List.of(LocalTime.of(8, 0), LocalTime.of(16, 0));

    public static final LocalTime REPORT_AT = LocalTime.of(7, 0);

    /**
     * What one receiver is told.
     *
     * @param sites of which; empty: of all, and of what stands at none that is known
     */
    public record Audience(String receiver, Set<Notice.Event> events, Set<String> sites) {
        public Audience {
            events = Set.copyOf(events);
            sites = Set.copyOf(sites);
        }
    }

    /**
     * How often what is tried.
     *
     * @param lost when whoever was sending counts as dead
     * @param first before the second attempt; each later one waits twice as long as the one before
     * @param longest between two attempts
     * @param refused before the next attempt where it was refused: a person may correct something meanwhile
     * @param failures in a row after which a receiver is left alone for a while
     * @param given after which it is given up
     */
    public record Pace(
            Duration lost, Duration first, Duration longest, Duration refused, int failures, Duration given) {
        public static Pace calm() {
            return new Pace(
                    Duration.ofMinutes(3),
                    Duration.ofSeconds(15),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    5,
                    Duration.ofDays(7));
        }
    }

    public NoticeSettings {
        audiences = List.copyOf(audiences);
        queueAt = queueAt.stream().sorted().distinct().toList();
        Checks.that(!queueAt.isEmpty(), "a time of the day at which it is told that plans wait");
    }

    /** Nobody is told anything. */
    public static NoticeSettings none() {
        return new NoticeSettings(List.of(), QUEUE_AT, REPORT_AT, Pace.calm());
    }
}
