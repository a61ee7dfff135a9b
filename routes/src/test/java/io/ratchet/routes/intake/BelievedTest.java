package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What this job really gets, and that no more of it is believed than it says. */
class BelievedTest {
    private static final String HEADER =
            "ResourceID,Name,NetbiosName,ResourceDomainORWorkgroup,ResourceNames,IPAddresses,"
                    + "MACAddresses,OperatingSystemNameandVersion,SMBIOSGUID,LastActiveTime,Obsolete,Decommissioned\r\n";

    // Dates: one order for a column, or none.

    @ParameterizedTest
    @CsvSource({
        "03/09/2018 03:15:00, 21/09/2018 03:15:00, 2018-09-03T03:15:00Z",
        "03/09/2018 03:15:00, 09/21/2018 03:15:00, 2018-03-09T03:15:00Z",
        "3/9/2018 3:15:00 AM, 9/21/2018 3:15:00 AM, 2018-03-09T03:15:00Z",
        "03-09-2018 03:15:00, 21-09-2018 03:15:00, 2018-09-03T03:15:00Z",
        "03.09.2018 03:15, 2018-09-21T03:15:00Z, 2018-09-03T03:15:00Z",
        "9/3/2018 3:15\u202FAM, 9/21/2018 3:15\u202FAM, 2018-09-03T03:15:00Z",
        "3/09/2018 3:15:00 PM, 2018-09-21 03:15:00, 2018-09-03T15:15:00Z",
    })
    void aDayAboveTwelveAnywhereOrTheWayOfWritingSettlesTheColumn(String time, String other, String read)
            throws IOException {
        // When
        Reading reading = Reading.ofText(HEADER + device(1, time) + device(2, other));

        // Then
        assertThat(reading.rejected()).isEmpty();
        assertThat(reading.findings().get(0).observedAt()).isEqualTo(read);
    }

