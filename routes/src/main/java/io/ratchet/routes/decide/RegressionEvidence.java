package io.ratchet.routes.decide;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Regression.Moved;
import io.ratchet.domain.decision.Regression.Way;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.Observation.ProtocolFailure;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.Observation.SchannelEvent;
import io.ratchet.domain.finding.Observation.UpdateInstalled;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.fact.Belief;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fact that shows that something moved back: somebody looked at the same thing before and saw it as it should be,
 * and the newest look sees it otherwise. Connections have no such look before; they count where they were made after
 * the proof. What cannot tell, what nobody looked at and what is old counts for nothing (statements 109, 126 and 127).
 */
final class RegressionEvidence {
    private static final int TOO_OLD = Known.number("alert-version");
    private static final int ALERT_RECEIVED = Known.number("event-alert-received");
    private static final int LONGEST = 120;

    private final Belief belief;
    private final Goal goal;
    private final Instant provenAt;
    private final boolean fellNow;

    /**
     * @param fellNow it was proven up to this round and the rules are the same: new facts have moved it, or a profile
     *     that changed between the two rounds, which is not told apart
     */
    RegressionEvidence(Belief belief, Goal goal, Instant provenAt, boolean fellNow) {
        this.belief = belief;
        this.goal = goal;
        this.provenAt = provenAt;
        this.fellNow = fellNow;
    }

    /** The first there is: of values, of updates, of listeners, of connections. */
    Optional<Moved> of(List<Decision> lines) {
        return Stream.<Supplier<Stream<Moved>>>of(
                        () -> changes(lines).flatMap(change -> value(change).stream()),
                        () -> changes(lines).flatMap(change -> update(change).stream()),
                        this::offers,
                        this::uses)
                .flatMap(Supplier::get)
                .findFirst();
    }

    /** Whether something older than TLS 1.2 was really spoken. */
    static boolean isOlder(Observation seen) {
        return seen instanceof ProtocolUse use && use.protocol().legacy() && use.count() > 0 && !use.test();
    }

    static Stream<Change> changes(List<Decision> lines) {
        return lines.stream().flatMap(line -> {
            if (line instanceof Decision.Remediate remediate) return remediate.changes().stream();
            if (line instanceof Decision.Ticket ticket) return ticket.changes().stream();
            if (line instanceof Decision.Hold hold) return hold.changes().stream();
            return Stream.<Change>empty();
        });
    }

    // ---- values and updates

    /** A value that is to be changed, and was not to be when it was read before. */
    private Optional<Moved> value(Change change) {
        if (!(change instanceof Change.Registry registry)) return Optional.empty();
        RegistryData before = registry.before();
        if (before == null) return Optional.empty();
        List<Fact> readings = inTime(belief.facts(RegistryValue.class).filter(fact -> {
            RegistryValue value = (RegistryValue) fact.observation();
            return Belief.sameKey(value.key(), registry.key()) && value.name().equalsIgnoreCase(registry.name());
        }));
        return turned(readings, fact -> data(fact).equals(before))
                .map(turn -> new Moved(
                        way(turn.bad()),
                        registry.key() + " " + registry.name(),
                        clipped(said(data(turn.good()))),
                        clipped(said(before)),
                        turn.good().observedAt(),
                        turn.bad().observedAt(),
                        turn.bad().pointer()));
    }

    private static RegistryData data(Fact fact) {
        return ((RegistryValue) fact.observation()).data();
    }

    private static String said(RegistryData data) {
        return data.absent() ? "absent" : String.valueOf(data.value());
    }

