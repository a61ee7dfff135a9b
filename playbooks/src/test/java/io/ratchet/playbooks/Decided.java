package io.ratchet.playbooks;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decisions and plans for tests. */
final class Decided {
    static final AssetId ASSET = new AssetId("web01.corp.example");
    static final HostFacts FACTS = new HostFacts("6.1.7601", "x64");
    static final HostRef HOST = new HostRef(
            "default", null, null, "web01.corp.example", "WEB01", null, null, SimulatedHost.UUID, null, Map.of());
    static final String WINHTTP = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    static final String WINHTTP_32 =
            "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    static final String PROTOCOLS = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols";

    private Decided() {}

    static Decision.Remediate step(int step, String playbook, Change... changes) {
        return new Decision.Remediate(
                new Decision.About(
                        ASSET,
                        new Identity.Resolved(),
                        HOST,
                        null,
                        "os-2008r2-sp1",
                        Goal.READY,
                        step,
                        Remedy.REGISTRY,
                        Readiness.CAPABLE_OFF),
                new Explanation(
                        "R025-test",
                        List.of(25),
                        "stable",
                        List.of("M18"),
                        Confidence.HIGH,
                        List.of(),
                        "It is needed."),
                playbook,
                Map.of(),
                List.of(changes),
                PlaybookCatalogue.shipped().find(playbook).restart());
    }

    static Change.Registry dword(String key, String name, @Nullable RegistryData before, long after) {
        return new Change.Registry(key, name, before, RegistryData.dword(after));
    }

    static Plan plan(Decision.Remediate... steps) {
        return plan(depot(), steps);
    }

    static Plan plan(PackageDepot depot, Decision.Remediate... steps) {
        Planned planned =
                new Planner(depot).plan(PlaybookCatalogue.shipped(), ASSET, HOST, Goal.READY, List.of(steps), FACTS);
        if (planned instanceof Planned.Ready ready) return ready.plan();
        throw new AssertionError(((Planned.Missing) planned).because());
    }

    /** One update and two products, lying on the host as {@link SimulatedHost} puts them there. */
    static PackageDepot depot() {
        String yaml = """
                updates:
                  - kb: KB3140245
                    os: "6.1.7601"
                    architecture: x64
                    path: 'C:\\ratchet\\packages\\KB3140245.msu'
                    sha256: %s
                    floors: {'C:\\Windows\\System32\\winhttp.dll': 6.1.7601.23375}
                products:
                  - product: Skype for Business Server 2015
                    build: 6.0.9319.548
                    path: 'C:\\ratchet\\packages\\sfb-cu9.exe'
                    sha256: %s
                    arguments: silentmode
                    versionPath: 'C:\\Program Files\\Skype for Business Server 2015\\Server\\Core\\RtcHost.exe'
                  - product: Lync Server 2013
                    build: 5.0.8308.1068
                    path: 'C:\\ratchet\\packages\\lync-cu10.exe'
                    sha256: %s
                    arguments: silentmode
                    versionPath: 'C:\\Program Files\\Microsoft Lync Server 2013\\Server\\Core\\RtcHost.exe'
                  - product: Skype for Business 2016
                    build: 16.0.4678.1000
                    path: 'C:\\ratchet\\packages\\lync2016.msp'
                    sha256: %s
                    arguments: msp
                    versionPath: 'C:\\Program Files\\Microsoft Office\\Office16\\lync.exe'
                """.formatted(
                        SimulatedHost.sha256("KB3140245"),
                        SimulatedHost.sha256("sfb-cu9.exe"),
                        SimulatedHost.sha256("lync-cu10.exe"),
                        SimulatedHost.sha256("lync2016.msp"));
        try {
            Path file = Files.createTempFile("depot", ".yaml");
            Files.writeString(file, yaml);
            PackageDepot depot = PackageDepot.read(file);
            Files.delete(file);
            return depot;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Restart restart(String playbook) {
        return PlaybookCatalogue.shipped().find(playbook).restart();
    }
}
