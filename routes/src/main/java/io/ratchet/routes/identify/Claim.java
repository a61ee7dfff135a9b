package io.ratchet.routes.identify;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.ReportRef.Within;
import java.time.Instant;
import java.time.LocalDate;
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
    private final @Nullable Within within;
    private final String order;
    private final TreeSet<Long> days = new TreeSet<>();
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

        /** Ids of assets are made of it: it stays what it is. */
        private String order() {
            String order = "Key[source=" + source + ", host=" + host + ", day=" + day + "]";
            return within == null ? order : order + within;
        }
    }

    Claim(Key key) {
        this.source = key.source;
        this.host = key.host;
        this.within = key.within;
        this.order = key.order();
    }

    /** Pages ask {@link #told} while findings come in. */
    synchronized void seenAt(Instant at) {
        days.add(dayOf(at));
        if (at.isAfter(last)) last = at;
    }

    synchronized IdentityClaim told() {
        return new IdentityClaim(source, host, LocalDate.ofEpochDay(days.first()), last);
    }

    String source() {
        return source;
    }

    HostRef host() {
        return host;
    }

    /** Null: everywhere. */
    @Nullable
    Within within() {
        return within;
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