    private static String clipped(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** An update that is to be installed, and was there before. */
    private Optional<Moved> update(Change change) {
        if (!(change instanceof Change.Update update)) return Optional.empty();
        List<Fact> told = inTime(belief.facts(UpdateInstalled.class).filter(fact -> {
            UpdateInstalled seen = (UpdateInstalled) fact.observation();
            return seen.kb().equalsIgnoreCase(update.kb()) && seen.state() != Presence.UNKNOWN;
        }));
        return turned(told, fact -> ((UpdateInstalled) fact.observation()).state() == Presence.ABSENT)
                .map(turn -> new Moved(
                        way(turn.bad()),
                        update.kb(),
                        "installed",
                        "not installed",
                        turn.good().observedAt(),
                        turn.bad().observedAt(),
                        turn.bad().pointer()));
    }

    // ---- listeners

    private record Listener(
            int port,
            String transport,
            @Nullable String sni,
            @Nullable String starttls) {
        String says() {
            return port + "/" + transport + (sni == null ? "" : " " + sni);
        }
    }

    private Stream<Moved> offers() {
        Map<String, List<Fact>> byListener = new TreeMap<>();
        belief.facts(ProtocolOffer.class)
                .filter(fact -> ((ProtocolOffer) fact.observation()).state() != OfferState.UNKNOWN)
                .forEach(fact -> byListener
                        .computeIfAbsent(listener(fact).toString(), unseen -> new ArrayList<>())
                        .add(fact));
        return byListener.values().stream().flatMap(this::offers);
    }

    private static Listener listener(Fact fact) {
        ProtocolOffer offer = (ProtocolOffer) fact.observation();
        return new Listener(offer.port(), offer.transport(), offer.sni(), offer.starttls());
    }

    /** A listener that offers nothing any more is gone, which is no regression. */
    private Stream<Moved> offers(List<Fact> ofListener) {
        List<Fact> told = inTime(ofListener.stream());
        if (told.isEmpty()) return Stream.empty();
        Map<Protocol, List<Fact>> byProtocol = new TreeMap<>();
        told.forEach(fact -> byProtocol
                .computeIfAbsent(((ProtocolOffer) fact.observation()).protocol(), unseen -> new ArrayList<>())
                .add(fact));
        boolean answers = byProtocol.values().stream()
                .anyMatch(facts -> state(facts.get(facts.size() - 1)) == OfferState.OFFERED);
        if (!answers) return Stream.empty();
        return byProtocol.entrySet().stream().flatMap(entry -> {
            OfferState wrong = wrong(entry.getKey());
            if (wrong == OfferState.UNKNOWN) return Stream.empty();
            return turned(entry.getValue(), fact -> state(fact) == wrong)
                    .map(turn -> new Moved(
                            Way.SCAN,
                            entry.getKey().wire() + " on "
                                    + clipped(listener(turn.bad()).says()),
                            said(state(turn.good())),
                            said(wrong),
                            turn.good().observedAt(),
                            turn.bad().observedAt(),
                            turn.bad().pointer()))
                    .stream();
        });
    }

    private static OfferState state(Fact fact) {
        return ((ProtocolOffer) fact.observation()).state();
    }

    private static String said(OfferState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What this goal does not bear; unknown where it does not care. */
    private OfferState wrong(Protocol protocol) {
        if (protocol == Protocol.TLS_1_2) return OfferState.NOT_OFFERED;
        return goal == Goal.ONLY && protocol.legacy() ? OfferState.OFFERED : OfferState.UNKNOWN;
    }

    // ---- connections

    private Stream<Moved> uses() {
        if (goal == Goal.ONLY)
            return inTime(belief.facts(ProtocolUse.class).filter(fact -> isOlder(fact.observation()))).stream()
                    .flatMap(fact -> use(fact, (ProtocolUse) fact.observation()).stream());
        return Stream.concat(
                inTime(belief.facts(ProtocolFailure.class)).stream()
                        .flatMap(fact -> refusal(fact, (ProtocolFailure) fact.observation()).stream()),
                inTime(belief.facts(SchannelEvent.class)).stream()
                        .flatMap(fact -> refusal(fact, (SchannelEvent) fact.observation()).stream()));
    }

    /** A log that covers the proof as well does not say on which side of it somebody spoke. */
    private Optional<Moved> use(Fact fact, ProtocolUse use) {
        Instant first = use.from() == null ? use.to() : use.from();
        if (first == null || !first.isAfter(provenAt) || !belief.sure(fact)) return Optional.empty();
        return Optional.of(new Moved(
                Way.USE,
                use.protocol().wire() + " " + use.direction().name().toLowerCase(Locale.ROOT)
                        + (use.port() == null ? "" : " on " + use.port()),
                "",
                use.count() + (use.count() == 1 ? " connection" : " connections"),
                null,
                first,
                fact.pointer()));
    }

    /** Statement 107: a peer that finds it too old says that its calling side moved back. */
    private Optional<Moved> refusal(Fact fact, ProtocolFailure failure) {
        boolean tooOld = failure.direction() == Observation.Direction.OUTBOUND
                && failure.alert() != null
                && failure.alert() == TOO_OLD;
        return tooOld ? refused(fact, failure.count()) : Optional.empty();
    }

    private Optional<Moved> refusal(Fact fact, SchannelEvent event) {
        boolean tooOld = event.eventId() == ALERT_RECEIVED
                && event.fields().values().stream()
                        .anyMatch(value -> value.strip().equals(String.valueOf(TOO_OLD)));
        return tooOld ? refused(fact, event.count()) : Optional.empty();
    }

    private Optional<Moved> refused(Fact fact, long times) {
        if (!belief.sure(fact) || !fact.observedAt().isAfter(provenAt)) return Optional.empty();
        return Optional.of(new Moved(
                Way.USE,
                "calls to others",
                "",
                times + " refused as too old (alert " + TOO_OLD + ")",
                null,
                fact.observedAt(),
                fact.pointer()));
    }

    // ---- looks

    /** @param good the last look before it */
    private record Turn(Fact good, Fact bad) {}

    /** Of looks in the order of time: the first of those that see it wrong to this day, and the one before it. */
    private Optional<Turn> turned(List<Fact> looks, Predicate<Fact> wrong) {
        int from = looks.size();
        while (from > 0 && wrong.test(looks.get(from - 1))) from--;
        if (from == looks.size() || from == 0) return Optional.empty();
        Turn turn = new Turn(looks.get(from - 1), looks.get(from));
        boolean later = turn.bad().observedAt().isAfter(turn.good().observedAt());
        boolean sure = looks.subList(from, looks.size()).stream().anyMatch(belief::sure);
        boolean since = fellNow || turn.bad().observedAt().isAfter(provenAt);
        return later && sure && since ? Optional.of(turn) : Optional.empty();
    }

    /** Oldest first; only of those who looked. */
    private List<Fact> inTime(Stream<Fact> facts) {
        return facts.filter(fact -> belief.method(fact).looked())
                .sorted(Comparator.comparing(Fact::observedAt).thenComparing(Fact::pointer))
                .toList();
    }

    private Way way(Fact fact) {
        return belief.method(fact).compareTo(Method.AGENT) <= 0 ? Way.COLLECT : Way.SCAN;
    }
}
