package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation.DeviceModel;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import io.ratchet.domain.finding.Observation.ProtocolFailure;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that break off in a bad place, and tables that hold what nobody meant: what they seem to say is not believed.
 */
class CutAndStrangeTest {
    private static final ReadOptions TOLD = FormatsTest.TOLD;
    private static final String DEVICES =
            "ResourceID,Name,ResourceDomainORWorkgroup,SMBIOSGUID,IPAddresses,OperatingSystemNameandVersion,LastActiveTime\r\n";
    private static final String SCHANNEL =
            "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\"
                    + "SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Server]\r\n\"DisabledByDefault\"=dword:00000001\r\n";
    private static final String RENDERED =
            "09/20/2018 03:00:00 AM\nLogName=System\nSourceName=Schannel\nEventCode=36880\nType=Information\n"
                    + "ComputerName=web01.contoso.example\nMessage=An SSL server handshake completed successfully. The"
                    + " negotiated cryptographic parameters are as follows.\n\n   Protocol: TLS 1.0\n";

    private static Reading told(String text) throws IOException {
        return Reading.of(text.getBytes(StandardCharsets.UTF_8), TOLD);
    }

    private static String device(int id, String domain, String uuid, String address, String time) {
        return id + ",SRV" + id + "," + domain + "," + uuid + "," + address
                + ",Microsoft Windows NT Advanced Server 6.3," + time + "\r\n";
    }

    private static List<OfferState> states(Reading reading) {
        return reading.seen(ProtocolOffer.class).stream()
                .map(ProtocolOffer::state)
                .toList();
    }

