package io.ratchet.rules.fact;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Version;
import io.ratchet.rules.catalogue.Windows;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** Only a Windows has any of these. */
    private static final List<Class<? extends Observation>> ONLY_ON_WINDOWS = List.of(
            Observation.RegistryValue.class,
            Observation.UpdateInstalled.class,
            Observation.SchannelEvent.class,
            Observation.PolicyOwner.class,
            Observation.Service.class);

    private static final Set<String> INSTALLERS = Set.of("msi", "c2r", "appx");
    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:[\\\\/]");
    private static final Pattern PROGRAM = Pattern.compile("\\.exe$", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBERED = Known.pattern("agents-with-number");
    private static final Pattern UNNUMBERED = Known.pattern("agents-of-windows");
    private static final Pattern FOREIGN_AGENTS = Known.pattern("agents-of-devices");
    private static final Version BY_ITSELF = Known.version("winhttp-by-itself");

    private WinHttpClient() {}

    static boolean leftBehind(Host host) {
        Windows release = host.release();
        // Nobody writes values into an appliance: one on a Windows that needs them is left behind.
        if (host.is("appliance"))
            return release != null && (!release.capable() || !release.winHttpCapable() || needsHelp(release));
        if (release == null) return !host.windows().isForeign() && windowsAtAll(host);
        if (!host.windows().certain() || !release.capable() || !release.winHttpCapable()) return true;
        boolean help = needsHelp(release);
        for (Need need : host.needs())
            if (need.goal() == Goal.READY
                    && need.isOpen()
                    && ((help && ASKED.contains(need.topic()))
                            || (need.state() != Need.State.UNKNOWN && AGAINST_DEFAULT.contains(need.topic()))))
                return true;
        return false;
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
        Belief belief = host.belief();
        return host.windows().fact() != null
                || host.recognised().stream().anyMatch(WinHttpClient::desktop)
                || ONLY_ON_WINDOWS.stream().anyMatch(belief::told)
                || belief.all(Observation.ServerRole.class)
                        .anyMatch(role -> host.catalogue().placesRole(role.role()))
                || belief.all(Observation.InstalledProduct.class)
                        .anyMatch(product -> INSTALLERS.contains(product.installer()))
                || belief.all(Observation.FileVersion.class)
                        .anyMatch(file -> DRIVE.matcher(file.path()).find())
                || belief.all(Observation.PortOwner.class)
                        .anyMatch(owner -> PROGRAM.matcher(owner.process()).find())
                || belief.all(Observation.UserAgent.class).anyMatch(WinHttpClient::behind);
    }

    /**
     * Whether it is a program of a Windows that is too old, or of one that nobody knows. A browser tells which Windows
     * is under it; from one number on every Windows speaks TLS 1.2 over WinHTTP by itself.
     */
    private static boolean behind(Observation.UserAgent agent) {
        if (FOREIGN_AGENTS.matcher(agent.value()).find()) return false;
        Matcher told = NUMBERED.matcher(agent.value());
        if (!told.find()) return UNNUMBERED.matcher(agent.value()).find();
        Version windows = Version.read(told.group("v")).orElse(null);
        return windows == null || windows.below(BY_ITSELF);
    }
}
