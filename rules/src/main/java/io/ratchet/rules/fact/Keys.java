package io.ratchet.rules.fact;

import io.ratchet.rules.catalogue.Known;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The registry paths of chapter 2, spelled as the contract spells them. */
final class Keys {
    static final String PROTOCOLS = Known.key("schannel") + "\\";
    static final String WINHTTP = Known.key("winhttp");
    static final String WINHTTP_WOW = Known.key("winhttp-32");
    static final String SECURE_PROTOCOLS = "DefaultSecureProtocols";
    static final String NET = Known.key("dotnet") + "\\";
    static final String NET_WOW = Known.key("dotnet-32") + "\\";
    static final String NET_4 = Known.text("runtime-4");
    static final String NET_2 = Known.text("runtime-2");
    static final String NET_SETUP = Known.key("dotnet-setup") + "\\";
    static final String CIPHER_ORDER = Known.key("cipher-order");
    static final String FIPS = Known.key("fips");
    static final String TERMINAL_SERVER = Known.key("terminal-server");
    static final String RDP = Known.key("remote-desktop");
    static final String RDP_POLICY = Known.key("remote-desktop-policy");
    static final String WININET = Known.key("internet-explorer");
    static final String WININET_POLICY = Known.key("internet-explorer-policy");

    /** Protocols, roles, views and runtimes are ours, so there are few; by the second half, then by the first. */
    private static final Map<String, Map<String, String>> KNOWN = new ConcurrentHashMap<>();

    private Keys() {}

    /** A path under the machine's hive as the contract spells it: from {@code HKLM\\}. */
    static String spelt(String key) {
        return key.replace('/', '\\').replaceFirst("(?i)^(computer\\\\)?(hkey_local_machine|hklm):?\\\\+", "HKLM\\\\");
    }

    /** One text for each key, so that what was worked out about it is found again. */
    static String schannel(String protocol, String role) {
        Map<String, String> ofRole = of(role);
        String known = ofRole.get(protocol);
        return known != null ? known : ofRole.computeIfAbsent(protocol, one -> PROTOCOLS + one + "\\" + role);
    }

    /** The key of a .NET runtime under one of the two views. */
    static String net(String view, String runtime) {
        Map<String, String> ofRuntime = of(runtime);
        String known = ofRuntime.get(view);
        return known != null ? known : ofRuntime.computeIfAbsent(view, one -> one + runtime);
    }

    private static Map<String, String> of(String half) {
        Map<String, String> known = KNOWN.get(half);
        return known != null ? known : KNOWN.computeIfAbsent(half, one -> new ConcurrentHashMap<>());
    }
}
