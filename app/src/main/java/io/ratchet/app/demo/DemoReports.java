package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.RegistryData;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Writes what the scanners, the inventory and the SIEM of the demo say of its hosts, each in its own format. */
final class DemoReports {
    private static final Instant INVENTORY_RUN = Instant.parse("2018-09-19T02:00:00Z");
    private static final int TLS_PORT = 443;

    private final List<DemoHost> hosts;

    DemoReports(List<DemoHost> hosts) {
        this.hosts = hosts;
    }

    void write(Path inbox) throws IOException {
        Files.createDirectories(inbox);
        text(inbox.resolve("01-configmgr-systems.csv"), StandardCharsets.UTF_16LE, this::configMgr);
        text(inbox.resolve("02-inventory.ndjson"), StandardCharsets.UTF_8, this::inventory);
        text(inbox.resolve("03-hq-scan.nessus"), StandardCharsets.UTF_8, this::nessus);
        text(inbox.resolve("04-plant-b-nmap.xml"), StandardCharsets.UTF_8, this::nmap);
        text(inbox.resolve("05-schannel-events.ndjson"), StandardCharsets.UTF_8, this::events);
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

    /** As PowerShell's Export-Csv writes a ConfigMgr query on Windows: UTF-16LE with its mark, a type line, every cell quoted. */
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

    private void inventory(Writer out) throws IOException {
        int row = 0;
        for (DemoHost host : hosts) {
            if (host.windows != null) row = windowsInventory(out, host, row);
            for (ObjectNode seen : host.extra) finding(out, host, seen, row++);
        }
        out.write("{\"schema\":\"ratchet.finding/1\",\"record\":\"row[broken]\",\"host\":{\"zone\":\"default\"\n");
        twins(out, row);
    }

    private int windowsInventory(Writer out, DemoHost host, int first) throws IOException {
        DemoWindows windows = Objects.requireNonNull(host.windows);
        int row = first;
        ObjectNode os = DemoJson.object().put("type", "operating-system").put("version", windows.version);
        os.put("productType", windows.productType).put("servicePack", windows.servicePack);
        os.put("architecture", windows.architecture).put("caption", windows.caption);
        finding(out, host, os, row++);
        finding(out, host, DemoJson.object().put("type", "boot").put("at", DemoHost.BOOTED.toString()), row++);
        for (String[] value : windows.inventoried()) {
            RegistryData said = host.reportedValue(value[0], value[1]);
            ObjectNode seen = DemoJson.object()
                    .put("type", "registry-value")
                    .put("key", value[0])
                    .put("name", value[1]);
            seen.setAll(DemoJson.registry(said));
            finding(out, host, seen, row++);
        }
        for (Map.Entry<String, String> file : host.files.entrySet()) {
            ObjectNode seen = DemoJson.object().put("type", "file-version").put("path", file.getKey());
            finding(out, host, seen.put("version", file.getValue()).put("state", "present"), row++);
        }
        for (String kb : host.updates) update(out, host, kb, "installed", row++);
        for (String kb : host.absentUpdates) update(out, host, kb, "not-installed", row++);
        return row;
    }

    private void update(Writer out, DemoHost host, String kb, String state, int row) throws IOException {
        finding(
                out,
                host,
                DemoJson.object().put("type", "update-installed").put("kb", kb).put("state", state),
                row);
    }

    /** Two machines that both answer to one name: nobody may guess which of them is meant. */
    private void twins(Writer out, int first) throws IOException {
        int row = first;
        for (String suffix : List.of("a", "b")) {
            DemoHost twin = new DemoHost(
                    "hq-twin-01", "HQ", "10.20.1." + (suffix.equals("a") ? 70 : 71), DemoWindows.WINDOWS_7);
            ObjectNode os = DemoJson.object()
                    .put("type", "operating-system")
                    .put("version", "6.1.7601")
                    .put("productType", 1);
            ObjectNode line = line(twin, os.put("architecture", "x64"), row++);
            ((ObjectNode) line.get("host")).put("smbiosUuid", "7c0a51f4-0000-4000-8000-00000000000" + suffix);
            out.write(line + "\n");
        }
    }

    private void finding(Writer out, DemoHost host, ObjectNode observation, int row) throws IOException {
        out.write(line(host, observation, row) + "\n");
    }

    private ObjectNode line(DemoHost host, ObjectNode observation, int row) {
        ObjectNode line = DemoJson.object().put("schema", "ratchet.finding/1");
        line.putObject("report")
                .put("sha256", "0".repeat(63) + "1")
                .put("format", "inventory")
                .put("source", "inventory@contoso")
                .put("run", INVENTORY_RUN.toString())
                .put("method", host.windows == null ? "agent" : "registry");
        line.put("record", "row[" + row + "]").put("observedAt", INVENTORY_RUN.toString());
        ObjectNode who = line.putObject("host")
                .put("zone", "default")
                .put("site", host.site)
                .put("ip", host.ip);
        who.put("fqdn", host.fqdn());
        if (host.windows != null)
            who.put("netbios", host.netbios()).put("domain", "CONTOSO").put("smbiosUuid", host.uuid());
        line.set("observation", observation);
        line.putObject("evidence")
                .put("check", "inventory:" + observation.get("type").asText());
        return line;
    }

    private void nessus(Writer out) throws IOException {
        out.write(
                "<?xml version=\"1.0\" ?>\n<NessusClientData_v2>\n<Policy><policyName>TLS hygiene</policyName></Policy>\n");
        out.write("<Report name=\"HQ weekly TLS\" xmlns:cm=\"http://www.nessus.org/cm\">\n");
        for (DemoHost host : hosts) if (host.listener && !host.site.equals("PLANT-B")) nessusHost(out, host);
        out.write("</Report>\n</NessusClientData_v2>\n");
    }

    private void nessusHost(Writer out, DemoHost host) throws IOException {
        out.write("<ReportHost name=\"" + host.ip + "\"><HostProperties>\n");
        property(out, "host-ip", host.ip);
        property(out, "host-fqdn", host.fqdn());
        property(out, "netbios-name", host.netbios());
        property(out, "HOST_START_TIMESTAMP", "1537318800");
        property(out, "HOST_END_TIMESTAMP", "1537319100");
        property(out, "HOST_START", "Wed Sep 19 01:00:00 2018");
        property(out, "HOST_END", "Wed Sep 19 01:05:00 2018");
        out.write("</HostProperties>\n");
        item(
                out,
                104743,
                "TLS Version 1.0 Protocol Detection",
                "TLSv1 is enabled and the server supports at least one cipher.");
        if (speaksTls12(host))
            item(
                    out,
                    136318,
                    "TLS Version 1.2 Protocol Detection",
                    "TLSv1.2 is enabled and the server supports at least one cipher.");
        out.write("</ReportHost>\n");
    }

    private static void property(Writer out, String name, String value) throws IOException {
        out.write("<tag name=\"" + name + "\">" + value + "</tag>\n");
    }

    private static void item(Writer out, int plugin, String name, String output) throws IOException {
        out.write("<ReportItem port=\"" + TLS_PORT + "\" svc_name=\"https\" protocol=\"tcp\" severity=\"2\" pluginID=\""
                + plugin
                + "\" pluginName=\"" + name + "\" pluginFamily=\"Service detection\"><plugin_output>" + output
                + "</plugin_output></ReportItem>\n");
    }

    /** Windows 7 and Server 2008 R2 have TLS 1.2 switched off until somebody switches it on (table 2.6 of the domain knowledge). */
    private static boolean speaksTls12(DemoHost host) {
        boolean offByDefault = host.windows != null && host.windows.version.startsWith("6.1");
        return !offByDefault
                || !host.value(DemoWindows.SCHANNEL + "TLS 1.2\\Server", "Enabled")
                        .absent();
    }

    private void nmap(Writer out) throws IOException {
        out.write(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<nmaprun scanner=\"nmap\" args=\"nmap -p 443 --script ssl-enum-ciphers -oX - 10.30.1.0/24\" start=\"1537315200\" version=\"7.70\" xmloutputversion=\"1.04\">\n");
        for (DemoHost host : hosts)
            if (host.listener && host.site.equals("PLANT-B")) nmapHost(out, host.ip, host.fqdn(), speaksTls12(host));
        // A machine of which nobody knows more than its address.
        nmapHost(out, "10.30.1.77", "", false);
        out.write(
                "<runstats><finished time=\"1537315260\" elapsed=\"60\" exit=\"success\"/><hosts up=\"2\" down=\"252\" total=\"254\"/></runstats>\n</nmaprun>\n");
    }

    private static void nmapHost(Writer out, String ip, String fqdn, boolean tls12) throws IOException {
        out.write(
                "<host starttime=\"1537315201\" endtime=\"1537315230\"><status state=\"up\" reason=\"syn-ack\"/><address addr=\""
                        + ip + "\" addrtype=\"ipv4\"/><hostnames>");
        if (!fqdn.isEmpty()) out.write("<hostname name=\"" + fqdn + "\" type=\"PTR\"/>");
        out.write(
                "</hostnames><ports><port protocol=\"tcp\" portid=\"443\"><state state=\"open\" reason=\"syn-ack\"/><service name=\"https\"/>"
                        + "<script id=\"ssl-enum-ciphers\" output=\"\">");
        for (String protocol : tls12 ? List.of("TLSv1.0", "TLSv1.1", "TLSv1.2") : List.of("TLSv1.0"))
            out.write("<table key=\"" + protocol
                    + "\"><table key=\"ciphers\"><table><elem key=\"name\">TLS_RSA_WITH_AES_128_CBC_SHA</elem>"
                    + "<elem key=\"strength\">A</elem></table></table></table>");
        out.write("<elem key=\"least strength\">A</elem></script></port></ports></host>\n");
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
