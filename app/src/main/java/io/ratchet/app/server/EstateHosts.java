package io.ratchet.app.server;

import io.ratchet.app.server.ServeSettings.Match;
import io.ratchet.app.server.ServeSettings.WinrmProfile;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Real hosts: each is reached by its name, else its address, by the first profile that matches it, else as all others.
 * The estate says which Windows a host runs.
 *
 * <p>* Where a reference has {@code {host}} in it, each host has an account of its own, as LAPS gives it: that is the
 * host's short name, in lower case.
 */
record EstateHosts(
        ServeSettings.Winrm others, List<WinrmProfile> profiles, Function<AssetId, Optional<AssetState>> estate)
        implements HostDirectory {
    private static final String HOST = "{host}";
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+((\\.| \\()\\d+)?");

    /** Vista and Server 2008, 7 and Server 2008 R2: their WinRM allows five shells to an account, not thirty. */
    private static final List<String> FEW_SHELLS = List.of("6.0", "6.1");

    /** Whether such a reference is another one for each host. */
    static boolean isOfEachHost(String reference) {
        return reference.contains(HOST);
    }

    @Override
    public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
        String windows = windows(asset);
        for (int i = 0; i < profiles.size(); i++)
            if (matches(profiles.get(i).match(), host, site, windows))
                return address(asset, host, profiles.get(i).winrm(), name(i), windows);
        return address(asset, host, others, "", windows);
    }

    /** The name of the profile that stands at {@code index}. */
    static String name(int index) {
        return "winrm[" + index + "]";
    }

    /**
     * Its version of Windows, such as {@code 6.1.7601}, by the best way in which somebody looked, and the latest of
     * those; empty where nobody did.
     */
    private String windows(AssetId asset) {
        return estate.apply(asset).stream()
                .flatMap(state -> state.factsOf(Observation.OperatingSystem.class))
                .filter(fact -> !version(fact).isEmpty())
                .min(Comparator.comparing(Fact::method, Comparator.nullsLast(Comparator.<Method>naturalOrder()))
                        .thenComparing(Fact::observedAt, Comparator.reverseOrder()))
                .map(EstateHosts::version)
                .orElse("");
    }

    /** A directory writes {@code 6.1 (7601)}. */
    private static String version(Fact fact) {
        Matcher version = VERSION.matcher(((Observation.OperatingSystem) fact.observation()).version());
        return version.lookingAt() ? version.group().replaceFirst(" \\(", ".") : "";
    }

    private static boolean begins(String version, String wanted) {
        return version.equals(wanted) || version.startsWith(wanted + ".");
    }

    private static HostAddress address(
            AssetId asset, HostRef host, ServeSettings.Winrm winrm, String profile, String windows) {
        return new HostAddress(
                reachedAs(asset, host),
                winrm.port(),
                winrm.https(),
                reference(asset, host, winrm),
                profile,
                FEW_SHELLS.stream().anyMatch(old -> begins(windows, old)) ? 1 : 2,
                asset);
    }

    private static String reference(AssetId asset, HostRef host, ServeSettings.Winrm winrm) {
        if (winrm.certificate().isPresent())
            return "certificate:" + winrm.certificate().get().getFileName();
        return isOfEachHost(winrm.credential())
                ? winrm.credential().replace(HOST, shortName(asset, host))
                : winrm.credential();
    }

    /** What a host says of itself leads nowhere else: a name that is no host's is none. */
    private static String shortName(AssetId asset, HostRef host) {
        String fqdn = host.fqdn() == null ? "" : host.fqdn();
        String name = host.netbios() == null ? fqdn.replaceFirst("[.].*", "") : host.netbios();
        if (!name.matches("[A-Za-z0-9_-]{1,63}"))
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    asset + " has no name by which its own account could be found; give it a profile under 'winrm'"
                            + " whose credential has no " + HOST + " in it.");
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean matches(Match match, HostRef host, @Nullable String site, String windows) {
        return match.site().map(wanted -> wanted.equalsIgnoreCase(site)).orElse(true)
                && match.network()
                        .map(network -> host.ip() != null && network.holds(host.ip()))
                        .orElse(true)
                && (match.windows().isEmpty() || match.windows().stream().anyMatch(wanted -> begins(windows, wanted)))
                && match.domain().map(wanted -> inDomain(wanted, host)).orElse(true)
                && (match.hosts().isEmpty() || match.hosts().stream().anyMatch(wanted -> named(wanted, host)));
    }

    private static boolean inDomain(String wanted, HostRef host) {
        String below = "." + wanted.toLowerCase(Locale.ROOT);
        return wanted.equalsIgnoreCase(host.domain())
                || (host.fqdn() != null && host.fqdn().endsWith(below));
    }

    private static boolean named(String wanted, HostRef host) {
        return wanted.equalsIgnoreCase(host.fqdn())
                || wanted.equalsIgnoreCase(host.netbios())
                || wanted.equals(host.ip());
    }

    @Override
    public Listener listener(AssetId asset, HostRef host, int port) {
        return new Listener(reachedAs(asset, host), port, host.fqdn() == null ? "" : host.fqdn());
    }

    private static String reachedAs(AssetId asset, HostRef host) {
        if (host.fqdn() != null) return host.fqdn();
        if (host.ip() != null) return host.ip();
        if (host.netbios() != null) return host.netbios();
        throw FailureException.of(
                FailureCode.HOST_UNREACHABLE,
                asset + " has neither a name nor an address by which it could be reached.");
    }
}
