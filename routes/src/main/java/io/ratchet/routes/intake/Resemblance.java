package io.ratchet.routes.intake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a file that is not read looks like, and what to export instead: whoever delivered it has the wrong export in
 * hand, not the wrong tool.
 *
 * @param what a noun phrase
 * @param instead a request, the middle of a sentence
 */
record Resemblance(String what, String instead) {
    private record Sign(Predicate<Beginning> shows, Resemblance like) {}

    private static final String UNPACK = "unpack it and deliver the reports in it";
    private static final String OTHER_SCANNER = "scan the port with nmap, sslscan, testssl.sh or sslyze";
    private static final String AS_TEXT = "save the table as CSV (UTF-8) or xlsx";

    private static final List<Sign> SIGNS = List.of(
            magic("7-Zip archive", UNPACK, "7z\u00BC\u00AF"),
            magic("RAR archive", UNPACK, "Rar!"),
            magic("bzip2 archive", UNPACK, "BZh"),
            magic("xz archive", UNPACK, "\u00FD7zXZ"),
            magic("Zstandard archive", UNPACK, "(\u00B5/\u00FD"),
            magic("Windows cabinet", UNPACK, "MSCF"),
            magic(
                    "Windows event log (.evtx)",
                    "export it as XML: wevtutil qe FILE /lf:true /f:xml > events.xml",
                    "ElfFile"),
            magic("old Windows event log (.evt)", "export it as XML with wevtutil on the machine", "0\0\0\0LfLe"),
            magic(
                    "old Excel, Word or Outlook file, or an encrypted workbook",
                    AS_TEXT + ", without a password",
                    "\u00D0\u00CF\u0011\u00E0"),
            magic(
                    "PDF",
                    "export the report as XML, JSON or CSV: nothing in print can be read without guessing",
                    "%PDF"),
            magic("registry hive", "export the keys with reg export KEY FILE.reg", "regf"),
            magic("SQLite database", "export the table as CSV", "SQLite format 3"),
            magic(
                    "packet capture",
                    "read it with Zeek and deliver its ssl.log",
                    "\u00D4\u00C3\u00B2\u00A1",
                    "\u00A1\u00B2\u00C3\u00D4",
                    "\n\r\r\n"),
            magic(
                    "part of a split archive",
                    "join its parts, unpack it and deliver the reports in it",
                    "PK\u0007\u0008"),
            magic(
                    "message that is encrypted",
                    "decrypt it and deliver the report in it: Ratchet has no key for it",
                    "-----BEGIN PGP M",
                    "-----BEGIN PKCS7",
                    "-----BEGIN CMS--",
                    "-----BEGIN AGE E",
                    "age-encryption.o",
                    "Salted__"),
            magic("Parquet file", "export it as CSV or NDJSON", "PAR1"),
            magic("Avro file", "export it as NDJSON", "Obj\u0001"),
            magic("picture", "export the table behind it as CSV", "\u0089PNG", "\u00FF\u00D8\u00FF", "GIF8"),
            magic("program", "run it on the machine and deliver what it writes", "MZ", "\u007FELF"),
            text(
                    "HTML page",
                    "export the report as XML, JSON or CSV",
                    "(?is)^(?:<!doctype html|<html|<head|<body|<table).*"),
            text("rich text", "export the report as CSV", "(?s)^\\{\\\\rtf.*"),
            text(
                    "nmap's own text output",
                    "run nmap with -oX FILE, or -oA, and deliver the .xml",
                    "(?s)^#? ?(?:Starting )?Nmap .*"),
            text(
                    "nmap's grepable output",
                    "run nmap with -oX FILE and deliver that",
                    "(?s).*^Host: \\S+ \\(.*\\)\\s+(?:Ports|Status):.*"),
            text(
                    "sslscan's text output",
                    "run sslscan with --xml=FILE and deliver that",
                    "(?s).*Testing SSL server .* on port .*"),
            text(
                    "testssl.sh's text output",
                    "run testssl.sh with --jsonfile FILE or --csvfile FILE",
                    "(?s).*(?:testssl(?:\\.sh)? |Testing protocols via sockets).*"),
            text(
                    "sslyze's text output",
                    "run sslyze with --json_out=FILE",
                    "(?s).*(?:CHECKING CONNECTIVITY TO SERVER|SCAN RESULTS FOR ).*"),
            text("the output of openssl s_client", OTHER_SCANNER, "(?s).*CONNECTED\\([0-9A-F]+\\).*"),
            text(
                    "a PowerShell table or list for the screen",
                    "pipe the objects into Export-Csv -NoTypeInformation -Encoding UTF8 instead of Format-Table or Out-File",
                    "(?s)^(?:\\p{L}[\\p{L}\\p{N} ]*[ ]{2,}.*\\R-{2,}[ ]+-{2,}.*|[\\p{L}\\p{N}]+\\s+: .*\\R[\\p{L}\\p{N}]+\\s+: .*)"),
            text(
                    "Ansible's output for the screen",
                    "run ansible all -m setup --tree FOLDER and deliver the files in it",
                    "(?s)^\\S+ \\| (?:SUCCESS|CHANGED|UNREACHABLE!|FAILED!?) (?:=>|\\|).*"),
            text(
                    "a PowerShell script",
                    "run it and deliver what it writes",
                    "(?is)^(?:#requires|param\\s*\\(|function |\\[cmdletbinding|import-module ).*"),
            text("a shell script", "run it and deliver what it writes", "(?s)^#!/.*"),
            text("a STIG checklist (.ckl)", "deliver the scan behind it, such as .nessus", "(?s).*<CHECKLIST>.*"),
            text(
                    "SCAP results (XCCDF or ARF)",
                    "deliver the registry values behind it: ratchet collect, or reg export",
                    "(?s).*<(?:\\w+:)?(?:Benchmark|TestResult|asset-report-collection)[ >].*"),
            text("a Burp Suite or ZAP report", OTHER_SCANNER, "(?s).*<(?:OWASPZAPReport|issues burpVersion).*"),
            text(
                    "a Nessus policy or audit file",
                    "export the scan itself: Export > Nessus",
                    "(?s).*<(?:check_type|NessusPolicy).*"),
            text(
                    "an old Nessus report (version 1)",
                    "export the scan anew from a current Nessus: Export > Nessus",
                    "(?s).*<NessusClientData>.*"),
            text(
                    "a Nexpose report of another kind",
                    "export XML Export 2.0",
                    "(?s).*<(?:NeXposeSimpleXML|SCAN_REPORT_NEXPOSE).*"),
            text(
                    "a CycloneDX or SPDX list of software parts",
                    "deliver the inventory of installed products",
                    "(?s).*\"(?:bomFormat|spdxVersion)\".*"),
            text(
                    "SARIF",
                    "deliver the inventory or scan behind it: findings in code name no machine",
                    "(?s).*\"(?:runs|\\$schema)\".*sarif.*"),
            text("a nuclei report", OTHER_SCANNER, "(?s).*\"template-?[iI][dD]\".*"),
            text(
                    "nuclei's text output",
                    OTHER_SCANNER,
                    "(?s)^\\[[\\w:.-]+] \\[[a-z]+] \\[(?:info|low|medium|high|critical|unknown)] \\S.*"),
            text("a tlsx report", OTHER_SCANNER, "(?s)^[\\[{].*\"(?:tls_connection|probe_status)\".*"),
            text("a zgrab report", OTHER_SCANNER, "(?s)^[\\[{].*\"(?:handshake_log|server_hello)\".*"),
            text(
                    "a cipherscan report",
                    OTHER_SCANNER,
                    "(?s)^[\\[{].*\"ciphersuite\".*\"serverside\".*|(?s)^[\\[{].*\"serverside\".*\"ciphersuite\".*"),
            text(
                    "what Shodan or Censys keeps of a listener",
                    OTHER_SCANNER,
                    "(?s)^[\\[{].*\"(?:ip_str|services\\.tls|autonomous_system)\".*"),
            text(
                    "masscan's own output",
                    "let nmap look at the ports: -p PORTS --script ssl-enum-ciphers -oX FILE",
                    "(?s)^(?:#masscan|\\[\\s*\\{\\s*\"ip\":[^{}]*\"ports\":).*"),
            text(
                    "sslyze's XML of version 1",
                    "scan anew with sslyze 3 or later and --json_out=FILE",
                    "(?s)^<.*SSLyzeVersion=.*"),
            text(
                    "a Nessus or OpenVAS report in the old NBE form",
                    "export the scan anew: as .nessus, or as Greenbone's XML",
                    "(?s)^(?:timestamps\\|\\||results\\|).*"),
            text(
                    "an answer of the web API of Nessus or Tenable.sc",
                    "export the scan itself: Export > Nessus, or Options > Export as CSV",
                    "(?s)^\\{.*\"(?:plugin_id|pluginID)\"\\s*:.*"),
            text(
                    "a Nexpose or InsightVM table",
                    "export XML Export 2.0",
                    "(?s)^\"?Asset IP Address\"?,.*Vulnerability ID.*"),
            text(
                    "a report of Acunetix, Netsparker, Retina or SAINT",
                    OTHER_SCANNER,
                    "(?s)^<.*<(?:ScanGroup|netsparker-(?:enterprise|cloud)|netsparker|invicti-enterprise|scanJob|scan_session)[ >].*"),
            text(
                    "the text output of ssllabs-scan",
                    "let it write JSON: ssllabs-scan HOST > FILE, without --grade",
                    "(?s)^HostName: \\S+\\R.*"),
            text(
                    "an answer of Qualys or Greenbone that something went wrong",
                    "ask for the report again; the file says what was wrong",
                    "(?s)^<.*<(?:SIMPLE_RETURN|GENERIC_RETURN|\\w+_response status=\"[45])[ >\"0-9].*"),
            text(
                    "an Intune diagnostics or MDM report",
                    "export the devices: Devices > All devices > Export",
                    "(?s).*<MDMEnterpriseDiagnosticsReport.*"),
            text(
                    "msinfo32 or systeminfo output",
                    "run systeminfo /fo csv and deliver that, or ratchet collect",
                    "(?is).*(?:<MsInfo>|^(?:Host Name|Hostname|Nom de l.h.te|Nome do host|Nombre de host):\\s+\\S+\\s*\\R\\S[^\\r\\n]{1,60}:\\s.*).*"),
            text(
                    "the output of reg query",
                    "run reg export KEY FILE.reg on the machine and deliver that, or ratchet collect",
                    "(?s)^\\s*HKEY_[A-Z_]+\\\\[^\\r\\n]*\\R(?:\\s+.*)?"),
            text("an OpenDocument file", AS_TEXT, "(?s)^application/vnd\\.oasis\\.opendocument.*"),
            text(
                    "a workbook in the XML of Excel 2003",
                    AS_TEXT,
                    "(?s).*(?:progid=\"Excel\\.Sheet\"|urn:schemas-microsoft-com:office:spreadsheet).*"),
            text(
                    "a gpresult report",
                    "deliver the values themselves: ratchet collect, or reg export",
                    "(?s).*(?:<Rsop |RSOP data for|Microsoft .*Group Policy Result).*"),
            text(
                    "an unfinished transfer or an error page",
                    "download the report again; it holds an error in place of the report",
                    "(?is)^\\s*(?:\\{\\s*\"(?:error|errors|message|detail)\"\\s*:|<error>|access denied|unauthorized|404 ).*"),
            text(
                    "a DHCP or DNS server log",
                    "deliver the inventory or the scan of the machines",
                    "(?s).*(?:Microsoft DHCP Service Activity Log|DNS Server log file).*"),
            text(
                    "wevtutil's text output",
                    "run wevtutil qe with /f:xml and deliver that",
                    "(?s)^Event\\[[0-9]+\\]:?\\R.*Log Name: .*"),
            text(
                    "Windows events as Splunk's raw text",
                    "export the search as JSON or CSV with its column _raw",
                    "(?s)^[0-9/]{8,10} [0-9:.]{7,12}(?: [AP]M)?\\R(?:LogName|SourceName|EventCode)=.*"),
            text(
                    "Splunk's search results in XML",
                    "export the search as JSON or CSV with its column _raw",
                    "(?s).*<results preview=.*"),
            text(
                    "the answer of a Splunk search without any result",
                    "look whether the search failed or is another than was meant; nothing of any event is in it",
                    "(?s)^\\{\"preview\":.*(?:\"lastrow\"|\"messages\").*"),
            text(
                    "OSSEC's or Wazuh's alerts in text",
                    "deliver alerts.json or archives.json of the manager",
                    "(?s)^\\*\\* Alert [0-9.]+:.*"),
            text(
                    "Suricata's log in text",
                    "turn on eve-log with tls and deliver eve.json",
                    "(?s)^[0-9]{2}/[0-9]{2}/[0-9]{4}-[0-9:.]{8,15} .*"),
            text(
                    "a Windows event log converted to JSON",
                    "export it as XML: wevtutil qe FILE /lf:true /f:xml > events.xml",
                    "(?s)^[\\[\\s]*\\{\\s*\"Event\"\\s*:\\s*\\{.*"),
            text(
                    "an Exchange log of another kind",
                    "deliver the SMTP protocol logs: Set-ReceiveConnector and Set-SendConnector -ProtocolLoggingLevel Verbose",
                    "(?s)^#Software: Microsoft Exchange Server.*"),
            text(
                    "an Exchange SMTP protocol log without its head",
                    "deliver the whole file, with the lines that begin with #",
                    "(?s)^[0-9T:.-]{19,23}Z,[^\\r\\n]{1,200},[0-9]+,[^\\r\\n]{2,60}:[0-9]{1,5},.*"),
            text("a Zeek log of another kind", "deliver ssl.log", "(?s)^#(?:separator |path\\s|fields\\s).*"),
            text(
                    "an IIS log without its head",
                    "deliver the whole file, with its line #Fields",
                    "(?s)^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} \\S+ (?:\\S+ ){4,}\\S+\\s*$.*"),
            text(
                    "an IIS log in IIS' own format",
                    "have IIS log in W3C format with the field crypt-protocol (docs/formats.md)",
                    "(?s)^\\S+, [^,\\r\\n]+, [0-9./-]{8,10}, [0-9:]{7,8}, \\S+, .*"),
            text(
                    "syslog of Windows events as text (Snare, NXLog or a relay)",
                    "deliver the events with their fields: as XML, JSON, CEF or LEEF (docs/formats.md)",
                    "(?s)^(?:<[0-9]{1,3}>.*|[^\\r\\n]*MSWinEventLog.*)"),
            text(
                    "an access log of a web server other than IIS",
                    "scan the port with nmap, sslscan, testssl.sh or sslyze, or deliver Zeek's ssl.log",
                    "(?s)^\\S+ \\S+ \\S+ \\[[0-9]{1,2}/\\w{3}/[0-9]{4}:.*"),
            text(
                    "sslyze's JSON of version 2 or older",
                    "scan anew with sslyze 3 or later and --json_out=FILE",
                    "(?s).*\"accepted_targets\".*"),
            text("XML of another kind", "see docs/formats.md for what is read and how to export it", "(?s)^<.*"),
            text("JSON of another kind", "see docs/formats.md for what is read and how to export it", "(?s)^[\\[{].*"),
            new Sign(
                    beginning -> beginning.headers().stream()
                            .anyMatch(columns -> columns.containsAll(List.of("name", "sitecode", "clientactivity"))),
                    new Resemblance(
                            "a list copied from ConfigMgr's console, which does not number its devices",
                            "pipe Get-CMDevice into Export-Csv -NoTypeInformation -Encoding UTF8")),
            new Sign(
                    beginning -> beginning.headers().stream().anyMatch(columns -> columns.size() > 2),
                    new Resemblance(
                            "a table whose columns nobody has described",
                            "describe it: 'ratchet map FILE' proposes how (docs/guides/map-a-table.md)")));

