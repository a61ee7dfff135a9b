package io.ratchet.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Reports as large as is asked for, of which about as much is of use as of real ones. */
final class ParseReports {
    private static final Instant AT = Instant.parse("2018-09-19T02:00:00Z");
    /** Of a hundred checks on a host, two speak of TLS. */
    private static final int CHECKS = 100;

    private ParseReports() {}

    private interface Part {
        void write(StringBuilder text, int number);
    }

    private static void fill(Path file, long size, String before, Part part, String after) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write(before);
            StringBuilder text = new StringBuilder();
            long written = 0;
            for (int number = 0; written < size; number++) {
                text.setLength(0);
                part.write(text, number);
                written += text.length();
                out.append(text);
            }
            out.write(after);
        }
    }

    static void nessus(Path file, long size) throws IOException {
        fill(
                file,
                size,
                "<?xml version=\"1.0\" ?>\n<NessusClientData_v2>\n<Report name=\"bench\">\n",
                ParseReports::host,
                "</Report>\n</NessusClientData_v2>\n");
    }

    private static void host(StringBuilder text, int number) {
        String ip = ip(number);
        text.append("<ReportHost name=\"")
                .append(ip)
                .append("\"><HostProperties><tag name=\"host-ip\">")
                .append(ip)
                .append("</tag><tag name=\"host-fqdn\">host")
                .append(number)
                .append(".corp.example</tag><tag name=\"HOST_END_TIMESTAMP\">1537319100</tag></HostProperties>\n");
        for (int check = 0; check < CHECKS; check++) {
            text.append("<ReportItem port=\"443\" svc_name=\"www\" protocol=\"tcp\" severity=\"0\" pluginID=\"")
                    .append(plugin(check))
                    .append("\" pluginName=\"")
                    .append(title(check))
                    .append("\" pluginFamily=\"General\"><description>")
                    .append("The remote service was found to have a property. ".repeat(8))
                    .append("</description><plugin_output>")
                    .append("A line of output that says what was seen.\n".repeat(6))
                    .append("</plugin_output></ReportItem>\n");
        }
        text.append("</ReportHost>\n");
    }

    private static String plugin(int check) {
        return check == 0 ? "104743" : check == 1 ? "136318" : Integer.toString(10_000 + check);
    }

    private static String title(int check) {
        return check == 0
                ? "TLS Version 1.0 Protocol Detection"
                : check == 1 ? "TLS Version 1.2 Protocol Detection" : "Something else";
    }

    private static String ip(int number) {
        return "10." + number / 65536 % 256 + "." + number / 256 % 256 + "." + number % 256;
    }

    /** A vulnerability export of Tenable.io. */
    static void vulnerabilities(Path file, long size) throws IOException {
        fill(
                file,
                size,
                "Plugin ID,CVE,CVSS,Risk,Host,Protocol,Port,Name,Synopsis,Description,Plugin Output,Vulnerability State,IP Address,FQDN,NetBios,Last Found\n",
                (text, number) -> {
                    int host = number / CHECKS;
                    text.append(plugin(number % CHECKS))
                            .append(",,,Medium,host")
                            .append(host)
                            .append(",TCP,443,")
                            .append(title(number % CHECKS))
                            .append(",A property was found.,\"")
                            .append("The remote service was found to have a property. ".repeat(4))
                            .append("\",\"")
                            .append("A line of output that says \"\"what\"\" was seen.\n".repeat(4))
                            .append("\",Active,")
                            .append(ip(host))
                            .append(",host")
                            .append(host)
                            .append(".corp.example,HOST")
                            .append(host)
                            .append(",2018-09-19T01:00:00.000Z\n");
                },
                "");
    }

    /** Devices of ConfigMgr: every row is of use. */
    static void inventory(Path file, long size) throws IOException {
        fill(
                file,
                size,
                "\"ResourceID\",\"Name\",\"ResourceDomainORWorkgroup\",\"ResourceNames\",\"IPAddresses\",\"MACAddresses\",\"SMBIOSGUID\",\"OperatingSystemNameandVersion\",\"Build\",\"LastLogonTimestamp\",\"AgentTime\",\"Obsolete\",\"Active\"\n",
                (text, number) -> text.append("\"1677")
                        .append(100_000 + number)
                        .append("\",\"HOST")
                        .append(number)
                        .append("\",\"CORP\",\"host")
                        .append(number)
                        .append(".corp.example\",\"")
                        .append(ip(number))
                        .append("\",\"00:50:56:")
                        .append(String.format("%02X:%02X:%02X", number / 65536 % 256, number / 256 % 256, number % 256))
                        .append("\",\"")
                        .append(String.format("4C4C4544-0051-3510-8033-%012d", number))
                        .append(
                                "\",\"Microsoft Windows NT Server 6.3\",\"6.3.9600\",\"2018-09-18 21:00:00\",\"2018-09-19 01:00:00\",\"0\",\"1\"\n"),
                "");
    }

    /** The System log of many machines, of which one line in ten is Schannel's. */
    static void events(Path file, long size) throws IOException {
        fill(
                file,
                size,
                "",
                (text, number) -> {
                    boolean schannel = number % 10 == 0;
                    text.append("{\"@timestamp\":\"")
                            .append(AT.plusSeconds(number % 80_000))
                            .append(
                                    "\",\"@metadata\":{\"beat\":\"winlogbeat\",\"type\":\"_doc\",\"version\":\"7.17.0\"},\"agent\":{\"id\":\"5f2f1b5e-8a3c-4a57-9a49-0b4d4c1f0a")
                            .append(10 + number % 90)
                            .append("\",\"type\":\"winlogbeat\",\"version\":\"7.17.0\"},\"host\":{\"name\":\"host")
                            .append(number % 500)
                            .append(
                                    ".corp.example\",\"architecture\":\"x86_64\",\"os\":{\"family\":\"windows\",\"version\":\"6.3\",\"build\":\"9600\"}},\"ecs\":{\"version\":\"1.12.0\"},\"log\":{\"level\":\"information\"},\"message\":\"")
                            .append("Something happened that is told at some length. ".repeat(6))
                            .append(
                                    "\",\"winlog\":{\"api\":\"wineventlog\",\"channel\":\"System\",\"computer_name\":\"host")
                            .append(number % 500)
                            .append(".corp.example\",\"record_id\":")
                            .append(number)
                            .append(",\"provider_name\":\"")
                            .append(schannel ? "Schannel" : "Service Control Manager")
                            .append("\",\"event_id\":")
                            .append(schannel ? 36880 : 7036)
                            .append(",\"process\":{\"pid\":532,\"thread\":{\"id\":1204}},")
                            .append(
                                    schannel
                                            ? "\"user_data\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\",\"CipherSuite\":\"0xC014\",\"ExchangeStrength\":\"384\"}"
                                            : "\"event_data\":{\"param1\":\"Windows Update\",\"param2\":\"running\",\"Binary\":\"770075006100750073006500720076002F0034000000\"}")
                            .append("}}\n");
                },
                "");
    }

    /** A web server's day: a few versions, some hundreds of clients. */
    static void requests(Path file, long size) throws IOException {
        fill(
                file,
                size,
                """
                #Software: Microsoft Internet Information Services 10.0
                #Version: 1.0
                #Date: 2018-09-19 00:00:00
                #Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken crypt-protocol
                """,
                (text, number) -> {
                    int second = (int) (number / 400L % 86_400);
                    text.append("2018-09-19 ")
                            .append(two(second / 3600))
                            .append(':')
                            .append(two(second / 60 % 60))
                            .append(':')
                            .append(two(second % 60))
                            .append(" 10.9.1.1 GET /owa/service.svc action=")
                            .append(number % 977)
                            .append(" 443 CORP\\user")
                            .append(number % 3_000)
                            .append(" 10.20.")
                            .append(number % 7)
                            .append('.')
                            .append(number % 251)
                            .append(
                                    " Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36 https://mail.corp.example/owa/ 200 0 0 ")
                            .append(number % 400)
                            .append(number % 50 == 0 ? " 40\n" : " 400\n");
                },
                "");
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
