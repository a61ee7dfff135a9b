package io.ratchet.rules.catalogue;

import io.ratchet.domain.decision.Confidence;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One figure of the catalogue, for people to go through.
 *
 * @param kind {@code system}, {@code windows}, {@code update} or {@code component}; of what is known by name
 *     {@code setting}, {@code timeline}, {@code recognise} or {@code words}
 * @param id of what it is a figure of
 * @param figure what it says of it, such as {@code floor}
 * @param sources keys of {@link Citations}
 * @param read when somebody last read the source of it; null when nobody wrote that down
 */
public record CatalogueFigure(
        String kind,
        String id,
        String name,
        String figure,
        String value,
        List<String> sources,
        Confidence confidence,
        @Nullable LocalDate read) {
    /** Whether by this day nobody had read its source again for a year. */
    public boolean staleOn(LocalDate day) {
        return read == null || read.plusYears(1).isBefore(day);
    }
}
