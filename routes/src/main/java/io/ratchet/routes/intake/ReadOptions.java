package io.ratchet.routes.intake;

import io.ratchet.domain.finding.HostRef;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What a person says of a report beyond what stands in it.
 *
 * @param format null: known by its content
 * @param observedAt for records that do not say when they were observed
 * @param zone the addressing zone of hosts for which the report names none
 * @param moment of the delivery or of the decision: what was observed more than a day later is rejected (statement
 *     129); null: not asked
 * @param dateOrder of dates in numbers alone where no column says it; null: not said
 * @param timeZone of times that name no zone
 * @param host of reports that name none; null: not said
 * @param claims what whoever delivers it may say
 */
public record ReadOptions(
        @Nullable Format format,
        @Nullable Instant observedAt,
        String zone,
        @Nullable Instant moment,
        Times.@Nullable Order dateOrder,
        ZoneId timeZone,
        @Nullable String host,
        Claims claims) {
    public ReadOptions(@Nullable Format format, @Nullable Instant observedAt, String zone) {
        this(format, observedAt, zone, null, null, ZoneOffset.UTC, null, Claims.all());
    }

    public static ReadOptions plain() {
        return new ReadOptions(null, null, HostRef.DEFAULT_ZONE);
    }

    /** The same, for a report that is delivered or decided on at this moment. */
    public ReadOptions at(Instant now) {
        return new ReadOptions(format, observedAt, zone, now, dateOrder, timeZone, host, claims);
    }

    /** The same, with dates in numbers alone in this order: {@code dmy} or {@code mdy}. */
    public ReadOptions dates(String order) {
        return new ReadOptions(
                format,
                observedAt,
                zone,
                moment,
                order.equals("dmy") ? Times.Order.DAY_FIRST : Times.Order.MONTH_FIRST,
                timeZone,
                host,
                claims);
    }

    /** The same, with times that name no zone in this one. */
    public ReadOptions times(ZoneId meant) {
        return new ReadOptions(format, observedAt, zone, moment, dateOrder, meant, host, claims);
    }

    /** The same, about this machine where a report names none. */
    public ReadOptions about(String name) {
        return new ReadOptions(format, observedAt, zone, moment, dateOrder, timeZone, name, claims);
    }

    /** The same, from somebody who may say no more than this. */
    public ReadOptions claiming(Claims granted) {
        return new ReadOptions(format, observedAt, zone, moment, dateOrder, timeZone, host, granted);
    }
}
