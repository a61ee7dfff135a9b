package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether remote desktop would be lost with TLS 1.0 (statement 76). */
final class RemoteDesktop {
    private static final Pattern SERVICE = Pattern.compile("TermService", Pattern.CASE_INSENSITIVE);

    private RemoteDesktop() {}

    /** True unless it is known to be off or to use its own security layer; an unknown is no reason to lose it. */
    static boolean needsUpdate(Belief belief) {
        Long layer = number(belief, Keys.RDP, "SecurityLayer", own -> own == 0);
        Long denied = number(belief, Keys.TERMINAL_SERVER, "fDenyTSConnections", off -> off != 0);
        boolean stopped = belief.service(SERVICE, state -> !state.equals("running"));
        return !(layer != null && layer == 0) && !(denied != null && denied != 0) && !stopped;
    }

    /** A policy, once anybody saw one, wins over the machine's own value until it counts that it is gone. */
    private static @Nullable Long number(Belief belief, String key, String name, LongPredicate good) {
        List<Fact> policy = belief.readings(Keys.RDP_POLICY, name);
        boolean gone = policy.stream().allMatch(RemoteDesktop::absent) || belief.counts(policy, RemoteDesktop::absent);
        return belief.number(gone ? key : Keys.RDP_POLICY, name, good);
    }

    private static boolean absent(Fact fact) {
        return ((Observation.RegistryValue) fact.observation()).data().absent();
    }
}
