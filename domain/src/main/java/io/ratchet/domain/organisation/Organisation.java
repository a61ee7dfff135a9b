package io.ratchet.domain.organisation;

import io.ratchet.domain.Checks;
import io.ratchet.domain.decision.Goal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The organisation profile ({@code organisation.yaml}, section 4 of the contract). What it leaves out takes the careful
 * assumption: {@link #careful()}.
 *
 * @param topology the values given; empty when unknown (judged from the servers found); {@code none} says there is no
 *     Skype or Lync
 */
public record Organisation(
        String name,
        Goal goal,
        ZoneId timezone,
        Federation federation,
        List<Partner> federatedPartners,
        List<String> topology,
        List<Site> sites,
        List<ExceptionEntry> exceptions,
        List<ProofEntry> proofs,
        List<Waiver> waivers,
        List<Blackout> blackouts,
        Caution caution,
        Ticketing ticketing,
        Approving approving,
        Deadlines deadlines) {

    /** Without a word on the deadlines of vulnerabilities. */
    public Organisation(
            String name,
            Goal goal,
            ZoneId timezone,
            Federation federation,
            List<Partner> federatedPartners,
            List<String> topology,
            List<Site> sites,
            List<ExceptionEntry> exceptions,
            List<ProofEntry> proofs,
            List<Waiver> waivers,
            List<Blackout> blackouts,
            Caution caution,
            Ticketing ticketing,
            Approving approving) {
        this(
                name,
                goal,
                timezone,
                federation,
                federatedPartners,
                topology,
                sites,
                exceptions,
                proofs,
                waivers,
                blackouts,
                caution,
                ticketing,
                approving,
                Deadlines.unsaid());
    }

    /** Without a word on whose yes a plan needs. */
    public Organisation(
            String name,
            Goal goal,
            ZoneId timezone,
            Federation federation,
            List<Partner> federatedPartners,
            List<String> topology,
            List<Site> sites,
            List<ExceptionEntry> exceptions,
            List<ProofEntry> proofs,
            List<Waiver> waivers,
            List<Blackout> blackouts,
            Caution caution,
            Ticketing ticketing) {
        this(
                name,
                goal,
                timezone,
                federation,
                federatedPartners,
                topology,
                sites,
                exceptions,
                proofs,
                waivers,
                blackouts,
                caution,
                ticketing,
                Approving.careful());
    }

    /** Without a word on who is asked. */
    public Organisation(
            String name,
            Goal goal,
            ZoneId timezone,
            Federation federation,
            List<Partner> federatedPartners,
            List<String> topology,
            List<Site> sites,
            List<ExceptionEntry> exceptions,
            List<ProofEntry> proofs,
            List<Waiver> waivers,
            List<Blackout> blackouts,
            Caution caution) {
        this(
                name,
                goal,
                timezone,
                federation,
                federatedPartners,
                topology,
                sites,
                exceptions,
                proofs,
                waivers,
                blackouts,
                caution,
                Ticketing.unsaid());
    }

    /** Without blackouts, as careful as without a word on it. */
    public Organisation(
            String name,
            Goal goal,
            ZoneId timezone,
            Federation federation,
            List<Partner> federatedPartners,
            List<String> topology,
            List<Site> sites,
            List<ExceptionEntry> exceptions,
            List<ProofEntry> proofs,
            List<Waiver> waivers) {
        this(
                name,
                goal,
                timezone,
                federation,
                federatedPartners,
                topology,
                sites,
                exceptions,
                proofs,
                waivers,
                List.of(),
                Caution.careful());
    }

    /** Federation with Microsoft 365 tenants or partners. */
    public enum Federation {
        NONE,
        NOW,
        PLANNED
    }

    /** @param server {@code lync-2010}, {@code lync-2013}, {@code sfb-2015}, {@code sfb-2019} or {@code unknown} */
    public record Partner(
            String name, String server, @Nullable String build) {}

    /**
     * A place with its own goal, networks and maintenance window.
     *
     * @param goal null: the organisation's
     * @param networks in CIDR form
     * @param timezone null: the organisation's
     */
    public record Site(
            String name,
            @Nullable Goal goal,
            List<String> networks,
            @Nullable ZoneId timezone,
            @Nullable Window window) {
        public Site {
            Checks.text(name, "site name");
            networks = List.copyOf(networks);
        }
    }

    /**
     * When change is allowed, again and again.
     *
     * @param rrule RFC 5545 recurrence, evaluated in the site's time zone
     * @param tries in how many openings a host is tried that cannot be reached, at least 1; null: as many as Ratchet
     *     takes for right
     */
    public record Window(
            String rrule, Duration duration, @Nullable Integer tries) {
        public Window {
            Checks.that(tries == null || tries >= 1, "a host is tried in at least one window");
        }

        public Window(String rrule, Duration duration) {
            this(rrule, duration, null);
        }
    }

    /**
     * @param asset its id, FQDN, {@code DOMAIN\\NETBIOS}, NetBIOS name or address
     * @param until the last day it stands, in the profile's time zone
     */
    public record ExceptionEntry(
            String asset,
            Goal goal,
            String owner,
            String reason,
            LocalDate until,
            String compensatingControl,
            Clearing clearedBy) {}

    /** What ends an exception before its day (statement 138). */
    public sealed interface Clearing {
        /** In words, for people. */
        String says();

        /** Free text, for people: it clears nothing by itself. */
        record Words(String says) implements Clearing {}

        /**
         * Every asset named reports at least this build.
         *
         * @param product a system of the catalogue
         * @param assets named as an exception names its asset; empty where a site is given
         * @param site null where assets are given
         */
        record Build(
                String product,
                String build,
                List<String> assets,
                @Nullable String site) implements Clearing {
            public Build {
                assets = List.copyOf(assets);
                Checks.that(assets.isEmpty() == (site != null), "a clearing build is on assets or at a site");
            }

            @Override
            public String says() {
                return product + " at " + build + " or later on "
                        + (site == null ? String.join(", ", assets) : "every asset of site " + site);
            }
        }

        /** A proof of this gate for the asset. */
        record Proven(String gate) implements Clearing {
            @Override
            public String says() {
                return "a proof of " + gate;
            }
        }
    }

    public record ProofEntry(
            String gate,
            String scope,
            String by,
            @Nullable Instant at,
            @Nullable String detail) {}

    public record Waiver(String gate, String scope, String owner, LocalDate until, String reason) {}

    /**
     * A time in which nothing is changed, whatever the windows say and whoever asks.
     *
     * @param from the first moment
     * @param until the first moment after it
     * @param sites names; empty: everywhere
     */
    public record Blackout(Instant from, Instant until, List<String> sites, String reason) {
        public Blackout {
            Checks.that(until.isAfter(from), "a blackout ends after it begins");
            sites = List.copyOf(sites);
            Checks.text(reason, "a blackout's reason");
        }

        /**
         * An unknown site may be any of those that are named; a known one is compared without case and outer blanks
         * (statement 136).
         */
        boolean concerns(@Nullable String site, Instant at) {
            boolean there = sites.isEmpty()
                    || site == null
                    || sites.stream().anyMatch(named -> named.strip().equalsIgnoreCase(site.strip()));
            return there && !at.isBefore(from) && at.isBefore(until);
        }
    }

    public Organisation {
        federatedPartners = List.copyOf(federatedPartners);
        topology = List.copyOf(topology);
        sites = List.copyOf(sites);
        exceptions = List.copyOf(exceptions);
        proofs = List.copyOf(proofs);
        waivers = List.copyOf(waivers);
        blackouts = List.copyOf(blackouts);
    }

    /** What is assumed when nobody says anything: READY, UTC, federation planned, topology unknown. */
    public static Organisation careful() {
        return new Organisation(
                "unnamed",
                Goal.READY,
                ZoneOffset.UTC,
                Federation.PLANNED,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** The site of this name, compared without case and outer blanks (statement 136). */
    public Optional<Site> site(@Nullable String siteName) {
        return siteName == null
                ? Optional.empty()
                : sites.stream()
                        .filter(site -> site.name().strip().equalsIgnoreCase(siteName.strip()))
                        .findFirst();
    }

    /** Whether a day on which something ends is over at this moment, in the profile's time zone (statement 137). */
    public boolean over(LocalDate until, Instant at) {
        return until.isBefore(at.atZone(timezone).toLocalDate());
    }

    /** Whether ONLY is asked of anything. */
    public boolean asksOnly() {
        return goal == Goal.ONLY || sites.stream().anyMatch(site -> site.goal() == Goal.ONLY);
    }

    /** The goal that holds at a site; the organisation's where the site is unknown or says nothing. */
    public Goal goalAt(@Nullable String siteName) {
        return site(siteName).map(Site::goal).orElse(goal);
    }

    /** The blackout that holds at a site; of several the one that lasts longest. */
    public Optional<Blackout> blackout(@Nullable String siteName, Instant at) {
        return blackouts.stream()
                .filter(blackout -> blackout.concerns(siteName, at))
                .max(Comparator.comparing(Blackout::until));
    }

    /** The blackout that begins at a site after {@code from} and before {@code until}; of several the first. */
    public Optional<Blackout> blackoutBetween(@Nullable String siteName, Instant from, Instant until) {
        return blackouts.stream()
                .filter(blackout -> blackout.concerns(siteName, blackout.from()))
                .filter(blackout ->
                        blackout.from().isAfter(from) && blackout.from().isBefore(until))
                .min(Comparator.comparing(Blackout::from));
    }

    /** The same with more exceptions than its own. */
    public Organisation excepting(List<ExceptionEntry> more) {
        List<ExceptionEntry> all = new ArrayList<>(exceptions);
        all.addAll(more);
        return new Organisation(
                name,
                goal,
                timezone,
                federation,
                federatedPartners,
                topology,
                sites,
                all,
                proofs,
                waivers,
                blackouts,
                caution,
                ticketing,
                approving,
                deadlines);
    }

    public ZoneId timezoneAt(@Nullable String siteName) {
        return site(siteName).map(Site::timezone).orElse(timezone);
    }
}
