package io.ratchet.app.demo;

import static io.ratchet.app.demo.DemoAct.JULY_2019;
import static io.ratchet.app.demo.DemoAct.SEPTEMBER_2018;
import static io.ratchet.app.demo.DemoWindows.SCHANNEL;
import static io.ratchet.app.demo.DemoWindows.SERVER_2008_R2;
import static io.ratchet.app.demo.DemoWindows.SERVER_2012;
import static io.ratchet.app.demo.DemoWindows.SERVER_2012_R2;
import static io.ratchet.app.demo.DemoWindows.SERVER_2016;
import static io.ratchet.app.demo.DemoWindows.WINDOWS_10;
import static io.ratchet.app.demo.DemoWindows.WINDOWS_7;
import static io.ratchet.app.demo.DemoWindows.WINDOWS_7_X86;
import static io.ratchet.app.demo.DemoWindows.ready;
import static io.ratchet.app.demo.DemoWindows.strongCrypto;
import static io.ratchet.app.demo.DemoWindows.withWinHttpUpdate;

import io.ratchet.domain.finding.RegistryData;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of the demo estate. Sites: HQ (offices and servers, goal READY), UC (the telephony and the meeting rooms,
 * goal ONLY), MADRID (the old Lync pool and its phones, goal ONLY, which it never reaches), PLANT-B (goal READY),
 * BRANCH (goal ONLY, nothing in its way but two proofs).
 */
final class DemoHosts {
    static final String SFB_FILE = "C:\\Program Files\\Skype for Business Server 2015\\Server\\Core\\RTCSrv.exe";
    static final String LYNC_FILE = "C:\\Program Files\\Microsoft Lync Server 2013\\Server\\Core\\RTCSrv.exe";

    private DemoHosts() {}

    static List<DemoHost> all() {
        List<DemoHost> hosts = new ArrayList<>();
        clients(hosts);
        servers(hosts);
        telephony(hosts);
        rooms(hosts);
        others(hosts);
        return hosts;
    }

    private static void clients(List<DemoHost> hosts) {
        hosts.add(host("hq-w7-01", "HQ", 10, WINDOWS_7).ends("READY", "Verified"));
        DemoHost updated = withWinHttpUpdate(host("hq-w7-02", "HQ", 11, WINDOWS_7));
        hosts.add(updated.with(DemoWindows.WINHTTP, DemoWindows.DSP, RegistryData.dword(0xA0))
                .with(DemoWindows.WINHTTP_32, DemoWindows.DSP, RegistryData.dword(0xA0))
                .ends("READY", "Verified"));
        hosts.add(ready(host("hq-w7-03", "HQ", 12, WINDOWS_7)).decided("os-7-sp1", "no-action READY"));
        hosts.add(host("hq-w7-04", "HQ", 13, WINDOWS_7_X86).ends("READY", "Verified"));
        hosts.add(host("hq-w10-01", "HQ", 14, WINDOWS_10).ends("READY", "Verified"));
        hosts.add(strongCrypto(host("hq-w10-02", "HQ", 15, WINDOWS_10)));
        hosts.add(host("plb-w7-01", "PLANT-B", 10, WINDOWS_7)
                .faults(DemoFaults.wrongPassword())
                .ends("READY", "Failed HOST-AUTH-REJECTED"));
        hosts.add(host("plb-w7-02", "PLANT-B", 11, WINDOWS_7)
                .faults(DemoFaults.down())
                .ends("READY", "Deferred HOST-UNREACHABLE")
                // Its approval has run out by then; it is proposed again, approved, and still away.
                .ends(JULY_2019, "READY", "Deferred HOST-UNREACHABLE"));
        // Somebody set the value after the inventory had looked.
        hosts.add(host("plb-w7-03", "PLANT-B", 12, WINDOWS_7)
                .with(DemoWindows.WINHTTP, DemoWindows.DSP, RegistryData.dword(0x80))
                .says(DemoWindows.WINHTTP, DemoWindows.DSP, RegistryData.ABSENT)
                .ends("READY", "Verified"));
    }

