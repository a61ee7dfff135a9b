package io.ratchet.lab;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.HostState.Installer;
import io.ratchet.lab.machine.Memory;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.lab.machine.Traits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes up hosts; the same seed makes the same ones. */
final class GeneratedHosts {
    private static final String WINHTTP =
            "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    private static final String WINHTTP_32 =
            "HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    private static final String PROTOCOLS =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols";
    private static final String SCHANNEL_DLL = "C:\\Windows\\System32\\schannel.dll";
    private static final Instant EARLIEST_BOOT = Instant.parse("2018-08-01T00:00:00Z");
    private static final int BOOT_SPREAD_SECONDS = 40 * 24 * 3600;

    private final Random random;
    /** Those of the notices of 2018; Server 2008 was on few machines by then, and comes when it is asked for. */
    private static final List<Profile> MIXED = List.copyOf(EnumSet.range(Profile.WIN7, Profile.SERVER_2022));

    private final Optional<Profile> profile;
    private final double faultRate;
    private final List<Particular> particulars;

    GeneratedHosts(String profile, long seed, double faultRate, List<Particular> particulars) {
        this.particulars = List.copyOf(particulars);
        random = new Random(seed);
        this.profile = Profile.of(profile);
        this.faultRate = faultRate;
        if (this.profile.isEmpty() && !profile.equalsIgnoreCase("mixed"))
            throw new IllegalArgumentException("there is no profile '" + profile
                    + "'; known are 2008, win7, 2008r2, 2012, 2012r2, 2016, 2022 and mixed");
    }

    List<HostState> make(int count) {
        var hosts = new ArrayList<HostState>();
        for (int number = 1; number <= count; number++) hosts.add(particular(host(number), number));
        return hosts;
    }

    /** The particulars in turn, then a host without any. */
    private HostState particular(HostState host, int number) {
        int turn = (number - 1) % (particulars.size() + 1);
        return turn < particulars.size() ? particulars.get(turn).of(host) : host;
    }

    private HostState host(int number) {
        Profile of = profile.orElseGet(() -> MIXED.get(random.nextInt(MIXED.size())));
        String name = "LAB%05d".formatted(number);
        String uuid = "4c4c4544-%04x-%04x-8020-%012x"
                .formatted(number & 0xFFFF, random.nextInt(0x10000), random.nextLong() & 0xFFFF_FFFF_FFFFL);
        return new HostState(
                name,
                "lab.example",
                uuid,
                "S-1-5-21-1004336348-1177238915-682003330-" + (1000 + number),
                of.os(),
                EARLIEST_BOOT.plusSeconds(random.nextInt(BOOT_SPREAD_SECONDS)),
                false,
                registry(of),
                Map.of("KB2533552", Instant.parse("2012-03-01T00:00:00Z")),
                updates(of),
                Map.of(),
                files(of),
                Map.of(
                        "W32Time",
                        "running",
                        "WinHttpAutoProxySvc",
                        "running",
                        "Spooler",
                        random.nextBoolean() ? "running" : "stopped"),
                Map.of(),
                Map.of("probe.ratchet.example:443", List.of("TLSv1.2")),
                List.of(),
                Map.of(),
                random.nextDouble() < faultRate ? fault() : Faults.NONE,
                Traits.NONE,
                Memory.NONE);
    }

    private Map<String, Map<String, RegistryValue>> registry(Profile of) {
        var keys = new TreeMap<String, Map<String, RegistryValue>>();
        keys.put(PROTOCOLS, Map.of());
        if (of.needsWinHttpUpdate()) {
            @Nullable RegistryValue old = random.nextInt(3) == 0 ? RegistryValue.dword(0xA0) : null;
            Map<String, RegistryValue> values = old == null ? Map.of() : Map.of("DefaultSecureProtocols", old);
            keys.put(WINHTTP, values);
            keys.put(WINHTTP_32, values);
        }
        return keys;
    }

    private static Map<String, String> files(Profile of) {
        var files = new TreeMap<>(Map.of(
                "C:\\Windows\\System32\\winhttp.dll", of.winhttp(), "C:\\Windows\\System32\\webio.dll", of.winhttp()));
        if (of == Profile.SERVER_2008) files.put(SCHANNEL_DLL, of.winhttp());
        return files;
    }

    private static Map<String, Installer> updates(Profile of) {
        if (of == Profile.SERVER_2008) return Map.of("C:\\ratchet\\packages\\kb4019276.msu", tls12Of2008());
        if (!of.needsWinHttpUpdate()) return Map.of();
        String content = "the lab's KB3140245 for " + of.word();
        String version = of == Profile.SERVER_2012 ? "6.2.9200.21797" : "6.1.7601.23375";
        return Map.of(
                "C:\\ratchet\\packages\\kb3140245.msu",
                new Installer(
                        "KB3140245",
                        null,
                        Sha256.hex(content),
                        3010,
                        Map.of(
                                "C:\\Windows\\System32\\winhttp.dll",
                                version,
                                "C:\\Windows\\System32\\webio.dll",
                                version),
                        20,
                        content));
    }

    /** What brings TLS 1.1 and 1.2 to Schannel there, and turns neither on. */
    private static Installer tls12Of2008() {
        String content = "the lab's KB4019276 for 2008";
        return new Installer(
                "KB4019276", null, Sha256.hex(content), 3010, Map.of(SCHANNEL_DLL, "6.0.6002.24129"), 20, content);
    }

    private Faults fault() {
        return switch (random.nextInt(10)) {
            case 0 -> Faults.unreachable();
            case 1 -> Faults.badPassword();
            case 2 -> Faults.denied();
            case 3 -> Faults.overQuota(1 + random.nextInt(3));
            case 4 -> Faults.resets(new Faults.Reset(Phase.APPLY, 1 + random.nextInt(2), false));
            case 5 -> Faults.chatty();
            case 6 -> Faults.slowToBoot(30);
            case 7 -> Faults.muteAfterCommand();
            case 8 -> Faults.cutsOutput();
            default -> Faults.listenerStuck();
        };
    }
}
