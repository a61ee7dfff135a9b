package io.ratchet.app.demo;

import io.ratchet.domain.finding.RegistryData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The kinds of Windows in the demo estate, each as its setup and the updates of its time leave it. */
enum DemoWindows {
    WINDOWS_7("6.1.7601", 1, 1, "x64", "Microsoft Windows 7 Enterprise", "2.0"),
    WINDOWS_7_X86("6.1.7601", 1, 1, "x86", "Microsoft Windows 7 Professional", "2.0"),
    SERVER_2008_R2("6.1.7601", 3, 1, "x64", "Microsoft Windows Server 2008 R2 Standard", "2.0"),
    SERVER_2012("6.2.9200", 3, 0, "x64", "Microsoft Windows Server 2012 Standard", "3.0"),
    SERVER_2012_R2("6.3.9600", 3, 0, "x64", "Microsoft Windows Server 2012 R2 Standard", "4.0"),
    SERVER_2016("10.0.14393", 3, 0, "x64", "Microsoft Windows Server 2016 Standard", "5.1"),
    WINDOWS_10("10.0.17134", 1, 0, "x64", "Microsoft Windows 10 Enterprise", "5.1");

    static final String SCHANNEL = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";
    static final String WINHTTP = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    static final String WINHTTP_32 =
            "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    static final String DSP = "DefaultSecureProtocols";
    private static final String NET = "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\";
    private static final String NET_32 = "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\";
    private static final String NDP = "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full";
    private static final String IE = "HKLM\\SOFTWARE\\Microsoft\\Internet Explorer";

    final String version;
    final int productType;
    final int servicePack;
    final String architecture;
    final String caption;
    final String powershell;

    DemoWindows(
            String version, int productType, int servicePack, String architecture, String caption, String powershell) {
        this.version = version;
        this.productType = productType;
        this.servicePack = servicePack;
        this.architecture = architecture;
        this.caption = caption;
        this.powershell = powershell;
    }

    boolean x64() {
        return architecture.equals("x64");
    }

    boolean needsWinHttpUpdate() {
        return version.startsWith("6.1") || version.startsWith("6.2");
    }

    /** The WinHTTP files before KB3140245. */
    String oldWinHttp() {
        return version.startsWith("6.1") ? "6.1.7601.17514" : "6.2.9200.16384";
    }

    /** The WinHTTP files that KB3140245 brings (the floors of section 3.1 of the domain knowledge). */
    String newWinHttp() {
        return version.startsWith("6.1") ? "6.1.7601.23375" : "6.2.9200.21797";
    }

    List<String> winHttpFiles() {
        List<String> paths = new ArrayList<>();
        for (String folder : x64() ? List.of("System32", "SysWOW64") : List.of("System32"))
            for (String file : List.of("winhttp.dll", "webio.dll")) paths.add("C:\\Windows\\" + folder + "\\" + file);
        return paths;
    }

    /**
     * The update that lets .NET 3.5 follow the system's protocols (section 3.4 of the domain knowledge); empty where
     * none is needed.
     */
    String dotNet35Update() {
        if (version.startsWith("6.1")) return "KB3154518";
        if (version.startsWith("6.2")) return "KB3154519";
        return version.startsWith("6.3") ? "KB3154520" : "";
    }

    void asInstalled(DemoHost host) {
        host.with(NDP, "Release", RegistryData.dword(461814));
        host.with(IE, "svcVersion", RegistryData.string("11.0.9600.19080"));
        host.services.put("W32Time", "running");
        host.services.put("WinRM", "running");
        if (needsWinHttpUpdate()) {
            winHttpFiles().forEach(path -> host.file(path, oldWinHttp()));
            host.absentUpdates.add("KB3140245");
        }
        if (version.startsWith("6.1")) {
            host.absentUpdates.add("KB3080079");
            List.of("KB4474419", "KB4490628", "KB2898851").forEach(host::update);
        }
        if (!dotNet35Update().isEmpty()) host.update(dotNet35Update());
        if (version.startsWith("6.3")) List.of("KB2898850", "KB2898847").forEach(host::update);
    }

    /** Every value that an inventory of TLS settings reads. */
    List<String[]> inventoried() {
        List<String[]> values = new ArrayList<>();
        for (String protocol : List.of("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2"))
            for (String role : List.of("Client", "Server"))
                for (String name : List.of("Enabled", "DisabledByDefault"))
                    values.add(new String[] {SCHANNEL + protocol + "\\" + role, name});
        values.add(new String[] {WINHTTP, DSP});
        if (x64()) values.add(new String[] {WINHTTP_32, DSP});
        for (String root : x64() ? List.of(NET, NET_32) : List.of(NET))
            for (String runtime : List.of("v2.0.50727", "v4.0.30319"))
                for (String name : List.of("SchUseStrongCrypto", "SystemDefaultTlsVersions"))
                    values.add(new String[] {root + runtime, name});
        values.add(new String[] {NDP, "Release"});
        values.add(new String[] {IE, "svcVersion"});
        return values;
    }

    /** Sets what a finished READY host has: KB3140245, WinHTTP, Schannel and .NET values. */
    static DemoHost ready(DemoHost host) {
        DemoWindows windows = Objects.requireNonNull(host.windows);
        if (windows.needsWinHttpUpdate()) {
            withWinHttpUpdate(host);
            host.with(WINHTTP, DSP, RegistryData.dword(0xA80));
            if (windows.x64()) host.with(WINHTTP_32, DSP, RegistryData.dword(0xA80));
        }
        if (windows.version.startsWith("6.1"))
            for (String role : List.of("Client", "Server")) {
                host.with(SCHANNEL + "TLS 1.2\\" + role, "Enabled", RegistryData.dword(1));
                host.with(SCHANNEL + "TLS 1.2\\" + role, "DisabledByDefault", RegistryData.dword(0));
            }
        return strongCrypto(host);
    }

    static DemoHost withWinHttpUpdate(DemoHost host) {
        DemoWindows windows = Objects.requireNonNull(host.windows);
        windows.winHttpFiles().forEach(path -> host.file(path, windows.newWinHttp()));
        return host.update("KB3140245");
    }

    static DemoHost strongCrypto(DemoHost host) {
        DemoWindows windows = Objects.requireNonNull(host.windows);
        for (String root : windows.x64() ? List.of(NET, NET_32) : List.of(NET))
            for (String runtime : List.of("v2.0.50727", "v4.0.30319"))
                for (String name : List.of("SchUseStrongCrypto", "SystemDefaultTlsVersions"))
                    host.with(root + runtime, name, RegistryData.dword(1));
        return host;
    }
}
