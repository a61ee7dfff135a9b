package io.ratchet.rules.fact;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Windows;
import java.util.Set;

/**
 * Whether a Windows could still reach a management server that refuses older protocols (statements 80 and 132). What
 * can never speak TLS 1.2 over WinHTTP, and what nobody knows, could not.
 */
final class WinHttpClient {
    /** What must be so where TLS 1.2 is off until somebody switches it on: not knowing is not being so. */
    private static final Set<String> ASKED =
            Set.of("schannel-update", "schannel-values", "winhttp-update", "winhttp-value");

    /** Where TLS 1.2 is on by default only what was seen to say otherwise counts. */
    private static final Set<String> AGAINST_DEFAULT = Set.of("schannel-native", "winhttp-value");

    private WinHttpClient() {}

    static boolean leftBehind(Host host) {
        if (host.is("appliance") || host.windows().isForeign()) return false;
        Windows release = host.release();
        if (release == null) return windowsAtAll(host);
        if (!host.windows().certain() || !release.capable() || !release.winHttpCapable()) return true;
        return host.needs().stream()
                .filter(need -> need.goal() == Goal.READY && need.isOpen())
                .anyMatch(need -> (ASKED.contains(need.topic()) && needsHelp(release))
                        || (AGAINST_DEFAULT.contains(need.topic())
                                && !need.status().equals("unknown")));
    }

    private static boolean needsHelp(Windows release) {
        return release.winhttp() != null || release.schannel().equals("explicit");
    }

    /** What a playbook updates is a program of Windows. */
    private static boolean desktop(Recognised system) {
        return system.is("skype-client") && system.row().playbook() != null;
    }

    /** Whether it is a Windows, though nobody knows which: by its number, or by what only Windows has. */
    private static boolean windowsAtAll(Host host) {
        return host.windows().fact() != null
                || host.recognised().stream().anyMatch(WinHttpClient::desktop)
                || host.belief().told(Observation.RegistryValue.class)
                || host.belief().told(Observation.UpdateInstalled.class)
                || host.belief().told(Observation.SchannelEvent.class);
    }
}
