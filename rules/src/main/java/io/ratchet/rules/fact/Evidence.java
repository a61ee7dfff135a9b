package io.ratchet.rules.fact;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.rules.catalogue.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was seen to happen on one host: what its listeners offer, what was negotiated and in which direction. Evidence
 * from before the last start or the last change of a value is stale (statement 12); what a listener offers never says
 * anything of the host as a client (statement 15).
 */
public final class Evidence {
    /** Statement 82: a window of observation shorter than this proves no absence of use. */
    public static final Duration WINDOW = Known.days("use-is-watched");

    /** Between two reports of one log. */
    private static final Duration GAP = Duration.ofDays(1);

    private static final int HANDSHAKE = Known.number("event-handshake");
    private static final Pattern OLDER = Known.pattern("older-protocols-in-words");
    private static final Set<Long> OF_TODAY = Known.names("protocols-of-today-in-numbers").stream()
            .map(Long::decode)
            .collect(toUnmodifiableSet());
    private static final Set<String> VERSIONS_OF_TODAY = Set.copyOf(Known.names("protocols-of-today-in-versions"));
    private static final Pattern VERSION = Pattern.compile("v?([0-9]{1,3}\\.[0-9]{1,3})", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]{1,8}|[0-9]{1,9}", Pattern.CASE_INSENSITIVE);
    private static final String PROTOCOL = "protocol";

    private final Belief belief;
    private final Map<Listener, Map<Protocol, OfferState>> offers = new HashMap<>();

    private final List<Integer> portsWithout12;
    private final List<Integer> portsWithOlder;
    private final List<Integer> portsSpeaking12;
    private final List<Integer> portsOpen;

    private record Listener(
            int port, String transport, @Nullable String sni) {}

    Evidence(Belief belief) {
        this.belief = belief;
        Map<Listener, Map<Protocol, List<Fact>>> told = new HashMap<>();
        for (Fact fact : belief.list(Observation.ProtocolOffer.class)) {
            Observation.ProtocolOffer offer = (Observation.ProtocolOffer) fact.observation();
            told.computeIfAbsent(
                            new Listener(offer.port(), offer.transport(), offer.sni()),
                            unseen -> new EnumMap<>(Protocol.class))
                    .computeIfAbsent(offer.protocol(), unseen -> new ArrayList<>())
                    .add(fact);
        }
        told.forEach((listener, ofProtocols) -> {
            Map<Protocol, OfferState> states = new EnumMap<>(Protocol.class);
            ofProtocols.forEach((protocol, facts) -> states.put(protocol, state(protocol, facts)));
            offers.put(listener, states);
        });
        this.portsWithout12 = ports(offer -> offer.get(Protocol.TLS_1_2) == OfferState.NOT_OFFERED);
        this.portsWithOlder = ports(Evidence::older);
        this.portsSpeaking12 = ports(offer -> offer.get(Protocol.TLS_1_2) == OfferState.OFFERED);
        this.portsOpen = ports(offer -> offer.containsValue(OfferState.OFFERED));
    }

    private List<Integer> ports(Predicate<Map<Protocol, OfferState>> which) {
        if (offers.isEmpty()) return List.of();
        Set<Integer> ports = new TreeSet<>();
        offers.forEach((listener, offer) -> {
            if (which.test(offer)) ports.add(listener.port());
        });
        return List.copyOf(ports);
    }

    private static boolean older(Map<Protocol, OfferState> offer) {
        for (Map.Entry<Protocol, OfferState> one : offer.entrySet())
            if (one.getKey().legacy() && one.getValue() == OfferState.OFFERED) return true;
        return false;
    }

    /**
     * What the newest probe says, while it is not stale; of two as new, the worse. Who only declares a listener shows
     * that there is one, and nothing of what it accepts (statement 127).
     */
    private OfferState state(Protocol protocol, List<Fact> facts) {
        OfferState good = protocol.legacy() ? OfferState.NOT_OFFERED : OfferState.OFFERED;
        Instant newest = null;
        for (Fact fact : facts)
            if (belief.method(fact).looked()
                    && (newest == null || fact.observedAt().isAfter(newest))) newest = fact.observedAt();
        if (newest == null || !belief.afterLastChange(newest)) return OfferState.UNKNOWN;
        OfferState told = OfferState.UNKNOWN;
        for (Fact fact : facts) {
            if (!fact.observedAt().equals(newest) || !belief.sure(fact)) continue;
            OfferState state = ((Observation.ProtocolOffer) fact.observation()).state();
            if (state != good && state != OfferState.UNKNOWN) return state;
            if (state == good) told = good;
        }
        return told;
    }

    /** Whether every known listener is seen to accept TLS 1.2; true where there is none. */
    boolean everyListenerSpeaks12() {
        for (Map<Protocol, OfferState> offer : offers.values())
            if (offer.get(Protocol.TLS_1_2) != OfferState.OFFERED) return false;
        return true;
    }

