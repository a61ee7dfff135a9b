package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation.DeviceModel;
import io.ratchet.domain.finding.Observation.InstalledProduct;
import io.ratchet.domain.finding.Observation.Integration;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists and facts as further versions of their tools write them, and as people join and copy them. */
class StrangersTablesTest {
    private static final String DEVICES =
            "ResourceID,Name,ResourceDomainORWorkgroup,OperatingSystemNameandVersion,LastActiveTime\r\n";
    private static final String SCHANNEL =
            "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0";

    private static Reading told(String text) throws IOException {
        return Reading.of(text.getBytes(StandardCharsets.UTF_8), FormatsTest.TOLD);
    }

    private static String device(String name, String domain) {
        return "7," + name + "," + domain + ",Microsoft Windows NT Advanced Server 6.3,2018-09-20 01:00:00\r\n";
    }

    // Who it is.

    @ParameterizedTest
    @ValueSource(
            strings = {"n.a", "k.A", "N\\A", "null.null", "Kein", "missing", "0", "-1", "%USERDOMAIN%", "${domain}"})
    void whatFillsAnEmptyCellIsNoDomain(String cell) throws IOException {
        assertThat(Reading.ofText(DEVICES + device("SRV01", cell)).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.host().domain()).isNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%COMPUTERNAME%",
                "${host}",
                "$(hostname)",
                "{{ inventory_hostname }}",
                "DESKTOP-%RAND:5%",
                "n.a",
                "Unknown Unknown"
            })
    void aNameThatNobodyFilledInMakesNoTwoMachinesOne(String name) throws IOException {
        // When
        Reading reading = Reading.ofText(DEVICES + device(name, "CONTOSO"));

        // Then
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-NO-HOST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200BSRV01", "SRV01\u200E", "\u202ASRV01\u202C", "SRV01\u00AD\u00A0", "\u2060 SRV01"})
    void whatNobodySeesMakesNoSecondMachine(String name) throws IOException {
        assertThat(Reading.ofText(DEVICES + device(name, "CONTOSO")).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.host().netbios()).isEqualTo("SRV01"));
    }

    @Test
    void aMachineHasOneIdentifierInADirectoryWhicheverToolToldIt() throws IOException {
        // Given
        String table = "DN,objectClass,userAccountControl,operatingSystem,operatingSystemVersion,sAMAccountName,"
                + "dNSHostName,objectSid,objectGUID,whenChanged\n\"CN=SRV01,DC=contoso\",computer,4096,"
                + "Windows Server 2019 Standard,10.0 (17763),SRV01$,srv01.contoso.example,"
                + "X'010500000000000515000000aabbccdd11223344556677889a040000',X'aabbccddeeff00112233445566778899',"
                + "20180920010203.0Z\n";
        String entry = "dn: CN=SRV01,DC=contoso\nobjectClass: computer\noperatingSystem: Windows Server 2019 Standard\n"
                + "sAMAccountName: SRV01$\nobjectSid:: AQUAAAAAAAUVAAAAqrvM3REiM0RVZneImgQAAA==\n"
                + "whenChanged: 20180920010203.0Z\n\n";

        // When
        HostRef listed = Reading.ofText(table).findings().get(0).host();
        HostRef written = Reading.ofText(entry).findings().get(0).host();

        // Then
        assertThat(listed.sid()).isEqualTo("S-1-5-21-3721182122-1144201745-2289526357-1178");
        assertThat(written.sid()).isEqualTo(listed.sid());
        assertThat(listed.nativeIds()).containsEntry("ad", "ddccbbaa-ffee-1100-2233-445566778899");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"To Be Filled By O.E.M.", "System Serial Number", "0", "00000000", "Default string", "FFFF-FFFF"
            })
    void aSerialNumberThatNobodyFilledInMakesNoTwoDevicesOne(String serial) throws IOException {
        assertThat(Reading.ofText(
                                "Device name,Model,OS version,Serial number,Last check-in\nHUB-01,Surface Hub 2S,10.0.19041.1,"
                                        + serial + ",2018-09-20 01:00:00\n")
                        .findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.host().nativeIds()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "WEB01, '', ''",
        "web01.contoso.example, '', ''",
        "03000200-0400-0500-0006-000700080009, 03000200-0400-0500-0006-000700080009, ''",
        "03000200-0400-0500-0006-000700080009, '', ''",
        "1f5ca0ae-0000-4000-8000-000000000001, 4c4c4544-0043-3010-8052-b4c04f423232, 1f5ca0ae-0000-4000-8000-000000000001",
    })
    void whatMachinesMayShareIsNoIdentifierOfOsquerysOwn(String identifier, String board, String own)
            throws IOException {
        // When
        Reading reading = Reading.ofText("{\"name\":\"os\",\"hostIdentifier\":\"" + identifier
                + "\",\"unixTime\":1537405200,\"action\":\"added\",\"decorations\":{\"hostname\":\"web01\",\"host_uuid\":\""
                + board + "\"},\"columns\":{\"hotfix_id\":\"KB3140245\"}}\n");

        // Then
        assertThat(reading.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.host().nativeIds().getOrDefault("osquery", ""))
                        .isEqualTo(own));
    }

    @Test
    void aUserIsOneWithTheSchemeOfTheAddressAndWithout() throws IOException {
        assertThat(Reading.ofText(
                                "SipAddress,UserAgent,LastLogon\nsip:joe@contoso.example,OC/4.0.7577.0,2018-09-20 01:00:00\n"
                                        + "joe@contoso.example,OC/4.0.7577.0,2018-09-20 01:00:00\n")
                        .findings())
                .allSatisfy(finding ->
                        assertThat(finding.host().nativeIds()).containsEntry("sip-users", "joe@contoso.example"));
    }

    @Test
    void theNameOfAClusterIsNoMachine() throws IOException {
        // When
        Reading entries = Reading.ofText("dn: CN=CLU,DC=c\nobjectClass: computer\nsAMAccountName: CLU$\n"
                + "operatingSystem: Windows Server 2012\nservicePrincipalName: HOST/CLU\n"
                + "servicePrincipalName: MSClusterVirtualServer/CLU\nwhenChanged: 20180920010203.0Z\n\n"
                + "dn: CN=NODE,DC=c\nobjectClass: computer\nsAMAccountName: NODE$\n"
                + "operatingSystem: Windows Server 2012\nservicePrincipalName: MSServerCluster/NODE\n"
                + "whenChanged: 20180920010203.0Z\n\n");
        Reading table = Reading.ofText(
                "Name,DNSHostName,OperatingSystem,SamAccountName,servicePrincipalName,LastLogonDate\n"
                        + "CLU,clu.contoso.example,Windows Server 2012,CLU$,{HOST/CLU; MSClusterVirtualServer/CLU},2018-09-20 01:00:00\n"
                        + "NODE,node.contoso.example,Windows Server 2012,NODE$,{HOST/NODE; MSServerCluster/NODE},2018-09-20 01:00:00\n");

        // Then
        for (Reading reading : new Reading[] {entries, table})
            assertThat(reading.findings())
                    .extracting(finding -> finding.host().netbios())
                    .containsExactly("NODE");
    }

    @Test
    void entriesThatWereJoinedWithoutABlankLineAreTwo() throws IOException {
        // Given
        String entry = "dn: CN=%1$s,DC=c\nobjectClass: computer\nsAMAccountName: %1$s$\n"
                + "operatingSystem: Windows Server 2012\nwhenChanged: 20180920010203.0Z\n";

        // When
        Reading reading = Reading.ofText(entry.formatted("A") + entry.formatted("B"));

        // Then
        assertThat(reading.findings())
                .extracting(finding -> finding.host().netbios())
                .containsExactly("A", "B");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4C4C4544-0043-3010-8052-B4C04F423232",
                "4c4c454400433010 8052b4c04f423232",
                "4c4c4544004330108052b4c04f423232",
                "{4C4C4544-0043-3010-8052-B4C04F423232}",
                "4c4c4544-0043-3010-8052b4c04f423232",
            })
    void aUuidIsOneHoweverItIsParted(String written) {
        assertThat(MappedReader.uuid(written).map(uuid -> uuid.toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(
                        written.contains(" ")
                                ? java.util.Optional.empty()
                                : java.util.Optional.of("4c4c4544-0043-3010-8052-b4c04f423232"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x64 Unknown Computer (x64 Unknown Computer)",
                "x86 Unknown Computer (x86 Unknown Computer)",
                "arm64 Unknown Computer",
                "Provisioning Device (Provisioning Device)"
            })
    void whatTheConsoleListsForMachinesToComeIsNone(String name) throws IOException {
        // When
        Reading reading = Reading.ofText(DEVICES + device(name, "CONTOSO") + device("SRV01", "CONTOSO"));

        // Then
        assertThat(reading.findings()).hasSize(1);
        assertThat(reading.rejected()).isEmpty();
    }

    @Test
    void aFullNameInTheColumnForTheShortOneNamesTheMachine() throws IOException {
        assertThat(Reading.ofText("ResourceID,Netbios_Name0,Operating_System_Name_and0,Last_Logon_Timestamp0\n"
                                + "7,web01.contoso.example,Microsoft Windows NT Server 6.1,2018-09-20 01:00:00\n")
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.host().fqdn()).isEqualTo("web01.contoso.example"));
    }

    @Test
    void aRejectNamesTheColumnByItsName() throws IOException {
        assertThat(Reading.ofText("Name,DNSHostName,OperatingSystem,SamAccountName,Enabled,LastLogonDate\n"
                                + "SRV01,srv01.contoso.example,Windows Server 2012,SRV01$,?,2018-09-20 01:00:00\n")
                        .rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).startsWith("'enabled' is neither yes nor no"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X'01'", "X'0105000000000005'", "S-1", "AQU=", "Microsoft.ActiveDirectory.X", "S-1-5-21-x"})
    void whatIsNoSidIsNone(String text) {
        assertThat(DirectoryIds.sid(text)).isEmpty();
    }

    // What it is.

    @ParameterizedTest
    @CsvSource({
        "Windows 10 Enterprise, '', unknown",
        "Windows 11 Pro, Next, unknown",
        "Windows, '', unknown",
        "Windows 10 Enterprise, 22H2, 10.0.19045",
        "Windows 10 Pro, 1607, 10.0.14393",
        "Windows 11 Enterprise, 22h2, 10.0.22621",
        "Windows 11 Enterprise, 24H2, 10.0.26100",
        "Windows 10 Enterprise 2016 LTSB, 22H2, unknown",
    })
    void aWindowsWhoseBuildNobodyToldIsAMachineAllTheSame(String caption, String version, String read)
            throws IOException {
        for (String table : new String[] {
            "Name,DNSHostName,OperatingSystem,OperatingSystemVersion,SamAccountName,Enabled,LastLogonDate\nPC01,"
                    + "pc01.contoso.example," + caption + "," + version + ",PC01$,True,2018-09-20 01:00:00\n",
            "Name,Operating System - Name,Operating System - Version,Last inventory\npc01," + caption + "," + version
                    + ",2018-09-20 01:00:00\n",
            "Details_Table0_ComputerName,Details_Table0_OperatingSystem,Details_Table0_Version0,Details_Table0_LastHWScan\n"
                    + "PC01," + caption + "," + version + ",2018-09-20 01:00:00\n",
        }) {
            // When
            Reading reading = Reading.ofText(table);

            // Then
            assertThat(reading.seen(OperatingSystem.class))
                    .as(table)
                    .extracting(OperatingSystem::version)
                    .containsExactly(read);
        }
    }

    @Test
    void anEntryOfADirectoryThatTellsNoBuildNamesAMachineAllTheSame() throws IOException {
        assertThat(Reading.ofText("dn: CN=PC01,DC=contoso\nobjectClass: computer\nsAMAccountName: PC01$\n"
                                + "operatingSystem: Windows 11 Enterprise\nwhenChanged: 20180920010203.0Z\n\n")
                        .seen(OperatingSystem.class))
                .extracting(OperatingSystem::version, OperatingSystem::productType)
                .containsExactly(tuple("unknown", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Windows Phone", "Darwin", "Windows CE 6", "Windows Mobile 6.5"})
    void whatIsNoWindowsOfAMachineIsNone(String caption) {
        assertThat(WindowsCaption.unfixed(caption)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"15.1.2507", "16.0.14393", "110.0.14393"})
    void theEndOfAnotherNumberIsNoVersionOfWindows(String version) throws IOException {
        assertThat(Reading.ofText(
                                "Name,Operating System - Name,Operating System - Version,Last inventory\npc01,Windows,"
                                        + version + ",2018-09-20 01:00:00\n")
                        .seen(OperatingSystem.class))
                .extracting(OperatingSystem::version)
                .containsExactly("unknown");
    }

    // Where a table and its cells end.

    @Test
    void aNameOfAColumnMayRunOverLines() throws IOException {
        assertThat(Reading.ofText(
                                "\"Device\nname\";\"OS\nversion\";OS;\"Last\r\ncheck-in\";Device ID\npc01;10.0.19045.1;Windows;2018-09-20 01:00:00;d1\n")
                        .seen(OperatingSystem.class))
                .hasSize(1);
    }

    @Test
    void aSignForInchesTakesNoRowWithIt() throws IOException {
        // When
        Reading reading = Reading.ofText("Device name,Model,OS version,Serial number,Last check-in\n"
                + "HUB-01,Surface Hub 55\",10.0.15063.540,001,2018-09-20 01:00:00\n"
                + "HUB-02,Surface Hub 2S,10.0.19041.1,002,2018-09-20 01:00:00\n"
                + "HUB-03,\"Surface Hub 84\"\"\",10.0.15063.540,003,2018-09-20 01:00:00\n"
                + "HUB-04,Surface Hub 84\",10.0.15063.540,004,2018-09-20 01:00:00\n"
                + "HUB-05,\"Surface Hub\n2S\",10.0.19041.1,005,2018-09-20 01:00:00\n");

        // Then
        assertThat(reading.rejected()).isEmpty();
        assertThat(reading.seen(DeviceModel.class))
                .extracting(DeviceModel::model)
                .containsExactly(
                        "Surface Hub 55\"",
                        "Surface Hub 2S",
                        "Surface Hub 84\"",
                        "Surface Hub 84\"",
                        "Surface Hub\n2S");
    }

    @Test
    void theMarkBehindJoinedFilesIsNoRowThatBrokeOff() throws IOException {
        // When
        Reading joined =
                Reading.ofText(DEVICES + device("SRV01", "CONTOSO") + DEVICES + device("SRV02", "CONTOSO") + "\u001A");
        Reading padded = Reading.ofText(DEVICES + device("SRV01", "CONTOSO") + "\0\0\0\0\0");

        // Then
        assertThat(joined.findings()).hasSize(2);
        assertThat(joined.rejected()).isEmpty();
        assertThat(joined.coverage().complete()).isTrue();
        // What a disk made room for and nobody wrote is missing.
        assertThat(padded.coverage().complete()).isFalse();
    }

    @Test
    void whatKeepsExcelFromReadingANumberIsNoPartOfACell() throws IOException {
        assertThat(Reading.ofText(
                                "=\"ResourceID\",=\"Name\",=\"ResourceDomainORWorkgroup\",OperatingSystemNameandVersion,LastActiveTime\r\n"
                                        + "=\"7\",\"=\"\"SRV01\"\"\",=\"CONTOSO\",Microsoft Windows NT Advanced Server 6.3,=\"2018-09-20 01:00:00\"\r\n")
                        .findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.host().netbios()).isEqualTo("SRV01");
                    assertThat(finding.host().domain()).isEqualTo("CONTOSO");
                    assertThat(finding.observedAt()).isEqualTo("2018-09-20T01:00:00Z");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "20180920010000.0Z, 2018-09-20T01:00:00Z",
        "20180920010000Z, 2018-09-20T01:00:00Z",
        "20180920010000, 2018-09-20T01:00:00Z",
    })
    void readsTheTimesOfADirectory(String time, Instant read) {
        assertThat(Times.parse("whenChanged", time)).isEqualTo(read);
        assertThat(Times.zoned(time)).isEqualTo(time.endsWith("Z"));
    }

    // The registry.

    @Test
    void anOldExportOfTheRegistryHoldsItsTextsInBytes() throws IOException {
        // Given
        String value = "\"Path\"=hex(2):25,41,25,00\r\n\"List\"=hex(7):61,62,00,63,00,00\r\n";

        // When
        Reading reading = told("REGEDIT4\r\n\r\n[" + SCHANNEL + "\\Server]\r\n" + value);

        // Then
        assertThat(reading.seen(RegistryValue.class))
                .extracting(RegistryValue::data)
                .containsExactly(
                        new RegistryData(RegistryData.Kind.EXPAND_STRING, "%A%"),
                        new RegistryData(RegistryData.Kind.MULTI_STRING, java.util.List.of("ab", "c")));
    }

    @Test
    void exportsThatWerePutOneBehindTheOtherAreReadWithoutAReject() throws IOException {
        // Given
        String export = "Windows Registry Editor Version 5.00\r\n\r\n[" + SCHANNEL
                + "\\%s]\r\n\"Enabled\"=dword:00000000\r\n\r\n";

        // When
        Reading reading = told(export.formatted("Client") + "\uFEFF" + export.formatted("Server"));

        // Then
        assertThat(reading.rejected()).isEmpty();
        assertThat(reading.seen(RegistryValue.class))
                .extracting(value -> value.key().substring(value.key().lastIndexOf('\\') + 1))
                .containsExactly("Client", "Server");
    }

    @Test
    void aKeyBelowOrAnEmptyRowInOsqueryTakesNoSnapshotWithIt() throws IOException {
        // Given
        String key = SCHANNEL.replace("\\", "\\\\");
        String snapshot = "{\"name\":\"pack_tls\",\"hostIdentifier\":\"web01.contoso.example\",\"unixTime\":1537405200,"
                + "\"snapshot\":[{\"key\":\"" + key + "\",\"name\":\"Server\",\"type\":\"subkey\",\"data\":\"\"},"
                + "{\"key\":\"" + key + "\\\\Server\",\"name\":\"(Default)\",\"type\":\"REG_NONE\",\"data\":\"\"},"
                + "{\"key\":\"" + key + "\\\\Server\",\"name\":\"Enabled\",\"type\":\"REG_DWORD\",\"data\":\"0\"},"
                + "{\"name\":\"\",\"version\":\"\",\"publisher\":\"\"},"
                + "{\"name\":\"Microsoft Exchange Server 2016\",\"version\":\"15.1.1\",\"publisher\":\"Microsoft\"}]}\n";

        // When
        Reading reading = Reading.ofText(snapshot);

        // Then
        assertThat(reading.rejected()).isEmpty();
        assertThat(reading.seen(RegistryValue.class))
                .extracting(RegistryValue::name)
                .containsExactly("Enabled");
        assertThat(reading.seen(InstalledProduct.class)).hasSize(1);
    }

    @Test
    void aValueOfNoTypeIsRejectedWithAReasonThatAPersonUnderstands() throws IOException {
        assertThat(Reading.ofText(
                                "{\"inventory_hostname\":\"web01.contoso.example\",\"path\":\"HKLM:\\\\SYSTEM\\\\CurrentControlSet"
                                        + "\\\\Control\\\\SecurityProviders\\\\SCHANNEL\",\"result\":{\"exists\":true,\"properties\":{}},"
                                        + "\"time\":\"2018-09-20T01:00:00Z\"}\n")
                        .rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("ask for one value by its name"));
    }

    // Columns, pages and answers of further versions.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"DeviceId\",\"DeviceName\",\"OS\",\"OSVersion\",\"LastContact\"\n\"d1\",\"PC01\",\"Windows\",\"10.0.19045.5011\",\"2018-09-20 01:00:00.0000000\"\n",
                "Timestamp,DeviceId,DeviceName,OSPlatform,OSBuild,OSVersion\n\"Sep 20, 2018 1:00:00 AM\",d1,PC01,Windows10,19045,10.0\n",
                "{\"value\":[{\"MachineId\":16777400,\"Name\":\"PC01\",\"SMSID\":\"GUID:2\",\"SiteCode\":\"P01\",\"Domain\":\"CONTOSO\",\"IsObsolete\":false,\"LastActiveTime\":\"2018-09-20T01:00:00Z\",\"DeviceOS\":\"Microsoft Windows NT Workstation 10.0\",\"DeviceOSBuild\":\"10.0.19045.5011\"}]}",
                "{\"value\":[{\"id\":\"d1\",\"computerDnsName\":\"PC01\",\"osPlatform\":\"Windows10\",\"version\":\"22H2\",\"osBuild\":null,\"lastSeen\":\"2018-09-20T01:00:00Z\"}]}",
            })
    void readsAListOfDevicesAsItsOtherDoorWritesIt(String list) throws IOException {
        // When
        Reading reading = Reading.ofText(list);

        // Then
        assertThat(reading.findings())
                .extracting(Finding::observedAt)
                .containsOnly(Instant.parse("2018-09-20T01:00:00Z"));
        assertThat(reading.findings())
                .allSatisfy(finding -> assertThat(finding.host().netbios()).isEqualTo("PC01"));
        assertThat(reading.seen(OperatingSystem.class))
                .singleElement()
                .satisfies(system -> assertThat(system.version()).startsWith("10.0.19045"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"TimeGenerated [UTC]\",UserPrincipalName,ClientAppUsed,AuthenticationProcessingDetails\n\"2018-09-20T01:00:00Z\",joe@contoso.example,Other clients,\"[{\"\"key\"\":\"\"Root Key Type\"\",\"\"value\"\":\"\"Unknown\"\"},{\"\"key\"\":\"\"Legacy TLS (TLS 1.0, 1.1, 3DES)\"\",\"\"value\"\":\"\"True\"\"}]\"\n\"2018-09-20T01:00:00Z\",jane@contoso.example,Browser,\"[{\"\"key\"\":\"\"Root Key Type\"\",\"\"value\"\":\"\"Unknown\"\"}]\"\n",
                "{\"records\":[{\"category\":\"SignInLogs\",\"properties\":{\"createdDateTime\":\"2018-09-20T01:00:00Z\",\"userPrincipalName\":\"joe@contoso.example\",\"clientAppUsed\":\"Other clients\",\"authenticationProcessingDetails\":[{\"key\":\"Legacy TLS (TLS 1.0, 1.1, 3DES)\",\"value\":\"True\"}]}},{\"category\":\"SignInLogs\",\"properties\":{\"createdDateTime\":\"2018-09-20T01:00:00Z\",\"userPrincipalName\":\"jane@contoso.example\",\"clientAppUsed\":\"Browser\",\"authenticationProcessingDetails\":[]}}]}",
            })
    void readsALegacySignInWhereverItsDetailsStand(String signIns) throws IOException {
        // When
        Reading reading = Reading.ofText(signIns);

        // Then
        assertThat(reading.rejected()).isEmpty();
        assertThat(reading.seen(Integration.class))
                .extracting(Integration::name)
                .containsExactly("Other clients");
        assertThat(reading.findings())
                .allSatisfy(finding ->
                        assertThat(finding.host().nativeIds()).containsEntry("entra", "joe@contoso.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Nombre de host\",\"Nombre del sistema operativo\",\"Versi\u00F3n del sistema operativo\",\"Id. del producto\",\"Dominio\"\n",
                "\"Nome host\",\"Nome SO\",\"Versione SO\",\"Numero di serie\",\"Dominio\"\n",
            })
    void readsSysteminfoInFurtherLanguages(String header) throws IOException {
        assertThat(told(header
                                + "\"WEB01\",\"Microsoft Windows Server 2012 R2 Standard\",\"6.3.9600 N/D Compilaci\u00F3n 9600\",\"1\",\"contoso.example\"\n")
                        .seen(OperatingSystem.class))
                .extracting(OperatingSystem::version)
                .containsExactly("6.3.9600");
    }

    @Test
    void readsTheListOfProgramsThatARemoteShellCollected() throws IOException {
        assertThat(
                        told("\"PSComputerName\",\"DisplayName\",\"DisplayVersion\",\"Publisher\"\n\"WEB01\",\"Microsoft SQL Server 2014\",\"12.0.2000.8\",\"Microsoft\"\n")
                                .seen(InstalledProduct.class))
                .extracting(InstalledProduct::version)
                .containsExactly("12.0.2000.8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Name\",\"DNSHostName\",\"OperatingSystem\",\"OperatingSystemVersion\",\"LastLogonDate\"\n\"SRV01\",\"srv01.contoso.example\",\"Windows Server 2012 R2 Standard\",\"6.3 (9600)\",\"9/20/2018 1:00:00 AM\"\n",
                "\"Name\",\"OperatingSystem\",\"LastLogonDate\"\n\"SRV01\",\"Windows Server 2012 R2 Standard\",\"9/20/2018 1:00:00 AM\"\n",
                "\"Name\",\"OperatingSystem\",\"lastLogonTimestamp\"\n\"SRV01\",\"Windows Server 2012 R2 Standard\",\"131818788000000000\"\n",
            })
    void readsTheFewColumnsThatPeopleAskADirectoryFor(String computers) throws IOException {
        // When
        Reading reading = Reading.ofText(computers);

        // Then
        assertThat(reading.coverage().format()).isEqualTo("ad-computers");
        assertThat(reading.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.host().netbios()).isEqualTo("SRV01");
            assertThat(finding.observedAt()).isEqualTo("2018-09-20T01:00:00Z");
        });
    }

    @Test
    void saysWhatToDoInsteadOfAListForTheScreen() {
        assertThatThrownBy(() -> Reading.ofText("web01 | SUCCESS => {\n    \"ansible_facts\": {\n"))
                .hasMessageContaining("--tree");
        assertThatThrownBy(
                        () -> Reading.ofText(
                                "Icon\tName\tClient\tSite Code\tClient Activity\tOperating System\n\tWEB01\tYes\tP01\tActive\tWindows\n"))
                .hasMessageContaining("Get-CMDevice");
    }

    @Test
    void saysWhatToDoInsteadOfAQueryOfTheRegistry() {
        assertThatThrownBy(
                        () -> Reading.ofText("\r\n" + SCHANNEL + "\\Server\r\n    Enabled    REG_DWORD    0x0\r\n\r\n"))
                .hasMessageContaining("reg export");
    }
}
