package io.ratchet.domain.organisation;

import io.ratchet.domain.Checks;
import io.ratchet.domain.ticket.Ticket.ByHand;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked for what Ratchet cannot do itself: the first rule that fits, of {@code tickets} in the profile.
 *
 * @param rules in their order
 * @param changes where plans want a change in the site's ticket system, in their order
 */
public record Ticketing(List<Rule> rules, List<ChangeRule> changes) {
    /** By when something is to be done where nothing is said. */
    private static final Period USUAL = Period.ofDays(30);

    /**
     * For whatever fits all that is said of {@code family}, {@code system} and {@code site}.
     *
     * @param family of the deciding rule, such as {@code rooms}; null: any
     * @param system an id of the systems table; null: any
     * @param site in whatever case; null: any
     * @param in the ticket system, by its name in the settings; null: the only or the first one
     * @param queue there; null: the one that the settings name
     * @param owner who is asked; null: whoever looks after the queue
     * @param oneForOwner one ticket for all sites of the owner; else one for each site
     * @param within by when, from the day it is asked
     */
    public record Rule(
            @Nullable String family,
            @Nullable String system,
            @Nullable String site,
            @Nullable String in,
            @Nullable String queue,
            @Nullable String owner,
            boolean oneForOwner,
            Period within,
            ByHand byHand) {
        public Rule {
            Checks.that(!oneForOwner || owner != null, "one ticket for an owner needs the owner's name");
            Checks.that(!within.isNegative() && !within.isZero(), "something is asked for a later day");
        }

        boolean fits(String someFamily, @Nullable String someSystem, @Nullable String someSite) {
            return (family == null || family.equals(someFamily))
                    && (system == null || system.equals(someSystem))
                    && (site == null || (someSite != null && site.strip().equalsIgnoreCase(someSite.strip())));
        }
    }

    /**
     * A site whose plans want a change.
     *
     * @param site in whatever case; null: every site, and where the site is not known
     * @param in the ticket system, by its name in the settings; null: the only or the first one
     * @param queue there, an assignment group where the system calls it so; null: the one that the settings name
     */
    public record ChangeRule(
            @Nullable String site,
            @Nullable String in,
            @Nullable String queue) {
        boolean fits(@Nullable String someSite) {
            return site == null || (someSite != null && site.strip().equalsIgnoreCase(someSite.strip()));
        }
    }

    public Ticketing {
        rules = List.copyOf(rules);
        changes = List.copyOf(changes);
    }

    /** No plan wants a change. */
    public Ticketing(List<Rule> rules) {
        this(rules, List.of());
    }

    /** Whether the plans of a site want a change, and where; the first rule that fits. */
    public Optional<ChangeRule> change(@Nullable String site) {
        return changes.stream().filter(rule -> rule.fits(site)).findFirst();
    }

    /** Nothing is said: all goes to the queue of the settings, for 30 days, one ticket for each site. */
    public static Ticketing unsaid() {
        return new Ticketing(List.of());
    }

    /** The rule that holds; what no rule fits goes the usual way. */
    public Rule of(String family, @Nullable String system, @Nullable String site) {
        Optional<Rule> said =
                rules.stream().filter(rule -> rule.fits(family, system, site)).findFirst();
        return said.orElse(new Rule(null, null, null, null, null, null, false, USUAL, ByHand.REOPEN));
    }
}