    /** Whether every listener, and there is one, is seen to refuse everything older. */
    boolean everyListenerRefusesOlder() {
        return !offers.isEmpty()
                && offers.values().stream()
                        .allMatch(offer -> offer.get(Protocol.SSL_3) == OfferState.NOT_OFFERED
                                && offer.get(Protocol.TLS_1_0) == OfferState.NOT_OFFERED
                                && offer.get(Protocol.TLS_1_1) == OfferState.NOT_OFFERED);
    }

    /** Ports seen to lack TLS 1.2 by fresh evidence, ascending. */
    public List<Integer> portsWithout12() {
        return portsWithout12;
    }

    /** Ports seen to accept something older than TLS 1.2 by fresh evidence, ascending. */
    public List<Integer> portsWithOlder() {
        return portsWithOlder;
    }

    /** Ports seen to accept TLS 1.2 by fresh evidence, ascending. */
    public List<Integer> portsSpeaking12() {
        return portsSpeaking12;
    }

    /** Ports on which anything was seen to be accepted, ascending. */
    List<Integer> portsOpen() {
        return portsOpen;
    }

    boolean offersOnAny() {
        return !offers.isEmpty();
    }

    boolean offersOn(int port) {
        return offers.keySet().stream().anyMatch(listener -> listener.port() == port);
    }

    /**
     * Whether the host was seen to reach somebody at TLS 1.2 on this stack since its last change; use that names no
     * stack counts for Schannel only.
     */
    boolean outbound12(String stack) {
        for (Fact fact : belief.list(Observation.ProtocolUse.class)) {
            Observation.ProtocolUse use = (Observation.ProtocolUse) fact.observation();
            String spoken = use.stack() == null ? "SCHANNEL" : use.stack().name();
            if (use.direction() == Observation.Direction.OUTBOUND
                    && use.protocol().compareTo(Protocol.TLS_1_2) >= 0
                    && use.count() > 0
                    && spoken.equals(stack)
                    && current(fact, use)) return true;
        }
        return false;
    }

    /** Whether somebody was seen to reach the host at TLS 1.2 on this port since its last change. */
    boolean inbound12(int port) {
        for (Fact fact : belief.list(Observation.ProtocolUse.class)) {
            Observation.ProtocolUse use = (Observation.ProtocolUse) fact.observation();
            if (use.direction() == Observation.Direction.INBOUND
                    && use.protocol().compareTo(Protocol.TLS_1_2) >= 0
                    && use.count() > 0
                    && use.port() != null
                    && use.port() == port
                    && current(fact, use)) return true;
        }
        return false;
    }

    private boolean current(Fact fact, Observation.ProtocolUse use) {
        Instant seen = use.to() == null ? fact.observedAt() : use.to();
        return belief.sure(fact) && belief.afterLastChange(seen);
    }

    /** The stacks that were seen in use or failing, outbound. */
    List<String> stacksSeen() {
        if (!belief.told(Observation.ProtocolUse.class) && !belief.told(Observation.ProtocolFailure.class))
            return List.of();
        List<String> stacks = new ArrayList<>(belief.all(Observation.ProtocolUse.class)
                .filter(use -> use.direction() == Observation.Direction.OUTBOUND)
                .map(Observation.ProtocolUse::stack)
                .filter(Objects::nonNull)
                .map(Enum::name)
                .toList());
        belief.all(Observation.ProtocolFailure.class)
                .filter(failure -> failure.direction() == Observation.Direction.OUTBOUND)
                .map(Observation.ProtocolFailure::stack)
                .filter(Objects::nonNull)
                .map(Enum::name)
                .forEach(stacks::add);
        return stacks.stream()
                .filter(stack -> !stack.equals("OTHER"))
                .distinct()
                .sorted()
                .toList();
    }

    /** The older protocols seen in real use within the window, as words. */
    public List<String> legacyUse() {
        if (!belief.told(Observation.ProtocolUse.class) && !belief.told(Observation.SchannelEvent.class))
            return List.of();
        List<String> words = new ArrayList<>(legacyUses()
                .map(use -> use.count() + " x " + use.protocol().wire() + " "
                        + use.direction().name().toLowerCase(Locale.ROOT)
                        + (use.peer() == null ? "" : " (" + Words.clean(use.peer()) + ")"))
                .toList());
        handshakes()
                .map(event -> event.count() + " handshakes of an older protocol in the Schannel log")
                .forEach(words::add);
        return words.stream().sorted().distinct().limit(5).toList();
    }

    /** Whether older protocols were really used in this direction within the window. */
    boolean legacyUsed(Observation.Direction direction) {
        return legacyUses().anyMatch(use -> use.direction() == direction);
    }

