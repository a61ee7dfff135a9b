package io.ratchet.routes.controls;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.Observation.ServerRole;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.routes.controls.ControlAnswer.Evidence;
import io.ratchet.routes.controls.ControlAnswer.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Holds one control against what is known of an asset. Of several statements on the same thing the newest counts, and
 * of equally new ones the worse; what is older than the control lets it be is no evidence.
 */
final class ControlCheck {
    private static final int WORKSTATION = 1;

    private final Control control;
    private final AssetState asset;
    private final Instant now;
    private final List<Evidence> evidence = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    private ControlCheck(Control control, AssetState asset, Instant now) {
        this.control = control;
        this.asset = asset;
        this.now = now;
    }

    static ControlAnswer of(Control control, AssetState asset, Instant now) {
        return new ControlCheck(control, asset, now).answer();
    }

    private ControlAnswer answer() {
        if (control.applies() == Control.Applies.IIS) {
            if (isElsewhere()) return say(Verdict.NOT_APPLICABLE, "No IIS stands here.");
            if (!isIis()) missing.add("whether IIS stands here");
            control.registry().forEach(this::registry);
        } else {
            listeners();
        }
        if (!wrong.isEmpty()) return say(Verdict.FAIL, String.join("; ", wrong) + ".");
        if (!missing.isEmpty()) return say(Verdict.UNKNOWN, "Not known: " + String.join("; ", missing) + ".");
        if (control.person().isPresent())
            return say(
                    Verdict.UNKNOWN,
                    "What can be seen is as it asks. A person must say the rest: "
                            + control.person().get());
        return say(Verdict.PASS, "Everything it asks for was seen.");
    }

    private ControlAnswer say(Verdict verdict, String because) {
        return new ControlAnswer(asset.id().value(), verdict, because, evidence);
    }

    private boolean isIis() {
        return asset.factsOf(ServerRole.class)
                .anyMatch(fact -> ((ServerRole) fact.observation()).role().equals("iis"));
    }

    /** A workstation, or a host whose roles are told and IIS is none of them. */
    private boolean isElsewhere() {
        if (isIis()) return false;
        boolean roles = asset.factsOf(ServerRole.class).findAny().isPresent();
        boolean workstation = asset.factsOf(OperatingSystem.class)
                .map(fact -> ((OperatingSystem) fact.observation()).productType())
                .anyMatch(type -> type != null && type == WORKSTATION);
        return roles || workstation;
    }

    // ---- values

    private void registry(Control.Value wanted) {
        String what = wanted.name() + " of " + wanted.key();
        Fact newest = asset.factsOf(RegistryValue.class)
                .filter(fact -> is((RegistryValue) fact.observation(), wanted))
                .reduce((one, other) -> worse(one, other, wanted))
                .orElse(null);
        if (newest == null) {
            missing.add(what);
            return;
        }
        RegistryData data = ((RegistryValue) newest.observation()).data();
        String says = what + " is " + (data.absent() ? "absent" : String.valueOf(data.value()));
        evidence.add(new Evidence(says, newest.pointer(), newest.observedAt()));
        if (isStale(newest)) missing.add(what + " (last read " + day(newest) + ")");
        else if (!fits(data, wanted)) wrong.add(says + ", not " + wanted.value());
    }

    private static boolean is(RegistryValue value, Control.Value wanted) {
        return value.key().equalsIgnoreCase(wanted.key()) && value.name().equalsIgnoreCase(wanted.name());
    }

    private static boolean fits(RegistryData data, Control.Value wanted) {
        if (data.absent()) return wanted.absentIsFine();
        return Objects.equals(data.asDword(), wanted.value());
    }

    private static Fact worse(Fact one, Fact other, Control.Value wanted) {
        int order = one.observedAt().compareTo(other.observedAt());
        if (order != 0) return order < 0 ? other : one;
        return fits(((RegistryValue) one.observation()).data(), wanted) ? other : one;
    }

    // ---- listeners

    private void listeners() {
        Map<String, Map<Protocol, List<Fact>>> seen = new TreeMap<>();
        asset.factsOf(ProtocolOffer.class).forEach(fact -> {
            ProtocolOffer offer = (ProtocolOffer) fact.observation();
            if (!control.ports().isEmpty() && !control.ports().contains(offer.port())) return;
            seen.computeIfAbsent(ListenerNames.sorted(offer), key -> new TreeMap<>())
                    .merge(offer.protocol(), List.of(fact), ControlCheck::newest);
        });
        if (seen.isEmpty())
            missing.add(
                    control.ports().isEmpty()
                            ? "what listens here"
                            : "what listens on port "
                                    + control.ports().stream()
                                            .map(String::valueOf)
                                            .reduce((one, other) -> one + ", " + other)
                                            .orElse(""));
        seen.forEach((listener, offers) -> listener(ListenerNames.shown(listener), offers));
    }

    /** The newest that could tell; several where they are of the same moment. */
    private static List<Fact> newest(List<Fact> one, List<Fact> other) {
        if (state(one.get(0)) == OfferState.UNKNOWN) return other;
        if (state(other.get(0)) == OfferState.UNKNOWN) return one;
        int order = one.get(0).observedAt().compareTo(other.get(0).observedAt());
        if (order != 0) return order < 0 ? other : one;
        List<Fact> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private static OfferState state(Fact fact) {
        return ((ProtocolOffer) fact.observation()).state();
    }

    private void listener(String name, Map<Protocol, List<Fact>> offers) {
        if (control.listed()) offers.forEach((protocol, facts) -> offer(name, protocol, facts, state(facts.get(0))));
        control.refuse()
                .forEach(protocol ->
                        offer(name, protocol, offers.getOrDefault(protocol, List.of()), OfferState.NOT_OFFERED));
        control.accept()
                .forEach(protocol ->
                        offer(name, protocol, offers.getOrDefault(protocol, List.of()), OfferState.OFFERED));
    }

    private void offer(String name, Protocol protocol, List<Fact> facts, OfferState wanted) {
        String what = protocol.wire() + " on " + name;
        if (facts.isEmpty()) {
            missing.add(what);
            return;
        }
        Fact fact =
                facts.stream().filter(one -> state(one) != wanted).findFirst().orElse(facts.get(0));
        OfferState state = state(fact);
        String says = what + " is " + state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        evidence.add(new Evidence(says, fact.pointer(), fact.observedAt()));
        if (isStale(fact)) missing.add(what + " (last seen " + day(fact) + ")");
        else if (state == OfferState.UNKNOWN) missing.add(what);
        else if (state != wanted) wrong.add(says);
    }

    private boolean isStale(Fact fact) {
        return fact.observedAt().isBefore(now.minus(Duration.ofDays(control.days())));
    }

    private static String day(Fact fact) {
        return fact.observedAt().toString().substring(0, 10);
    }
}
