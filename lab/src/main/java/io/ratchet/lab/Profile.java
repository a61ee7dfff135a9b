package io.ratchet.lab;

import io.ratchet.lab.machine.HostState.OperatingSystem;
import java.util.Locale;
import java.util.Optional;

/** An operating system as generated hosts have it. */
enum Profile {
    SERVER_2008(
            new OperatingSystem("6.0.6002", 3, 2, "x64", "Microsoft\u00ae Windows Server\u00ae 2008 Standard ", "2.0"),
            "6.0.6002.18005"),
    WIN7(new OperatingSystem("6.1.7601", 1, 1, "x64", "Microsoft Windows 7 Enterprise", "2.0"), "6.1.7601.17514"),
    SERVER_2008R2(
            new OperatingSystem("6.1.7601", 3, 1, "x64", "Microsoft Windows Server 2008 R2 Standard", "2.0"),
            "6.1.7601.17514"),
    SERVER_2012(
            new OperatingSystem("6.2.9200", 3, 0, "x64", "Microsoft Windows Server 2012 Standard", "3.0"),
            "6.2.9200.16384"),
    SERVER_2012R2(
            new OperatingSystem("6.3.9600", 3, 0, "x64", "Microsoft Windows Server 2012 R2 Standard", "4.0"),
            "6.3.9600.17415"),
    SERVER_2016(
            new OperatingSystem("10.0.14393", 3, 0, "x64", "Microsoft Windows Server 2016 Standard", "5.1"),
            "10.0.14393.0"),
    SERVER_2022(
            new OperatingSystem("10.0.20348", 3, 0, "x64", "Microsoft Windows Server 2022 Standard", "5.1"),
            "10.0.20348.1");

    private final OperatingSystem os;
    private final String winhttp;

    Profile(OperatingSystem os, String winhttp) {
        this.os = os;
        this.winhttp = winhttp;
    }

    OperatingSystem os() {
        return os;
    }

    /** The version of {@code winhttp.dll} as shipped. */
    String winhttp() {
        return winhttp;
    }

    /** True where KB3140245 is what TLS 1.2 in WinHTTP needs. */
    boolean needsWinHttpUpdate() {
        return this != SERVER_2008 && compareTo(SERVER_2012) <= 0;
    }

    /** By its word on the command line, such as {@code 2008r2}; empty for {@code mixed} too. */
    static Optional<Profile> of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        for (Profile profile : values()) if (profile.word().equals(lower)) return Optional.of(profile);
        return Optional.empty();
    }

    String word() {
        return name().replace("SERVER_", "").toLowerCase(Locale.ROOT);
    }
}
