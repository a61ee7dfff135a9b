package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import io.ratchet.domain.finding.Observation.ProtocolFailure;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as tools of other versions, languages and habits write them, and that no more is believed than they say. */
class OtherHandsTest {
    private static final ReadOptions TOLD = FormatsTest.TOLD;
    private static final String DEVICES =
            "ResourceID,Name,NetbiosName,ResourceDomainORWorkgroup,OperatingSystemNameandVersion,LastActiveTime\r\n";
    private static final String EVENT =
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Schannel'/>"
                    + "<EventID>36880</EventID><TimeCreated SystemTime='2018-09-20T01:00:00Z'/>"
                    + "<Computer>web01.contoso.example</Computer></System><UserData><EventXML xmlns='LSA_NS'>"
                    + "<Type>server</Type><Protocol>TLS 1.0</Protocol></EventXML></UserData></Event>";
    private static final String RENDERED =
            "09/20/2018 03:00:00 AM\\nLogName=System\\nSourceName=Schannel\\nEventCode=36880"
                    + "\\nType=Information\\nComputerName=web01.contoso.example\\nMessage=An SSL server handshake completed"
                    + " successfully. The negotiated cryptographic parameters are as follows.\\n\\n   Protocol: TLS 1.0";

    private static String device(String domain, String caption, String time) {
        return "1,WEB01,WEB01,\"" + domain + "\",\"" + caption + "\",\"" + time + "\"\r\n";
    }

    private static HostRef only(Reading reading) {
        return reading.findings().get(0).host();
    }

