package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.SchannelEvent;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events and logs as strangers hand them in: each use is seen, and charged to the machine whose log it was alone. */
class EventsAndLogsTest {
    private static final String DONE =
            "An SSL server handshake completed successfully. The negotiated cryptographic parameters are as follows.";
    private static final String MESSAGE = DONE + "\\r\\n\\r\\n   Protocol: TLS 1.0\\r\\n   CipherSuite: 0xC014";
    private static final String IIS =
            "#Software: Microsoft Internet Information Services 10.0\r\n#Date: 2018-09-20 00:00:05\r\n";
    private static final String SMTP =
            "#Log-type: SMTP Send Protocol Log\r\n#Fields: date-time,connector-id,session-id,"
                    + "sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n";
    private static final String ZEEK_FIELDS =
            "#fields\tts\tid.orig_h\tid.resp_h\tid.resp_p\tversion\tserver_name\testablished\n";

    /** That one machine, and nobody else, used TLS 1.0 as a server. */
    private static void servedTls10(Reading reading, String host) {
        assertThat(reading.rejected()).isEmpty();
        assertThat(reading.findings())
                .extracting(finding -> finding.host().fqdn())
                .containsOnly(host);
        assertThat(reading.seen(ProtocolUse.class))
                .extracting(ProtocolUse::direction, ProtocolUse::protocol)
                .containsExactly(tuple(Direction.INBOUND, Protocol.TLS_1_0));
    }

    private static Reading toldOf(String text) throws IOException {
        return Reading.of(text.getBytes(StandardCharsets.UTF_8), FormatsTest.TOLD);
    }

    // Whose it was.

