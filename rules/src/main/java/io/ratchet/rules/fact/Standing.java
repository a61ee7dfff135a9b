package io.ratchet.rules.fact;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How far a system on a host has come. CONFIGURED becomes READY only by proof newer than the last start and the last
 * change (statement 102).
 */
final class Standing {
    private Standing() {}

    static Readiness of(Recognised system, EstateView estate) {
        Host host = system.host();
        if (estate.exception(host, Goal.READY)) return Readiness.EXCEPTION;
        switch (system.getCourse()) {
            case "external", "vendor", "code" -> {
                return estate.proven(host, "R047") ? Readiness.READY : Readiness.EXTERNAL;
            }
            case "room" -> {
                return room(system);
            }
            default -> {}
        }
        if (system.row().remedy() == Remedy.TRANSITION) return Readiness.TRANSITION;
        if (system.getCourse().startsWith("never")
                || Set.of("unable", "windows-8").contains(system.getCourse())) return Readiness.NOT_CAPABLE;
        List<Need> open = host.openForReady(system.row());
        if (!open.isEmpty()) return ofOpen(open);
        if (system.getFloor().equals("unmet")) return Readiness.NOT_CAPABLE;
        if (system.getFloor().equals("unknown")) return Readiness.UNKNOWN;
        Readiness proven = proven(system, estate);
        return proven == Readiness.READY ? beyondReady(host) : proven;
    }

    private static Readiness ofOpen(List<Need> open) {
        boolean incapable = open.stream()
                .anyMatch(need -> (need.status().equals("unmet")
                                || (need.status().equals("broken")
                                        && !need.topic().equals("build")))
                        && !faulty(need)
                        && (need.remedy() == Remedy.KB
                                || need.remedy() == Remedy.CU
                                || need.remedy() == Remedy.UPGRADE));
        if (incapable) return Readiness.NOT_CAPABLE;
        return open.stream()
                        .anyMatch(need ->
                                need.status().equals("unmet") || need.status().equals("owned"))
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
        return switch (system.getRoomState()) {
            case "await" -> Readiness.AWAITING_VENDOR;
            case "update" -> system.getFloor().equals("met") ? Readiness.CAPABLE_OFF : Readiness.NOT_CAPABLE;
            case "done" -> Readiness.CONFIGURED;
            default -> Readiness.UNKNOWN;
        };
    }

    private static Readiness proven(Recognised system, EstateView estate) {
        Host host = system.host();
        // Statement 48: where nobody saw a listener, nothing inbound is proven.
        boolean oneSided = system.getCourse().equals("federation")
                && !host.isReadyInBothDirections()
                && !estate.proven(host, "R102");
        return ready(host, estate) && !oneSided ? Readiness.READY : Readiness.CONFIGURED;
    }

    /**
     * Statement 102: read back, reached outward on each stack, and accepted on each listener, all since the last
     * change; or proven by a person.
     */
    static boolean ready(Host host, EstateView estate) {
        // A person's word covers what nobody could see; what was seen against it since weighs more.
        boolean contradicted = host.isRefusedByPeers() || host.isListenerLacking12();
        if (estate.proven(host, "R102")) return !contradicted;
        Windows release = host.release();
        if (release == null) return false;
        Evidence evidence = host.evidence();
        if (host.isRefusedByPeers() || !host.belief().bootedSinceLastWrite() || !evidence.everyListenerSpeaks12())
            return false;
        List<String> stacks = new ArrayList<>(release.stacks());
        stacks.addAll(evidence.stacksSeen());
        return readBack(host) && stacks.stream().allMatch(evidence::outbound12);
    }

    private static boolean readBack(Host host) {
        return host.needs().stream()
                .filter(need -> need.goal() == Goal.READY && need.status().equals("met"))
                .flatMap(need -> need.facts().stream())
                .filter(fact -> fact.observation() instanceof Observation.RegistryValue)
                .allMatch(fact -> host.belief().afterLastChange(fact.observedAt()));
    }

    private static Readiness beyondReady(Host host) {
        LegacyOff off = LegacyOff.on(host);
        if (off.done())
            return host.evidence().everyListenerRefusesOlder()
                            && host.evidence().everyListenerSpeaks12()
                    ? Readiness.ONLY_VERIFIED
                    : Readiness.ONLY;
        boolean quiet = host.evidence().legacyUse().isEmpty() && host.evidence().watched();
        return quiet ? Readiness.READY_QUIET : Readiness.READY;
    }
}
