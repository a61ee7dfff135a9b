package io.ratchet.rules.fact;

import io.ratchet.domain.finding.Observation;

/** Whether remote desktop would be lost with TLS 1.0 (statement 76). */
final class RemoteDesktop {
    private RemoteDesktop() {}

    /** True unless it is known to be off or to use its own security layer; an unknown is no reason to lose it. */
    static boolean needsUpdate(Belief belief) {
        Long layer = belief.number(Keys.RDP, "SecurityLayer");
        Long denied = belief.number(Keys.TERMINAL_SERVER, "fDenyTSConnections");
        boolean stopped = belief.all(Observation.Service.class)
                .anyMatch(service -> service.name().equalsIgnoreCase("TermService")
                        && !service.state().equals("running"));
        return !(layer != null && layer == 0) && !(denied != null && denied != 0) && !stopped;
    }
}
