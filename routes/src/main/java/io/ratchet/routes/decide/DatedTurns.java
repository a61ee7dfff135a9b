package io.ratchet.routes.decide;

import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The days on which a decision turns by itself: an exception or a waiver ends with its last day in the profile's time
 * zone (statement 137), a build counts as released from its day on (statement 61).
 */
final class DatedTurns {
    private DatedTurns() {}

    /** What turned after {@code then} and by {@code now}, each in one sentence, in order. */
    static List<String> between(Organisation profile, Catalogue catalogue, Instant then, Instant now) {
        Stream<String> exceptions = profile.exceptions().stream()
                .filter(entry -> ended(profile, entry.until(), then, now))
                .map(entry -> "The exception of " + entry.asset() + " ended with " + entry.until() + ".");
        Stream<String> waivers = profile.waivers().stream()
                .filter(waiver -> ended(profile, waiver.until(), then, now))
                .map(waiver -> "The waiver of " + waiver.gate() + " for " + waiver.scope() + " ended with "
                        + waiver.until() + ".");
        Stream<String> releases = catalogue.rows().stream()
                .flatMap(row -> released(row, then, now))
                .map(row -> "The vendor's day of " + row.name() + " came.");
        return Stream.of(exceptions, waivers, releases)
                .flatMap(turned -> new TreeSet<>(turned.toList()).stream())
                .toList();
    }

    private static boolean ended(Organisation profile, LocalDate until, Instant then, Instant now) {
        Instant end = until.plusDays(1).atStartOfDay(profile.timezone()).toInstant();
        return then.isBefore(end) && !now.isBefore(end);
    }

    private static Stream<Row> released(Row row, Instant then, Instant now) {
        return Stream.of(row.floor(), row.disableFloor(), row.confirm())
                .filter(Objects::nonNull)
                .map(Floor::released)
                .filter(Objects::nonNull)
                .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant())
                .filter(day -> then.isBefore(day) && !now.isBefore(day))
                .map(day -> row);
    }
}
