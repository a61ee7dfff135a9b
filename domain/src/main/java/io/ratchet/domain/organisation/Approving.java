package io.ratchet.domain.organisation;

import io.ratchet.domain.Checks;
import io.ratchet.domain.decision.Risk;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose yes a plan needs (the key {@code approvals} of the profile).
 *
 * @param apartFrom from this risk on, whoever brought the facts that a plan rests on, or asked for it, is not who
 *     approves it; null: nowhere
 * @param always whether that holds even where nobody else may approve
 * @param people how many different people approve a plan of a risk; one where nothing is said
 */
public record Approving(@Nullable Risk apartFrom, boolean always, Map<Risk, Integer> people) {
    /** More than these never come together to approve one plan. */
    public static final int MOST_PEOPLE = 9;

    public Approving {
        people.values()
                .forEach(many -> Checks.that(
                        many >= 1 && many <= MOST_PEOPLE, "a plan is approved by 1 to " + MOST_PEOPLE + " people"));
        people = people.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(people));
    }

    /**
     * What holds where the profile says nothing: different people for everything above low risk, as soon as somebody
     * else may approve; one to approve.
     */
    public static Approving careful() {
        return new Approving(Risk.MEDIUM, false, Map.of());
    }

    /** The same for whoever is alone: as many people, who may have had a hand in the plan. */
    public Approving withoutApart() {
        return new Approving(null, always, people);
    }

    /** Whether who approves must be another person than who brought the facts or asked for the plan. */
    public boolean apart(Risk risk) {
        return apartFrom != null && risk.compareTo(apartFrom) >= 0;
    }

    /** How many different people approve; at least 1. */
    public int people(Risk risk) {
        return people.getOrDefault(risk, 1);
    }
}
