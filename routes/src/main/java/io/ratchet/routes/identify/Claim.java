package io.ratchet.routes.identify;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.ReportRef.Within;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One source saying that these identifiers are one host, and on which days it said so. Each is itself only: two are
 * never equal.
 */
class Claim {
    private static final long DAY = 86_400;

    private final Key key;
    /** Since the epoch, ascending. */
    private long[] days = {};

    private Instant last = Instant.MIN;

    /**
     * What makes claims one.
     *
     * @param day since the epoch, for references that are true for a time only (a short name, an address); null for
     *     others
     * @param within where whoever brought it may say what it says; null: everywhere
     */
    record Key(
            String source,
            HostRef host,
            @Nullable Long day,
            @Nullable Within within) {
        static Key of(Finding finding) {
            HostRef host = finding.host();
            return new Key(
                    finding.report().source(),
                    host,
                    Identifiers.lasting(host) ? null : dayOf(finding.observedAt()),
                    finding.report().within());
        }
    }

    Claim(Key key) {
        this.key = key;
    }

    /** Pages ask {@link #told} while findings come in. */
    synchronized void seenAt(Instant at) {
        long seen = dayOf(at);
        int place = Arrays.binarySearch(days, seen);
        if (place < 0) {
            int before = -place - 1;
            long[] more = Arrays.copyOf(days, days.length + 1);
            System.arraycopy(days, before, more, before + 1, days.length - before);
            more[before] = seen;
            days = more;
        }
        if (at.isAfter(last)) last = at;
    }

    synchronized IdentityClaim told() {
        return new IdentityClaim(key.source, key.host, LocalDate.ofEpochDay(days[0]), last);
    }

    String source() {
        return key.source;
    }

    HostRef host() {
        return key.host;
    }

    /** Null: everywhere. */
    @Nullable
    Within within() {
        return key.within;
    }

    /** Whether it was brought by somebody who is limited to some networks, and by this one. */
    boolean isBy(String bringer) {
        return key.within != null && key.within.by().equals(bringer);
    }

    Instant last() {
        return last;
    }

    /**
     * A text that puts the claims of an estate in an order which is always the same. Ids of assets are made of it: it
     * stays what it is.
     */
    String order() {
        String order = "Key[source=" + key.source + ", host=" + key.host + ", day=" + key.day + "]";
        return key.within == null ? order : order + key.within;
    }

    /** Whether both were said within so many days of each other, at least once. */
    boolean near(Claim other, long within) {
        for (long day : days) {
            int place = Arrays.binarySearch(other.days, day - within);
            int next = place < 0 ? -place - 1 : place;
            if (next < other.days.length && other.days[next] <= day + within) return true;
        }
        return false;
    }

    private static long dayOf(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), DAY);
    }
}
