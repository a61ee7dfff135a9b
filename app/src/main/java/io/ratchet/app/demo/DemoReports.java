package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Writes what the scanners, the inventory and the SIEM of the demo say of its hosts, each in its own format. */
final class DemoReports {
    private static final Instant INVENTORY = Instant.parse("2018-09-19T02:00:00Z");
    private static final Instant SCAN = Instant.parse("2018-09-19T01:00:00Z");
    private static final Instant USE = Instant.parse("2018-09-19T04:00:00Z");
    private static final Instant LATER_INVENTORY = Instant.parse("2019-07-17T02:00:00Z");
    private static final Instant LATER_SCAN = Instant.parse("2019-07-17T01:00:00Z");
    private static final Instant LATER_USE = Instant.parse("2019-07-17T04:00:00Z");
    private static final Instant MORNING_USE = Instant.parse("2019-07-19T06:30:00Z");
    private static final String MORNING = "10-tls-use-2019-07-19.ndjson";
    private static final List<String> LATER =
            List.of("07-inventory-2019-07.ndjson", "08-hq-scan-2019-07.nessus", "09-tls-use-2019-07.ndjson");

    private final List<DemoHost> hosts;

    DemoReports(List<DemoHost> hosts) {
        this.hosts = hosts;
    }

    void write(Path inbox) throws IOException {
        Files.createDirectories(inbox);
        text(inbox.resolve("01-configmgr-systems.csv"), StandardCharsets.UTF_16LE, this::configMgr);
        text(
                inbox.resolve("02-inventory.ndjson"),
                StandardCharsets.UTF_8,
                out -> new DemoInventory(out, INVENTORY).of(hosts));
        text(
                inbox.resolve("03-hq-scan.nessus"),
                StandardCharsets.UTF_8,
                out -> new DemoScans(hosts, SCAN, DemoInventory.Seen::of).nessus(out));
        text(
                inbox.resolve("04-plant-b-nmap.xml"),
                StandardCharsets.UTF_8,
                out -> new DemoScans(hosts, SCAN, DemoInventory.Seen::of).nmap(out));
        text(inbox.resolve("05-schannel-events.ndjson"), StandardCharsets.UTF_8, this::events);
        text(inbox.resolve("06-tls-use.ndjson"), StandardCharsets.UTF_8, out -> DemoUse.write(out, hosts, USE, false));
    }

    /** What came later: the rooms are updated, and everything else is reported as the fleet's files say it is. */
    void writeLater(Path inbox, Path fleet) throws IOException {
        FleetTruth truth = FleetTruth.read(fleet);
        later(inbox, LATER.get(0), out -> new DemoInventory(out, LATER_INVENTORY).of(hosts, truth));
        later(inbox, LATER.get(1), out -> new DemoScans(hosts, LATER_SCAN, truth::of).nessus(out));
        later(inbox, LATER.get(2), out -> DemoUse.write(out, hosts, LATER_USE, true));
    }

    /** What the SIEM counted since the second night: the published servers go on, at what they speak now. */
    void writeMorning(Path inbox, Path fleet) throws IOException {
        FleetTruth truth = FleetTruth.read(fleet);
        later(inbox, MORNING, out -> DemoUse.sinceRestart(out, hosts, MORNING_USE, truth));
    }

    /** Whole or not at all: a report that is there was written by then, whoever was killed meanwhile. */
    private static void later(Path inbox, String name, Content content) throws IOException {
        if (Files.exists(inbox.resolve(name))) return;
        Path half = inbox.resolve(name + ".half");
        text(half, StandardCharsets.UTF_8, content);
        Files.move(half, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether any of the later reports is there: then it is July. */
    static boolean laterIn(Path inbox) {
        return LATER.stream().anyMatch(name -> Files.exists(inbox.resolve(name)));
    }

    /** Whether the report of the morning after the second night is there. */
    static boolean morningIn(Path inbox) {
        return Files.exists(inbox.resolve(MORNING));
    }

    @FunctionalInterface
    private interface Content {
        void to(Writer out) throws IOException;
    }

    private static void text(Path file, Charset charset, Content content) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, charset)) {
            content.to(out);
        }
    }

    /**
     * As PowerShell's Export-Csv writes a ConfigMgr query on Windows: UTF-16LE with its mark, a type line, every cell
     * quoted.
     */
    private void configMgr(Writer out) throws IOException {
        out.write("\uFEFF#TYPE Selected.System.Management.ManagementObject\r\n");
        out.write(
                "\"ResourceID\",\"Name\",\"NetbiosName\",\"ResourceDomainORWorkgroup\",\"ResourceNames\",\"SMBIOSGUID\","
                        + "\"IPAddresses\",\"MACAddresses\",\"OperatingSystemNameandVersion\",\"Active\",\"Obsolete\",\"Decommissioned\",\"LastActiveTime\"\r\n");
        int id = 16777220;
        for (DemoHost host : hosts) {
            if (host.windows == null) continue;
            id++;
            row(
                    out,
                    Integer.toString(id),
                    host.netbios(),
                    host.netbios(),
                    "CONTOSO",
                    host.fqdn(),
                    host.uuid().toUpperCase(Locale.ROOT),
                    host.ip,
                    mac(id),
                    host.windows.caption,
                    "1",
                    "0",
                    "0",
                    "09/18/2018 23:00:00");
        }
        row(
                out,
                "16777300",
                "GONE01",
                "GONE01",
                "CONTOSO",
                "gone01." + DemoHost.DOMAIN,
                "",
                "",
                "",
                "",
                "0",
                "1",
                "1",
                "03/01/2017 08:00:00");
        // Rows that no machine wrote: they must land on the rejected list and stop nothing.
        row(out, "16777301", "", "", "CONTOSO", "", "", "10.20.1.250", "", "", "1", "0", "0", "09/18/2018 23:00:00");
        row(out, "none", "TYPO01", "TYPO01", "CONTOSO", "", "", "", "", "", "1", "0", "0", "09/18/2018 23:00:00");
    }

    private static void row(Writer out, String... cells) throws IOException {
        out.write("\"" + String.join("\",\"", cells) + "\"\r\n");
    }

    private static String mac(int id) {
        return String.format("00:50:56:%02X:%02X:%02X", (id >> 16) & 0xFF, (id >> 8) & 0xFF, id & 0xFF);
    }

    private void events(Writer out) throws IOException {
        for (DemoHost host : hosts) {
            if (!host.name.equals("hq-r2-01") && !host.name.equals("hq-16-01")) continue;
            ObjectNode event = DemoJson.object().put("@timestamp", "2018-09-18T10:15:00.000Z");
            event.putObject("event")
                    .put("code", "36874")
                    .put("provider", "Schannel")
                    .put("kind", "event");
            event.putObject("host").put("name", host.fqdn()).putObject("os").put("family", "windows");
            ObjectNode winlog = event.putObject("winlog");
            winlog.put("event_id", "36874").put("provider_name", "Schannel").put("channel", "System");
            winlog.put("computer_name", host.fqdn()).put("record_id", "4711");
            winlog.putObject("event_data").put("Protocol", "TLS 1.2");
            out.write(event + "\n");
        }
    }
}