    private static void servers(List<DemoHost> hosts) {
        hosts.add(host("hq-r2-01", "HQ", 30, SERVER_2008_R2).listens().ends("READY", "Verified"));
        hosts.add(host("hq-r2-02", "HQ", 31, SERVER_2008_R2)
                .listens()
                .faults(DemoFaults.diesDuringApply())
                .ends("READY", "Verified"));
        hosts.add(host("plb-r2-03", "PLANT-B", 32, SERVER_2008_R2)
                .listens()
                .faults(DemoFaults.listenerDoesNotFollow())
                .ends("READY", "RolledBack VERIFY-FAILED"));
        hosts.add(host("hq-12-01", "HQ", 33, SERVER_2012).ends("READY", "Verified"));
        hosts.add(ready(host("hq-12-02", "HQ", 34, SERVER_2012)));
        hosts.add(strongCrypto(host("hq-12r2-01", "HQ", 35, SERVER_2012_R2)).listens());
        hosts.add(host("hq-12r2-02", "HQ", 36, SERVER_2012_R2).ends("READY", "Verified"));
        // TLS 1.2 was switched off by hand: the first thing to put right.
        hosts.add(strongCrypto(host("plb-12r2-03", "PLANT-B", 37, SERVER_2012_R2))
                .with(SCHANNEL + "TLS 1.2\\Client", "Enabled", RegistryData.dword(0))
                .ends("READY", "Verified"));
        hosts.add(strongCrypto(host("hq-16-01", "HQ", 38, SERVER_2016)).listens());
        hosts.add(strongCrypto(host("brn-16-01", "BRANCH", 39, SERVER_2016))
                .listens()
                .seen(
                        "proof",
                        "gate",
                        "R102",
                        "scope",
                        "asset:brn-16-01." + DemoHost.DOMAIN,
                        "by",
                        "it-operations",
                        "detail",
                        "Outbound tests on every stack and the application's own test passed on 2018-09-18."));
        hosts.add(strongCrypto(host("hq-sql-01", "HQ", 40, SERVER_2012_R2))
                .seen(
                        "installed-product",
                        "name",
                        "Microsoft SQL Server 2014 (64-bit)",
                        "version",
                        "12.0.4416.0",
                        "publisher",
                        "Microsoft Corporation",
                        "installer",
                        "msi")
                .seen("server-role", "role", "sql-server", "version", "12.0.4416.0")
                .decided("sv-sql-2014", "ticket READY"));
    }

    private static void telephony(List<DemoHost> hosts) {
        hosts.add(skype("uc-sfb-01", 10, "6.0.9319.510").ends("READY", "Verified"));
        hosts.add(skype("uc-sfb-02", 11, "6.0.9319.516").ends("READY", "Verified"));
        hosts.add(lync("mad-lync-01", 12, "Front End Server", "lync-front-end", "5.0.8308.920")
                .ends("READY", "Verified"));
        hosts.add(lync("mad-lync-02", 13, "Front End Server", "lync-front-end", "5.0.8308.1068")
                .ends("READY", "Verified")
                .decided("sv-lync2013-fe-se", "hold ONLY"));
        hosts.add(lync("mad-lync-edge", 14, "Edge Server", "lync-edge", "5.0.8308.1068")
                .ends("READY", "Verified"));
    }

    private static void rooms(List<DemoHost> hosts) {
        // Published for people and rooms outside: it may not refuse older protocols before every room of its site can
        // do without them.
        hosts.add(strongCrypto(host("uc-wap-01", "UC", 20, SERVER_2016))
                .published()
                .service("appproxysvc", "running")
                .seen("server-role", "role", "wap")
                .seen(
                        "proof",
                        "gate",
                        "R075",
                        "scope",
                        "asset:uc-wap-01." + DemoHost.DOMAIN,
                        "by",
                        "Dana Petrov, UC team",
                        "detail",
                        "Registry export of this server taken and read back.")
                .held(SEPTEMBER_2018, "R069", "R070", "R083", "R123")
                .ends(JULY_2019, "ONLY", "Verified")
                .decided(JULY_2019, "os-10-2016-2019", "no-action ONLY ONLY_VERIFIED"));
        hosts.add(device("uc-hub-01", "UC", 30)
                .seen(
                        "operating-system",
                        "version",
                        "10.0.15063",
                        "revision",
                        1266,
                        "productType",
                        1,
                        "caption",
                        "Microsoft Windows 10 Team",
                        "sku",
                        "119",
                        "architecture",
                        "x64")
                .seen(
                        "device-model",
                        "vendor",
                        "Microsoft Corporation",
                        "model",
                        "Surface Hub",
                        "firmware",
                        "10.0.15063.1266")
                .seenLater(
                        "operating-system",
                        "version",
                        "10.0.15063",
                        "revision",
                        1897,
                        "productType",
                        1,
                        "caption",
                        "Microsoft Windows 10 Team",
                        "sku",
                        "119",
                        "architecture",
                        "x64")
                .seenLater(
                        "device-model",
                        "vendor",
                        "Microsoft Corporation",
                        "model",
                        "Surface Hub",
                        "firmware",
                        "10.0.15063.1897")
                .decided("dv-surfacehub", "await-vendor READY")
                .decided(JULY_2019, "dv-surfacehub", "no-action READY"));
        hosts.add(device("uc-room-01", "UC", 31)
                .seen(
                        "device-model",
                        "vendor",
                        "Logitech",
                        "model",
                        "SmartDock",
                        "app",
                        "Microsoft.SkypeRoomSystem",
                        "appVersion",
                        "4.0.51.0")
                .seen(
                        "installed-product",
                        "name",
                        "Microsoft.SkypeRoomSystem",
                        "version",
                        "4.0.51.0",
                        "publisher",
                        "Microsoft Corporation",
                        "installer",
                        "appx")
                .seenLater(
                        "device-model",
                        "vendor",
                        "Logitech",
                        "model",
                        "SmartDock",
                        "app",
                        "Microsoft.SkypeRoomSystem",
                        "appVersion",
                        "4.0.64.0")
                .seenLater(
                        "installed-product",
                        "name",
                        "Microsoft.SkypeRoomSystem",
                        "version",
                        "4.0.64.0",
                        "publisher",
                        "Microsoft Corporation",
                        "installer",
                        "appx")
                .decided("dv-srsv2", "await-vendor READY")
                .decided(JULY_2019, "dv-srsv2", "no-action READY"));
        hosts.add(device("mad-phone-01", "MADRID", 32)
                .seen(
                        "user-agent",
                        "via",
                        "sip",
                        "value",
                        "CPE/4.0.7577.4512 OCPhone/4.0.7577.4512 (Microsoft Lync Phone Edition)",
                        "count",
                        40)
                .decided("dv-lpe", "ticket READY"));
    }

