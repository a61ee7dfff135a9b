package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RecordTimes;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The moments at which a decision may change by time alone. Whatever the rules ask of time is how the moment of the
 * decision lies to one that was told, as it is or by how far clocks differ ({@link RecordTimes#SKEW}) or how long
 * evidence lasts ({@link Belief#FRESH}, {@link Evidence#WINDOW}): between two neighbouring moments nothing changes.
 */
public final class Moments {
    private static final List<Duration> FROM_TOLD = Stream.of(
                    Duration.ZERO, RecordTimes.SKEW.negated(), Belief.FRESH, Evidence.WINDOW)
            .distinct()
            .toList();

    private Moments() {}

    /** The first moment, not before {@code from}, at which anything about one asset may look different; null: never. */
    public static @Nullable Instant next(AssetState asset, Instant from) {
        Instant next = null;
        for (Fact fact : asset.facts()) {
            next = next(next, fact.observedAt(), from);
            Observation seen = fact.observation();
            if (seen instanceof Observation.Boot boot) next = next(next, boot.at(), from);
            else if (seen instanceof Observation.UpdateInstalled update) next = next(next, update.at(), from);
            else if (seen instanceof Observation.InstalledProduct product) next = next(next, product.at(), from);
            else if (seen instanceof Observation.ProtocolUse use) {
                next = next(next, use.from(), from);
                next = next(next, use.to(), from);
            }
        }
        return next;
    }

    private static @Nullable Instant next(@Nullable Instant best, @Nullable Instant told, Instant from) {
        Instant next = best;
        if (told == null || !reaches(told)) return next;
        for (Duration later : FROM_TOLD) {
            Instant moment = told.plus(later);
            if (!moment.isBefore(from) && (next == null || moment.isBefore(next))) next = moment;
        }
        return next;
    }

    /** What lies at the ends of time is never neared. */
    private static boolean reaches(Instant told) {
        return told.isAfter(Instant.MIN.plus(Belief.FRESH)) && told.isBefore(Instant.MAX.minus(Belief.FRESH));
    }

    /**
     * The moments at which everything may look different: vendors release, exceptions and waivers end, what the profile
     * proves begins to hold or grows old.
     */
    public static NavigableSet<Instant> ofEverything(Organisation organisation, Catalogue catalogue) {
        NavigableSet<Instant> moments = new TreeSet<>();
        moments.add(Scenario.ONLINE_RETIRED);
        for (Row row : catalogue.rows())
            Stream.of(row.floor(), row.disableFloor(), row.confirm())
                    .filter(Objects::nonNull)
                    .map(Floor::released)
                    .filter(Objects::nonNull)
                    .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant())
                    .forEach(moments::add);
        Stream.concat(
                        organisation.exceptions().stream().map(Organisation.ExceptionEntry::until),
                        organisation.waivers().stream().map(Organisation.Waiver::until))
                .filter(day -> day.isBefore(LocalDate.MAX))
                .map(day ->
                        day.plusDays(1).atStartOfDay(organisation.timezone()).toInstant())
                .forEach(moments::add);
        organisation.proofs().stream()
                .map(Organisation.ProofEntry::at)
                .filter(Objects::nonNull)
                .filter(Moments::reaches)
                .forEach(told -> FROM_TOLD.forEach(later -> moments.add(told.plus(later))));
        return moments;
    }
}