    @Test
    void rejectsDatesThatMayBeTwoDaysAndNamesTheOption() throws IOException {
        // Given
        String table = HEADER + device(1, "05/08/2018 03:15:00") + device(2, "01/09/2018 03:15:00");

        // When
        Reading reading = Reading.ofText(table);
        Reading told = Reading.of(
                table.getBytes(StandardCharsets.UTF_8), ReadOptions.plain().dates("dmy"));

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.rejected())
                .hasSize(2)
                .allSatisfy(rejected -> assertThat(rejected.message()).contains("--date-order"));
        assertThat(told.findings())
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-08-05T03:15:00Z"), Instant.parse("2018-09-01T03:15:00Z"));
    }

    @Test
    void theSemicolonAndWordsOfALanguageAreSignsOfItsCulture() throws IOException {
        // When
        Reading semicolon = Reading.ofText((HEADER + device(1, "05/08/2018 03:15:00")).replace(',', ';'));
        Reading french =
                Reading.ofText(HEADER + device(1, "05/08/2018 03:15:00").replace(",0,0", ",Faux,Faux"));

        // Then
        for (Reading reading : List.of(semicolon, french))
            assertThat(reading.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.observedAt()).isEqualTo("2018-08-05T03:15:00Z"));
    }

    @Test
    void aColumnThatContradictsItselfSettlesNothing() throws IOException {
        // When
        Reading reading = Reading.ofText(
                HEADER + device(1, "21/09/2018 03:15") + device(2, "09/22/2018 03:15") + device(3, "05/08/2018 03:15"));

        // Then
        assertThat(reading.rejected()).extracting(Rejected::record).containsExactly("row[3]");
    }

    // The class as it really is.

    @Test
    void theLatestOfSeveralAgentTimesCountsAndALostListFallsBack() throws IOException {
        // Given
        String header =
                "ResourceID,Name,NetbiosName,ResourceDomainORWorkgroup,ResourceNames,AgentTime,LastLogonTimestamp,SystemOUName\r\n";

        // When
        Reading reading = Reading.ofText(header
                + "1,A,A,CORP,a.corp.example,9/20/2018 1:00:00 AM;9/21/2018 1:00:00 AM,9/18/2018 1:00:00 AM,System.String[]\r\n"
                + "2,B,B,CORP,b.corp.example,System.DateTime[],9/18/2018 1:00:00 AM,CORP/SERVERS\r\n"
                + "3,C,C,CORP,System.String[],System.DateTime[],9/18/2018 1:00:00 AM,CORP/SERVERS\r\n");

        // Then
        assertThat(reading.findings())
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-09-21T01:00:00Z"), Instant.parse("2018-09-18T01:00:00Z"));
        assertThat(reading.rejected()).extracting(Rejected::record).containsExactly("row[3]");
    }

    @Test
    void readsTheSameDevicesFromTheConsolesCmdletAndFromTheService() throws IOException {
        // When
        Reading cmdlet = Reading.ofText(
                "#TYPE IResultObject\r\n\"ResourceID\",\"Name\",\"Domain\",\"DeviceOS\",\"DeviceOSBuild\",\"IsObsolete\",\"SMSID\",\"LastActiveTime\",\"SiteCode\"\r\n"
                        + "\"5\",\"SRV5\",\"CORP\",\"Microsoft Windows NT Advanced Server 6.1\",\"6.1.7601.0\",\"False\",\"GUID:1\",\"9/20/2018 1:00:00 AM\",\"P01\"\r\n"
                        + "\"6\",\"SRV6\",\"CORP\",\"x\",\"6.1.7601.0\",\"True\",\"GUID:2\",\"9/20/2018 1:00:00 AM\",\"P01\"\r\n");
        Reading service = Reading.ofText(
                "{\"@odata.context\":\"x\",\"value\":[{\"ResourceId\":5,\"Name\":\"SRV5\",\"NetbiosName\":\"SRV5\",\"ResourceDomainORWorkgroup\":\"CORP\","
                        + "\"IPAddresses\":[\"fe80::1\",\"10.1.0.5\"],\"ResourceNames\":[\"srv5.corp.example\"],\"AgentTime\":[\"2018-09-20T01:00:00Z\",\"2018-09-21T01:00:00Z\"],"
                        + "\"Obsolete\":0,\"OperatingSystemNameandVersion\":\"Microsoft Windows NT Advanced Server 6.1\"}]}");

        // Then
        assertThat(cmdlet.coverage().ignored()).isEqualTo(1);
        assertThat(cmdlet.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.host().domain()).isEqualTo("CORP");
            assertThat(finding.report().source()).isEqualTo("configmgr@P01");
        });
        assertThat(service.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.host().ip()).isEqualTo("10.1.0.5");
            assertThat(finding.observedAt()).isEqualTo("2018-09-21T01:00:00Z");
        });
    }

    // Words for nothing, yes and no.

    @ParameterizedTest
    @ValueSource(strings = {"NULL", "(null)", "N/A", "-", "Unknown", "none", "#N/A", "<null>", "n/a", "k. A."})
    void aWordForNothingIsNoValue(String word) throws IOException {
        // When
        Reading reading = Reading.ofText(HEADER + "1,SRV01,SRV01," + word + "," + word + "," + word + "," + word
                + ",Windows Server 2012," + word + ",2018-09-20 01:00:00,0,0\r\n");

        // Then
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.host().domain()).isNull();
            assertThat(finding.host().fqdn()).isNull();
            assertThat(finding.host().ip()).isNull();
            assertThat(finding.host().mac()).isNull();
            assertThat(finding.host().smbiosUuid()).isNull();
        });
    }

    @Test
    void wordsForYesAreKnownInOtherLanguagesAndAnythingElseIsNotTakenForNo() throws IOException {
        // When
        Reading reading = Reading.ofText(HEADER
                + device(1, "2018-09-20").replace(",0,0", ",Vrai,0")
                + device(2, "2018-09-20").replace(",0,0", ",Wahr,0")
                + device(3, "2018-09-20").replace(",0,0", ",Yes,0")
                + device(4, "2018-09-20").replace(",0,0", ",Falsch,Nein")
                + device(5, "2018-09-20").replace(",0,0", ",peut-\u00EAtre,0"));

        // Then
        assertThat(reading.coverage().ignored()).isEqualTo(3);
        assertThat(reading.findings()).extracting(Finding::record).containsExactly("row[4]");
        assertThat(reading.rejected()).extracting(Rejected::record).containsExactly("row[5]");
    }

    // Tables as Excel and databases leave them.

    @ParameterizedTest
    @ValueSource(strings = {"tab", "sep", "title", "remark", "bar"})
    void readsATableHoweverItIsDressed(String dress) throws IOException {
        // Given
        String table = HEADER + device(1, "2018-09-20 01:00:00") + device(2, "2018-09-20 01:00:00");
        String dressed = switch (dress) {
            case "tab" -> table.replace(',', '\t');
            case "sep" -> "sep=;\r\n" + table.replace(',', ';');
            case "title" -> "\"All systems\"\r\n\"20.09.2018\"\r\n\r\n" + table;
            case "bar" -> table.replace(',', '|');
            default -> table + "\r\n(2 rows affected)\r\n";
        };

        // When
        Reading reading = Reading.ofText(dressed);

        // Then
        assertThat(reading.findings()).hasSize(2);
        assertThat(reading.rejected()).isEmpty();
        assertThat(reading.coverage().complete()).isTrue();
    }

    // Encodings.

    @Test
    void readsUtf16WithoutAMarkAndXmlThatSaysItIsUtf8() throws IOException {
        // Given
        String table = HEADER + device(1, "2018-09-20 01:00:00");
        String scan = "<?xml version='1.0' encoding='UTF-8'?>\n"
                + NessusReaderTest.scan(NAMED, NessusReaderTest.tls10(443)).replaceFirst("<\\?xml[^>]*>\n", "");

        // Then
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(Reading.of(table.getBytes(charset), ReadOptions.plain()).findings())
                    .hasSize(1);
            assertThat(Reading.of(scan.getBytes(charset), ReadOptions.plain()).findings())
                    .hasSize(1);
            assertThat(Reading.of(("\uFEFF" + scan).getBytes(charset), ReadOptions.plain())
                            .findings())
                    .hasSize(1);
        }
    }

    @Test
    void readsBytesThatAreNoUtf8AsWindowsWritesThemAndSaysSo() throws IOException {
        // When
        Reading table = Reading.of(
                (HEADER + device(1, "2018-09-20").replace("SRV1", "M\u00DCNCHEN"))
                        .getBytes(Charset.forName("windows-1252")),
                ReadOptions.plain());
        Reading scan = Reading.of(
                NessusReaderTest.scan(
                                NAMED,
                                NessusReaderTest.item("10107", 80, "x", "B\u00FCro"),
                                NessusReaderTest.tls10(443))
                        .getBytes(StandardCharsets.ISO_8859_1),
                ReadOptions.plain());

        // Then
        assertThat(table.findings().get(0).host().netbios()).isEqualTo("M\u00DCNCHEN");
        assertThat(table.hints()).extracting(Hint::hint).contains("not-utf-8");
        assertThat(scan.findings()).hasSize(1);
        assertThat(scan.hints()).extracting(Hint::hint, Hint::count).contains(tuple("not-utf-8", 1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"M?NCHEN", "M\uFFFDNCHEN"})
    void aNameThatHasLostLettersIsNoName(String name) throws IOException {
        // When
        Reading reading = Reading.ofText(HEADER + device(1, "2018-09-20").replace("SRV1", name));

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("lost letters"));
    }

    // Broken markup.

    private static final String NAMED = "<tag name='HOST_END_TIMESTAMP'>1537319100</tag>";

    @Test
    void aControlCharacterLosesNothing() throws IOException {
        // When
        Reading reading = Reading.ofText(NessusReaderTest.scan(
                NAMED,
                NessusReaderTest.item("10107", 80, "x", "banner \u001B[0m \u0000 \f"),
                NessusReaderTest.tls10(443)));

        // Then
        assertThat(reading.findings()).hasSize(1);
        assertThat(reading.coverage().complete()).isTrue();
        assertThat(reading.hints())
                .extracting(Hint::hint, Hint::count)
                .containsExactly(tuple("control-characters", 3L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "> 64-bit and < 112-bit",
                "Tom & Jerry",
                "a &nbsp; b",
                "<b>open",
                "</plugin_output></ReportItem></oops>",
                "<ReportHost name='x'>"
            })
    void brokenMarkupCostsTheRestOfItsHostAndNoOther(String output) throws IOException {
        // Given
        String hosts = host("10.1.0.1", NessusReaderTest.tls10(443))
                + host("10.1.0.9", NessusReaderTest.tls10(1), NessusReaderTest.item("10107", 80, "x", output))
                + host("10.1.0.2", NessusReaderTest.tls10(2));

        // When
        Reading reading =
                Reading.ofText("<NessusClientData_v2><Report name='r'>" + hosts + "</Report></NessusClientData_v2>");

        // Then
        assertThat(reading.findings())
                .extracting(finding -> finding.host().ip())
                .contains("10.1.0.1", "10.1.0.9", "10.1.0.2");
        assertThat(reading.coverage().complete()).isFalse();
        assertThat(reading.rejected())
                .first()
                .satisfies(rejected -> assertThat(rejected.message()).contains("10.1.0.9", "byte"));
        assertThat(reading.coverage().records())
                .isEqualTo(reading.coverage().used()
                        + reading.coverage().ignored()
                        + reading.coverage().rejected());
    }

    @Test
    void goesOnBehindManyBrokenHostsOfALongReport() throws IOException {
        // Given
        StringBuilder hosts = new StringBuilder();
        for (int i = 1; i <= 300; i++)
            hosts.append(host(
                    "10.1." + i / 250 + "." + i % 250,
                    NessusReaderTest.tls10(443),
                    NessusReaderTest.item("10107", 80, "x", "y".repeat(3000) + (i % 3 == 0 ? " < " : ""))));

        // When
        Reading reading =
                Reading.ofText("<NessusClientData_v2><Report name='r'>" + hosts + "</Report></NessusClientData_v2>");

        // Then
        assertThat(reading.findings()).hasSize(300);
        assertThat(reading.rejected()).hasSize(100);
    }

    // Negatives need a finished look.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<table key='TLSv1.1'><table key='ciphers'><table/></table></table>",
                "<table key='TLSv1.1'><table key='ciphers'><table/><table/></table><elem key='cipher preference error'>Too few ciphers supported</elem></table>",
                "<elem key='error'>timed out</elem><table key='TLSv1.1'><table key='ciphers'><table/><table/></table></table>",
            })
    void whatNmapDidNotListBehindAnErrorIsUnknown(String tables) throws IOException {
        // When
        Reading reading = Reading.ofText(
                "<nmaprun start='1537405200' version='7.93'><host><address addr='10.1.0.1' addrtype='ipv4'/><ports>"
                        + "<port protocol='tcp' portid='443'><script id='ssl-enum-ciphers' output='x'>" + tables
                        + "</script></port></ports></host><runstats><finished exit='success'/></runstats></nmaprun>");

        // Then
        assertThat(states(reading))
                .contains(OfferState.OFFERED, OfferState.UNKNOWN)
                .doesNotContain(OfferState.NOT_OFFERED);
    }

    @Test
    void nmapIsNeverBelievedThatTls13IsRefused() throws IOException {
        // When
        Reading reading = Reading.ofText(
                "<nmaprun start='1537405200' version='7.95'><host><address addr='10.1.0.1' addrtype='ipv4'/><ports>"
                        + "<port protocol='tcp' portid='443'><script id='ssl-enum-ciphers' output='x'><table key='TLSv1.2'><table key='ciphers'><table/><table/></table></table>"
                        + "</script></port></ports></host></nmaprun>");

        // Then
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::protocol, ProtocolOffer::state)
                .contains(tuple(Protocol.TLS_1_3, OfferState.UNKNOWN), tuple(Protocol.TLS_1_0, OfferState.NOT_OFFERED));
    }

    @Test
    void aHostWhoseScanDidNotEndProvesNoRefusal() throws IOException {
        // When
        Reading reading = Reading.ofText(NessusReaderTest.scan(
                "<tag name='HOST_START_TIMESTAMP'>1537318800</tag>",
                NessusReaderTest.item("56984", 443, "SSL / TLS Versions Supported", "This port supports TLSv1.2.")));

        // Then
        assertThat(states(reading)).containsExactlyInAnyOrder(OfferState.OFFERED, OfferState.UNKNOWN);
    }

    // Names.

    @Test
    void keepsAShortNameAndTellsATypedAliasFromTheMachine() throws IOException {
        // Given
        String run =
                "<nmaprun start='1537405200' version='7.93'><host><address addr='10.1.0.1' addrtype='ipv4'/><hostnames>%s</hostnames><ports>"
                        + "<port protocol='tcp' portid='443'><script id='ssl-enum-ciphers' output='x'><table key='TLSv1.2'><table key='ciphers'><table/><table/></table></table></script></port></ports></host></nmaprun>";

        // When
        Finding shortName = Reading.ofText(String.format(run, "<hostname name='WEB01' type='user'/>"))
                .findings()
                .get(0);
        Finding alias = Reading.ofText(
                        String.format(
                                run,
                                "<hostname name='owa.corp.example' type='user'/><hostname name='ex01.corp.example' type='PTR'/>"))
                .findings()
                .get(0);

        // Then
        assertThat(shortName.host().netbios()).isEqualTo("WEB01");
        assertThat(alias.host().fqdn()).isEqualTo("ex01.corp.example");
        assertThat(((ProtocolOffer) alias.observation()).sni()).isEqualTo("owa.corp.example");
    }

    @Test
    void twoNamesOnOneAddressStayTwo() throws IOException {
        // Given
        String tags = NAMED + "<tag name='host-ip'>10.1.0.1</tag><tag name='host-fqdn'>shared.corp.example</tag>";

        // When
        Reading reading = Reading.ofText("<NessusClientData_v2><Report name='r'>"
                + host("a.corp.example", tags, NessusReaderTest.tls10(443))
                + host("b.corp.example", tags, NessusReaderTest.tls10(443)) + "</Report></NessusClientData_v2>");

        // Then
        assertThat(reading.findings())
                .extracting(finding -> finding.host().fqdn())
                .containsExactly("a.corp.example", "b.corp.example");
    }

    @Test
    void readsTheTagHostname() throws IOException {
        assertThat(Reading.ofText(NessusReaderTest.scan(
                                NAMED + "<tag name='hostname'>WEB05</tag>", NessusReaderTest.tls10(443)))
                        .findings()
                        .get(0)
                        .host()
                        .netbios())
                .isEqualTo("WEB05");
    }

    // Events.

    @Test
    void readsTheFieldsOfOldWinlogbeatAndDottedOnes() throws IOException {
        // When
        Reading reading = Reading.ofText(
                "{\"@timestamp\":\"2018-09-20T01:00:00.000Z\",\"beat\":{\"hostname\":\"SRV01\"},\"computer_name\":\"srv01.corp.example\",\"event_id\":36880,\"source_name\":\"Schannel\",\"user_data\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}}\n"
                        + "{\"@timestamp\":\"2018-09-20T01:00:00.000Z\",\"winlog.computer_name\":\"srv02.corp.example\",\"winlog.event_id\":36880,\"winlog.provider_name\":\"Schannel\",\"winlog.user_data.Type\":\"server\",\"winlog.user_data.Protocol\":\"TLS 1.0\"}\n");

        // Then
        assertThat(reading.seen(ProtocolUse.class))
                .extracting(ProtocolUse::protocol)
                .containsExactly(Protocol.TLS_1_0, Protocol.TLS_1_0);
    }

    @Test
    void readsOffsetsAndEpochsAndChargesNoCollector() throws IOException {
        // Given
        String event =
                "{\"@timestamp\":%s,\"host\":{\"name\":\"wec01.corp.example\"},\"winlog\":{\"provider_name\":\"Schannel\",\"event_id\":36880,%s\"user_data\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}}}\n";
        String computer = "\"computer_name\":\"srv01.corp.example\",";

        // When
        Reading reading = Reading.ofText(String.format(event, "\"2018-09-20T03:00:00+0200\"", computer)
                + String.format(event, "1537405200000", computer)
                + String.format(event, "\"2018-09-20T01:00:00Z\"", ""));

        // Then
        assertThat(reading.seen(ProtocolUse.class)).hasSize(2);
        assertThat(reading.findings())
                .allSatisfy(finding -> assertThat(finding.observedAt()).isEqualTo("2018-09-20T01:00:00Z"));
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-NO-HOST");
    }

    // Archives.

    @Test
    void opensWhatIsPackedTwiceAndPassesOverWhatArchiversAdd() throws IOException {
        // Given
        byte[] scan = NessusReaderTest.scan(NAMED, NessusReaderTest.tls10(443)).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
            entry(zip, "scans/a.nessus.gz", gzip(scan));
            entry(zip, "__MACOSX/scans/._a.nessus", new byte[] {0, 5, 22, 7});
            entry(zip, ".DS_Store", new byte[] {0, 0, 0, 1});
            entry(zip, "scans/Thumbs.db", new byte[] {1});
        }
        ByteArrayOutputStream tarred = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(tarred)) {
            TarArchiveEntry entry = new TarArchiveEntry("scans/a.nessus");
            entry.setSize(scan.length);
            tar.putArchiveEntry(entry);
            tar.write(scan);
            tar.closeArchiveEntry();
        }

        // Then
        for (byte[] packed : List.of(zipped.toByteArray(), tarred.toByteArray(), gzip(tarred.toByteArray()))) {
            Reading reading = Reading.of(packed, ReadOptions.plain());
            assertThat(reading.findings()).hasSize(1);
            assertThat(reading.rejected()).isEmpty();
            assertThat(reading.coverages()).hasSize(1);
        }
    }

    @Test
    void saysThatAnArchiveIsEncrypted() throws IOException {
        // Given
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
            entry(zip, "a.nessus", new byte[] {1, 2, 3});
        }
        byte[] encrypted = zipped.toByteArray();
        encrypted[6] |= 1;

        // Then
        assertThatThrownBy(() -> Reading.of(encrypted, ReadOptions.plain()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("encrypted");
    }

    @Test
    void aLongReportInWindows1252IsReadWhole() throws IOException {
        // Given
        String umlauts = "\u00FC".repeat(200_000);
        String scan = NessusReaderTest.scan(
                NAMED, NessusReaderTest.item("19506", 0, "Scan", umlauts) + NessusReaderTest.tls10(443));
        StringBuilder table = new StringBuilder(HEADER);
        for (int i = 1; i <= 1_000; i++)
            table.append(device(i, "2018-09-20 01:00:00")
                    .replace("Windows", umlauts.substring(0, 100 + i % 7) + " Windows"));

        // When
        Reading ofScan = Reading.of(scan.getBytes(Charset.forName("windows-1252")), ReadOptions.plain());
        Reading ofTable = Reading.of(table.toString().getBytes(Charset.forName("windows-1252")), ReadOptions.plain());

        // Then
        assertThat(ofScan.findings()).hasSize(1);
        assertThat(ofTable.findings()).hasSize(1_000);
        assertThat(ofTable.rejected()).isEmpty();
    }

    // Refusals and remarks.

    @ParameterizedTest
    @CsvSource({
        "ElfFile\0, wevtutil",
        "%PDF-1.7, XML",
        "<html><body>Report</body></html>, export",
        "'Nmap scan report for 10.1.0.1', -oX",
        "'Testing SSL server a on port 443 using SNI name a', --xml",
        "'Colour,Size,Price\n1,2,3', ratchet map",
        "'{\"bomFormat\":\"CycloneDX\"}', inventory",
    })
    void saysWhatAFileLooksLikeAndWhatToExportInstead(String text, String instead) {
        assertThatThrownBy(() -> Reading.ofText(text))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("looks like")
                .hasMessageContaining(instead);
    }

    @Test
    void knowsFortyKindsOfFileThatStayUnread() {
        assertThat(Resemblance.known()).isGreaterThanOrEqualTo(40);
    }

    @Test
    void saysWhyNothingWasUsed() throws IOException {
        assertThat(Reading.ofText(HEADER + device(1, "2018-09-20").replace(",0,0", ",1,0"))
                        .hints())
                .singleElement()
                .satisfies(hint -> {
                    assertThat(hint.hint()).isEqualTo("nothing-used");
                    assertThat(hint.message()).contains("obsolete");
                });
    }

    @Test
    void rejectsWhatWasSeenMoreThanADayAfterTheDelivery() throws IOException {
        // When
        Reading reading = Reading.of(
                (HEADER + device(1, "2018-09-22 01:00:00") + device(2, "2018-09-20 01:00:00"))
                        .getBytes(StandardCharsets.UTF_8),
                ReadOptions.plain().at(Instant.parse("2018-09-20T12:00:00Z")));

        // Then
        assertThat(reading.rejected()).extracting(Rejected::record).containsExactly("row[1]");
        assertThat(reading.findings()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00FC", "\u20AC", "\0", "\uD83D\uDE00", "x"})
    void anExcerptKeepsToTwoKilobytes(String letter) throws IOException {
        // When
        Reading reading = Reading.ofText(HEADER + device(1, "no time " + letter.repeat(4000)));

        // Then
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(
                                String.valueOf(rejected.excerpt()).getBytes(StandardCharsets.UTF_8))
                        .hasSizeLessThanOrEqualTo(Rejected.MAX_EXCERPT));
    }

    private static Set<OfferState> states(Reading reading) {
        return reading.seen(ProtocolOffer.class).stream()
                .map(ProtocolOffer::state)
                .collect(Collectors.toSet());
    }

    private static String device(int number, String time) {
        return number + ",SRV" + number + ",SRV" + number
                + ",CORP,srv.corp.example,10.1.0.1,00:15:5D:00:00:01,Windows Server 2012 R2,," + time + ",0,0\r\n";
    }

    private static String host(String name, String... items) {
        String tags = items[0].startsWith("<tag") ? items[0] : NAMED;
        StringBuilder host =
                new StringBuilder("<ReportHost name='" + name + "'><HostProperties>" + tags + "</HostProperties>");
        for (String item : items) if (!item.startsWith("<tag")) host.append(item);
        return host.append("</ReportHost>").toString();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
