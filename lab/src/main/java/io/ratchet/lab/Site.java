package io.ratchet.lab;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.tls.LabAuthority;
import io.ratchet.lab.wsman.Account;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** A folder with all that a server needs to serve the hosts of a fleet as if they were a site of a company. */
final class Site {
    private static final int OCTETS_OF_A_NETWORK = 2;

    private Site() {}

    /**
     * Writes the server's settings, the profile, the account, the names and a report of which Windows each host runs.
     * What a server keeps in the folder stays.
     */
    static void write(Path folder, Fleet fleet) {
        try {
            Files.createDirectories(folder.resolve("in"));
            Files.createDirectories(folder.resolve("credentials"));
            boolean https = fleet.settings().ports().https() > 0;
            secret(folder.resolve("credentials/lab"), fleet.settings().account());
            Files.writeString(folder.resolve("names"), names(fleet));
            if (https)
                Files.writeString(
                        folder.resolve("lab.ca.pem"),
                        LabAuthority.ofThisProcess().pem());
            Files.writeString(
                    folder.resolve("organisation.yaml"),
                    organisation(fleet.settings().network()));
            Files.writeString(folder.resolve("ratchet.yaml"), settings(fleet, https));
            Path half = Files.writeString(folder.resolve("hosts.half"), report(fleet));
            Files.move(half, folder.resolve("in/hosts.ndjson"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException cannot) {
            throw new UncheckedIOException("the site " + folder + " cannot be written", cannot);
        }
    }

    private static void secret(Path file, Account account) throws IOException {
        Files.deleteIfExists(file);
        if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix"))
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, account.user() + "\n" + account.password() + "\n");
    }

    /** As a file of hosts, by which Java finds names where {@code jdk.net.hosts.file} says so. */
    private static String names(Fleet fleet) {
        return fleet.names().stream()
                .map(name ->
                        fleet.address(name) + " " + fleet.host(name).state().fqdn() + " " + name + "\n")
                .collect(Collectors.joining());
    }

    private static String organisation(String network) {
        String[] octets = network.split("\\.");
        String both = String.join(".", Arrays.copyOf(octets, OCTETS_OF_A_NETWORK));
        return """
                # The lab as a site of a company; its window is always open.
                organisation: Lab
                goal: READY
                timezone: UTC
                sites:
                  - name: LAB
                    networks: [%s.0.0/16]
                    window: {rrule: "FREQ=DAILY;BYHOUR=0;BYMINUTE=0", duration: PT24H}
                """.formatted(both);
    }

    private static String settings(Fleet fleet, boolean https) {
        Ports ports = fleet.settings().ports();
        String plain = "{port: " + ports.wsman() + ", https: false, credential: \"file:lab\"}";
        String winrm = https
                ? "\n  # Their HTTPS speaks TLS 1.0 only, until the registry is told otherwise.\n"
                        + "  - {match: {windows: [\"6.0\", \"6.1\"]}, port: " + ports.wsman()
                        + ", https: false, credential: \"file:lab\"}\n"
                        + "  - {port: " + ports.https()
                        + ", https: true, trust: lab.ca.pem, credential: \"file:lab\"}\n"
                : " " + plain + "\n";
        return "# A server for the hosts of the lab; docs/guides/lab.md tells how it is started.\n"
                + "http: {address: 127.0.0.1, port: 8080}\n"
                + "credentials: credentials\n"
                + "organisation: organisation.yaml\n"
                + "folders: [in]\n"
                + "winrm:" + winrm;
    }

    /** What an inventory would tell: names, addresses and versions of Windows. */
    private static String report(Fleet fleet) {
        Instant now = fleet.settings().clock().instant().truncatedTo(ChronoUnit.SECONDS);
        var report = new ReportRef(Sha256.hex("lab"), "inventory", "lab", null, Method.AGENT);
        return fleet.names().stream()
                .map(name -> Json.line(FindingJson.write(
                                finding(report, now, fleet.host(name).state(), fleet.address(name))))
                        + "\n")
                .collect(Collectors.joining());
    }

    private static Finding finding(ReportRef report, Instant now, HostState host, String address) {
        var named = new HostRef(
                HostRef.DEFAULT_ZONE, null, address, host.fqdn(), host.name(), null, null, null, null, Map.of());
        HostState.OperatingSystem os = host.os();
        return new Finding(
                report,
                host.name(),
                now,
                named,
                new Observation.OperatingSystem(
                        os.version(), null, os.productType(), null, os.caption().strip(), null, null),
                new Evidence("inventory", null));
    }
}
