package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Windows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a system on a host has come. CONFIGURED becomes READY only by proof newer than the last start and the last
 * change (statement 102).
 */
final class Standing {
    private static final String FRONT_END_2013 = "sv-lync2013-fe-se";

    private Standing() {}

    /** What a system shows beside a goal: what can never go without older protocols is an exception from ONLY (140). */
    static Readiness of(Recognised system, Neighbours estate, Goal goal) {
        return isException(system, goal) ? Readiness.EXCEPTION : of(system, estate);
    }

    static boolean isException(Recognised system, Goal goal) {
        return goal == Goal.ONLY && system.host().system(FRONT_END_2013).isPresent();
    }

    static Readiness of(Recognised system, Neighbours estate) {
        Readiness own = estate.alone(system);
        if (own.compareTo(Readiness.CONFIGURED) < 0 || own.compareTo(Readiness.ONLY_VERIFIED) > 0) return own;
        Readiness beneath = beneath(system);
        if (beneath.compareTo(Readiness.CONFIGURED) < 0) return beneath;
        return restsOnIncapable(system, estate) ? Readiness.NOT_CAPABLE : own;
    }

    /** Statement 140: a system is configured only if the Windows under it is. */
    private static Readiness beneath(Recognised system) {
        Host host = system.host();
        Row row = host.windowsRow().orElse(null);
        if (row == null || row == system.row() || host.system(row.id()).isEmpty()) return Readiness.CONFIGURED;
        if (row.way() != Course.WINDOWS) return Readiness.NOT_CAPABLE;
        List<Need> open = host.openForReady(row);
        return open.isEmpty() ? Readiness.CONFIGURED : ofOpen(open);
    }

    /** Statement 140: nor is it where the SQL Servers and farm members that it stands or falls with are not capable. */
    private static boolean restsOnIncapable(Recognised system, Neighbours estate) {
        if (!system.is("server") || system.is("sql") || system.row().way() == Course.OBSERVABILITY) return false;
        return estate.restsOnIncapable();
    }

    /** The same without what is beneath and beside it; {@link Neighbours#alone} remembers it. */
    static Readiness alone(Recognised system, Neighbours estate) {
        if (estate.exception(Goal.READY)) return Readiness.EXCEPTION;
        Readiness own = byItself(system);
        if (own != null) return own;
        if (isOthers(system)) return estate.proven("R047") ? Readiness.READY : Readiness.EXTERNAL;
        Readiness proven = proven(system, estate);
        return proven == Readiness.READY ? beyondReady(system.host()) : proven;
    }

    /** Whether a system that others rest on is too weak for them, as far as it is known by itself (statement 140). */
    static Summary.Incapable incapable(Recognised system) {
        if (beneath(system) == Readiness.NOT_CAPABLE) return Summary.Incapable.BENEATH;
        return byItself(system) == Readiness.NOT_CAPABLE ? Summary.Incapable.ITSELF : Summary.Incapable.NO;
    }

    /** Whether only its vendor or its owner can say how far it has come. */
    private static boolean isOthers(Recognised system) {
        return switch (system.row().way()) {
            case EXTERNAL, VENDOR, CODE -> true;
            default -> false;
        };
    }

    /** How far it has come by what its host alone shows; null where it depends on what people have proven. */
    private static @Nullable Readiness byItself(Recognised system) {
        Host host = system.host();
        if (isOthers(system)) return null;
        if (system.row().way() == Course.ROOM) return room(system);
        if (system.row().remedy() == Remedy.TRANSITION) return Readiness.TRANSITION;
        if (system.row().way().never()
                || system.row().way() == Course.UNABLE
                || system.row().way() == Course.WINDOWS_8) return Readiness.NOT_CAPABLE;
        List<Need> open = host.openForReady(system.row());
        if (open.isEmpty() && !system.isAsked()) open = host.openForCapability(system);
        if (!open.isEmpty()) return ofOpen(open);
        if (system.toFloor() == Verdict.UNMET) return Readiness.NOT_CAPABLE;
        return system.toFloor() == Verdict.UNKNOWN ? Readiness.UNKNOWN : null;
    }