    static Optional<Resemblance> of(byte[] head) {
        Beginning beginning = Beginning.of(head);
        return SIGNS.stream()
                .filter(sign -> sign.shows().test(beginning))
                .findFirst()
                .map(Sign::like);
    }

    private static Sign magic(String what, String instead, String... beginnings) {
        return new Sign(
                beginning -> {
                    String head = new String(
                            beginning.bytes(), 0, Math.min(16, beginning.bytes().length), StandardCharsets.ISO_8859_1);
                    for (String magic : beginnings) if (head.startsWith(magic)) return true;
                    return false;
                },
                new Resemblance(article(what), instead));
    }

    private static Sign text(String what, String instead, String pattern) {
        java.util.regex.Pattern compiled = java.util.regex.Pattern.compile(pattern, java.util.regex.Pattern.MULTILINE);
        return new Sign(
                beginning ->
                        compiled.matcher(Excerpt.of(beginning.text(), 4096)).matches(),
                new Resemblance(article(what), instead));
    }

    private static String article(String noun) {
        if (noun.matches(
                "(?:a|an|the) .*|rich .*|syslog .*|XML .*|JSON .*|SARIF|SCAP .*|nmap's .*|sslscan's .*|testssl.sh's .*|sslyze's .*|nuclei's .*|masscan's .*|what .*|Ansible's .*|msinfo32 .*|wevtutil's .*|Windows events .*|Splunk's .*|OSSEC's .*|Suricata's .*"))
            return noun;
        return ("AEIOUaeiou".indexOf(noun.charAt(0)) >= 0 || noun.startsWith("HTML") || noun.startsWith("xz")
                        ? "an "
                        : "a ")
                + noun;
    }

    static int known() {
        return SIGNS.size();
    }
}
