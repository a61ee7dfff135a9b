package io.ratchet.routes.night;

import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.organisation.Caution.Caps;
import io.ratchet.domain.remediation.Brake;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that waits, in tonight's order, and the one rule by which it begins. The run asks it whether one may begin
 * now; the plan asks it again and again, as the forecast's clock goes on. So what is foretold is what is done.
 */
final class LineUp {
    private final List<Waiting> waiting;
    private final Caps caps;
    /** By what things are ordered: how many wait in each layer. */
    private final Map<String, SortedMap<Integer, String>> layers = new HashMap<>();

    LineUp(List<Waiting> waiting, Caps caps) {
        this.waiting = waiting.stream().sorted(Waiting.ORDER).toList();
        this.caps = caps;
        for (Waiting one : this.waiting)
            one.place()
                    .orders()
                    .forEach((order, layer) -> layers.computeIfAbsent(order, key -> new TreeMap<>())
                            .putIfAbsent(layer, one.subject().asset().value()));
    }

    /** From 0. */
    int place(String id) {
        for (int at = 0; at < waiting.size(); at++) if (waiting.get(at).id().equals(id)) return at;
        throw new IllegalStateException(id + " does not wait");
    }

    List<Waiting> waiting() {
        return waiting;
    }

    /** Whether anything waits that comes after this layer in this order. */
    boolean waitsAfter(String order, int layer) {
        SortedMap<Integer, String> all = layers.getOrDefault(order, new TreeMap<>());
        return !all.tailMap(layer + 1).isEmpty();
    }

    /** Why {@code id} may not begin now; empty when it may. It is one of those that wait. */
    Optional<Failure> ask(String id, Standing standing) {
        for (Waiting one : waiting) {
            Optional<Failure> no = ask(one, standing);
            if (one.id().equals(id)) return no;
            if (no.isEmpty()) standing.begin(one.subject().asset(), one.place());
        }
        throw new IllegalStateException(id + " does not wait");
    }

    /** Why this one may not begin, where those before it have had their turn. */
    Optional<Failure> ask(Waiting one, Standing standing) {
        Placement place = one.place();
        if (one.notDue() != null) return Optional.of(one.notDue());
        return brake(place, standing.brakes())
                .or(() -> host(one, standing))
                .or(() -> layer(place, standing))
                .or(() -> group(place, standing))
                .or(() -> trial(place, standing))
                .or(() -> caps(place, standing))
                .or(() -> night(standing));
    }

    /** What forbids it by a breaker or a quarantine, whatever else holds. */
    static Optional<Failure> brake(Placement place, Map<String, Brake> brakes) {
        return place.brakes().stream()
                .filter(brakes::containsKey)
                .map(brakes::get)
                .min(Comparator.comparing(Brake::at))
                .map(brake -> Failure.of(
                        brake.kind() == Brake.Kind.BREAKER ? FailureCode.BREAKER_OPEN : FailureCode.QUARANTINED,
                        brake.scope() + " is held since " + brake.at() + ": " + brake.because()));
    }

    private static Optional<Failure> host(Waiting one, Standing standing) {
        return standing.holds(one.subject().asset())
                ? notItsTurn("Another plan is under way on this host; this one begins when that is done.")
                : Optional.empty();
    }

    /** Of what it is ordered with, nothing of a lower layer may wait or be in change. */
    private Optional<Failure> layer(Placement place, Standing standing) {
        for (Map.Entry<String, Integer> order : place.orders().entrySet()) {
            SortedMap<Integer, String> before =
                    layers.getOrDefault(order.getKey(), new TreeMap<>()).headMap(order.getValue());
            if (!before.isEmpty())
                return notItsTurn(before.get(before.lastKey()) + " goes first (" + words(order.getKey())
                        + "); this one begins when that is verified.");
            for (int layer = 0; layer < order.getValue(); layer++)
                if (standing.count(Placement.layer(order.getKey(), layer)) > 0)
                    return notItsTurn("What goes before it (" + words(order.getKey())
                            + ") is in change; this one begins when that is verified.");
        }
        return Optional.empty();
    }

    private static String words(String order) {
        if (order.startsWith("host:")) return "READY comes before ONLY";
        if (order.startsWith("telephony:"))
            return "telephony of the site " + order.substring("telephony:".length()) + ", from the inside out";
        return order + ", from the inside out";
    }

    /** Statement 101: one member out at a time, its verification is the gate to the next. */
    private Optional<Failure> group(Placement place, Standing standing) {
        return place.groups().stream()
                .filter(group -> standing.count(group) >= caps.pool())
                .findFirst()
                .flatMap(group -> notItsTurn((caps.pool() == 1 ? "Another member of " : caps.pool() + " members of ")
                        + group + (caps.pool() == 1 ? " is" : " are")
                        + " in change or goes first; this one begins when that is verified."));
    }

    /** The first of its kind goes alone; each one that was verified lets a wave of others follow. */
    private Optional<Failure> trial(Placement place, Standing standing) {
        for (String trial : place.trials()) {
            long verified = standing.verified(trial);
            if (verified == 0 && standing.count(trial) >= 1)
                return notItsTurn(
                        "The first host with " + trial + " goes alone; this one follows when it is verified.");
            if (verified > 0 && standing.count(trial) >= verified * caps.wave())
                return notItsTurn(verified * caps.wave() + " hosts with " + trial + " are in change, " + caps.wave()
                        + " for each one that was verified; more follow with the next.");
        }
        return Optional.empty();
    }

    private Optional<Failure> caps(Placement place, Standing standing) {
        for (Map.Entry<String, Integer> cap : place.caps(caps).entrySet()) {
            String scope = cap.getKey();
            if (standing.count(scope) < cap.getValue()) continue;
            String key = scope.equals(Placement.ALL) ? "total" : scope.substring(0, scope.indexOf(':'));
            if (standing.countBefore(scope) < cap.getValue())
                return notItsTurn("Those before it in tonight's order take the places that `caps." + key + "` ("
                        + cap.getValue() + ") leaves.");
            return Optional.of(Failure.of(
                    FailureCode.CAP_REACHED,
                    cap.getValue() + (cap.getValue() == 1 ? " host is in change" : " hosts are in change")
                            + (scope.equals(Placement.ALL) ? "" : " (" + scope + ")") + ", as many as `caps." + key
                            + "` allows at one time."));
        }
        return Optional.empty();
    }

    private Optional<Failure> night(Standing standing) {
        if (standing.begun() < caps.night()) return Optional.empty();
        return Optional.of(Failure.of(
                FailureCode.CAP_REACHED,
                standing.begunBefore() < caps.night()
                        ? "Those before it in tonight's order take what `caps.night` (" + caps.night() + ") leaves."
                        : caps.night() + " hosts were begun tonight, as many as `caps.night` allows."));
    }

    private static Optional<Failure> notItsTurn(String because) {
        return Optional.of(Failure.of(FailureCode.NOT_ITS_TURN, because));
    }
}