    @Test
    void aConnectorWithACommaInItsNameMovesNoEndpoint() throws IOException {
        // When
        Reading reading = Reading.ofText(
                SMTP
                        + "2018-09-20T00:00:05.123Z,\"Outbound, partner\",08D6,7,10.1.0.25:25533,198.51.100.9:25,*,,"
                        + "TLS protocol SP_PROT_TLS1_1_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256\r\n"
                        + "2018-09-20T00:00:05.123Z,Outbound,08D6,7,,198.51.100.9:25,*,,"
                        + "TLS protocol SP_PROT_TLS1_0_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256\r\n");

        // Then
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.host().ip()).isEqualTo("10.1.0.25");
            assertThat(finding.host().netbios()).isNull();
        });
        assertThat(reading.seen(ProtocolUse.class))
                .extracting(ProtocolUse::peer, ProtocolUse::port)
                .containsExactly(tuple("198.51.100.9", 25));
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-BAD-VALUE");
    }

    @Test
    void aSendConnectorBelongsToNoServer() throws IOException {
        assertThat(Reading.ofText(SMTP
                                + "2018-09-20T00:00:05.123Z,CONTOSO\\Outbound,08D6,7,10.1.0.25:25533,198.51.100.9:25,*,,"
                                + "TLS protocol SP_PROT_TLS1_0_CLIENT negotiation succeeded\r\n")
                        .findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.host().netbios()).isNull();
                    assertThat(finding.host().ip()).isEqualTo("10.1.0.25");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "fe80::1%5", "169.254.7.7"})
    void anAddressThatEveryMachineHasMakesNoMachineOfMany(String address) throws IOException {
        // When
        Reading unnamed =
                Reading.ofText(IIS + "#Fields: date time s-ip s-port c-ip crypt-protocol\r\n2018-09-20 01:00:05 "
                        + address + " 443 10.9.0.1 40\r\n");
        Reading named = Reading.ofText(
                IIS + "#Fields: date time s-computername s-ip s-port c-ip crypt-protocol\r\n2018-09-20 01:00:05 WEB01 "
                        + address + " 443 10.9.0.1 40\r\n");
        Reading seen = Reading.ofText(
                "#path\tssl\n" + ZEEK_FIELDS + "1537405200.1\t10.9.0.1\t" + address + "\t443\tTLSv10\t-\tT\n");

        // Then
        for (Reading reading : List.of(unnamed, seen)) {
            assertThat(reading.findings()).isEmpty();
            assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-NO-HOST");
        }
        assertThat(named.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.host().netbios()).isEqualTo("WEB01");
            assertThat(finding.host().ip()).isNull();
        });
    }

    @Test
    void whatABeatCallsTheHostIsNotWhoseLogItWas() throws IOException {
        // Given
        String row = "\"Sep 20, 2018 @ 03:00:00.000\",wec01,36880,Schannel,TLS 1.0,server\n";

        // When
        Reading reading = Reading.ofText(
                "@timestamp,host.name,winlog.event_id,winlog.provider_name,winlog.user_data.Protocol,winlog.user_data.Type\n"
                        + row);

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-NO-HOST");
    }

    @Test
    void whoSentAnEventIsNoWitnessWhereItsLogIsNotTold() throws IOException {
        // When
        Reading reading = Reading.ofText(
                "_time,host,EventCode,SourceName,Type,Protocol\n2018-09-20T03:00:00.000+0200,wec01,36880,"
                        + "Schannel,server,TLS 1.0\n");

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-NO-HOST");
    }

    @Test
    void theHostOfACountedResultIsNoWitness() throws IOException {
        // When
        Reading reading = Reading.ofText(
                "{\"sid\":\"s\",\"results_link\":\"http://x\",\"result\":{\"host\":\"wec01\",\"EventCode\":\"36880\",\"SourceName\":\"Schannel\",\"Type\":\"server\",\"Protocol\":\"TLS 1.0\",\"count\":\"42\",\"_time\":\"1537405200\"}}");

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-NO-HOST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Level,Date and Time,Source,Event ID,Task Category\r\nInformation,9/20/2018 3:00:00 AM,Schannel,36880,None,\"MESSAGE\"\r\n",
                "Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\r\nInformationen,20.09.2018 03:00:00,Schannel,36880,Keine,\"MESSAGE\"\r\n",
                "#Software: Microsoft Internet Information Services 10.0\r\n#Date: 2018-09-20 00:00:05\r\n#Fields: time c-ip cs-method sc-status crypt-protocol\r\n01:00:05 10.9.0.1 GET 200 40\r\n"
            })
    void whoseItIsMayBeToldWhereNoColumnTellsIt(String text) throws IOException {
        // Given
        String export = text.replace("MESSAGE", DONE + "\r\n\r\n   Protocol: TLS 1.0");

        // When
        Reading told = toldOf(export);
        Reading untold = Reading.ofText(export);

        // Then
        servedTls10(told, "web09.contoso.example");
        assertThat(untold.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("--host"));
    }

    // What was spoken.

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Get-EventLog, Get-WinEvent without its provider, and a list of one.
                "[{\"EventID\":36880,\"MachineName\":\"web01.contoso.example\",\"Message\":\"MESSAGE\",\"Source\":\"Schannel\",\"ReplacementStrings\":[\"x\"],\"TimeGenerated\":\"\\/Date(1537405200000)\\/\"}]",
                "[{\"Id\":36880,\"MachineName\":\"web01.contoso.example\",\"Message\":\"MESSAGE\",\"TimeCreated\":\"2018-09-20T03:00:00.1234567+02:00\"}]",
                // Fields that say nothing of the version.
                "{\"@timestamp\":\"2018-09-20T01:00:00Z\",\"winlog\":{\"provider_name\":\"Schannel\",\"event_id\":\"36880\",\"computer_name\":\"web01.contoso.example\",\"event_data\":{\"param1\":\"70\"},\"user_data\":{\"xml_name\":\"EventXML\"}},\"message\":\"MESSAGE\"}",
                "{\"EventTime\":1537405200,\"Hostname\":\"web01.contoso.example\",\"EventID\":36880,\"SourceName\":\"Schannel\",\"Message\":\"MESSAGE\",\"CipherSuite\":\"0x5\"}",
                "{\"EventTime\":\"2018-09-20T03:00:00+02:00\",\"Hostname\":\"web01.contoso.example\",\"EventID\":36880,\"SourceName\":\"Schannel\",\"EventXML.Type\":\"server\",\"EventXML.Protocol\":\"TLS 1.0\"}",
                // Values in a text of JSON.
                "[{\"TimeGenerated [UTC]\":\"9/20/2018, 1:00:00.000 AM\",\"Computer\":\"web01.contoso.example\",\"Provider\":\"Schannel\",\"EventID\":36880,\"EventData\":\"{\\\"Type\\\":\\\"server\\\",\\\"Protocol\\\":\\\"TLS 1.0\\\"}\",\"Type\":\"WindowsEvent\"}]",
                "{\"tables\":[{\"name\":\"PrimaryResult\",\"columns\":[{\"name\":\"TimeGenerated\"},{\"name\":\"Computer\"},{\"name\":\"EventID\"},{\"name\":\"Provider\"},{\"name\":\"EventData\"}],\"rows\":[[\"2018-09-20T01:00:00Z\",\"web01.contoso.example\",36880,\"Schannel\",\"{\\\"EventXML\\\":{\\\"Type\\\":\\\"server\\\",\\\"Protocol\\\":\\\"TLS 1.0\\\"}}\"]]}]}",
                // The results of a search as the interface gives them, and an event with a field that has several
                // values.
                "{\"preview\":false,\"init_offset\":0,\"messages\":[],\"fields\":[{\"name\":\"_time\"}],\"results\":[{\"_time\":\"2018-09-20T03:00:00.000+02:00\",\"ComputerName\":\"web01.contoso.example\",\"EventCode\":\"36880\",\"SourceName\":\"Schannel\",\"Type\":[\"Information\",\"server\"],\"Protocol\":\"TLS 1.0\"}]}",
                // Tables.
                "TenantId,TimeGenerated [UTC],Source,EventLog,Computer,EventID,RenderedDescription\nt,\"9/20/2018, 1:00:00.000 AM\",Schannel,System,web01.contoso.example,36880,\"MESSAGE\"\n",
                "TenantId,TimeGenerated [UTC],Source,EventLog,Computer,EventID,EventData\nt,\"9/20/2018, 1:00:00.000 AM\",Schannel,System,web01.contoso.example,36880,\"<DataItem type=\"\"System.XmlData\"\"><UserData><EventXML xmlns=\"\"LSA_NS\"\"><Type>server</Type><Protocol>TLS 1.0</Protocol></EventXML></UserData></DataItem>\"\n",
                "EventTime,Computer,Channel,EventID,EventRecordID,Provider,EventData,UserData,OSPath\n2018-09-20T01:00:00Z,web01.contoso.example,System,36880,7,Schannel,,\"{\"\"EventXML\"\":{\"\"Type\"\":\"\"server\"\",\"\"Protocol\"\":\"\"TLS 1.0\"\"}}\",C:\n",
                "_time,ComputerName,EventCode,SourceName,Type,Protocol,Message\n2018-09-20T03:00:00.000+0200,web01.contoso.example,36880,Schannel,Information,TLS 1.0,\"MESSAGE\"\n",
                "_time,ComputerName,EventCode,source,Type,Protocol\n2018-09-20T03:00:00.000+0200,web01.contoso.example,36880,WinEventLog:System,server,TLS 1.0\n",
                "_time,_raw,EventCode,ComputerName,source\n2018-09-20T03:00:00.000+0200,\"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><UserData><EventXML xmlns='LSA_NS'><Type>server</Type><Protocol>TLS 1.0</Protocol></EventXML></UserData></Event>\",36880,web01.contoso.example,XmlWinEventLog:System\n",
                "timestamp,agent.name,data.win.system.providerName,data.win.system.eventID,data.win.system.computer,data.win.system.message,data.win.system.systemTime\n\"Sep 20, 2018 @ 03:00:00.000\",wec01,Schannel,36880,web01.contoso.example,\"MESSAGE\",2018-09-20T01:00:00.1234567Z\n",
                "@timestamp;winlog.computer_name;event.code;event.provider;message\n2018-09-20T03:00:00.000+02:00;web01.contoso.example;36880;Schannel;\"MESSAGE\"\n",
                // Lines of forwarders: their own fields of the same names, the message alone, the provider in a field.
                "CEF:0|Microsoft|Microsoft Windows|6.3|Schannel:36880|x|Low|externalId=36880 type=0 proto=TCP rt=1537405200000 dvchost=web01.contoso.example cs1=TLS 1.0 cs1Label=Protocol cs2=server cs2Label=Type",
                "CEF:0|Microsoft|Microsoft Windows|6.3|Schannel:36880|x|Low|externalId=36880 rt=1537405200000 dvchost=web01.contoso.example msg=MESSAGE",
                "CEF:0|NXLog|NXLog|3.0|0|-|7|end=1537405200000 dvchost=web01.contoso.example externalId=36880 SourceName=Schannel Protocol=TLS 1.0 Type=server CipherSuite=0xC014",
                "LEEF:1.0|Microsoft|Windows|6.3.9600|36880|devTime=2018-09-20T03:00:00.000+0200\tcat=System\tidentHostName=web01.contoso.example\tmessage=MESSAGE",
                "LEEF:2.0|NXLog|in|5.4|0|^|devTime=1537405200000^identHostName=web01.contoso.example^SourceName=Schannel^EventID=36880^Protocol=TLS 1.0^Type=server",
                // Rendered by the machine, its values left out.
                "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Schannel'/><EventID>36880</EventID><TimeCreated SystemTime='2018-09-20T01:00:00Z'/><Computer>web01.contoso.example</Computer></System><RenderingInfo Culture='en-US'><Message>MESSAGE</Message></RenderingInfo></Event>"
            })
    void theUseThatAnEventTellsIsSeen(String text) throws IOException {
        servedTls10(
                Reading.ofText(
                        text.replace("MESSAGE", text.startsWith("<") ? DONE + " Protocol: TLS 1.0" : MESSAGE) + "\n"),
                "web01.contoso.example");
    }

    @Test
    void eventsThatWereExportedAsOneListAreReadEach() throws IOException {
        // Given
        String event =
                "<Obj RefId=\"1\"><Props><I32 N=\"Id\">36880</I32><S N=\"ProviderName\">Schannel</S><S N=\"MachineName\">NAME.contoso.example</S><DT N=\"TimeCreated\">2018-09-20T03:00:00.1234567+02:00</DT></Props><MS><S N=\"Message\">"
                        + DONE + "_x000D__x000A_   Protocol: TLS 1.0</S></MS></Obj>";

        // When
        Reading reading = Reading.ofText(
                "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Object[]</T></TN><LST>"
                        + event.replace("NAME", "web01") + event.replace("NAME", "web02") + "</LST></Obj></Objs>");

        // Then
        assertThat(reading.coverage().used()).isEqualTo(2);
        assertThat(reading.findings())
                .extracting(finding -> finding.host().fqdn())
                .containsOnly("web01.contoso.example", "web02.contoso.example");
        assertThat(reading.seen(ProtocolUse.class)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"_time\":\"1537405200\"", "\"latest(_time)\":\"1537405200\""})
    void aResultThatCountsEventsIsAsMany(String time) throws IOException {
        // When
        Reading reading = Reading.ofText(
                "{\"sid\":\"s\",\"search_name\":\"n\",\"results_link\":\"http://x\",\"result\":{\"ComputerName\":\"web01.contoso.example\",\"EventCode\":\"36880\",\"SourceName\":\"Schannel\",\"Type\":\"server\",\"Protocol\":\"TLS 1.0\",\"count\":\"42\","
                        + time + "}}");

        // Then
        servedTls10(reading, "web01.contoso.example");
        assertThat(reading.seen(SchannelEvent.class))
                .extracting(SchannelEvent::count)
                .containsExactly(42L);
        assertThat(reading.findings())
                .extracting(Finding::observedAt)
                .containsOnly(java.time.Instant.ofEpochSecond(1537405200));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"host\":\"web01\",\"Protocol\":\"TLS 1.0\",\"count\":\"42\"|ComputerName, EventCode",
                "\"ComputerName\":\"web01\",\"EventCode\":\"36880\",\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"|latest(_time)",
                "\"ComputerName\":\"web01\",\"EventCode\":\"36880\",\"Type\":\"server\",\"Protocol\":[\"TLS 1.0\",\"TLS 1.2\"],\"_time\":\"1537405200\"|several values",
                "\"ComputerName\":\"web01\",\"EventCode\":\"36880\",\"Type\":[\"server\",\"client\"],\"Protocol\":\"TLS 1.0\",\"_time\":\"1537405200\"|several values",
            })
    void aResultThatCountsEventsSaysWhatItLacks(String fields, String said) throws IOException {
        // When
        Reading reading = Reading.ofText("{\"sid\":\"s\",\"results_link\":\"http://x\",\"result\":{" + fields + "}}");

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains(said));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#separator \\x09\n#unset_field\tnot.set\n#path\tssl\nFIELDS1537405200.1\t10.9.0.1\t10.1.0.5\t443\tTLSv10\tnot.set\tT\n",
                "#separator \\x2c\n#path,ssl\n#fields,ts,id.orig_h,id.resp_h,id.resp_p,version,server_name,established\n1537405200.1,10.9.0.1,10.1.0.5,443,TLSv10,-,T\n",
                "{\"ts\":1537405200.1,\"id\":{\"orig_h\":\"10.9.0.1\",\"resp_h\":\"10.1.0.5\",\"resp_p\":443},\"version\":\"TLSv10\",\"established\":true}\n"
            })
    void aLogOfZeekIsReadAsItsHeadSays(String log) throws IOException {
        // When
        Reading reading = Reading.ofText(log.replace("FIELDS", ZEEK_FIELDS));

        // Then
        assertThat(reading.rejected()).isEmpty();
        assertThat(reading.seen(ProtocolUse.class))
                .extracting(ProtocolUse::direction, ProtocolUse::protocol, ProtocolUse::peer)
                .containsExactlyInAnyOrder(
                        tuple(Direction.OUTBOUND, Protocol.TLS_1_0, "10.1.0.5"),
                        tuple(Direction.INBOUND, Protocol.TLS_1_0, "10.9.0.1"));
    }

    @Test
    void theVersion13OfSuricataIsAlwaysTheServers() throws IOException {
        // Given
        String record =
                "{\"timestamp\":\"2018-09-20T03:00:00.123456+0200\",\"event_type\":\"tls\",\"src_ip\":\"10.9.0.1\",\"dest_ip\":\"10.1.0.5\",\"dest_port\":443,\"tls\":{\"sni\":\"web01.contoso.example\",\"version\":\"VERSION\"}}\n";

        // When
        Reading reading = Reading.ofText(record.replace("VERSION", "TLS 1.3") + record.replace("VERSION", "TLSv1"));

        // Then
        assertThat(reading.seen(ProtocolUse.class))
                .extracting(ProtocolUse::protocol)
                .containsExactly(Protocol.TLS_1_3, Protocol.TLS_1_3);
        assertThat(reading.coverage().ignored()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ein TLS-Serverhandshake wurde erfolgreich abgeschlossen. Protokollversion: TLS 1.0|INBOUND",
                "L'\u00E9tablissement d'une liaison TLS c\u00F4t\u00E9 serveur est termin\u00E9. Version du protocole\u00A0: TLS 1.0|INBOUND",
                "Un protocolo de enlace de servidor TLS se complet\u00F3. Versi\u00F3n de protocolo: TLS 1.0|INBOUND",
                "El protocolo de enlace del cliente SSL se complet\u00F3. Protocolo: TLS 1.0|OUTBOUND",
                "Handshake del server TLS completato. Versione protocollo: TLS 1.0|INBOUND",
                "Um handshake de cliente SSL foi conclu\u00EDdo. Protocolo: TLS 1.0|OUTBOUND",
                "Uzgadnianie protoko\u0142u SSL klienta. Protok\u00F3\u0142: TLS 1.0|OUTBOUND",
                "\u0437\u0430\u0432\u0435\u0440\u0448\u0435\u043D\u043E SSL \u0441\u0435\u0440\u0432\u0435\u0440\u0430. \u041F\u0440\u043E\u0442\u043E\u043A\u043E\u043B: TLS 1.0|INBOUND",
                "SSL \u30B5\u30FC\u30D0\u30FC \u30CF\u30F3\u30C9\u30B7\u30A7\u30A4\u30AF \u30D7\u30ED\u30C8\u30B3\u30EB: TLS 1.0|INBOUND",
                "SSL \u5BA2\u6237\u7AEF\u63E1\u624B \u534F\u8BAE: TLS 1.0|OUTBOUND",
            })
    void theMessageSaysWhichEndTheMachineWasInEachLanguage(String message, Direction direction) throws IOException {
        // When
        Reading reading =
                Reading.ofText("TimeCreated,Id,ProviderName,MachineName,Message\n2018-09-20 03:00:00,36880,Schannel,"
                        + "web01.contoso.example,\"" + message + "\"\n");

        // Then
        assertThat(reading.seen(ProtocolUse.class))
                .extracting(ProtocolUse::direction, ProtocolUse::protocol)
                .containsExactly(tuple(direction, Protocol.TLS_1_0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.", "1"})
    void aVersionOfWhichOnlyTheBeginningIsLeftIsNotTheOldest(String left) throws IOException {
        // Given
        String field = "_time,ComputerName,EventCode,SourceName,Type,Protocol\n"
                + "2018-09-20T03:00:00.000+0200,web01.contoso.example,36880,Schannel,server,TLS " + left;
        String message = "_time,ComputerName,EventCode,SourceName,Message\n"
                + "2018-09-20T03:00:00.000+0200,web01.contoso.example,36880,Schannel,A TLS server handshake completed."
                + " Protocol version: TLS " + left;

        // When
        List<Reading> readings = List.of(Reading.ofText(field), Reading.ofText(message));

        // Then
        for (Reading reading : readings)
            assertThat(reading.seen(ProtocolUse.class))
                    .allSatisfy(use -> assertThat(use.protocol()).isEqualTo(Protocol.TLS_1_2))
                    .hasSize(left.equals("1.2") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crypt-protocol", "Crypt-Protocol", "crypt_protocol", "CryptProtocol"})
    void theFieldThatAPersonNamedIsKnown(String name) throws IOException {
        assertThat(Reading.ofText(IIS + "#Fields: date time s-ip s-port c-ip " + name
                                + "\r\n2018-09-20 01:00:05 10.1.0.5 443 10.9.0.1 40\r\n")
                        .seen(ProtocolUse.class))
                .extracting(ProtocolUse::protocol)
                .containsExactly(Protocol.TLS_1_0);
    }

    // What must not lose the rest.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"hits\":{\"hits\":[{\"_source\":FIRST},{\"_source\":SECOND}]}}",
                "FIRST\nSECOND\n",
                "[FIRST,\nSECOND]",
            })
    void aControlCharacterInATextOfJsonLosesNothing(String shape) throws IOException {
        // Given
        String event =
                "{\"@timestamp\":\"2018-09-20T01:00:00Z\",\"message\":\"aXb\",\"winlog\":{\"provider_name\":\"Schannel\",\"event_id\":\"36880\",\"computer_name\":\"web01.contoso.example\",\"user_data\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}}}";

        for (String character : List.of("\u000B", "\u0000", "\u001B", "\t")) {
            // When
            Reading reading = Reading.ofText(shape.replace("FIRST", event.replace("X", character))
                    .replace("SECOND", event.replace("X", "\u00FC")));

            // Then
            assertThat(reading.seen(ProtocolUse.class)).hasSize(2);
            assertThat(reading.rejected()).isEmpty();
            assertThat(reading.coverage().complete()).isTrue();
            if (!character.equals("\t"))
                assertThat(reading.hints()).extracting(Hint::hint).contains("control-characters");
        }
    }

    @Test
    void aLinkInAnArchiveIsNoReport() throws IOException {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] log = (IIS
                        + "#Fields: date time s-ip s-port c-ip crypt-protocol\r\n2018-09-20 01:00:05 10.1.0.5 443 10.9.0.1 40\r\n")
                .getBytes(StandardCharsets.UTF_8);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry file = new TarArchiveEntry("u_ex180920.log");
            file.setSize(log.length);
            tar.putArchiveEntry(file);
            tar.write(log);
            tar.closeArchiveEntry();
            TarArchiveEntry link = new TarArchiveEntry("current.log", TarConstants.LF_SYMLINK);
            link.setLinkName("u_ex180920.log");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }

        // When
        Reading reading = Reading.of(bytes.toByteArray(), ReadOptions.plain());

        // Then
        assertThat(reading.coverages()).hasSize(1);
        assertThat(reading.rejected()).isEmpty();
        assertThat(reading.seen(ProtocolUse.class)).hasSize(1);
    }

    @Test
    void aLineThatIsNoJsonSaysWhy() throws IOException {
        // When
        Reading reading = Reading.ofText(
                "{\"@timestamp\":\"2022-09-20T01:00:00Z\",\"path\":\"C:\\Windows\",\"winlog\":{\"provider_name\":\"Schannel\"}}\n");

        // Then
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("escape"));
    }

    @Test
    void linesBeforeTheHeadOfALogAreRejectedNotPassedOver() throws IOException {
        // When
        Reading reading = Reading.ofText(
                "5 10.1.0.5 443 10.9.0.1 40\r\n" + IIS
                        + "#Fields: date time s-ip s-port c-ip crypt-protocol\r\n2018-09-20 01:00:05 10.1.0.5 443 10.9.0.1 40\r\n");

        // Then
        assertThat(reading.rejected()).extracting(Rejected::record).containsExactly("line[1]");
        assertThat(reading.seen(ProtocolUse.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"took\":3,\"timed_out\":true,\"hits\":{\"hits\":[{\"_source\":EVENT}]}}",
                "{\"took\":3,\"timed_out\":false,\"_shards\":{\"total\":5,\"failed\":2},\"hits\":{\"hits\":[{\"_source\":EVENT}]}}",
                "{\"value\":[EVENT],\"error\":{\"code\":\"PartialError\"}}",
            })
    void anAnswerThatSaysItIsNotWholeIsNotTakenForWhole(String answer) throws IOException {
        // When
        Reading reading = Reading.ofText(
                answer.replace(
                        "EVENT",
                        "{\"@timestamp\":\"2018-09-20T01:00:00Z\",\"winlog\":{\"provider_name\":\"Schannel\",\"event_id\":\"36880\",\"computer_name\":\"web01.contoso.example\",\"user_data\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}}}"));

        // Then
        assertThat(reading.seen(ProtocolUse.class)).hasSize(1);
        assertThat(reading.coverage().complete()).isFalse();
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-TRUNCATED");
    }

    @Test
    void whatASearchHadFoundSoFarIsNotCountedTwice() throws IOException {
        // Given
        String row =
                "{\"preview\":PREVIEW,\"offset\":0,\"result\":{\"_time\":\"2018-09-20T03:00:00.000+02:00\",\"ComputerName\":\"web01.contoso.example\",\"EventCode\":\"36880\",\"SourceName\":\"Schannel\",\"Type\":\"server\",\"Protocol\":\"TLS 1.0\",\"source\":\"WinEventLog:System\"}}\n";

        // When
        Reading reading = Reading.ofText(row.replace("PREVIEW", "true") + row.replace("PREVIEW", "false"));

        // Then
        servedTls10(reading, "web01.contoso.example");
        assertThat(reading.coverage().ignored()).isEqualTo(1);
    }

    // Why nothing was used, or what it is instead.

    @ParameterizedTest
    @ValueSource(strings = {"<Events></Events>", "<Events/>", "<?xml version=\"1.0\"?>\r\n<Events>\r\n</Events>"})
    void anExportThatFoundNoEventIsRead(String text) throws IOException {
        // When
        Reading reading = Reading.ofText(text);

        // Then
        assertThat(reading.coverage().format()).isEqualTo("windows-events");
        assertThat(reading.hints()).extracting(Hint::hint).containsExactly("nothing-used");
    }

    @Test
    void saysThatALogOfAnOldZeekDoesNotTellWhatCameAbout() throws IOException {
        assertThat(Reading.ofText(
                                "#separator \\x09\n#path\tssl\n#fields\tts\tid.orig_h\tid.resp_h\tid.resp_p\tversion\n1537405200.1\t10.9.0.1\t10.1.0.5\t443\tTLSv10\n")
                        .hints())
                .singleElement()
                .satisfies(hint -> assertThat(hint.message()).contains("'established'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Event[0]:\\n  Log Name: System\\n  Source: Schannel\\n  Event ID: 36880\\n|/f:xml",
                "09/20/2018 03:00:00 AM\\nLogName=System\\nSourceName=Schannel\\nEventCode=36880\\n|_raw",
                "<?xml version='1.0'?>\\n<results preview='0'>\\n<result offset='0'></result></results>|_raw",
                "{\"preview\":false,\"offset\":0,\"lastrow\":true}\\n|whether the search failed",
                "** Alert 1537405200.123: - windows,\\n2018 Sep 20 01:00:00 (web01) 10.1.0.5->WinEvtLog\\n|alerts.json",
                "09/20/2018-03:00:00.123456  10.9.0.1:5555 -> 10.1.0.5:443  TLS: VERSION='TLSv1'\\n|eve.json",
                "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"Schannel\"}}}}}|wevtutil",
                "#Software: Microsoft Exchange Server\\n#Log-type: HttpProxy Logs\\n#Fields: DateTime,RequestId,MajorVersion\\n|ProtocolLoggingLevel",
                "2018-09-20T00:00:05.123Z,EX01\\D,08D5,7,10.1.0.25:25,203.0.113.9:5555,*,,x\\n|begin with #",
                "#separator \\x09\\n#path\\tconn\\n#fields\\tts\\tuid\\tproto\\n|ssl.log",
                "2018-09-20 01:00:06 10.1.0.5 GET /owa - 443 - 10.9.0.1 UA - 200 40\\n|#Fields",
                "10.9.0.1, -, 9/20/2018, 1:00:05, W3SVC1, WEB01, 10.1.0.5, 15, 200, 0, GET, /, -,\\n|W3C",
            })
    void aRefusalSaysWhichLogToDeliverInstead(String text, String said) {
        assertThatThrownBy(() -> Reading.ofText(text.replace("\\n", "\n").replace("\\t", "\t")))
                .hasMessageContaining(said)
                .hasMessageNotContaining("map FILE");
    }
}