    private static void others(List<DemoHost> hosts) {
        hosts.add(device("hq-handset-01", "HQ", 60)
                .seen(
                        "user-agent",
                        "via",
                        "http",
                        "value",
                        "Mozilla/5.0 (Linux; U; Android 2.3.6; en-us; GT-S5360) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/533.1",
                        "count",
                        12)
                .decided("br-android-4.3", "ticket READY"));
        hosts.add(device("plb-xp-01", "PLANT-B", 60)
                .seen(
                        "operating-system",
                        "version",
                        "5.1.2600",
                        "productType",
                        1,
                        "servicePack",
                        3,
                        "caption",
                        "Microsoft Windows XP Professional",
                        "architecture",
                        "x86")
                .decided("os-xp-2003", "ticket READY"));
        hosts.add(strongCrypto(host("hq-crm-01", "HQ", 41, SERVER_2016))
                .seen(
                        "integration",
                        "name",
                        "Presence gateway",
                        "kind",
                        "in-house",
                        "detail",
                        "Hard-coded SslProtocols.Tls in the source.")
                .decided("in-inhouse", "ticket READY"));
    }

    private static DemoHost skype(String name, int octet, String build) {
        return ready(host(name, "UC", octet, SERVER_2012_R2))
                .decided("sv-sfb2015", "await-vendor ONLY")
                // CU9 is installed in the second night; what else holds these servers are papers and other servers, no
                // room.
                .ends(JULY_2019, "ONLY", "Verified")
                .held(JULY_2019, "R062", "R068", "R072", "R074", "R075", "R082")
                .listens()
                .file(SFB_FILE, build)
                .service("RTCSRV", "running")
                .seen(
                        "installed-product",
                        "name",
                        "Skype for Business Server 2015, Core Components",
                        "version",
                        build,
                        "publisher",
                        "Microsoft Corporation",
                        "installer",
                        "msi")
                .seen("server-role", "role", "sfb-front-end", "version", build)
                .seen("membership", "kind", "pool", "name", "pool01." + DemoHost.DOMAIN);
    }

    private static DemoHost lync(String name, int octet, String role, String word, String build) {
        return ready(host(name, "MADRID", octet, SERVER_2012_R2))
                .listens()
                .file(LYNC_FILE, build)
                .service("RTCSRV", "running")
                .seen(
                        "installed-product",
                        "name",
                        "Microsoft Lync Server 2013, " + role,
                        "version",
                        build,
                        "publisher",
                        "Microsoft Corporation",
                        "installer",
                        "msi")
                .seen("server-role", "role", word, "version", build)
                .seen("membership", "kind", "pool", "name", "pool02." + DemoHost.DOMAIN);
    }

    private static DemoHost host(String name, String site, int octet, DemoWindows windows) {
        return new DemoHost(name, site, network(site) + octet, windows);
    }

    private static DemoHost device(String name, String site, int octet) {
        return new DemoHost(name, site, network(site) + octet, null);
    }

    /** The first three octets of a site's network. */
    static String network(String site) {
        return switch (site) {
            case "HQ" -> "10.20.1.";
            case "UC" -> "10.20.2.";
            case "MADRID" -> "10.50.1.";
            case "PLANT-B" -> "10.30.1.";
            default -> "10.40.1.";
        };
    }
}