    // Whose log it was.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"preview\":false,\"result\":{\"_time\":\"2018-09-20T03:00:00.000+02:00\",\"host\":\"wec01\",\"sourcetype\":\"XmlWinEventLog\",\"_raw\":\""
                        + EVENT + "\"}}",
                "{\"time\":1537405200.1,\"host\":\"wec01\",\"sourcetype\":\"XmlWinEventLog\",\"event\":\"" + EVENT
                        + "\"}",
                "{\"preview\":false,\"result\":{\"_time\":\"2018-09-20T03:00:00.000+02:00\",\"host\":\"wec01\",\"sourcetype\":\"WinEventLog\",\"SourceName\":\"Schannel\",\"EventCode\":\"36880\",\"Type\":\"Information\",\"_raw\":\""
                        + RENDERED + "\"}}",
            })
    void anEventOfSplunkBelongsToTheComputerItNamesAndNotToWhoSentIt(String event) throws IOException {
        // When
        Reading reading = Reading.ofText(event + "\n");

        // Then
        assertThat(only(reading).fqdn()).isEqualTo("web01.contoso.example");
        assertThat(only(reading).netbios()).isNull();
        assertThat(reading.seen(ProtocolUse.class)).singleElement().satisfies(use -> {
            assertThat(use.direction()).isEqualTo(Direction.INBOUND);
            assertThat(use.protocol()).isEqualTo(Protocol.TLS_1_0);
        });
    }

    @Test
    void aForwardedEventOfSplunkThatNamesNoComputerIsRejected() throws IOException {
        // Given
        String event = "{\"preview\":false,\"result\":{\"_time\":\"2018-09-20T03:00:00.000+02:00\",\"host\":\"wec01\","
                + "\"source\":\"%s\",\"SourceName\":\"Schannel\",\"EventCode\":\"36880\"}}\n";

        // When
        Reading forwarded = Reading.ofText(event.formatted("WinEventLog:ForwardedEvents"));
        Reading own = Reading.ofText(event.formatted("WinEventLog:System"));

        // Then
        assertThat(forwarded.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.reason()).isEqualTo("INTAKE-NO-HOST"));
        assertThat(only(own).netbios()).isEqualTo("WEC01");
    }

    @Test
    void aForwardedRowOfATableIsNotChargedToItsSender() throws IOException {
        // Given
        String table = "_time,host,source,SourceName,EventCode\n2018-09-20T01:00:00Z,wec01,%s,Schannel,36871\n";

        // When
        Reading forwarded = Reading.ofText(table.formatted("WinEventLog:ForwardedEvents"));
        Reading own = Reading.ofText(table.formatted("WinEventLog:System"));

        // Then
        assertThat(forwarded.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.reason()).isEqualTo("INTAKE-NO-HOST"));
        assertThat(only(own).netbios()).isEqualTo("WEC01");
    }

    @Test
    void thePeersOfACefEventAreNotTheMachineWhoseEventItIs() throws IOException {
        assertThat(Reading.ofText("CEF:0|Microsoft|Microsoft Windows||Schannel:36880|TLS|Low| externalId=36880"
                                + " rt=1537405200000 shost=peer.fabrikam.example dhost=old.fabrikam.example"
                                + " sourceServiceName=Schannel\n")
                        .rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.reason()).isEqualTo("INTAKE-NO-HOST"));
    }

    // Which Windows it is.

    @ParameterizedTest
    @CsvSource({
        "Windows Server 2012R2 Standard, 6.3, 3",
        "Windows 2012 R2 Standard, 6.3, 3",
        "Win 2012 R2, 6.3, 3",
        "Windows Server 2008R2 Enterprise, 6.1, 3",
        "Windows Server 2008 Enterprise R2, 6.1, 3",
        "Windows 2008, 6.0, 3",
        "Microsoft\u00AE Windows Server\u00AE 2008 Standard, 6.0, 3",
        "Windows Server (R) 2008 Standard, 6.0, 3",
        "Windows Vista\u2122 Business, 6.0, 1",
        "Windows 2016 Datacenter, 10.0.14393, 3",
        "Windows Server 2012 (SRV2), 6.2, 3",
        "Windows Server 2012 or Windows Server 2008 R2, 6.2, 3",
        "Windows Server 2008 Standard x64 Edition R2, 6.1, 3",
        "Win 7, 6.1, 1",
        "Windows 10 Enterprise 2016 LTSB, unknown, 1",
        "Microsoft Windows NT Advanced Server 6.3, 6.3, 3",
        "Microsoft Windows NT Workstation 6.1, 6.1, 1",
        "Windows, unknown, ",
        "Apple Mac OS X, unknown, ",
        "CentOS 6.10, unknown, ",
    })
    void tellsReleasesApartHoweverTheyAreWritten(String caption, String version, Integer type) throws IOException {
        assertThat(Reading.ofText(DEVICES + device("CONTOSO", caption, "2018-09-20"))
                        .seen(OperatingSystem.class))
                .singleElement()
                .satisfies(system -> {
                    assertThat(system.version()).isEqualTo(version);
                    assertThat(system.productType()).isEqualTo(type);
                });
    }

    @Test
    void aPlatformOfDefenderIsTheReleaseItNames() throws IOException {
        // Given
        String table =
                "DeviceId,DeviceName,OSPlatform,OSVersion,SoftwareVendor,SoftwareName,SoftwareVersion,Timestamp\n"
                        + "1,web01.contoso.example,WindowsServer2012R2,,microsoft,x,1,2018-09-20T01:00:00Z\n"
                        + "2,web02.contoso.example,WindowsServer2008R2,,microsoft,x,1,2018-09-20T01:00:00Z\n";

        // When
        Reading reading = Reading.ofText(table);

        // Then
        assertThat(reading.seen(OperatingSystem.class))
                .extracting(OperatingSystem::version)
                .containsExactly("6.3", "6.1");
    }

    @Test
    void aServerWithoutTheWordForOneInItsNameIsNoWorkstation() throws IOException {
        // Given
        String table = "sys_id,name,os,os_version,last_discovered,operational_status\n"
                + "1,web01.contoso.example,Windows 2008 R2 Standard,6.1.7601,2018-09-20 01:00:00,Operational\n"
                + "2,web02.contoso.example,Windows,6.1.7601,2018-09-20 01:00:00,Operational\n"
                + "3,web03.contoso.example,Windows 2008 R2 Standard,6.1.7601,2018-09-20 01:00:00,Hors service\n";

        // When
        Reading reading = Reading.ofText(table);

        // Then
        assertThat(reading.seen(OperatingSystem.class))
                .extracting(OperatingSystem::productType)
                .containsExactly(3, null);
    }

    @Test
    void aServerAmongTheDevicesOfIntuneIsNoWorkstation() throws IOException {
        assertThat(Reading.ofText("Device ID,Device name,Last check-in,OS version,OS\n"
                                + "1,WEB01,2018-09-20 01:00:00,10.0.17763.134,Windows Server\n")
                        .seen(OperatingSystem.class))
                .singleElement()
                .satisfies(system -> assertThat(system.productType()).isEqualTo(3));
    }

    @Test
    void phonesOfIntuneAreNoWorkstations() throws IOException {
        // Given
        String table = "Device ID,Device name,Last check-in,OS version,OS\n"
                + "1,PC01,2018-09-20 01:00:00,10.0.17134.228,Windows\n"
                + "2,PHONE,2018-09-20 01:00:00,10.0.15254.603,Windows Phone\n"
                + "3,LENS,2018-09-20 01:00:00,10.0.17763.134,Windows Holographic\n";

        // When
        Reading reading = Reading.ofText(table);

        // Then
        assertThat(reading.seen(OperatingSystem.class))
                .singleElement()
                .satisfies(system -> assertThat(system.productType()).isEqualTo(1));
        assertThat(reading.coverage().ignored()).isEqualTo(2);
    }

    @Test
    void readsTheServicePackThatLdifTellsBesideTheName() throws IOException {
        // Given
        String entry = "dn: CN=WEB01,DC=contoso,DC=example\nobjectClass: computer\nsAMAccountName: WEB01$\n"
                + "operatingSystem: Windows Server 2008 Standard\noperatingSystemServicePack: Service Pack 2\n"
                + "operatingSystemVersion: 6.0 (6002)\nlastLogonTimestamp: 131818788000000000\n";

        // When
        Reading reading =
                Reading.ofText(entry + "\n" + entry.replace("Windows Server 2008 Standard", "redhat-linux-gnu"));

        // Then
        assertThat(reading.seen(OperatingSystem.class).get(0).servicePack()).isEqualTo(2);
        assertThat(reading.seen(OperatingSystem.class).get(1).productType()).isNull();
    }

    // Names that are none.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Desconhecido",
                "(vazio)",
                "Nicht zutreffend",
                "Sans objet",
                "#BEZUG!",
                "#VALOR!",
                "Aucune",
                "Nenhum",
                "Keine Daten",
                "<unset>",
                "Not Joined",
                "No Domain",
                "No disponible",
                "n\u00E3o informado",
                "non sp\u00E9cifi\u00E9",
                "GRUPO DE TRABALHO",
                "GRUPA ROBOCZA",
                "\u8A72\u5F53\u306A\u3057",
                "\u672A\u8A2D\u5B9A",
                "\u306A\u3057",
                "\u30EF\u30FC\u30AF\u30B0\u30EB\u30FC\u30D7",
            })
    void aWordForNothingOrAPhraseIsNoDomain(String word) throws IOException {
        assertThat(only(Reading.ofText(DEVICES + device(word, "Windows Server 2012 R2", "2018-09-20")))
                        .domain())
                .isNull();
    }

    // Dates.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5/8/2018 3:15:00 a. m.",
                "5/8/2018 3:15:00 p.\u00A0m.",
                "5/8/2018 3:15:00\u202Fam",
                "5/8/2018, 3:15:00 am",
                "5/8/2018 3:15:00 \u03C0.\u03BC.",
                "5/8/2018 3:15:00 \u03BC\u03BC",
                "18/09/20 10:15",
                "18-09-20 10:15",
                "09/09/18",
            })
    void aDateThatAnotherCultureReadsOtherwiseIsRejectedAndTheOptionNamed(String time) throws IOException {
        // Given
        String table = DEVICES + device("CONTOSO", "Windows Server 2012 R2", time);

        // When
        Reading reading = Reading.ofText(table);
        Reading told = Reading.of(
                table.getBytes(StandardCharsets.UTF_8), ReadOptions.plain().dates("dmy"));

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("--date-order"));
        assertThat(told.findings()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20-set-2018 01:00:00",
                "20 de setembro de 2018 01:00:00",
                "2018\u5E749\u670820\u65E5 1:00:00",
                "Donnerstag, 20. September 2018 01:00:00",
                "9/20/18 1:00 AM",
            })
    void readsTheMonthsOfMoreLanguages(String time) throws IOException {
        assertThat(Reading.ofText(DEVICES + device("CONTOSO", "Windows Server 2012 R2", time))
                        .findings())
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-09-20T01:00:00Z"));
    }

    @Test
    void aLogOfIisWithoutDatesGoesOnWithTheNextDay() throws IOException {
        // Given
        String log = "#Software: Microsoft Internet Information Services 8.5\n#Date: 2018-09-19 23:00:00\n"
                + "#Fields: time s-ip s-port c-ip crypt-protocol\n"
                + "23:59:59 10.1.0.5 443 10.9.0.1 400\n00:00:05 10.1.0.5 443 10.9.0.1 40\n";

        // When
        Reading reading = Reading.ofText(log);

        // Then
        assertThat(reading.findings())
                .extracting(Finding::observedAt)
                .containsExactlyInAnyOrder(
                        Instant.parse("2018-09-19T23:59:59Z"), Instant.parse("2018-09-20T00:00:05Z"));
    }

    @Test
    void aLogOfIisWithoutDatesKnowsTheDayHoweverSeldomItIsAskedAndHoweverLateALineComes() throws IOException {
        // Given
        String log = "#Software: Microsoft Internet Information Services 8.5\n#Date: 2018-09-17 17:00:00\n"
                + "#Fields: time s-ip s-port c-ip crypt-protocol\n"
                + "18:00:00 10.1.0.5 443 10.9.0.1 400\n02:00:00 10.1.0.5 443 10.9.0.2 400\n"
                + "01:59:59 10.1.0.5 443 10.9.0.3 400\n23:59:58 10.1.0.5 443 10.9.0.4 400\n"
                + "00:00:01 10.1.0.5 443 10.9.0.5 400\n23:59:59 10.1.0.5 443 10.9.0.6 400\n"
                + "00:00:02 10.1.0.5 443 10.9.0.7 400\n";

        // When
        Reading reading = Reading.ofText(log);

        // Then
        assertThat(reading.findings())
                .extracting(finding -> finding.observedAt().toString())
                .containsExactlyInAnyOrder(
                        "2018-09-17T18:00:00Z",
                        "2018-09-18T02:00:00Z",
                        "2018-09-18T01:59:59Z",
                        "2018-09-18T23:59:58Z",
                        "2018-09-19T00:00:01Z",
                        "2018-09-18T23:59:59Z",
                        "2018-09-19T00:00:02Z");
    }

    @Test
    void aLogOfIisOfADayThatIsNoneIsReadToItsEnd() throws IOException {
        // When
        Reading reading = Reading.ofText("#Software: Microsoft Internet Information Services 8.5\n"
                + "#Date: 2018-02-30 23:00:00\n#Fields: time s-ip s-port c-ip crypt-protocol\n"
                + "23:59:59 10.1.0.5 443 10.9.0.1 400\n00:00:05 10.1.0.5 443 10.9.0.1 400\n"
                + "#Date: 2018-09-20 01:00:00\n01:00:00 10.1.0.5 443 10.9.0.1 400\n");

        // Then
        assertThat(reading.findings())
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-09-20T01:00:00Z"));
        assertThat(reading.rejected())
                .hasSize(2)
                .allSatisfy(rejected -> assertThat(rejected.reason()).isEqualTo("INTAKE-BAD-VALUE"));
    }

    @ParameterizedTest
    @CsvSource({"40, 0", "100, 0", "400, 1", "1000, 1"})
    void aVersionAtTheVeryEndOfALogOfIisIsReadWhereItCannotGoOn(String cell, int used) throws IOException {
        // When
        Reading reading = Reading.ofText("#Software: Microsoft Internet Information Services 10.0\n"
                + "#Fields: date time s-ip s-port c-ip crypt-protocol\n2018-09-20 01:00:01 10.1.0.5 443 10.9.0.1 "
                + cell);

        // Then
        assertThat(reading.findings()).hasSize(used);
        assertThat(reading.coverage().complete()).isEqualTo(used == 1);
    }

    @Test
    void aLogOfIisThatBreaksOffInALineSaysSo() throws IOException {
        // When
        Reading reading = Reading.ofText("#Software: Microsoft Internet Information Services 10.0\n"
                + "#Fields: date time s-ip s-port c-ip crypt-protocol\n"
                + "2018-09-20 01:00:00 10.1.0.5 443 10.9.0.1 400\n2018-09-20 01:00:01 10.1.0.5 4");

        // Then
        assertThat(reading.findings()).hasSize(1);
        assertThat(reading.coverage().complete()).isFalse();
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.reason()).isEqualTo("INTAKE-TRUNCATED"));
    }

    // What an event tells.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "A TLS client handshake completed successfully. The negotiated cryptographic parameters are as follows.  Protocol version: TLS 1.0  CipherSuite: 0xC014",
                "Ein SSL-Clienthandshake wurde erfolgreich abgeschlossen.  Protokollversion: TLS 1.0",
                "Une n\u00E9gociation SSL client est termin\u00E9e.  Version du protocole\u00A0: TLS 1.0",
                "Um handshake TLS client foi conclu\u00EDdo.  Vers\u00E3o do protocolo: TLS 1.0",
                "TLS client \u30CF\u30F3\u30C9\u30B7\u30A7\u30A4\u30AF\u304C\u5B8C\u4E86\u3057\u307E\u3057\u305F\u3002 \u30D7\u30ED\u30C8\u30B3\u30EB \u30D0\u30FC\u30B8\u30E7\u30F3: TLS 1.0",
            })
    void readsTheVersionFromTheMessagesOfNewerReleasesAndOtherLanguages(String message) throws IOException {
        assertThat(Reading.ofText("Id,ProviderName,MachineName,TimeCreated,Type,Message\n"
                                + "36880,Schannel,web01.contoso.example,2018-09-20T01:00:00Z,Information,\"" + message
                                + "\"\n")
                        .seen(ProtocolUse.class))
                .singleElement()
                .satisfies(use -> {
                    assertThat(use.direction()).isEqualTo(Direction.OUTBOUND);
                    assertThat(use.protocol()).isEqualTo(Protocol.TLS_1_0);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "36888|INBOUND|A fatal alert was generated and sent to the remote endpoint. This may result in termination of the connection. The TLS protocol defined fatal error code is 70. The Windows SChannel error state is 105.",
                "36888|INBOUND|The following fatal alert was generated: 70. The internal error state is 105.",
                "36887|OUTBOUND|Es wurde eine schwerwiegende Warnung vom Remoteendpunkt empfangen. Die schwerwiegende Warnung hat folgenden f\u00FCr das TLS-Protokoll definierten Code: 70.",
                "36887|OUTBOUND|Une alerte fatale a \u00E9t\u00E9 re\u00E7ue. Le code d'alerte est 70.",
                "36887|OUTBOUND|Um alerta fatal foi recebido. O c\u00F3digo de alerta \u00E9 70.",
                "36887|OUTBOUND|\u81F4\u547D\u7684\u306A\u8B66\u544A\u3092\u53D7\u3051\u53D6\u308A\u307E\u3057\u305F\u3002TLS \u30D7\u30ED\u30C8\u30B3\u30EB\u306E\u8B66\u544A\u30B3\u30FC\u30C9\u306F 70 \u3067\u3059\u3002",
            })
    void readsTheCodeOfAnAlertHoweverFarItStandsBehindTheWord(String id, Direction direction, String message)
            throws IOException {
        assertThat(Reading.ofText("Id,ProviderName,MachineName,TimeCreated,Message\n" + id
                                + ",Schannel,web01.contoso.example,2018-09-20T01:00:00Z,\"" + message + "\"\n")
                        .seen(ProtocolFailure.class))
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.alert()).isEqualTo(70);
                    assertThat(failure.direction()).isEqualTo(direction);
                });
    }

    @Test
    void theColumnsOfLogAnalyticsTellWhenAnEventWas() throws IOException {
        // When
        Reading reading = Reading.of(
                "\"TimeGenerated [UTC]\",Source,Computer,EventID\n\"9/19/2018, 1:00:00.000 AM\",Schannel,web01.contoso.example,36871\n"
                        .getBytes(StandardCharsets.UTF_8),
                TOLD);

        // Then
        assertThat(reading.findings())
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-09-19T01:00:00Z"));
    }

    @Test
    void aNegotiationThatExchangeDoesNotCallSuccessfulIsNoUse() throws IOException {
        // Given
        String line = "2018-09-20T01:00:00.123Z,EX01\\Default EX01,08D5,12,10.1.0.8:25,10.9.0.9:4711,*,,"
                + "\"TLS protocol SP_PROT_TLS1_2_SERVER negotiation %s\"\n";

        // When
        Reading reading = Reading.ofText("#Software: Microsoft Exchange Server\n#Log-type: SMTP Receive Protocol Log\n"
                + line.formatted("failed")
                + line.formatted("succeeded using bulk encryption algorithm CALG_AES_256"));

        // Then
        assertThat(reading.coverage().used()).isEqualTo(1);
        assertThat(reading.coverage().ignored()).isEqualTo(1);
    }

    // What is no longer there, or never was.

    @Test
    void aResultThatAComparisonOfGreenboneCallsGoneIsNoOffer() throws IOException {
        // Given
        String report = "<report id=\"1\" type=\"delta\"><gmp><version>22.4</version></gmp><results><result id=\"a\">"
                + "<delta>%s</delta><host>10.1.0.5</host><port>443/tcp</port>"
                + "<nvt oid=\"1.3.6.1.4.1.25623.1.0.117274\"/><modification_time>2018-09-20T01:00:00Z</modification_time>"
                + "<description>In addition to TLSv1.2+ the service is also providing the deprecated TLSv1.0 protocol."
                + "</description></result></results></report>";

        // Then
        assertThat(Reading.ofText(report.formatted("gone")).findings()).isEmpty();
        assertThat(Reading.ofText(report.formatted("same")).seen(ProtocolOffer.class))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[-HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\SSL 2.0]\r\n",
                "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\SSL 2.0\\Server]\r\n\"Enabled\"=-\r\n",
                "  [-HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\SSL 2.0]\r\n",
            })
    void aRegistryScriptThatDeletesIsNotTakenForWhatAMachineHolds(String deleting) throws IOException {
        // Given
        String file = "Windows Registry Editor Version 5.00\r\n\r\n" + deleting
                + "\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Server]\r\n"
                + "\"Enabled\"=dword:00000000\r\n";

        // When
        Reading reading = Reading.of(file.getBytes(StandardCharsets.UTF_16), TOLD);

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.coverage().complete()).isFalse();
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("reg export"));
    }

    @ParameterizedTest
    @CsvSource({
        "VERDADEIRO, 1, 0, 0",
        "\u306F\u3044, 1, 0, 0",
        "'', 1, 0, 0",
        "FALSO, 0, 1, 0",
        "\u3044\u3044\u3048, 0, 1, 0",
        "maybe, 0, 0, 1",
    })
    void whetherAnAccountIsEnabledIsReadInEachLanguageOrRejected(String enabled, int used, int ignored, int rejected)
            throws IOException {
        // When
        Reading reading = Reading.ofText("Name,SamAccountName,DNSHostName,OperatingSystem,LastLogonDate,Enabled\n"
                + "WEB01,WEB01$,web01.contoso.example,Windows Server 2012 R2,2018-09-20 01:00:00," + enabled + "\n");

        // Then
        assertThat(reading.coverage().used()).isEqualTo(used);
        assertThat(reading.coverage().ignored()).isEqualTo(ignored);
        assertThat(reading.coverage().rejected()).isEqualTo(rejected);
    }

    // What is asked for instead is read, and what is not read is called by its name.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Host Name,OS Name,OS Version,Product ID,System Type,Domain|UTF-8|6.1.7601 Service Pack 1 Build 7601",
                "Hostname,Betriebssystemname,Betriebssystemversion,Produkt-ID,Systemtyp,Dom\u00E4ne|IBM850|6.1.7601 Service Pack 1 Build 7601",
                "Nom de l'h\u00F4te,Nom du syst\u00E8me d'exploitation,Version du syst\u00E8me,Identificateur de produit,Type du syst\u00E8me,Domaine|IBM850|6.1.7601 Service Pack 1 version 7601",
                "Nome do host,Nome do sistema operacional,Vers\u00E3o do sistema operacional,Identifica\u00E7\u00E3o do produto,Tipo de sistema,Dom\u00EDnio|IBM850|6.1.7601 Service Pack 1 Compila\u00E7\u00E3o 7601",
            })
    void readsWhatSystemInfoWritesAsCsv(String header, String charset, String version) throws IOException {
        // Given
        String row = "WEB01,Microsoft Windows Server 2008 R2 Standard ," + version + ",0,x64-based PC,CONTOSO";

        // When
        Reading reading = Reading.of((header + "\r\n" + row + "\r\n").getBytes(Charset.forName(charset)), TOLD);

        // Then
        assertThat(reading.seen(OperatingSystem.class)).singleElement().satisfies(system -> {
            assertThat(system.version()).isEqualTo("6.1.7601");
            assertThat(system.servicePack()).isEqualTo(1);
            assertThat(system.productType()).isEqualTo(3);
            assertThat(system.architecture()).isEqualTo("x64");
        });
        assertThat(only(reading).domain()).isEqualTo("CONTOSO");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Nom de l'h\u00F4te:     WEB01 / Nom du syst\u00E8me d'exploitation:    Microsoft Windows Server 2012 R2|systeminfo /fo csv",
                "Hostname:     WEB01 / Betriebssystemname:    Microsoft Windows Server 2012 R2|systeminfo /fo csv",
                "<?xml version=\"1.0\"?> / <?mso-application progid=\"Excel.Sheet\"?><Workbook/>|Excel 2003",
                "application/vnd.oasis.opendocument.spreadsheet|OpenDocument",
            })
    void aRefusalNamesWhatTheFileLooksLike(String text, String named) {
        assertThatThrownBy(() -> Reading.ofText(text.replace(" / ", "\r\n")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(named);
    }
}
