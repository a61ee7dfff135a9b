package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Version;
import io.ratchet.rules.catalogue.Windows;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which Windows stands on an asset. The number alone never decides where product types share it (statement 2).
 *
 * @param release null when there is no Windows, or it cannot be told which
 * @param version as told; null when nobody did
 * @param revisionKnown whether the fourth part of the version was told
 * @param undecided what would settle it, a clause; null when nothing is open
 */
public record WindowsSeen(
        @Nullable Windows release,
        @Nullable Version version,
        boolean revisionKnown,
        @Nullable Integer productType,
        @Nullable String architecture,
        String caption,
        @Nullable Fact fact,
        @Nullable String undecided) {

    /** Active Directory writes {@code 6.1 (7601)}. */
    private static final Pattern DIRECTORY = Pattern.compile("^\\s*(\\d+\\.\\d+) \\((\\d+)\\)");

    static WindowsSeen on(Belief belief, Catalogue catalogue) {
        Told<Observation.OperatingSystem> told = belief.operatingSystem();
        Observation.OperatingSystem os = told.said().orElse(null);
        if (os == null) return new WindowsSeen(null, null, false, null, null, "", null, null);
        String caption = (os.caption() == null ? "" : os.caption()) + " " + (os.sku() == null ? "" : os.sku());
        Version version = version(os);
        Integer type = productType(os, caption);
        boolean revisionKnown = os.revision() != null || os.version().split("\\.").length >= 4;
        if (version == null || foreign(caption))
            return new WindowsSeen(null, version, revisionKnown, type, os.architecture(), caption, told.fact(), null);
        List<Windows> candidates = catalogue.windows(version).stream()
                .filter(release -> release.caption() == null
                        || release.caption().matcher(caption).find())
                .filter(release -> release.notCaption() == null
                        || !release.notCaption().matcher(caption).find())
                .toList();
        List<Windows> fitting = candidates.stream()
                .filter(release -> release.productTypes().isEmpty()
                        || (type != null && release.productTypes().contains(type)))
                .toList();
        Windows release = fitting.size() == 1 ? fitting.get(0) : null;
        String undecided = release != null ? null : open(version, type, candidates);
        String architecture = architecture(os, release, belief);
        return new WindowsSeen(release, version, revisionKnown, type, architecture, caption, told.fact(), undecided);
    }

    private static @Nullable String open(Version version, @Nullable Integer type, List<Windows> candidates) {
        if (!candidates.isEmpty() && type == null)
            return "the product type (workstation, domain controller or server) of Windows " + version.major() + "."
                    + version.minor();
        if ((version.major() == 5 || version.major() == 6 || version.major() == 10) && version.build() == 0)
            return "the build or service pack of Windows " + version.major() + "." + version.minor();
        return null;
    }

    private static boolean foreign(String caption) {
        String text = caption.toLowerCase(Locale.ROOT);
        return text.contains("linux")
                || text.contains("mac os")
                || text.contains("macos")
                || text.contains("android")
                || text.contains("ios ")
                || text.contains("unix")
                || text.contains("esxi")
                || text.contains("windows phone")
                || text.contains("windows ce")
                || text.contains("compact");
    }

    private static @Nullable Version version(Observation.OperatingSystem os) {
        Version told = Version.read(DIRECTORY.matcher(os.version()).replaceFirst("$1.$2"))
                .orElse(null);
        if (told == null) return null;
        long build = told.build() == 0 ? build(told, os.servicePack()) : told.build();
        long revision = told.revision() == 0 && os.revision() != null ? os.revision() : told.revision();
        return new Version(told.major(), told.minor(), build, revision);
    }

    /** Windows numbers each service pack into its build; 6.2 and 6.3 never had one. */
    private static long build(Version told, @Nullable Integer servicePack) {
        if (told.major() != 6) return 0;
        if (told.minor() == 2) return 9200;
        if (told.minor() == 3) return 9600;
        if (servicePack == null) return 0;
        return (told.minor() == 0 ? 6000L : 7600L) + servicePack;
    }

    private static @Nullable Integer productType(Observation.OperatingSystem os, String caption) {
        if (os.productType() != null) return os.productType();
        if (caption.matches("(?i).*\\bserver\\b.*")) return 3;
        return caption.matches("(?i).*windows (vista|7|8|8\\.1|10|11)\\b.*") ? 1 : null;
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