    Stream<Observation.ProtocolUse> legacyUses() {
        if (!belief.told(Observation.ProtocolUse.class)) return Stream.empty();
        return belief.facts(Observation.ProtocolUse.class)
                .filter(belief::fresh)
                .map(fact -> (Observation.ProtocolUse) fact.observation())
                .filter(use -> use.protocol().legacy() && use.count() > 0 && !use.test())
                .filter(use -> use.to() == null || inWindow(use.to()));
    }

    /** Event 36880 tells of a handshake that was completed, and its version. */
    private Stream<Observation.SchannelEvent> handshakes() {
        if (!belief.told(Observation.SchannelEvent.class)) return Stream.empty();
        return belief.facts(Observation.SchannelEvent.class)
                .filter(belief::fresh)
                .map(fact -> (Observation.SchannelEvent) fact.observation())
                .filter(event -> event.eventId() == HANDSHAKE && event.count() > 0)
                .filter(event -> event.fields().entrySet().stream()
                        .anyMatch(field -> OLDER.matcher(field.getValue()).find() || olderNumber(field)));
    }

    /**
     * Some logs write the protocol as a number, of the wire or of Schannel, or as a version alone; one that is none of
     * today is taken for older, for an unknown is never a pass (statement 125).
     */
    private static boolean olderNumber(Map.Entry<String, String> field) {
        String value = field.getValue().strip().toLowerCase(Locale.ROOT);
        if (!field.getKey().toLowerCase(Locale.ROOT).contains(PROTOCOL)) return false;
        Matcher version = VERSION.matcher(value);
        if (version.matches()) return !VERSIONS_OF_TODAY.contains(version.group(1));
        if (!NUMBER.matcher(value).matches()) return false;
        long number = value.startsWith("0x") ? Long.decode(value) : Long.parseLong(value);
        return !OF_TODAY.contains(number);
    }

    private boolean inWindow(Instant moment) {
        return !moment.isBefore(belief.at().minus(WINDOW));
    }

    /** Ports on which something may answer, as far as anybody said: not those seen to offer nothing. Ascending. */
    public Set<Integer> listeners() {
        Set<Integer> ports = new TreeSet<>();
        offers.forEach((listener, offer) -> {
            // What was only asked for older protocols, and refused them, answers all the same.
            boolean silent = offer.get(Protocol.TLS_1_2) == OfferState.NOT_OFFERED
                    && offer.values().stream().allMatch(state -> state == OfferState.NOT_OFFERED);
            if (!silent) ports.add(listener.port());
        });
        belief.all(Observation.ProtocolUse.class)
                .filter(use -> use.direction() == Observation.Direction.INBOUND && use.port() != null)
                .forEach(use -> ports.add(use.port()));
        return ports;
    }

    /**
     * Whether inbound use was watched for the whole window, and not just once, on every one of these listeners
     * (statements 82 and 130). A watch that names no port is one of a host's only listener.
     */
    boolean watched(Set<Integer> listeners) {
        Map<Optional<Integer>, List<Watch>> watches = belief.facts(Observation.ProtocolUse.class)
                .flatMap(fact -> watch(fact).stream())
                .collect(groupingBy(Watch::port));
        watches.values().removeIf(told -> !longEnough(told));
        if (listeners.size() <= 1 && watches.containsKey(Optional.<Integer>empty())) return true;
        watches.remove(Optional.<Integer>empty());
        return !watches.isEmpty() && listeners.stream().allMatch(port -> watches.containsKey(Optional.of(port)));
    }

    /**
     * Inbound use that was watched on one port.
     *
     * @param current told of lately, and it ends lately
     */
    private record Watch(Optional<Integer> port, Instant from, Instant to, boolean current) {}

    private Optional<Watch> watch(Fact fact) {
        Observation.ProtocolUse use = (Observation.ProtocolUse) fact.observation();
        Instant from = use.from();
        Instant to = use.to();
        if (from == null
                || to == null
                || use.test()
                || use.direction() != Observation.Direction.INBOUND
                || !belief.method(fact).looked()) return Optional.empty();
        return Optional.of(new Watch(Optional.ofNullable(use.port()), from, to, belief.sure(fact) && inWindow(to)));
    }

    /**
     * Whether they come to a whole window without a gap, that ends lately and was told of lately. Logs are often told
     * of by the day or the week.
     */
    private static boolean longEnough(List<Watch> watches) {
        List<Watch> latestFirst = watches.stream()
                .sorted(Comparator.comparing(Watch::to).reversed())
                .toList();
        return watches.stream()
                .filter(Watch::current)
                .anyMatch(last ->
                        Duration.between(begin(last, latestFirst), last.to()).compareTo(WINDOW) >= 0);
    }

    private static Instant begin(Watch last, List<Watch> latestFirst) {
        Instant begin = last.from();
        for (Watch before : latestFirst)
            if (!before.to().isBefore(begin.minus(GAP)) && before.from().isBefore(begin)) begin = before.from();
        return begin;
    }
}
