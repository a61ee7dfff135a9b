package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Strong cryptography for the .NET runtimes that are installed, in every view (statements 30 and 31). */
final class DotNet {
    static final String STRONG = "SchUseStrongCrypto";
    static final String SYSTEM_DEFAULT = "SystemDefaultTlsVersions";
    static final String SETUP_4 = "v4\\Full";
    static final List<String> SETUPS_2 = Known.names("setups-2");
    private static final Pattern PRODUCTS_2 = Known.pattern("products-2");
    private static final Map<Wanted, List<Setting>> STRONG_IN = new ConcurrentHashMap<>();
    static final String RELEASE = "Release";
    static final String INSTALL = "Install";

    private final Host host;
    private final Row row;
    private final Windows release;
    private final List<Need> needs;
    private final WindowsRequirements windows;

    DotNet(Host host, Row row, Windows release, List<Need> needs, WindowsRequirements windows) {
        this.host = host;
        this.row = row;
        this.release = release;
        this.needs = needs;
        this.windows = windows;
    }

    void check() {
        if (release.dotnet().equals("none")) return;
        List<String> runtimes = new ArrayList<>();
        if (version4()) runtimes.add(Keys.NET_4);
        if (version2()) runtimes.add(Keys.NET_2);
        boolean asked =
                release.dotnet().equals("all") ? !officeOnlineAlone() : Requirements.dotnetApplication(host, "none");
        List<String> ours = new ArrayList<>(runtimes);
        ours.removeIf(this::productAsks);
        values(ours, asked);
        if (asked && runtimes.contains(Keys.NET_2) && release.dotnet2Update() != null)
            windows.update(row, release.dotnet2Update(), "dotnet-update", 14, Goal.READY, 31);
        if (asked && runtimes.contains(Keys.NET_2) && release.dotnet2Upgrade() != null)
            needs.add(
                    Need.of(host, row, "dotnet-update", 14)
                            .remedy(Remedy.UPGRADE)
                            .changing(List.of(new Change.Product("Windows", release.dotnet2Upgrade())))
                            .statements(31, 141)
                            .sources(List.of("M9"))
                            .unmet(
                                    "an older .NET runtime stands on a Windows where no update makes it heed SystemDefaultTlsVersions"));
        Long installed = WindowsRequirements.release(host.belief());
        if (asked && installed == null && !release.cryptoUpdates().isEmpty() && !releaseTold())
            needs.add(draft().unknown("which .NET Framework 4 is installed (NDP\\v4\\Full Release)"));
        if (asked && installed != null)
            for (Windows.CryptoUpdate update : release.cryptoUpdates())
                if (installed >= update.fromRelease() && installed <= update.toRelease())
                    windows.update(row, update.kb(), "dotnet-crypto-update", 16, Goal.READY, 30);
    }

    /**
     * Whether anybody looked, lately enough, which release of .NET Framework 4 stands here; an unknown is never a pass
     * (statement 125).
     */
    private boolean releaseTold() {
        return host.belief().registry(Keys.NET_SETUP + SETUP_4, RELEASE).known();
    }

    /** A product that names the values itself answers for them. */
    private boolean productAsks(String runtime) {
        String need = runtime.equals(Keys.NET_4) ? "dotnet-4" : "dotnet-2";
        return host.needsOfProducts(need);
    }

    private void values(List<String> runtimes, boolean asked) {
        if (host.architecture() == null && !runtimes.isEmpty()) {
            needs.add(draft().unknown("whether Windows is 32-bit or 64-bit, which decides the .NET views to write"));
            return;
        }
        List<Setting> settings = new ArrayList<>();
        for (String runtime : runtimes)
            for (Setting setting : strongIn(runtime, host.bothViews(), !asked))
                if (asked || !host.belief().readings(setting).isEmpty()) settings.add(setting);
        SettingsCheck check = SettingsCheck.of(host.belief(), settings);
        WindowsRequirements.addAll(
                needs,
                draft().facts(check.facts()),
                check,
                "the installed .NET runtimes use strong cryptography in every view");
    }

    /**
     * What makes a runtime use strong cryptography.
     *
     * @param bothViews whether programs of 32 bits have a view of their own
     */
    static List<Setting> strongIn(String runtime, boolean bothViews, boolean absentWillDo) {
        return STRONG_IN.computeIfAbsent(new Wanted(runtime, bothViews, absentWillDo), Wanted::settings);
    }

    private record Wanted(String runtime, boolean bothViews, boolean absentWillDo) {
        List<Setting> settings() {
            List<Setting> settings = new ArrayList<>();
            for (String base : bothViews ? List.of(Keys.NET, Keys.NET_WOW) : List.of(Keys.NET))
                for (String name : List.of(STRONG, SYSTEM_DEFAULT))
                    settings.add(Setting.on(Keys.net(base, runtime), name, absentWillDo));
            return List.copyOf(settings);
        }
    }

    private Need.Draft draft() {
        return Need.of(host, row, "dotnet-values", 40)
                .by("windows/dotnet-strong-crypto", Map.of())
                .statements(30)
                .sources(List.of("M9", "M10"));
    }

    /**
     * .NET 4 is part of Windows from 8 and 2012 on; before, its setup key tells. A value that was read shows that
     * somebody looked there.
     */
    private boolean version4() {
        if (release.dotnet4().equals("inbox")) return true;
        Boolean installed = installed(SETUP_4, RELEASE);
        if (installed != null) return installed;
        return host.belief().registry(Keys.NET + Keys.NET_4, STRONG).fact() != null;
    }

    private boolean version2() {
        if (release.dotnet2().equals("inbox")) return !told2Absent();
        return SETUPS_2.stream().anyMatch(setup -> Boolean.TRUE.equals(installed(setup, INSTALL)))
                || host.belief()
                        .all(Observation.InstalledProduct.class)
                        .anyMatch(product -> PRODUCTS_2.matcher(product.name()).matches());
    }

    private boolean told2Absent() {
        return Boolean.FALSE.equals(installed(SETUPS_2.get(0), INSTALL))
                && !Boolean.TRUE.equals(installed(SETUPS_2.get(1), INSTALL));
    }

    /** That it is not there must count (statement 126); who once saw it there is believed until then. */
    private @Nullable Boolean installed(String version, String value) {
        List<Fact> told = host.belief().readings(Keys.NET_SETUP + version, value);
        if (host.belief().counts(told, DotNet::missing)) return false;
        for (Fact fact : told) if (!missing(fact)) return true;
        return null;
    }

    private static boolean missing(Fact fact) {
        RegistryData data = ((Observation.RegistryValue) fact.observation()).data();
        return !(data.value() instanceof Long number) || number == 0;
    }

    /** Statement 41: Office Online Server from July 2021 asks for no such step; another application on .NET does. */
    private boolean officeOnlineAlone() {
        return host.system("sv-oos")
                        .filter(office -> office.row().needs().stream().anyMatch(host::lifted))
                        .isPresent()
                && !Requirements.dotnetApplication(host, "office-online");
    }
}