    private static Readiness ofOpen(List<Need> open) {
        boolean incapable = open.stream()
                .anyMatch(need -> (need.state() == Need.State.UNMET
                                || (need.state() == Need.State.BROKEN
                                        && !need.topic().equals("build")))
                        && !faulty(need)
                        && (need.remedy() == Remedy.KB
                                || need.remedy() == Remedy.CU
                                || need.remedy() == Remedy.UPGRADE));
        if (incapable) return Readiness.NOT_CAPABLE;
        return open.stream().anyMatch(need -> need.state() == Need.State.UNMET || need.state() == Need.State.OWNED)
                ? Readiness.CAPABLE_OFF
                : Readiness.UNKNOWN;
    }

    /** Statement 37: a faulty build is capable, yet it must be left. */
    private static boolean faulty(Need need) {
        return need.topic().equals("build")
                && need.host()
                        .system(need.row().id())
                        .filter(Recognised::isFaulty)
                        .isPresent();
    }

    private static Readiness room(Recognised system) {
        return switch (system.room()) {
            case AWAIT -> Readiness.AWAITING_VENDOR;
            case UPDATE -> system.toFloor() == Verdict.MET ? Readiness.CAPABLE_OFF : Readiness.NOT_CAPABLE;
            case DONE -> Readiness.CONFIGURED;
            default -> Readiness.UNKNOWN;
        };
    }

    private static Readiness proven(Recognised system, Neighbours estate) {
        Host host = system.host();
        // Statements 48 and 130: where nobody saw a listener of the role, nothing inbound is proven.
        boolean node = system.row().way() == Course.FEDERATION && !host.isReadyInBothDirections();
        boolean oneSided = (node || host.unprovenInbound().contains(system)) && !estate.proven("R102");
        return estate.ready() && !oneSided ? Readiness.READY : Readiness.CONFIGURED;
    }

    /**
     * Statement 102: read back, reached outward on each stack, and accepted on each listener, all since the last
     * change; or proven by a person.
     */
    static boolean ready(Host host, Neighbours estate) {
        // A person's word covers what nobody could see; what was seen against it since weighs more.
        boolean contradicted = host.isRefusedByPeers() || host.isListenerLacking12();
        if (estate.proven("R102")) return !contradicted;
        Windows release = host.release();
        if (release == null) return false;
        Evidence evidence = host.evidence();
        if (host.isRefusedByPeers() || !host.belief().bootedSinceLastWrite() || !evidence.everyListenerSpeaks12())
            return false;
        List<String> stacks = new ArrayList<>(release.stacks());
        stacks.addAll(evidence.stacksSeen());
        // What was seen outward is few, what was read back is much.
        for (String stack : stacks) if (!evidence.outbound12(stack)) return false;
        return readBack(host);
    }

    private static boolean readBack(Host host) {
        for (Need need : host.needs()) {
            if (need.goal() != Goal.READY || need.state() != Need.State.MET) continue;
            for (Fact fact : need.facts())
                if (fact.observation() instanceof Observation.RegistryValue value && !readBack(host.belief(), value))
                    return false;
        }
        return true;
    }

    /**
     * Whether anybody who looked read it so since the last change, whoever is believed most. What an agent or better
     * read differently is as good: else it would have been believed (statement 128).
     */
    private static boolean readBack(Belief belief, Observation.RegistryValue value) {
        for (Fact fact : belief.readings(value.key(), value.name()))
            if (belief.sure(fact)
                    && belief.afterLastChange(fact.observedAt())
                    && (belief.method(fact).compareTo(Method.AGENT) <= 0
                            || ((Observation.RegistryValue) fact.observation())
                                    .data()
                                    .equals(value.data()))) return true;
        return false;
    }

    private static Readiness beyondReady(Host host) {
        LegacyOff off = host.legacyOff();
        if (off.done())
            return host.evidence().everyListenerRefusesOlder()
                            && host.evidence().everyListenerSpeaks12()
                    ? Readiness.ONLY_VERIFIED
                    : Readiness.ONLY;
        boolean quiet = host.evidence().legacyUse().isEmpty() && host.isWatched();
        return quiet ? Readiness.READY_QUIET : Readiness.READY;
    }
}