    // What breaks off.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Enabled\"=dword:0000",
                "\"Enabled\"=dword:",
                "\"Enabled\"=\"0",
                "\"Enabled\"=hex(b):00,00,\\",
                "\"Enabled\"=hex:00",
                "\"Enab",
            })
    void halfAValueOfTheRegistryIsNoValue(String cut) throws IOException {
        // When
        Reading reading = told(SCHANNEL + cut);

        // Then
        assertThat(reading.seen(RegistryValue.class))
                .extracting(RegistryValue::name)
                .containsExactly("DisabledByDefault");
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-TRUNCATED");
        assertThat(reading.coverage().complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"Enabled\"=dword:00000000", "\"Enabled\"=dword:0\r\n", "\"Enabled\"=hex(4):00,00,00,00\r\n"})
    void aWholeValueOfTheRegistryIsReadWhetherOrNotItsLineEnds(String value) throws IOException {
        // When
        Reading reading = told(SCHANNEL + value);

        // Then
        assertThat(reading.seen(RegistryValue.class)).hasSize(2);
        assertThat(reading.coverage().complete()).isTrue();
    }

    @Test
    void anEntryOfLdifThatBreaksOffInANameNamesNobody() throws IOException {
        // Given
        String computers = computer("web01") + computer("web02");

        // When
        Reading whole = told(computers);
        Reading cut = told(computers.substring(0, computers.length() - 6));

        // Then
        assertThat(whole.coverage().complete()).isTrue();
        assertThat(whole.findings()).hasSize(2);
        assertThat(cut.findings())
                .extracting(finding -> finding.host().fqdn())
                .containsExactly("web01.contoso.example");
        assertThat(cut.rejected())
                .extracting(Rejected::record, Rejected::reason)
                .containsExactly(tuple("entry[2]", "INTAKE-TRUNCATED"));
    }

    private static String computer(String name) {
        return "dn: CN=" + name + ",DC=contoso\nobjectClass: computer\nuserAccountControl: 4096\n"
                + "lastLogonTimestamp: 131819184000000000\noperatingSystem: Windows Server 2012 R2 Standard\n"
                + "dNSHostName: " + name + ".contoso.example\n\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#path\tssl\n#fields\tts\tid.orig_h\tid.resp_h\tid.resp_p\tversion\testablished\n"
                        + "1537405200.1\t10.9.0.1\t10.1.0.5\t443\tTLSv12\tT\n1537405201.1\t10.9.0.2\t10.1.0.5\t443\tTLSv1",
                "#path\tssl\n#fields\tts\tid.orig_h\tid.resp_h\tid.resp_p\tversion\testablished\n"
                        + "1537405200.1\t10.9.0.1\t10.1.0.5\t443\tTLSv12\tT\n1537405201.1\t10.9.0.2\t10.1.0.5\t443\tTLSv10\t",
                "#Log-type: SMTP Receive Protocol Log\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n"
                        + "2018-09-20T00:00:05.123Z,EX01\\Front,08D5,1,10.1.0.25:25,203.0.113.9:5555,*,,\"TLS protocol SP_PROT_TLS1_2_SERVER negotiation succeeded using CALG_AES_256\"\n"
                        + "2018-09-20T00:00:06.123Z,EX01\\Front,08D6,1,10.1.0.25:25,203.0.113.9:5556,*,,\"TLS protocol SP_PROT_TLS1_0_SERV",
                "CEF:0|Microsoft|System|6.3|Schannel:36880|x|1|rt=1537405200000 externalId=36880 dvchost=web01.contoso.example cs2=server cs2Label=Type cs1Label=Protocol cs1=TLS 1.2\n"
                        + "CEF:0|Microsoft|System|6.3|Schannel:36880|x|1|rt=1537405200000 externalId=36880 dvchost=web01.contoso.example cs2=server cs2Label=Type cs1Label=Protocol cs1=TLS 1",
                "CEF:0|Microsoft|System|6.3|Schannel:36880|x|1|rt=1537405200000 externalId=36880 cs2=server cs2Label=Type cs1Label=Protocol cs1=TLS 1.2 dvchost=web01.contoso.example\n"
                        + "CEF:0|Microsoft|System|6.3|Schannel:36880|x|1|rt=1537405200000 externalId=36880 cs2=server cs2Label=Type cs1Label=Protocol cs1=TLS 1.0 dvchost=web01.con",
            })
    void aLogThatBreaksOffInALineSaysSoAndTheLineIsNotBelieved(String log) throws IOException {
        // When
        Reading reading = told(log);

        // Then
        assertThat(reading.seen(ProtocolUse.class))
                .isNotEmpty()
                .allSatisfy(use -> assertThat(use.protocol()).isEqualTo(Protocol.TLS_1_2));
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-TRUNCATED");
        assertThat(reading.coverage().complete()).isFalse();
    }

    @Test
    void whatTestsslHadFoundBeforeItWasEndedIsRead() throws IOException {
        // Given
        String results =
                "{\"Invocation\":\"testssl\",\"startTime\":\"1537405200\",\"scanResult\":[{\"targetHost\":\"web01.contoso.example\","
                        + "\"ip\":\"10.1.0.5\",\"port\":\"443\",\"pretest\":[],\"protocols\":["
                        + "{\"id\":\"SSLv3\",\"severity\":\"OK\",\"finding\":\"not offered\"},"
                        + "{\"id\":\"TLS1\",\"severity\":\"LOW\",\"finding\":\"offered\"},"
                        + "{\"id\":\"TLS1_1\",\"severity\":\"OK\",\"finding\":\"not offered\"},{\"id\":\"TLS1_2\",\"seve";

        // When
        Reading reading = Reading.ofText(results);

        // Then
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::protocol, ProtocolOffer::state)
                .containsExactlyInAnyOrder(
                        tuple(Protocol.SSL_3, OfferState.NOT_OFFERED),
                        tuple(Protocol.TLS_1_0, OfferState.OFFERED),
                        tuple(Protocol.TLS_1_1, OfferState.UNKNOWN));
        assertThat(reading.findings())
                .allSatisfy(finding -> assertThat(finding.observedAt()).isEqualTo("2018-09-20T01:00:00Z"));
        assertThat(reading.coverage().complete()).isFalse();
        assertThat(reading.coverage().records())
                .isEqualTo(reading.coverage().used()
                        + reading.coverage().ignored()
                        + reading.coverage().rejected());
    }

    // Scanners of other ages.

    @Test
    void readsTheWordsOfTestsslTwoPointNine() throws IOException {
        // When
        Reading reading = told("\"id\",\"fqdn/ip\",\"port\",\"severity\",\"finding\",\"cve\",\"cwe\"\n"
                + "\"sslv3\",\"web01/10.1.0.5\",\"443\",\"OK\",\"SSLv3 is not offered\",\"\",\"\"\n"
                + "\"tls1\",\"web01/10.1.0.5\",\"443\",\"LOW\",\"TLSv1.0 is offered\",\"\",\"\"\n"
                + "\"tls1_2\",\"web01/10.1.0.5\",\"443\",\"OK\",\"TLSv1.2 is offered (OK)\",\"\",\"\"\n"
                + "\"tls1_3\",\"web01/10.1.0.5\",\"443\",\"INFO\",\"TLSv1.3 is not offered\",\"\",\"\"\n");

        // Then
        assertThat(states(reading))
                .containsExactly(OfferState.NOT_OFFERED, OfferState.OFFERED, OfferState.OFFERED, OfferState.UNKNOWN);
    }

    @Test
    void aCipherThatFailedInAnOldSslscanIsNoOffer() throws IOException {
        // When
        Reading reading = told("<document title='SSLScan Results' version='1.8.2'><ssltest host='web01' port='443'>"
                + "<cipher status='failed' sslversion='SSLv3' bits='168' cipher='DES-CBC3-SHA'/>"
                + "<cipher status='rejected' sslversion='SSLv2' bits='168' cipher='DES-CBC3-MD5'/>"
                + "<cipher status='accepted' sslversion='TLSv1' bits='128' cipher='AES128-SHA'/></ssltest></document>");

        // Then
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::protocol, ProtocolOffer::state)
                .containsExactly(tuple(Protocol.TLS_1_0, OfferState.OFFERED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"  Error: connection reset", "  ERROR: timed out", "  read error"})
    void anErrorInWhatNmapPrintedLeavesTheRestUnknownHoweverItIsWritten(String output) throws IOException {
        // When
        Reading reading = Reading.ofText(nmap("<hostname name='web01.contoso.example' type='PTR'/>", output));

        // Then
        assertThat(states(reading))
                .contains(OfferState.OFFERED, OfferState.UNKNOWN)
                .doesNotContain(OfferState.NOT_OFFERED);
    }

    @Test
    void aDotBehindATypedNameMakesItNoAlias() throws IOException {
        // When
        Reading reading = Reading.ofText(nmap(
                "<hostname name='web01.contoso.example.' type='user'/><hostname name='WEB01.contoso.example' type='PTR'/>",
                "x"));

        // Then
        assertThat(reading.seen(ProtocolOffer.class))
                .isNotEmpty()
                .allSatisfy(offer -> assertThat(offer.sni()).isNull());
    }

    private static String nmap(String names, String output) {
        return "<nmaprun start='1537405200' version='7.93'><host><address addr='10.1.0.1' addrtype='ipv4'/><hostnames>"
                + names + "</hostnames><ports><port protocol='tcp' portid='443'><script id='ssl-enum-ciphers' output='"
                + output
                + "'><table key='TLSv1.1'><table key='ciphers'><table/><table/></table></table></script></port>"
                + "</ports></host><runstats><finished exit='success'/></runstats></nmaprun>";
    }

    // Dates.

    @ParameterizedTest
    @CsvSource({
        "Thu Sep 20 03:00:00 CEST 2018",
        "Thu Sep 20 01:00:00 UTC 2018",
        "Thu Sep 20 01:00:00 2018 UTC",
        "Thu Sep 20 01:00:00 2018",
        "Wed Sep 19 21:00:00 EDT 2018",
    })
    void theZoneThatATimeNamesCounts(String time) throws IOException {
        // When
        Reading reading = Reading.ofText(DEVICES + device(1, "CONTOSO", "", "", time));

        // Then
        assertThat(reading.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.observedAt()).isEqualTo("2018-09-20T01:00:00Z"));
        assertThat(reading.hints().isEmpty()).isEqualTo(!time.endsWith("00 2018"));
    }

    @Test
    void whatTheDatesShowOutweighsWhatAPersonOrAMappingSaysOfThem() throws IOException {
        // Given
        String devices = DEVICES
                + device(1, "CONTOSO", "", "", "21/09/2018 01:00:00")
                + device(2, "CONTOSO", "", "", "03/09/2018 01:00:00");
        String detections = "IP,QID,Port,Protocol,Results,Status,Last Detected\n"
                + "10.1.0.5,38628,443,tcp,TLSv1.0 is supported,Active,21/09/2018 01:00:00\n"
                + "10.1.0.6,38628,443,tcp,TLSv1.0 is supported,Active,03/09/2018 01:00:00\n";

        // When
        Reading person = Reading.of(
                devices.getBytes(StandardCharsets.UTF_8), ReadOptions.plain().dates("mdy"));
        Reading mapping = Reading.ofText(detections);
        Reading silent = Reading.ofText(detections.replace("21/09", "01/09"));

        // Then
        for (Reading reading : List.of(person, mapping))
            assertThat(reading.findings())
                    .extracting(Finding::observedAt)
                    .containsExactly(Instant.parse("2018-09-21T01:00:00Z"), Instant.parse("2018-09-03T01:00:00Z"));
        assertThat(silent.findings())
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-01-09T01:00:00Z"), Instant.parse("2018-03-09T01:00:00Z"));
    }

    @Test
    void theDatesOfARowThatCannotBeReadStillShowTheirOrder() throws IOException {
        // When
        Reading reading = Reading.ofText(DEVICES + device(1, "CONTOSO", "", "", "5/8/2018 11:03:00 PM")
                + "2,SRV2,CON\"TOSO,one,cell,too,many,13/8/2018 1:00:00 AM\r\n");

        // Then
        assertThat(reading.findings())
                .extracting(Finding::observedAt)
                .containsExactly(Instant.parse("2018-08-05T23:03:00Z"));
        assertThat(reading.rejected()).hasSize(1);
    }

    // Who it is.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "brak",
                "nie dotyczy",
                "b.d.",
                "\u043D/\u0434",
                "\u043D\u0435\u0442 \u0434\u0430\u043D\u043D\u044B\u0445",
                "sem dados",
                "N\u00E3o aplic\u00E1vel",
                "No aplica",
                "nem el\u00E9rhet\u0151",
            })
    void aWordForNothingInFurtherLanguagesMakesNoTwoMachinesOne(String word) throws IOException {
        // When
        Reading reading = Reading.ofText(DEVICES + device(1, word, word, word, "2018-09-20 01:00:00"));

        // Then
        HostRef host = reading.findings().get(0).host();
        assertThat(host.netbios()).isEqualTo("SRV1");
        assertThat(host.domain()).isNull();
        assertThat(host.ip()).isNull();
        assertThat(host.smbiosUuid()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"To be filled by O.E.M.", "0", "VMware-56 4d", "4C4C4544-0048"})
    void whatIsNoUuidIsNone(String uuid) throws IOException {
        // When
        Reading reading = Reading.ofText(DEVICES + device(1, "CONTOSO", uuid, "10.1.0.1", "2018-09-20 01:00:00"));

        // Then
        assertThat(reading.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.host().smbiosUuid()).isNull());
    }

    @ParameterizedTest
    @CsvSource({
        "00:15:5D:00:00:01, false",
        "10.1.0.1, true",
        "2001:db8::5, true",
        "2001:db8:0:0:0:0:0:5, true",
        "::ffff:10.1.0.1, true",
        "fe80::1%12, true",
        "::, true",
        "1:2:3, false",
        "1::2::3, false",
        "01:00:00, false",
    })
    void theAddressOfACardOrATimeIsNoAddressOfAMachine(String text, boolean address) {
        assertThat(HostNames.isAddress(text)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GRUPA_ROBOCZA", "Skupina", "TYORYHMA", "GRUPO_TRABALHO"})
    void theGroupOfMachinesInNoDomainIsNoneInFurtherLanguages(String group) throws IOException {
        assertThat(Reading.ofText(DEVICES + device(1, group, "", "", "2018-09-20 01:00:00"))
                        .findings()
                        .get(0)
                        .host()
                        .domain())
                .isNull();
    }

    @Test
    void aFullNameInTheOnlyColumnForNamesNamesTheMachine() throws IOException {
        // When
        Reading reading = Reading.ofText(
                "Asset Id,Asset Name,Asset IPV4,QID,Port,Protocol,Results,Status,Last Detected\n"
                        + "1,web01.contoso.example,10.1.0.5,38628,443,tcp,TLSv1.0 is supported,ACTIVE,\"Feb 03, 2026 07:00 AM\"\n");

        // Then
        assertThat(reading.findings().get(0).host().fqdn()).isEqualTo("web01.contoso.example");
    }

    // What it is.

    @ParameterizedTest
    @CsvSource({
        "Debian GNU/Linux 12 (bookworm), 6.1.0-13-amd64",
        "pc-linux-gnu, 5.4",
        "macOS, 10.15.7",
        "Darwin, 10.8.0",
        "VMware ESXi, 6.0.0",
    })
    void theVersionOfAnotherSystemIsNoVersionOfWindows(String system, String version) throws IOException {
        // Given
        List<String> tables = new ArrayList<>();
        tables.add("Name,DNSHostName,OperatingSystem,OperatingSystemVersion,SamAccountName,Enabled,LastLogonDate\n"
                + "LX,lx.contoso.example," + system + "," + version + ",LX$,True,2018-09-20 01:00:00\n");
        tables.add("sys_id,name,os,os_version,operational_status,last_discovered\n" + "a,lx," + system + "," + version
                + ",Operational,2018-09-20 01:00:00\n");
        tables.add("Name,Operating System - Name,Operating System - Version,Last inventory\nlx," + system + ","
                + version + ",2018-09-20 01:00:00\n");

        // When, Then
        for (String table : tables) {
            Reading reading = Reading.ofText(table);
            assertThat(reading.seen(OperatingSystem.class)).isEmpty();
            assertThat(reading.coverage().ignored()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"W2K8 R2", "2008 R2 Standard", "Win 2008 R2", "Microsoft Windows Server 2008 R2 Standard", ""})
    void aWindowsIsKnownByItsVersionHoweverItIsShortened(String system) throws IOException {
        assertThat(Reading.ofText("sys_id,name,os,os_version,operational_status,last_discovered\na,w," + system
                                + ",6.1.7601,Operational,2018-09-20 01:00:00\n")
                        .seen(OperatingSystem.class))
                .extracting(OperatingSystem::version)
                .containsExactly("6.1.7601");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4098", "4130", "69634", "532482", "4099"})
    void anAccountThatActiveDirectoryHasDisabledIsPassedOver(String control) throws IOException {
        // Given
        String table =
                "DN,objectClass,cn,sAMAccountName,dNSHostName,operatingSystem,lastLogonTimestamp,userAccountControl\n"
                        + "\"CN=A,DC=c\",computer,A,A$,a.contoso.example,Windows Server 2012 R2 Standard,131819184000000000,CONTROL\n";

        // When
        Reading disabled = Reading.ofText(table.replace("CONTROL", control));

        // Then
        assertThat(disabled.coverage().ignored()).isEqualTo(1);
        for (String enabled : List.of("4096", "532480", "69632", "4128", "83890176"))
            assertThat(Reading.ofText(table.replace("CONTROL", enabled)).findings())
                    .hasSize(1);
    }

    @Test
    void readsTheExportOfActiveDirectoryThatTheHandbookNames() throws IOException {
        // When
        Reading reading = Reading.ofText(
                "\"Name\",\"DNSHostName\",\"OperatingSystem\",\"OperatingSystemVersion\",\"IPv4Address\",\"SID\",\"ObjectGUID\",\"LastLogonDate\",\"Enabled\"\r\n"
                        + "\"SRV01\",\"srv01.contoso.example\",\"Windows Server 2012 R2 Standard\",\"6.3 (9600)\",\"10.1.0.1\",\"S-1-5-21-1-2-3-1104\",\"g\",\"20.09.2018 01:00:00\",\"True\"\r\n");

        // Then
        assertThat(reading.coverage().format()).isEqualTo("ad-computers");
        assertThat(reading.findings()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"Operational, Retired", "Retired, Installed", ", Absent", "Operational, 7", "6, 1"})
    void aThingThatEitherStateCallsRetiredIsPassedOver(String operational, String installed) throws IOException {
        // When
        Reading csv = Reading.ofText("sys_id,name,os,os_version,operational_status,install_status,last_discovered\n"
                + "a,srv01,Windows 2008 R2,6.1.7601," + (operational == null ? "" : operational) + "," + installed
                + ",2018-09-20 01:00:00\n");
        Reading json = Reading.ofText(
                "{\"result\":[{\"sys_id\":\"a\",\"name\":\"srv01\",\"os\":\"Windows 2008 R2\",\"os_version\":\"6.1.7601\",\"last_discovered\":\"2018-09-20 01:00:00\",\"operational_status\":\""
                        + (operational == null ? "" : operational) + "\",\"install_status\":\"" + installed + "\"}]}");

        // Then
        for (Reading reading : List.of(csv, json))
            assertThat(reading.coverage().ignored()).isEqualTo(1);
    }

    @Test
    void aHubAmongTheDevicesOfIntuneIsTheDeviceItIs() throws IOException {
        // When
        Reading portal = Reading.ofText("Device ID,Device name,Manufacturer,Model,OS,OS version,Last check-in\n"
                + "1,HUB-R1,Microsoft Corporation,Surface Hub 2S,Windows,10.0.19045.3448,2023-09-20 01:00:00\n");
        Reading graph = Reading.ofText(
                "{\"value\":[{\"id\":\"1\",\"deviceName\":\"HUB-R1\",\"manufacturer\":\"Microsoft Corporation\",\"model\":\"Surface Hub 2S\",\"operatingSystem\":\"Windows\",\"osVersion\":\"10.0.19045.3448\",\"lastSyncDateTime\":\"2023-09-20T01:00:00Z\"}]}");

        // Then
        for (Reading reading : List.of(portal, graph))
            assertThat(reading.seen(DeviceModel.class))
                    .extracting(DeviceModel::model)
                    .containsExactly("Surface Hub 2S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "\uFF1F", "\uFFFD"})
    void aWordForYesOrNoThatWasLostRejectsTheRow(String word) throws IOException {
        // When
        Reading devices = Reading.ofText("ResourceID,Name,OperatingSystemNameandVersion,LastActiveTime,Obsolete\n"
                + "1,SRV1,x,2018-09-20 01:00:00," + word + "\n2,SRV2,x,2018-09-20 01:00:00,NULL\n");
        Reading accounts = Reading.ofText("Name,DNSHostName,OperatingSystem,SamAccountName,Enabled,LastLogonDate\n"
                + "A,a.contoso.example,Windows Server 2012 R2 Standard,A$," + word + ",2018-09-20 01:00:00\n"
                + "B,b.contoso.example,Windows Server 2012 R2 Standard,B$,,2018-09-20 01:00:00\n");

        // Then
        for (Reading reading : List.of(devices, accounts)) {
            assertThat(reading.rejected()).extracting(Rejected::record).containsExactly("row[1]");
            assertThat(reading.findings()).hasSize(1);
        }
    }

    // Events, however they come.

    @ParameterizedTest
    @ValueSource(strings = {"result", "event"})
    void readsAnEventThatSplunkKeepsAsTextAlone(String where) throws IOException {
        // Given
        String text = RENDERED.replace("\n", "\\n");
        String event = where.equals("result")
                ? "{\"preview\":false,\"result\":{\"_raw\":\"" + text
                        + "\",\"_time\":\"2018-09-20T03:00:00.000+0200\",\"host\":\"wec01\",\"source\":\"WinEventLog:System\",\"sourcetype\":\"WinEventLog\"}}"
                : "{\"time\":1537405200.5,\"host\":\"wec01\",\"source\":\"WinEventLog:System\",\"sourcetype\":\"WinEventLog\",\"event\":\""
                        + text + "\"}";

        // When
        Reading reading = Reading.ofText(event);

        // Then
        assertThat(reading.findings().get(0).host().fqdn()).isEqualTo("web01.contoso.example");
        assertThat(reading.seen(ProtocolUse.class))
                .extracting(ProtocolUse::direction, ProtocolUse::protocol)
                .containsExactly(tuple(Direction.INBOUND, Protocol.TLS_1_0));
    }

    @Test
    void readsTheTableOfASearchThatHoldsItsEventsAsTextAlone() throws IOException {
        // When
        Reading reading = Reading.ofText("\"_raw\",\"_time\",host,index,linecount,source,sourcetype\n\"" + RENDERED
                + "\",\"2018-09-20T03:00:00.000+0200\",wec01,main,12,WinEventLog:System,WinEventLog\n\""
                + RENDERED.replace("ComputerName=web01.contoso.example\n", "")
                + "\",\"2018-09-20T03:00:00.000+0200\",wec01,main,12,WinEventLog:ForwardedEvents,WinEventLog\n");

        // Then
        assertThat(reading.coverage().format()).isEqualTo("splunk");
        assertThat(reading.seen(ProtocolUse.class)).hasSize(1);
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-NO-HOST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"TimeGenerated\":\"2018-09-20T01:00:00Z\",\"Source\":\"Schannel\",\"Computer\":\"web01.contoso.example\",\"EventID\":36887,\"EventData\":\"<DataItem type='System.XmlData'><EventData xmlns='http://x'><Data Name='AlertDesc'>70</Data></EventData></DataItem>\"}]",
                "{\"tables\":[{\"name\":\"PrimaryResult\",\"columns\":[{\"name\":\"TimeGenerated\"},{\"name\":\"Source\"},{\"name\":\"Computer\"},{\"name\":\"EventID\"},{\"name\":\"EventData\"}],\"rows\":[[\"2018-09-20T01:00:00Z\",\"Schannel\",\"web01.contoso.example\",36887,\"<EventData><Data Name='AlertDesc'>70</Data></EventData>\"]]}]}",
            })
    void readsWhatLogAnalyticsPutsAroundAnEvent(String answer) throws IOException {
        assertThat(Reading.ofText(answer).seen(ProtocolFailure.class))
                .singleElement()
                .satisfies(failure -> assertThat(failure.alert()).isEqualTo(70));
    }

    @Test
    void readsTheFlatRowsOfVelociraptor() throws IOException {
        assertThat(Reading.ofText(
                                "{\"EventTime\":\"2018-09-20T01:00:00Z\",\"Computer\":\"web01.contoso.example\",\"Channel\":\"System\",\"Provider\":\"Schannel\",\"EventID\":36880,\"EventRecordID\":7,\"UserData\":{\"EventXML\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}},\"Message\":\"x\",\"OSPath\":\"C:\"}\n")
                        .seen(ProtocolUse.class))
                .hasSize(1);
    }

    // Columns and words of further exports.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Name,Operating System - Name,Operating System - Version,Network - IP,Last inventory\nsrv01,Windows Server 2012 R2,6.3.9600,10.1.0.5,2018-09-20 01:00:00\n",
                "Name;Betriebssystem - Name;Betriebssystem - Version;IP;Letzte \u00C4nderung\nsrv01;Windows Server 2012 R2;6.3.9600;10.1.0.5;2018-09-20 01:00:00\n",
                "sys_id,Nom,\u00C9tat op\u00E9rationnel,Syst\u00E8me d'exploitation,Version du syst\u00E8me d'exploitation,Adresse IP\nabc,srv01,Op\u00E9rationnel,Windows Server 2012 R2,6.3.9600,10.1.0.5\n",
                "sys_id,Name,Betriebsstatus,Betriebssystem,Betriebssystemversion,IP-Adresse\nabc,srv01,Betriebsbereit,Windows Server 2012 R2,6.3.9600,10.1.0.5\n",
                "Device ID,Device Name,Domain,OS Platform,OS Version,Device IPs,Last device update\nd1,srv01,contoso.example,WindowsServer2012R2,6.3.9600,10.1.0.5,2018-09-20T01:00:00Z\n"
            })
    void readsAListUnderTheNamesThatItsColumnsHaveElsewhere(String table) throws IOException {
        // When
        Reading reading = told(table);

        // Then
        assertThat(reading.rejected()).isEmpty();
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.host().netbios()).isEqualTo("SRV01");
            assertThat(finding.host().ip()).isEqualTo("10.1.0.5");
        });
        assertThat(reading.seen(OperatingSystem.class))
                .extracting(OperatingSystem::version)
                .containsExactly("6.3.9600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u041F\u0440\u043E\u0442\u043E\u043A\u043E\u043B: TLS 1.0",
                "Protok\u00F3\u0142: TLS 1.0",
                "\u534F\u8BAE: TLS 1.0",
                "\u901A\u8A0A\u5354\u5B9A: TLS 1.0",
                "\uD504\uB85C\uD1A0\uCF5C: TLS 1.0"
            })
    void theVersionInTheMessageOfAnEventIsReadInFurtherLanguages(String message) {
        assertThat(EventMessage.fields(message)).containsEntry("Protocol", "TLS 1.0");
    }

    @Test
    void aLogOfIisThatNamesItsFieldAsTheVariableIsReadAsWell() throws IOException {
        // When
        Reading reading = Reading.ofText("#Software: Microsoft Internet Information Services 10.0\n"
                + "#Fields: date time s-ip s-port c-ip CRYPT_PROTOCOL\n2018-09-20 00:00:05 10.1.0.5 443 10.9.0.1 40\n");

        // Then
        assertThat(reading.seen(ProtocolUse.class))
                .extracting(ProtocolUse::protocol)
                .containsExactly(Protocol.TLS_1_0);
    }

    // Why nothing was used, or what it is instead.

    @Test
    void saysThatALogOfIisDoesNotTellTheVersion() throws IOException {
        // When
        Reading reading = Reading.ofText("#Software: Microsoft Internet Information Services 10.0\n"
                + "#Fields: date time s-ip s-port c-ip\n2018-09-20 00:00:05 10.1.0.5 443 10.9.0.1\n");

        // Then
        assertThat(reading.hints())
                .singleElement()
                .satisfies(hint -> assertThat(hint.message()).contains("crypt-protocol"));
    }

    @ParameterizedTest
    @CsvSource({"9, 0", "9, 8", "12, 0", "14, 8"})
    void anArchiveThatIsPackedOtherwiseIsNotCalledDamaged(int method, int flags) throws IOException {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("devices.csv"));
            zip.write((DEVICES + device(1, "CONTOSO", "", "", "2018-09-20 01:00:00")).getBytes(StandardCharsets.UTF_8));
        }
        byte[] packed = bytes.toByteArray();
        packed[6] = (byte) flags;
        packed[8] = (byte) method;

        // When
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Reading.of(packed, ReadOptions.plain()))
                // Then
                .hasMessageContaining("a method other than zip's usual one")
                .hasMessageNotContaining("damaged");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<14>Sep 20 01:00:00 SRV01 MSWinEventLog 1 System 7 Thu Sep 20 01:00:00 2018 36880 Schannel|syslog",
                "10.9.0.1 - - [20/Sep/2018:01:00:00 +0200] \"GET / HTTP/1.1\" 200 1234|access log",
                "{\"accepted_targets\":[{\"commands_results\":{}}],\"sslyze_version\":\"2.1.4\"}|version 2",
            })
    void aRefusalNamesWhatFurtherFilesLookLike(String text, String named) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Reading.ofText(text))
                .hasMessageContaining(named);
    }
}
