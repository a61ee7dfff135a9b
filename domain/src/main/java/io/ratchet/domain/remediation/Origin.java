package io.ratchet.domain.remediation;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a plan comes from.
 *
 * @param brought who brought the reports with the facts that it rests on, as it was kept when they were taken in:
 *     {@code user:..}, {@code folder:..}, {@code topic:..}, {@code pull:..}, {@code ratchet}
 * @param known whether that is known of every one of them
 * @param askedBy who asked for the plan; null: Ratchet by itself
 */
public record Origin(
        Set<String> brought, boolean known, @Nullable String askedBy) {
    public Origin {
        brought = Set.copyOf(brought);
    }

    /** Of a plan whose origin does not matter. */
    public static Origin ofNobody() {
        return new Origin(Set.of(), true, null);
    }

    /** Whether {@code by} had a hand in it; names are compared without case. */
    public boolean concerns(String by) {
        return hands().contains(by.toLowerCase(Locale.ROOT));
    }

    private Set<String> hands() {
        Set<String> hands = new TreeSet<>();
        brought.forEach(who -> hands.add(who.toLowerCase(Locale.ROOT)));
        if (askedBy != null) hands.add(askedBy.toLowerCase(Locale.ROOT));
        return hands;
    }
}
