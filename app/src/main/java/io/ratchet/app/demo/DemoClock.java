package io.ratchet.app.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The demo's own time: it begins on an evening in September 2018, runs as fast as ours, stands still while the demo is
 * stopped, and leaps over the months between the acts.
 */
final class DemoClock extends Clock {
    private final Clock ours;
    private volatile Since since;

    /** What this clock showed when ours showed something. */
    private record Since(Instant here, Instant ours) {}

    private DemoClock(Instant begins, Clock ours) {
        this.ours = ours;
        this.since = new Since(begins, ours.instant());
    }

    /** Goes on after the last thing that happened; on the first evening when nothing did yet. */
    static DemoClock after(Instant last, Clock ours) {
        Instant evening = DemoAct.SEPTEMBER_2018.evening();
        return new DemoClock(last.isAfter(evening) ? last.plusSeconds(1) : evening, ours);
    }

    /** Goes on at {@code moment}; a moment that is over already changes nothing. */
    synchronized void goOnTo(Instant moment) {
        if (instant().isBefore(moment)) since = new Since(moment, ours.instant());
    }

    @Override
    public Instant instant() {
        Since now = since;
        return now.here.plus(Duration.between(now.ours, ours.instant()));
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
