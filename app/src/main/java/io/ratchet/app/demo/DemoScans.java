package io.ratchet.app.demo;

import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What the demo's scanners say of its listeners, each in its own format. */
final class DemoScans {
    private static final int TLS_PORT = 443;
    private static final DateTimeFormatter CTIME =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.US).withZone(ZoneOffset.UTC);

    private final List<DemoHost> hosts;
    private final Instant run;
    private final Truth truth;

    /** What is so on a host at the time of the scan. */
    @FunctionalInterface
    interface Truth {
        DemoInventory.Seen of(DemoHost host);
    }

    DemoScans(List<DemoHost> hosts, Instant run, Truth truth) {
        this.hosts = hosts;
        this.run = run;
        this.truth = truth;
    }

    void nessus(Writer out) throws IOException {
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
        Instant end = run.plus(Duration.ofMinutes(5));
        property(out, "HOST_START_TIMESTAMP", Long.toString(run.getEpochSecond()));
        property(out, "HOST_END_TIMESTAMP", Long.toString(end.getEpochSecond()));
        property(out, "HOST_START", CTIME.format(run));
        property(out, "HOST_END", CTIME.format(end));
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

    /**
     * Windows 7 and Server 2008 R2 have TLS 1.2 switched off until somebody switches it on (table 2.6 of the domain
     * knowledge).
     */
    private boolean speaksTls12(DemoHost host) {
        boolean offByDefault = host.windows != null && host.windows.version.startsWith("6.1");
        return !offByDefault
                || !truth.of(host)
                        .registry(DemoWindows.SCHANNEL + "TLS 1.2\\Server", "Enabled")
                        .path("kind")
                        .asText()
                        .equals("absent");
    }

    void nmap(Writer out) throws IOException {
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
                    + "<elem key=\"strength\">A</elem></table><table><elem key=\"name\">TLS_RSA_WITH_AES_256_CBC_SHA</elem>"
                    + "<elem key=\"strength\">A</elem></table></table></table>");
        out.write("<elem key=\"least strength\">A</elem></script></port></ports></host>\n");
    }
}
