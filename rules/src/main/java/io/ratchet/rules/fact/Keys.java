package io.ratchet.rules.fact;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The registry paths of chapter 2, spelled as the contract spells them. */
final class Keys {
    static final String PROTOCOLS =
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";
    static final String WINHTTP = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    static final String WINHTTP_WOW =
            "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
    static final String SECURE_PROTOCOLS = "DefaultSecureProtocols";
    static final String NET = "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\";
    static final String NET_WOW = "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\";
    static final String NET_4 = "v4.0.30319";
    static final String NET_2 = "v2.0.50727";
    static final String NET_SETUP = "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\";
    static final String CIPHER_ORDER =
            "HKLM\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002";
    static final String FIPS = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\FipsAlgorithmPolicy";
    static final String TERMINAL_SERVER = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server";
    static final String RDP = TERMINAL_SERVER + "\\WinStations\\RDP-Tcp";
    static final String RDP_POLICY = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services";

    static final String WININET = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
    static final String WININET_POLICY =
            "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";

    /** Protocols, roles, views and runtimes are ours, so there are few. */
    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

    private Keys() {}

    /** A path under the machine's hive as the contract spells it: from {@code HKLM\\}. */
    static String spelt(String key) {
        return key.replace('/', '\\').replaceFirst("(?i)^(computer\\\\)?(hkey_local_machine|hklm):?\\\\+", "HKLM\\\\");
    }

    /** One text for each key, so that what was worked out about it is found again. */
    static String schannel(String protocol, String role) {
        return KNOWN.computeIfAbsent(protocol + "\\" + role, PROTOCOLS::concat);
    }

    /** The key of a .NET runtime under one of the two views. */
    static String net(String view, String runtime) {
        return KNOWN.computeIfAbsent(view + runtime, key -> key);
    }
}
