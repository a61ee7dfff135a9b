package io.ratchet.routes.identify;

import io.ratchet.domain.finding.HostRef;
import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One source saying that these identifiers are one host, and on which days it said so. Each is itself only: two are
 * never equal.
 */
final class Claim {
    private static final long DAY = 86_400;

    private final String source;
    private final HostRef host;
    private final String order;
    private final TreeSet<Long> days = new TreeSet<>();
    private Instant last = Instant.MIN;

    /**
     * What makes claims one.
     *
     * @param day since the epoch, for references that are true for a time only (a short name, an address); null for
     *     others
     */
    record Key(String source, HostRef host, @Nullable Long day) {
        static Key of(String source, HostRef host, Instant at) {
            return new Key(source, host, Identifiers.lasting(host) ? null : dayOf(at));
        }
    }

    Claim(Key key) {
        this.source = key.source;
        this.host = key.host;
        this.order = key.toString();
    }

    void seenAt(Instant at) {
        days.add(dayOf(at));
        if (at.isAfter(last)) last = at;
    }

    String source() {
        return source;
    }

    HostRef host() {
        return host;
    }

    Instant last() {
        return last;
    }

    /** A text that puts the claims of an estate in an order which is always the same. */
    String order() {
        return order;
    }

    /** Whether both were said within so many days of each other, at least once. */
    boolean near(Claim other, long within) {
        for (long day : other.days) {
            Long next = days.ceiling(day - within);
            if (next != null && next <= day + within) return true;
        }
        return false;
    }

    private static long dayOf(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), DAY);
    }
}
