package io.ratchet.rules.fact;

import java.util.regex.Pattern;

/** Whether remote desktop would be lost with TLS 1.0 (statement 76). */
final class RemoteDesktop {
    private static final Pattern SERVICE = Pattern.compile("TermService", Pattern.CASE_INSENSITIVE);

    private RemoteDesktop() {}

    /** True unless it is known to be off or to use its own security layer; an unknown is no reason to lose it. */
    static boolean needsUpdate(Belief belief) {
        Long layer = belief.number(Keys.RDP, "SecurityLayer", own -> own == 0);
        Long denied = belief.number(Keys.TERMINAL_SERVER, "fDenyTSConnections", off -> off != 0);
        boolean stopped = belief.service(SERVICE, state -> !state.equals("running"));
        return !(layer != null && layer == 0) && !(denied != null && denied != 0) && !stopped;
    }
}
