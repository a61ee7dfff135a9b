package io.ratchet.app.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The demo's own time: it begins on an evening in September 2018, runs as fast as ours, and stands still while the demo is stopped. */
final class DemoClock extends Clock {
    /** Half an hour after the maintenance windows open in Berlin. */
    static final Instant EVENING = Instant.parse("2018-09-20T20:30:00Z");

    private final Instant begins;
    private final Clock ours;
    private final Instant started;

    private DemoClock(Instant begins, Clock ours) {
        this.begins = begins;
        this.ours = ours;
        this.started = ours.instant();
    }

    /** Goes on after the last thing that happened; at {@link #EVENING} when nothing did yet. */
    static DemoClock after(Instant last, Clock ours) {
        return new DemoClock(last.isAfter(EVENING) ? last.plusSeconds(1) : EVENING, ours);
    }

    @Override
    public Instant instant() {
        return begins.plus(Duration.between(started, ours.instant()));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
    }
}
