package io.ratchet.routes.controls;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.UpdateInstalled;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.organisation.Vulnerability.Sign;
import io.ratchet.routes.controls.ControlAnswer.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What sources say of the sign of a vulnerability on one asset. It is seen where anything shows it, it is gone only
 * where everything that could show it was looked at lately and shows that it is not there, and in between it is not
 * known. Of several looks at the same thing the newest counts, and of equally new ones the worse. What was declared or
 * guessed is no look: it can raise a doubt and end none.
 *
 * @param now what is to be said of it
 * @param first what showed it first since it was last gone; null: nothing ever did
 * @param before whether that was looked at before and did not show it, so that it is known to have come then
 * @param gone what showed last that it is not there any more; null where it is seen, or was never seen
 * @param evidence the newest look at each thing that could show it
 * @param missing what would have to be looked at
 */
record Sighting(
        Now now,
        @Nullable Fact first,
        boolean before,
        @Nullable Fact gone,
        List<Evidence> evidence,
        List<String> missing) {
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    /** What is to be said of a sign. */
    enum Now {
        /** It was seen lately. */
        SEEN,
        /** It was seen, and nothing looked since. */
        SEEN_LONG_AGO,
        /** It is not there any more. */
        GONE,
        /** It was looked for and never seen. */
        NEVER,
        /** It was never seen, and not everything was looked at lately. */
        UNKNOWN
    }

    /** Whether anything says that it is there, and nothing that it went. */
    boolean stands() {
        return now == Now.SEEN || now == Now.SEEN_LONG_AGO;
    }

    /**
     * One look at one thing.
     *
     * @param at when it was there to be seen
     * @param facts that show it, the last one last; it is as old as the first
     */
    private record Look(String thing, Instant at, List<Fact> facts, boolean shows) {
        Fact last() {
            return facts.get(facts.size() - 1);
        }

        boolean isFresh(Instant freshFrom) {
            return !facts.get(0).observedAt().isBefore(freshFrom);
        }

        List<Evidence> evidence() {
            return facts.stream()
                    .map(fact -> new Evidence(says(fact, thing), fact.pointer(), fact.observedAt()))
                    .toList();
        }
    }

    private static String says(Fact fact, String thing) {
        if (fact.observation() instanceof ProtocolOffer offer)
            return offer.protocol().wire() + " on " + ListenerNames.shown(thing)
                    + (offer.state() == OfferState.OFFERED ? " is offered" : " is not offered");
        UpdateInstalled update = (UpdateInstalled) fact.observation();
        return update.kb() + (update.state() == Presence.PRESENT ? " is installed" : " is missing");
    }

    /** @param days how old a look may be */
    static Sighting of(Sign sign, AssetState asset, Instant now, int days) {
        List<Look> looks = new ArrayList<>();
        Set<String> things = new TreeSet<>();
        Map<String, Instant> doubts = new HashMap<>();
        if (sign instanceof Sign.Offered offered) offers(offered, asset, looks, things, doubts);
        else if (sign instanceof Sign.Missing missing) updates(missing, asset, looks, things);
        looks.removeIf(look -> look.at().isAfter(now.plus(CLOCK_SKEW)));
        return new Course(looks, things, doubts, now.minus(Duration.ofDays(days))).sighting(sign);
    }

    private static boolean looked(Fact fact) {
        return fact.method() == null || fact.method().looked();
    }

    // ---- what can show it

    private static void offers(
            Sign.Offered sign, AssetState asset, List<Look> looks, Set<String> things, Map<String, Instant> doubts) {
        asset.factsOf(ProtocolOffer.class).forEach(fact -> {
            ProtocolOffer offer = (ProtocolOffer) fact.observation();
            String listener = ListenerNames.sorted(offer);
            things.add(listener);
            if (offer.protocol() != sign.protocol() || offer.state() == OfferState.UNKNOWN) return;
            boolean shows = offer.state() == OfferState.OFFERED;
            if (looked(fact)) looks.add(new Look(listener, fact.observedAt(), List.of(fact), shows));
            else if (shows) doubts.merge(listener, fact.observedAt(), Sighting::later);
        });
    }

    /** Any one of the updates is enough; that each is missing is seen once each was looked for. */
    private static void updates(Sign.Missing sign, AssetState asset, List<Look> looks, Set<String> things) {
        String thing = String.join(" or ", sign.updates());
        things.add(thing);
        Map<Instant, List<Fact>> byMoment = asset.factsOf(UpdateInstalled.class)
                .filter(fact -> sign.updates().contains(((UpdateInstalled) fact.observation()).kb()))
                .filter(fact -> state(fact) != Presence.UNKNOWN && looked(fact))
                .collect(Collectors.groupingBy(Fact::observedAt, TreeMap::new, Collectors.toList()));
        Map<String, Fact> newest = new TreeMap<>();
        byMoment.forEach((moment, facts) -> {
            facts.forEach(fact -> newest.merge(((UpdateInstalled) fact.observation()).kb(), fact, Sighting::worse));
            Comparator<Fact> age = Comparator.comparing(Fact::observedAt);
            Optional<Fact> there = newest.values().stream()
                    .filter(fact -> state(fact) == Presence.PRESENT)
                    .max(age);
            if (there.isPresent()) looks.add(new Look(thing, moment, List.of(there.get()), false));
            else if (newest.size() == sign.updates().size())
                looks.add(new Look(
                        thing, moment, newest.values().stream().sorted(age).toList(), true));
        });
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Fact worse(Fact one, Fact other) {
        int order = one.observedAt().compareTo(other.observedAt());
        if (order != 0) return order < 0 ? other : one;
        return state(one) == Presence.ABSENT ? one : other;
    }

    private static Presence state(Fact fact) {
        return ((UpdateInstalled) fact.observation()).state();
    }

    // ---- what the looks say one after another

    private record Course(List<Look> looks, Set<String> things, Map<String, Instant> doubts, Instant freshFrom) {
        Sighting sighting(Sign sign) {
            Map<String, Look> newest = new TreeMap<>();
            Set<String> showing = new HashSet<>();
            Set<String> refuted = new HashSet<>();
            @Nullable Fact first = null;
            @Nullable Fact gone = null;
            boolean before = false;
            for (Look look : inTime()) {
                newest.put(look.thing(), look);
                if (look.shows()) {
                    if (showing.isEmpty()) {
                        first = look.last();
                        before = refuted.contains(look.thing());
                        gone = null;
                    }
                    showing.add(look.thing());
                } else {
                    refuted.add(look.thing());
                    if (showing.remove(look.thing()) && showing.isEmpty()) gone = look.last();
                }
            }
            List<String> missing = missing(sign, newest);
            List<Evidence> evidence = newest.values().stream()
                    .flatMap(look -> look.evidence().stream())
                    .toList();
            Now now;
            if (showing.stream().anyMatch(thing -> fresh(newest, thing))) now = Now.SEEN;
            else if (!showing.isEmpty()) now = Now.SEEN_LONG_AGO;
            else if (!missing.isEmpty()) now = Now.UNKNOWN;
            else now = first == null ? Now.NEVER : Now.GONE;
            return new Sighting(now, first, before, gone, evidence, missing);
        }

        /** One for each thing and moment, and of several the worse. */
        private List<Look> inTime() {
            if (looks.size() < 2) return looks;
            Map<Instant, Map<String, Look>> byMoment = new TreeMap<>();
            for (Look look : looks)
                byMoment.computeIfAbsent(look.at(), moment -> new HashMap<>())
                        .merge(look.thing(), look, (one, other) -> one.shows() ? one : other);
            // What shows it first, so that it is not taken for gone while another thing of the same moment shows it.
            return byMoment.values().stream()
                    .flatMap(moment -> moment.values().stream()
                            .sorted((one, other) -> Boolean.compare(other.shows(), one.shows())))
                    .collect(Collectors.toList());
        }

        private boolean fresh(Map<String, Look> newest, String thing) {
            Look look = newest.get(thing);
            return look != null && look.isFresh(freshFrom);
        }

        private List<String> missing(Sign sign, Map<String, Look> newest) {
            List<String> missing = new ArrayList<>();
            boolean offered = sign instanceof Sign.Offered;
            if (things.isEmpty()) missing.add("what listens here");
            for (String thing : things) {
                Look look = newest.get(thing);
                String what =
                        offered ? ((Sign.Offered) sign).protocol().wire() + " on " + ListenerNames.shown(thing) : thing;
                if (look == null) missing.add(what);
                else if (!fresh(newest, thing))
                    missing.add(what + " (last seen "
                            + look.facts().get(0).observedAt().toString().substring(0, 10) + ")");
                else if (!doubts.getOrDefault(thing, Instant.MIN).isBefore(look.at()))
                    missing.add(what + " (a source that did not look says that it is offered)");
            }
            return missing;
        }
    }
}
