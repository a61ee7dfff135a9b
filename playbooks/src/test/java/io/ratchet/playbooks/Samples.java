package io.ratchet.playbooks;

import static io.ratchet.playbooks.Decided.PROTOCOLS;
import static io.ratchet.playbooks.Decided.WINHTTP;
import static io.ratchet.playbooks.Decided.WINHTTP_32;
import static io.ratchet.playbooks.Decided.dword;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** For every playbook a plan as the rules make it, and a host that needs it. */
record Samples(Plan plan, SimulatedHost host) {
    private static final String NET = "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\";
    private static final String NET_32 = "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\";
    private static final String WINHTTP_DLL = "C:\\Windows\\System32\\winhttp.dll";
    private static final String SFB = "C:\\Program Files\\Skype for Business Server 2015\\Server\\Core\\RtcHost.exe";
    private static final String LYNC = "C:\\Program Files\\Microsoft Lync Server 2013\\Server\\Core\\RtcHost.exe";
    private static final String CLIENT = "C:\\Program Files\\Microsoft Office\\Office16\\lync.exe";

    static Map<String, Samples> all() {
        Map<String, Samples> samples = new LinkedHashMap<>();
        put(
                samples,
                "windows/update-kb",
                machine().installable("KB3140245", 3010, 40, WINHTTP_DLL, "6.1.7601.23375"),
                new Change.Update("KB3140245"));
        put(
                samples,
                "windows/winhttp-default-protocols",
                machine().value(WINHTTP, "DefaultSecureProtocols", RegistryData.dword(160)),
                dword(WINHTTP, "DefaultSecureProtocols", RegistryData.dword(160), 2176),
                dword(WINHTTP_32, "DefaultSecureProtocols", RegistryData.ABSENT, 2688));
        put(
                samples,
                "windows/schannel-enable-tls12",
                machine().key(PROTOCOLS),
                protocols(List.of("TLS 1.2"), List.of("Client", "Server"), 1, 0));
        put(
                samples,
                "windows/dotnet-strong-crypto",
                machine().value(NET + "v4.0.30319", "SchUseStrongCrypto", RegistryData.string("1")),
                dword(NET + "v2.0.50727", "SystemDefaultTlsVersions", null, 1),
                dword(NET + "v4.0.30319", "SchUseStrongCrypto", RegistryData.string("1"), 1),
                dword(NET_32 + "v4.0.30319", "SchUseStrongCrypto", RegistryData.ABSENT, 1));
        List<String> old = List.of("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1");
        put(
                samples,
                "windows/schannel-disable-legacy-server",
                machine()
                        .key(PROTOCOLS)
                        .value(PROTOCOLS + "\\SSL 2.0\\Server", "Enabled", RegistryData.dword(0xFFFFFFFFL)),
                protocols(old, List.of("Server"), 0, 1));
        put(
                samples,
                "windows/schannel-disable-legacy-client",
                machine().value(PROTOCOLS + "\\SSL 2.0\\Client", "DisabledByDefault", RegistryData.dword(1)),
                protocols(old, List.of("Client"), 0, 1));
        put(
                samples,
                "windows/wininet-secure-protocols",
                machine(),
                dword(
                        "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings",
                        "SecureProtocols",
                        RegistryData.ABSENT,
                        2688));
        put(
                samples,
                "windows/registry-hygiene",
                machine()
                        .value(PROTOCOLS + "\\TLS 1.2\\Client", "DisableByDefault", RegistryData.dword(0))
                        .value(PROTOCOLS + "\\TLS 1.2\\Client", "Enabled", RegistryData.string("1")),
                new Change.Registry(
                        PROTOCOLS + "\\TLS 1.2\\Client",
                        "DisableByDefault",
                        RegistryData.dword(0),
                        RegistryData.ABSENT),
                dword(PROTOCOLS + "\\TLS 1.2\\Client", "Enabled", RegistryData.string("1"), 1));
        put(
                samples,
                "skype/sfb2015-cumulative-update",
                machine()
                        .product("Skype for Business Server 2015", "sfb-cu9.exe", 0, 300, SFB, "6.0.9319.548")
                        .file(SFB, "6.0.9319.516"),
                new Change.Product("Skype for Business Server 2015", "6.0.9319.548"));
        put(
                samples,
                "lync/lync2013-cumulative-update",
                machine()
                        .product("Lync Server 2013", "lync-cu10.exe", 3010, 90, LYNC, "5.0.8308.1068")
                        .file(LYNC, "5.0.8308.0"),
                new Change.Product("Lync Server 2013", "5.0.8308.1068"));
        put(
                samples,
                "office/client-update",
                machine()
                        .product("Skype for Business 2016", "lync2016.msp", 0, 10, CLIENT, "16.0.4678.1000")
                        .file(CLIENT, "16.0.4266.1001"),
                new Change.Product("Skype for Business 2016", "16.0.4678.1000"));
        return samples;
    }

    private static void put(Map<String, Samples> samples, String playbook, SimulatedHost host, Change... changes) {
        samples.put(playbook, new Samples(Decided.plan(Decided.step(10, playbook, changes)), host));
    }

    private static SimulatedHost machine() {
        return SimulatedHost.windows2008R2().file(WINHTTP_DLL, "6.1.7601.17514");
    }

    private static Change[] protocols(List<String> names, List<String> roles, long enabled, long disabledByDefault) {
        List<Change> changes = new ArrayList<>();
        for (String name : names)
            for (String role : roles) {
                String key = PROTOCOLS + "\\" + name + "\\" + role;
                changes.add(dword(key, "Enabled", null, enabled));
                changes.add(dword(key, "DisabledByDefault", null, disabledByDefault));
            }
        return changes.toArray(Change[]::new);
    }
}
