package io.ratchet.store;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.remediation.Remediation;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What waits for approval, looked through by the database: as cohorts of plans that do the same, and page by page.
 * Proposals that were put off are left out until they are due, unless these are asked for.
 */
public interface Queue {
    /** Why a plan is set apart from its cohort, to be looked at by itself. */
    enum Apart {
        /** Fewer than a quarter of its cohort, decided on or not, start from what it expects to find on its host. */
        RARE_START,
        /** The host's site is not known, so neither is its window. */
        NO_SITE,
        /** An earlier remediation of this host failed or had to be undone. */
        FAILED_BEFORE
    }

    /** Which part of a cohort. */
    enum Part {
        ALL,
        /** Nothing sets them apart. */
        ALIKE,
        /** {@link Apart} names at least one reason. */
        APART
    }

    /** In which order a page is read; what is equal goes by id. */
    enum Order {
        ASSET,
        SITE,
        OLDEST
    }

    /**
     * What is looked for; every part narrows it.
     *
     * @param text is part of the asset's id, whatever its case; empty: any
     * @param site its name, empty for those whose site is unknown; null: any
     * @param cohort {@link io.ratchet.domain.plan.Plan#cohort}; null: any
     * @param putOff whether those are wanted that are put off, instead of those that are not
     * @param again whether only those are wanted that are asked again: people decided on another plan before
     *     ({@link LastWords})
     * @param at the moment for which it holds what is put off
     */
    record Filter(
            String text,
            @Nullable String site,
            @Nullable Goal goal,
            @Nullable Restart restart,
            @Nullable String cohort,
            Part part,
            boolean putOff,
            boolean again,
            Instant at) {
        /** Asked again or for the first time. */
        public Filter(
                String text,
                @Nullable String site,
                @Nullable Goal goal,
                @Nullable Restart restart,
                @Nullable String cohort,
                Part part,
                boolean putOff,
                Instant at) {
            this(text, site, goal, restart, cohort, part, putOff, false, at);
        }

        /** Everything that waits. */
        public static Filter all(Instant at) {
            return new Filter("", null, null, null, null, Part.ALL, false, at);
        }

        /** All that waits and is asked again. */
        public static Filter again(Instant at) {
            return new Filter("", null, null, null, null, Part.ALL, false, true, at);
        }

        /** The same of what is asked again alone. */
        public Filter askedAgain() {
            return new Filter(text, site, goal, restart, cohort, part, putOff, true, at);
        }

        public Filter of(@Nullable String anyCohort, Part anyPart) {
            return new Filter(text, site, goal, restart, anyCohort, anyPart, putOff, again, at);
        }
    }

    /**
     * Plans that do the same.
     *
     * @param cohort {@link io.ratchet.domain.plan.Plan#cohort}
     * @param plans how many wait
     * @param apart how many of them are set apart
     * @param again how many of them are asked again
     * @param reasons how many are set apart for each reason; one plan may have several
     * @param sites how many sites they are at, unknown ones as one
     * @param oldest when the first was proposed
     * @param example the id of one that is not set apart, where there is one
     */
    record Cohort(
            String cohort,
            long plans,
            long apart,
            long again,
            Map<Apart, Long> reasons,
            long sites,
            Instant oldest,
            String example) {
        public long alike() {
            return plans - apart;
        }
    }

    /** One that waits, whether it is asked again, and why it is set apart, if it is. */
    record Entry(Remediation remediation, long version, boolean again, Set<Apart> apart) {
        public Entry {
            apart = apart.isEmpty() ? EnumSet.noneOf(Apart.class) : EnumSet.copyOf(apart);
        }
    }

    /** One that waits, by its name alone. */
    record Named(String id, AssetId asset, String planHash, String cohort) {}

    /** Where a page ends: what its last row was sorted by, and its id. */
    record Cursor(String value, String id) {}

    /** A number of plans under a name; an unknown site has the empty name. */
    record Count(String name, long plans) {}

    /** Largest first. */
    List<Cohort> cohorts(Filter filter);

    /**
     * Cohorts with the names of plans of theirs, as they were in one moment.
     *
     * @param cohorts largest first
     * @param named by id
     */
    record Overview(List<Cohort> cohorts, List<Named> named) {}

    /** The cohorts that fit, and by name what else fits of {@code named}, whichever part the filter is of. */
    Overview overview(Filter filter, Part named);

    /** @param after the end of the page before; empty: from the beginning */
    List<Entry> page(Filter filter, Order order, Optional<Cursor> after, int limit);

    /** Where the page that ends with {@code entry} ends. */
    Cursor cursor(Entry entry, Order order);

    /** All of them, by id, without reading a plan. */
    List<Named> named(Filter filter);

    long count(Filter filter);

    /**
     * Plans of a cohort that expect to find the same on their hosts.
     *
     * @param plans how many wait
     * @param rare whether that sets them apart: {@link Apart#RARE_START}
     * @param example the id of one of them
     */
    record Start(long plans, boolean rare, String example) {}

    /** From where the plans start that fit the filter, the most common first. */
    List<Start> starts(Filter filter);

    /** How many wait at each site, by name. */
    List<Count> sites(Filter filter);

    /** A person wants to be asked later; another word on the same replaces the one before. */
    void putOff(String id, Instant until, String by, String reason, Instant at);

    /** It is asked about again at once. False: it was not put off. */
    boolean takeBack(String id);
}
