package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Version;
import io.ratchet.rules.catalogue.Windows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which Windows stands on an asset. The number alone never decides where product types share it (statement 2).
 *
 * @param release null when there is no Windows, or it cannot be told which
 * @param version as told; null when nobody did
 * @param revisionKnown whether the fourth part of the version was told
 * @param undecided what would settle it, a clause; null when nothing is open
 * @param certain whether it was told lately, by a source that looked, and no source that weighs as much names another
 *     (statements 1, 109 and 126)
 * @param least the lowest version that it is by any source that weighs as much; null when it is not certain
 */
public record WindowsSeen(
        @Nullable Windows release,
        @Nullable Version version,
        boolean revisionKnown,
        @Nullable Integer productType,
        @Nullable String architecture,
        String caption,
        @Nullable Fact fact,
        @Nullable String undecided,
        boolean certain,
        @Nullable Version least) {

    /** Active Directory writes {@code 6.1 (7601)}. */
    private static final Pattern DIRECTORY = Pattern.compile("^\\s*(\\d+\\.\\d+) \\((\\d+)\\)");

    private static final Pattern SERVERS = Known.pattern("captions-of-servers");
    private static final Pattern WORKSTATIONS = Known.pattern("captions-of-workstations");
    private static final Pattern OTHERS = Known.pattern("captions-of-others");
    private static final int REMEMBERED = 5_000;
    private static final Map<String, Boolean> FOREIGN = new ConcurrentHashMap<>();
    private static final long BUILD_6_0 = Known.number("vista-build");
    private static final long BUILD_6_1 = Known.number("windows-7-build");
    private static final long BUILD_6_2 = Known.number("windows-8-build");
    private static final long BUILD_6_3 = Known.number("windows-8-1-build");

    static WindowsSeen on(Belief belief, Catalogue catalogue) {
        Told<Observation.OperatingSystem> told = belief.operatingSystem();
        if (told.fact() == null) return new WindowsSeen(null, null, false, null, null, "", null, null, false, null);
        WindowsSeen seen = of(told.fact(), belief, catalogue);
        List<WindowsSeen> others = new ArrayList<>();
        for (Fact other : belief.list(Observation.OperatingSystem.class))
            if (disputes(other, told.fact(), belief)) others.add(of(other, belief, catalogue));
        boolean certain = told.sure() && others.stream().allMatch(seen::agrees);
        Version least = !certain
                ? null
                : Stream.concat(Stream.of(seen), others.stream())
                        .map(WindowsSeen::version)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
        return new WindowsSeen(
                seen.release,
                seen.version,
                seen.revisionKnown,
                seen.productType,
                seen.architecture,
                seen.caption,
                seen.fact,
                seen.undecided,
                certain,
                least);
    }

    /** A guess from outside does not outweigh what a better source once read (statement 1). */
    private static boolean disputes(Fact other, Fact believed, Belief belief) {
        if (other.equals(believed) || !belief.method(other).looked()) return false;
        if (isSilent((Observation.OperatingSystem) other.observation())) return false;
        boolean guess = belief.method(believed) == Method.UNAUTHENTICATED
                && belief.method(other).compareTo(Method.UNAUTHENTICATED) < 0;
        return guess || belief.opposes(other, believed);
    }

    private boolean agrees(WindowsSeen other) {
        return Objects.equals(release, other.release)
                || (other.release == null && other.undecided != null && Objects.equals(version, other.version));
    }

    /** Whether a source knew that there is a system, and neither its version nor that it is no Windows. */
    static boolean isSilent(Observation.OperatingSystem os) {
        return version(os) == null && !foreign(caption(os));
    }

    private static String caption(Observation.OperatingSystem os) {
        return (os.caption() == null ? "" : os.caption()) + " " + (os.sku() == null ? "" : os.sku());
    }

    private static WindowsSeen of(Fact fact, Belief belief, Catalogue catalogue) {
        Observation.OperatingSystem os = (Observation.OperatingSystem) fact.observation();
        String caption = caption(os);
        Version version = version(os);
        Integer type = productType(os, caption);
        boolean revisionKnown = os.revision() != null || os.version().split("\\.").length >= 4;
        if (version == null || foreign(caption))
            return new WindowsSeen(
                    null, version, revisionKnown, type, os.architecture(), caption, fact, null, false, null);
        List<Windows> candidates = new ArrayList<>();
        List<Windows> fitting = new ArrayList<>();
        for (Windows release : catalogue.windows(version)) {
            if (release.caption() != null && !release.caption().matcher(caption).find()) continue;
            if (release.notCaption() != null
                    && release.notCaption().matcher(caption).find()) continue;
            candidates.add(release);
            if (release.productTypes().isEmpty()
                    || (type != null && release.productTypes().contains(type))) fitting.add(release);
        }
        Windows release = fitting.size() == 1 ? fitting.get(0) : null;
        String undecided = release != null ? null : open(version, type, candidates);
        String architecture = architecture(os, release, belief);
        return new WindowsSeen(
                release, version, revisionKnown, type, architecture, caption, fact, undecided, false, null);
    }

    private static @Nullable String open(Version version, @Nullable Integer type, List<Windows> candidates) {
        if (!candidates.isEmpty() && type == null)
            return "the product type (workstation, domain controller or server) of Windows " + version.major() + "."
                    + version.minor();
        if ((version.major() == 5 || version.major() == 6 || version.major() == 10) && version.build() == 0)
            return "the build or service pack of Windows " + version.major() + "." + version.minor();
        return null;
    }

    /** Whether it is told to be no Windows at all. */
    boolean isForeign() {
        return fact != null && foreign(caption);
    }

    /** Captions repeat across an estate; each is looked at once. */
    private static boolean foreign(String caption) {
        Boolean known = FOREIGN.get(caption);
        if (known != null) return known;
        boolean foreign = OTHERS.matcher(caption).find();
        if (FOREIGN.size() < REMEMBERED) FOREIGN.put(caption, foreign);
        return foreign;
    }

    private static @Nullable Version version(Observation.OperatingSystem os) {
        boolean directory = os.version().indexOf('(') >= 0;
        Version told = Version.read(directory ? DIRECTORY.matcher(os.version()).replaceFirst("$1.$2") : os.version())
                .orElse(null);
        if (told == null) return null;
        long build = told.build() == 0 ? build(told, os.servicePack()) : told.build();
        long revision = told.revision() == 0 && os.revision() != null ? os.revision() : told.revision();
        return new Version(told.major(), told.minor(), build, revision);
    }

    /** Windows numbers each service pack into its build; 6.2 and 6.3 never had one. */
    private static long build(Version told, @Nullable Integer servicePack) {
        if (told.major() != 6) return 0;
        if (told.minor() == 2) return BUILD_6_2;
        if (told.minor() == 3) return BUILD_6_3;
        if (servicePack == null) return 0;
        return (told.minor() == 0 ? BUILD_6_0 : BUILD_6_1) + servicePack;
    }

    private static @Nullable Integer productType(Observation.OperatingSystem os, String caption) {
        if (os.productType() != null) return os.productType();
        if (SERVERS.matcher(caption).matches()) return 3;
        return WORKSTATIONS.matcher(caption).matches() ? 1 : null;
    }

    private static @Nullable String architecture(
            Observation.OperatingSystem os, @Nullable Windows release, Belief belief) {
        if (os.architecture() != null) {
            String told = os.architecture().toLowerCase(Locale.ROOT);
            return told.contains("64") && !told.startsWith("arm") ? "x64" : told;
        }
        if (release != null && release.architecture() != null) return release.architecture();
        boolean wow64 = belief.all(Observation.RegistryValue.class)
                        .anyMatch(value -> value.key().toLowerCase(Locale.ROOT).contains("\\wow6432node\\")
                                && !value.data().absent())
                || belief.all(Observation.FileVersion.class)
                        .anyMatch(file -> file.path().toLowerCase(Locale.ROOT).contains("\\syswow64\\")
                                && file.state() == Observation.Presence.PRESENT);
        return wow64 ? "x64" : null;
    }
}
