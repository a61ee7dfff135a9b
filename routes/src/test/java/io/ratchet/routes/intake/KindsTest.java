package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation.Account;
import io.ratchet.domain.finding.Observation.DeviceModel;
import io.ratchet.domain.finding.Observation.ProtocolFailure;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.UserAgent;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that differ from others of their kind only in what another culture, tool or hand made of them. */
class KindsTest {
    private static final String HEADER =
            "ResourceID,Name,NetbiosName,ResourceDomainORWorkgroup,ResourceNames,IPAddresses,MACAddresses,OperatingSystemNameandVersion,AgentTime,LastLogonTimestamp,Obsolete";

    private static String device(String domain, String names, String time, String obsolete) {
        return "\r\n1,SRV01,SRV01,\"" + domain + "\",\"" + names + "\",10.1.0.1,,Windows Server 2012 R2,\"" + time
                + "\",2018-09-18 01:00:00," + obsolete;
    }

    private static String device(String time) {
        return device("CORP", "srv01.corp.example", time, "0");
    }

    // Tables.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2018. 09. 03. 3:15:00",
                "3. 9. 2018 3:15:00",
                "2018-09-03 \uC624\uC804 3:15:00",
                "2018/9/3 \u4E0A\u5348 03:15:00",
                "03.09.2018 um 03:15 Uhr",
                "03.09.2018 kl. 03:15",
                "2018-09-03 3 h 15",
                "2018-09-03 03:15:00 (UTC)",
                "'''2018-09-03 03:15:00'",
                "20180903T031500Z",
                "131804181000000000",
                "2018-09-03T05:15:00+02",
                "2018-09-03T03:15:00z",
                "2018-09-03T03:15:00.000+00:00[UTC]",
                "Sep 3, 2018 @ 03:15:00.000",
                "1535944500000000",
                "1535944500000000000",
            })
    void readsTimesAsCulturesAndToolsWriteThem(String time) throws IOException {
        assertThat(Reading.ofText(HEADER + device(time)).findings())
                .as(time)
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-09-03T03:15:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2018-09-03 03:15:00 [Europe/Berlin]", "2018-09-03T03:15:00[Asia/Tokyo]", "18. 09. 03. 3:15:00"})
    void aZoneByNameAloneAndAYearOfTwoDigitsAreNotGuessed(String time) throws IOException {
        assertThat(Reading.ofText(HEADER + device(time)).rejected()).as(time).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CERT", "DA", "NU", "Ei"})
    void aNameThatIsAWordForYesSomewhereTellsNothingOfTheOrderOfDates(String domain) throws IOException {
        assertThat(Reading.ofText(HEADER + device(domain, "srv01.corp.example", "05/08/2018 03:15:00", "0"))
                        .rejected())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2714", "\u2718", "\u2611", "\u221A"})
    void aTickOrACrossIsNotTakenForNo(String sign) throws IOException {
        assertThat(Reading.ofText(HEADER + device("CORP", "a.corp.example", "2018-09-20", sign))
                        .rejected())
                .hasSize(1);
    }

    @Test
    void readsMorningAndAfternoonOfGreece() throws IOException {
        assertThat(Reading.ofText(HEADER
                                + device("21/9/2018 3:15:00 \u03C0\u03BC")
                                + device("3/9/2018 3:15:00 \u03BC\u03BC"))
                        .findings())
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-09-21T03:15:00Z"), Instant.parse("2018-09-03T15:15:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{9/20/2018 1:00:00 AM, 9/21/2018 1:00:00 AM}",
                "9/20/2018 1:00:00 AM, 9/21/2018 1:00:00 AM",
                "09/20/2018 01:00:00 09/21/2018 01:00:00",
                "9/21/2018 1:00:00 AM | 9/20/2018 1:00:00 AM",
                "20180920010000.000000+*** 20180921010000.000000+***",
            })
    void theLatestOfAListCountsHoweverPowerShellJoinedIt(String times) throws IOException {
        assertThat(Reading.ofText(HEADER + device(times)).findings())
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-09-21T01:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "System.Object[]", "System.Collections.ArrayList", "NULL"})
    void aLostOrEmptyListFallsBack(String times) throws IOException {
        assertThat(Reading.ofText(HEADER + device(times)).findings())
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-09-18T01:00:00Z"));
    }

    @Test
    void aListThatPowerShellCutOffIsNotGuessed() throws IOException {
        assertThat(Reading.ofText(HEADER + device("{9/20/2018 1:00:00 AM, 9/21/2018 1:00:00 AM...}"))
                        .rejected())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n.a.",
                "s.o.",
                "n.v.",
                "tbd",
                "(leer)",
                "vide",
                ".",
                "*",
                "\u2026",
                "xxx",
                "unknown domain",
                "Not Set",
                "\u043D\u0435\u0438\u0437\u0432\u0435\u0441\u0442\u043D\u043E"
            })
    void moreWordsForNothingNameNoMachine(String word) throws IOException {
        // When
        HostRef host = Reading.ofText(HEADER + device(word, word, "2018-09-20", "0"))
                .findings()
                .get(0)
                .host();

        // Then
        assertThat(host.domain()).isNull();
        assertThat(host.fqdn()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WORKGROUP", "Arbeitsgruppe", "MSHOME", "GRUPO_TRABAJO", "WERKGROEP"})
    void theGroupOfMachinesInNoDomainIsNoDomain(String group) throws IOException {
        assertThat(Reading.ofText(HEADER + device(group, "", "2018-09-20", "0"))
                        .findings()
                        .get(0)
                        .host()
                        .domain())
                .isNull();
    }

    @Test
    void aNameOfNothingButLostLettersRejectsTheRow() throws IOException {
        assertThat(Reading.ofText(HEADER + device("CORP", "????", "2018-09-20", "0"))
                        .rejected())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "\u0414\u0430, \u041D\u0435\u0442",
        "Evet, Hay\u0131r",
        "Kyll\u00E4, Ei",
        "Igen, Nem",
        "\u662F, \u5426",
        "\u306F\u3044, \u3044\u3044\u3048",
        "\u039D\u03B1\u03B9, \u038C\u03C7\u03B9",
        "t, f",
        "Da, Nu",
    })
    void readsYesAndNoInMoreLanguages(String yes, String no) throws IOException {
        assertThat(Reading.ofText(HEADER + device("CORP", "a.corp.example", "2018-09-20", yes))
                        .coverage()
                        .ignored())
                .isEqualTo(1);
        assertThat(Reading.ofText(HEADER + device("CORP", "a.corp.example", "2018-09-20", no))
                        .coverage()
                        .used())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{srv01.corp.example}", "[\"\"srv01.corp.example\"\"]", "srv01, srv01.corp.example"})
    void readsListsAsPowerShellAndJsonWriteThem(String names) throws IOException {
        assertThat(Reading.ofText(HEADER + device("CORP", names, "2018-09-20", "0"))
                        .findings()
                        .get(0)
                        .host()
                        .fqdn())
                .isEqualTo("srv01.corp.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sep=#", "\"sep=^\"", "SEP=~", "sep = ;", "sep=|,,,,"})
    void theSeparatorThatIsToldCounts(String told) throws IOException {
        // Given
        char separator = "#^~;|"
                .charAt(List.of("sep=#", "\"sep=^\"", "SEP=~", "sep = ;", "sep=|,,,,")
                        .indexOf(told));

        // Then
        assertThat(Reading.ofText(told + "\r\n" + (HEADER + device("2018-09-20")).replace(',', separator))
                        .findings())
                .hasSize(1);
    }

    @Test
    void readsQuotesBehindBlanks() throws IOException {
        // Given
        String table = (HEADER + device("2018-09-20"))
                .replace("\"", "")
                .replace(",", "\" , \"")
                .replace("\r\n", "\"\r\n\"");

        // Then
        assertThat(Reading.ofText("\"" + table + "\"\r\n").findings())
                .extracting(finding -> finding.host().netbios())
                .containsExactly("SRV01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=cmd|x", "SRV*", "a;b"})
    void whatNoComputerCanBeCalledIsNoName(String name) throws IOException {
        assertThat(Reading.ofText(HEADER + device("2018-09-20").replace("SRV01", "\"" + name + "\""))
                        .rejected())
                .extracting(Rejected::reason)
                .containsExactly("INTAKE-NO-HOST");
    }

    @Test
    void aFullNameInTheColumnForTheShortOneNamesTheMachine() throws IOException {
        assertThat(Reading.ofText(HEADER + device("CORP", "", "2018-09-20", "0").replace("SRV01", "srv01.corp.example"))
                        .findings()
                        .get(0)
                        .host()
                        .fqdn())
                .isEqualTo("srv01.corp.example");
    }

    @Test
    void readsLinesOfJsonWithCommasBetweenThem() throws IOException {
        // Given
        String event =
                "{\"@timestamp\":\"2018-09-20T01:00:00Z\",\"winlog\":{\"provider_name\":\"Schannel\",\"event_id\":36880,\"computer_name\":\"srv01\",\"user_data\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}}}";

        // Then
        assertThat(Reading.ofText(event + ",\n" + event + ",\n" + event + "\n").seen(ProtocolUse.class))
                .hasSize(3);
    }

    @Test
    void readsLinesThatEndWithACarriageReturnAlone() throws IOException {
        assertThat(Reading.ofText((HEADER + device("2018-09-20") + device("2018-09-21")).replace("\r\n", "\r"))
                        .findings())
                .hasSize(2);
    }

    @Test
    void passesOverAHeaderThatComesAgainAndTheRuleUnderIt() throws IOException {
        // Given
        String rule = "\r\n" + HEADER.replaceAll("[A-Za-z]", "-");

        // When
        Reading reading = Reading.ofText(
                HEADER + rule + device("2018-09-20") + "\r\n" + HEADER + rule + device("2018-09-21") + "\r\n");

        // Then
        assertThat(reading.findings()).hasSize(2);
        assertThat(reading.rejected()).isEmpty();
    }

    @Test
    void readsTheMessageThatEventViewerPutsBehindItsLastName() throws IOException {
        // Given
        String table =
                "Level,Date and Time,Source,Event ID,Computer,Task Category\r\nError,9/20/2018 1:00:00 AM,Schannel,36887,srv01.corp.example,None,\"A fatal alert was received. The TLS protocol defined fatal alert code is 70.\"\r\n";

        // When
        Reading reading = Reading.ofText(table);
        Reading unnamed = Reading.ofText(table.replace(",Computer", "").replace(",srv01.corp.example", ""));

        // Then
        assertThat(reading.seen(ProtocolFailure.class)).hasSize(1);
        assertThat(unnamed.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-NO-HOST");
    }

    @ParameterizedTest
    @CsvSource({
        "user-clients, 'Identity,UserAgent,LastLogonDate', 'user1@corp.example,UCCAPI/15.0 OC/15.0,2018-09-20'",
        "user-clients, 'Benutzer,Benutzer-Agent,Letzte Anmeldung', 'user1,UCCAPI/15.0 OC/15.0,20.09.2018'",
        "user-clients, 'UserAtHost,ClientApp,RegisterTime', 'user1@corp.example,UCCAPI/15.0 OC/15.0,2018-09-20'",
        "sip-user-agents, 'ClientVersion,UserCount,Date', 'UCCAPI/15.0 OC/15.0,41,2018-09-20'",
        "sip-user-agents, 'User Agent,Number of users,Last seen', 'UCCAPI/15.0 OC/15.0,41,2018-09-20'",
        "surface-hubs, 'Ger\u00E4tename,Modell,Betriebssystemversion,Letzte Synchronisierung', 'HUB1,Surface Hub,10.0.15063.1387,20.09.2018'",
        "surface-hubs, 'Device name,Manufacturer,Model,OS version,Last check-in', 'HUB1,Microsoft,Surface Hub,10.0.15063.1387,2018-09-20'",
        "teams-rooms, 'Anzeigename,Ger\u00E4tetyp,Hersteller,Modell,Softwareversion,Zuletzt gesehen', 'room-4a,Teams Rooms (Windows),Contoso,MTR-1,4.0,20.09.2018'",
        "teams-rooms, 'Room,Device type,Manufacturer,Model,Teams Rooms app version,Last modified', 'room-4a,Teams Rooms (Windows),Contoso,MTR-1,4.0,2018-09-20'",
        "entra-sign-ins, 'Datum (UTC),Benutzer,Anwendung,Client-App,Legacy-TLS (TLS 1.0/1.1/3DES)', '2018-09-20T01:00:00Z,user1,Exchange,IMAP4,Wahr'",
        "defender-tvm, 'Device name,OS platform,Software vendor,Software name,Software version,Last seen', 'srv01,WindowsServer2016,microsoft,.net_framework,4.6.1,2018-09-20'",
    })
    void knowsTheColumnsOfOtherLanguagesAndHands(String format, String header, String row) throws IOException {
        // When
        Reading reading = Reading.ofText(header.replace(",", ";") + "\r\n" + row.replace(",", ";") + "\r\n");

        // Then
        assertThat(reading.coverage().format()).isEqualTo(format);
        assertThat(reading.coverage().used()).as("%s", reading.rejected()).isEqualTo(1);
        assertThat(reading.seen(UserAgent.class).size()
                        + reading.seen(DeviceModel.class).size()
                        + reading.seen(Account.class).size()
                        + reading.findings().size())
                .isPositive();
    }

    // Scans.

    private static final String NMAP =
            "<nmaprun start='1537405200' version='7.93'><host starttime='1537405200'%s><address addr='10.1.0.1' addrtype='ipv4'/><hostnames>%s</hostnames><ports>"
                    + "<port protocol='tcp' portid='443'><script id='ssl-enum-ciphers' output='x'><table key='TLSv1.2'><table key='ciphers'><table/><table/></table></table></script></port></ports></host></nmaprun>";

    @ParameterizedTest
    @CsvSource({
        "OWA user;ex01.corp.example PTR, ex01.corp.example, , owa",
        "owa.corp.example user;EX01 PTR, , EX01, owa.corp.example",
        "web01.corp.example user;WEB01 PTR, web01.corp.example, WEB01, ",
        "WEB01 user;web01.corp.example PTR, web01.corp.example, WEB01, ",
        "10.1.0.1 user, , , ",
        "1.0.1.10.in-addr.arpa PTR, , , ",
    })
    void theMachineIsWhatDnsCallsItAndWhatWasTypedIsAnAlias(String names, String fqdn, String shortName, String alias)
            throws IOException {
        // Given
        StringBuilder told = new StringBuilder();
        for (String name : names.split(";"))
            told.append("<hostname name='%s' type='%s'/>".formatted((Object[]) name.split(" ")));

        // When
        Finding finding = Reading.ofText(NMAP.formatted("", told)).findings().get(0);

        // Then
        assertThat(finding.host().fqdn()).isEqualTo(fqdn);
        assertThat(finding.host().netbios()).isEqualTo(shortName);
        assertThat(((ProtocolOffer) finding.observation()).sni()).isEqualTo(alias);
    }

    @Test
    void aHostThatNmapGaveUpProvesNoRefusal() throws IOException {
        assertThat(Reading.ofText(NMAP.formatted(" timedout='true'", "")).seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::state)
                .contains(OfferState.OFFERED)
                .doesNotContain(OfferState.NOT_OFFERED);
    }

    @ParameterizedTest
    @CsvSource({
        "'\n', UTF-8",
        "'\uFEFF\uFEFF', UTF-8",
        "'Warning: a line of the console\r\n', UTF-8",
        "'\uFEFF\r\n ', UTF-16LE"
    })
    void whatStandsBeforeAnXmlDeclarationIsPassedOver(String before, String charset) throws IOException {
        // Given
        String scan = before + "<?xml version='1.0' encoding='UTF-8'?>\n" + NMAP.formatted("", "");

        // Then
        assertThat(Reading.of(scan.getBytes(Charset.forName(charset)), ReadOptions.plain())
                        .seen(ProtocolOffer.class))
                .isNotEmpty();
    }

    @Test
    void aConsoleThatSaysSomethingInAnotherEncodingLosesNothingOfTheXml() throws IOException {
        // Given
        byte[] before = "D\u00E9marrage \u00E0 03:15\r\n".getBytes(Charset.forName("windows-1252"));
        byte[] scan =
                ("<?xml version='1.0' encoding='UTF-8'?>\n" + NMAP.formatted("", "")).getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(before, before.length + scan.length);
        System.arraycopy(scan, 0, all, before.length, scan.length);

        // Then
        assertThat(Reading.of(all, ReadOptions.plain()).seen(ProtocolOffer.class))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<![CDATA[ x",
                "<!-- x",
                "<br>",
                "a < b",
                "&nbsp;",
                "&#0;",
                "]]>",
                "</plugin_output></ReportItem></x>"
            })
    void whateverBreaksOneHostTheNextIsReadAndTheBreakIsNamed(String broken) throws IOException {
        // Given
        String report =
                NessusReaderTest.scan("<tag name='HOST_END_TIMESTAMP'>1537319100</tag>", NessusReaderTest.tls10(443));
        String first = report.substring(report.indexOf("<ReportHost"), report.indexOf("</ReportHost>") + 13);
        String second = first.replace("10.1.0.5", "10.1.0.6").replace("is enabled", broken);
        String third = first.replace("10.1.0.5", "10.1.0.7");

        // When
        Reading reading = Reading.ofText(
                "<NessusClientData_v2><Report name='r'>" + first + second + third + "</Report></NessusClientData_v2>");

        // Then
        assertThat(reading.findings())
                .extracting(finding -> finding.host().ip())
                .contains("10.1.0.5", "10.1.0.7");
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected ->
                        assertThat(rejected.message()).contains("10.1.0.6").contains("byte "));
        assertThat(reading.coverage().complete()).isFalse();
    }

    @Test
    void aBreakInTheNameOfAHostIsSaidToLieBehindTheOneBefore() throws IOException {
        // Given
        String report =
                NessusReaderTest.scan("<tag name='HOST_END_TIMESTAMP'>1537319100</tag>", NessusReaderTest.tls10(443));
        String host = report.substring(report.indexOf("<ReportHost"), report.indexOf("</ReportHost>") + 13);

        // When
        Reading reading =
                Reading.ofText("<NessusClientData_v2><Report name='r'>" + host + host.replace("10.1.0.5", "a&b")
                        + host.replace("10.1.0.5", "10.1.0.7") + "</Report></NessusClientData_v2>");

        // Then
        assertThat(reading.findings())
                .extracting(finding -> finding.host().ip())
                .contains("10.1.0.7");
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("behind the host '10.1.0.5'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host-fqdn", "host-rdns", "hostname", "netbios-name"})
    void aShortNameIsReadFromWhicheverTagHoldsIt(String tag) throws IOException {
        assertThat(Reading.ofText(NessusReaderTest.scan(
                                "<tag name='HOST_END_TIMESTAMP'>1537319100</tag><tag name='" + tag + "'>WEB05</tag>",
                                NessusReaderTest.tls10(443)))
                        .findings()
                        .get(0)
                        .host()
                        .netbios())
                .isEqualTo("WEB05");
    }

    // Events.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'@timestamp':'T','winlog.provider_name':['Schannel'],'winlog.event_id':[36880],'winlog.computer_name':['srv01'],'winlog.user_data.Protocol':['TLS 1.0'],'winlog.user_data.Type':['server']}",
                "{'@timestamp':'T','fields':{'env':'prod'},'winlog':{'provider_name':'Schannel','event_id':36880,'computer_name':'srv01','user_data':{'Protocol':'TLS 1.0','Type':'server'}}}",
                "{'fields':{'@timestamp':['T'],'winlog.provider_name':['Schannel'],'winlog.event_id':['36880'],'winlog.computer_name':['srv01'],'winlog.user_data.Protocol':['TLS 1.0'],'winlog.user_data.Type':['server']}}",
                "{'_source':{'@timestamp':'T','winlog.provider_name':'Schannel','winlog.event_id':36880,'winlog.computer_name':'srv01','winlog.user_data.Protocol':'TLS 1.0','winlog.user_data.Type':'server'}}",
                "{'@timestamp':'T','winlog':{'provider_name':'Schannel','event_id':36880,'computer_name':'srv01','user_data.Protocol':'TLS 1.0','user_data.Type':'server'}}",
                "{'@timestamp':'T','computer_name':'srv01','event_id':36880,'source_name':'Schannel','message':'An SSL server handshake completed successfully.\\n   Protocol: TLS 1.0'}",
                "{'timestamp':'T','agent':{'id':'1'},'data':{'win.system.providerName':'Schannel','win.system.eventID':'36880','win.system.computer':'srv01','win.eventdata.protocol':'TLS 1.0','win.eventdata.type':'server'}}",
                "{'EventTime':'T','Hostname':'srv01','EventID':'36880','SourceName':'Schannel','Message':'Un protocole SSL serveur\\n Protocole : TLS 1.0'}",
            })
    void readsAnEventHoweverItsFieldsAreNested(String event) throws IOException {
        assertThat(Reading.ofText(event.replace('\'', '"').replace("\"T\"", "\"2018-09-20T01:00:00Z\"") + "\n")
                        .seen(ProtocolUse.class))
                .hasSize(1);
    }

    @Test
    void anEventOfNxlogWithoutItsComputerIsRejected() throws IOException {
        assertThat(Reading.ofText(
                                "{\"EventTime\":\"2018-09-20 01:00:00\",\"EventID\":36880,\"SourceName\":\"Schannel\",\"MessageSourceAddress\":\"10.1.0.1\"}\n")
                        .rejected())
                .extracting(Rejected::reason)
                .containsExactly("INTAKE-NO-HOST");
    }

    // Workbooks.

    @Test
    void countsTheDaysOfAWorkbookFromTheYearItSays() throws IOException {
        // Given
        List<Object> names = List.of("Computer", "Product", "Version", "Last scan");
        double days = 43363;

        // When
        Reading windows =
                Reading.of(Workbook.of(List.of(names, List.of("web01", "x", "1", days))), ReadOptions.plain());
        Reading macintosh = Reading.of(
                Workbook.since1904(List.of(names, List.of("web01", "x", "1", days - 1462))), ReadOptions.plain());

        // Then
        for (Reading reading : List.of(windows, macintosh))
            assertThat(reading.findings())
                    .extracting(Finding::observedAt)
                    .containsExactly(Instant.parse("2018-09-20T00:00:00Z"));
    }

    // Archives.

    @Test
    void passesOverWhatProgramsAndSystemsLeaveInFolders() throws IOException {
        // Given
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
            for (String name : List.of(
                    "~$inventory.xlsx",
                    ".~lock.a.csv#",
                    ".git/config",
                    "x/.Spotlight-V100/y",
                    "$RECYCLE.BIN/z",
                    "System Volume Information/y",
                    "@eaDir/a",
                    "a.nessus:Zone.Identifier",
                    ".a.nessus.swp",
                    "Icon\r")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(1);
            }
            zip.putNextEntry(new ZipEntry("a.nessus"));
            zip.write(NessusReaderTest.scan(
                            "<tag name='HOST_END_TIMESTAMP'>1537319100</tag>", NessusReaderTest.tls10(443))
                    .getBytes(StandardCharsets.UTF_8));
        }

        // When
        Reading reading = Reading.of(zipped.toByteArray(), ReadOptions.plain());

        // Then
        assertThat(reading.findings()).hasSize(1);
        assertThat(reading.rejected()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PGP MESSAGE-----\n\nhQEM",
                "Salted__abcdefgh",
                "age-encryption.org/v1\n",
                "PK\u0007\u0008PK"
            })
    void namesWhatIsEncryptedOrOnlyAPart(String text) {
        assertThatThrownBy(() -> Reading.ofText(text))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("looks like")
                .hasMessageMatching("(?s).*(?:decrypt|join).*");
    }
}
