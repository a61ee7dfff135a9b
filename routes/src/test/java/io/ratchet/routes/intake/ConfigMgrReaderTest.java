package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import io.ratchet.domain.finding.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigMgrReaderTest {
    private static final String HEADER =
            "ResourceID,Name,NetbiosName,ResourceDomainORWorkgroup,ResourceNames,IPAddresses,"
                    + "OperatingSystemNameandVersion,Obsolete,LastActiveTime\r\n";

    @Test
    void readsEveryEncodingThatPowerShellWrites() throws IOException {
        // Given
        String table = HEADER + row("1", "Server 2012 R2", "2018-09-01 02:00:00");

        // Then
        assertThat(Reading.of(("\uFEFF" + table).getBytes(StandardCharsets.UTF_16LE), ReadOptions.plain())
                        .findings())
                .hasSize(1);
        assertThat(Reading.of(("\uFEFF" + table).getBytes(StandardCharsets.UTF_16BE), ReadOptions.plain())
                        .findings())
                .hasSize(1);
        assertThat(Reading.of(("\uFEFF" + table).getBytes(StandardCharsets.UTF_8), ReadOptions.plain())
                        .findings())
                .hasSize(1);
        assertThat(Reading.ofText(table).findings()).hasSize(1);
        assertThat(Reading.ofText("#TYPE Selected.Microsoft.SMS\r\n" + table.replace(',', ';'))
                        .findings())
                .hasSize(1);
    }

    @Test
    void readsTheColumnsOfTheSqlViewUnderTheirOwnNames() throws IOException {
        // When
        Finding finding = Reading.ofText(
                        "ResourceID,Name0,Netbios_Name0,Resource_Domain_OR_Workgr0,Operating_System_Name_and0,Build01,Obsolete0,AgentTime,AgentSite\n"
                                + "5,WEB01,WEB01,CORP,Microsoft Windows NT Server 10.0,10.0.17763,0,2018-09-01 02:00:00,P01\n")
                .findings()
                .get(0);

        // Then
        assertThat(finding.host().domain()).isEqualTo("CORP");
        assertThat(((OperatingSystem) finding.observation()).version()).isEqualTo("10.0.17763");
        assertThat(finding.report().source()).isEqualTo("configmgr@P01");
        assertThat(finding.report().method()).isEqualTo(Method.AGENT);
    }

    @ParameterizedTest
    @CsvSource({
        "Microsoft Windows NT Server 6.1, 6.1, 3",
        "Microsoft Windows NT Workstation 6.1, 6.1, 1",
        "Microsoft Windows Server 2012 R2 Standard, 6.3, 3",
        "Microsoft Windows Server 2016 Datacenter, 10.0.14393, 3",
        "Windows 10 Enterprise 1809, unknown, 1",
        "Windows 8.1 Pro, 6.3, 1",
    })
    void believesOfANameOnlyWhatItFixes(String caption, String version, int productType) throws IOException {
        // When
        Reading reading = Reading.ofText(HEADER + row("1", caption, "2018-09-01 02:00:00"));

        // Then
        assertThat(reading.seen(OperatingSystem.class)).singleElement().satisfies(os -> {
            assertThat(os.version()).isEqualTo(version);
            assertThat(os.productType()).isEqualTo(productType);
            assertThat(os.caption()).isEqualTo(caption);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "08/31/2018 02:00:00, 2018-08-31T02:00:00Z",
        "31/08/2018 22:00:00, 2018-08-31T22:00:00Z",
        "9/1/2018 2:00:00 PM, 2018-09-01T14:00:00Z",
        "2018-09-01 02:00:00, 2018-09-01T02:00:00Z",
        "2018-09-01T02:00:00, 2018-09-01T02:00:00Z",
        "31.08.2018 22:00:00, 2018-08-31T22:00:00Z",
        "20180901020000.000000+120, 2018-09-01T00:00:00Z",
        "20180901020000.000000+***, 2018-09-01T02:00:00Z",
    })
    void readsTheTimesOfWmiAndOfCultures(String time, String instant) throws IOException {
        assertThat(Reading.ofText(HEADER + row("1", "x", time))
                        .findings()
                        .get(0)
                        .observedAt())
                .isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource({"31/31/2018 22:00:00", "20189999999999.000000+000", "yesterday", "09/01/1601 00:00:00"})
    void rejectsATimeThatIsNoneAndGoesOn(String time) throws IOException {
        // When
        Reading reading = Reading.ofText(HEADER + row("1", "x", time) + row("2", "x", "2018-09-01 02:00:00"));

        // Then
        assertThat(reading.rejected())
                .extracting(Rejected::record, Rejected::reason)
                .containsExactly(tuple("row[1]", "INTAKE-BAD-VALUE"));
        assertThat(reading.findings()).hasSize(1);
    }

    @Test
    void picksTheAddressThatTellsAMachineApart() throws IOException {
        // When
        HostRef host = Reading.ofText(
                        HEADER
                                + "1,WEB01,WEB01,CORP,\"web01;web01.corp.example\",\"fe80::1;169.254.3.4;2001:db8::5;10.1.0.5\",x,0,2018-09-01 02:00:00\r\n")
                .findings()
                .get(0)
                .host();

        // Then
        assertThat(host.ip()).isEqualTo("10.1.0.5");
        assertThat(host.fqdn()).isEqualTo("web01.corp.example");
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsLineOnly() throws IOException {
        // When
        Reading reading = Reading.ofText(
                HEADER + row("1", "x", "2018-09-01 02:00:00") + "2,\"WEB02,WEB02,CORP,,,x,0,2018-09-01 02:00:00\r\n"
                        + row("3", "x", "2018-09-01 02:00:00") + row("4", "x", "2018-09-01 02:00:00"));

        // Then
        assertThat(reading.findings()).hasSize(3);
        assertThat(reading.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.record()).isEqualTo("row[2]");
            assertThat(rejected.excerpt()).contains("WEB02");
        });
        assertThat(reading.coverage().complete()).isTrue();
    }

    @Test
    void readsACellThatRunsOverLines() throws IOException {
        // When
        Reading reading =
                Reading.ofText(HEADER + "1,WEB01,WEB01,CORP,,,\"Server \"\"2012\r\nR2\"\"\",0,2018-09-01 02:00:00\r\n"
                        + row("2", "x", "2018-09-01 02:00:00"));

        // Then
        assertThat(reading.seen(OperatingSystem.class))
                .extracting(OperatingSystem::caption)
                .containsExactly("Server \"2012\nR2\"", "x");
    }

    @Test
    void rejectsARowWithShiftedCells() throws IOException {
        // When
        Reading reading = Reading.ofText(
                HEADER + "1,WEB01,WEB01,CORP,web01.corp.example,10.0.0.5,10.0.0.6,x,0,2018-09-01 02:00:00\r\n");

        // Then
        assertThat(reading.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.message()).contains("10 cells and the header 9"));
    }

    @Test
    void saysThatTheTableBreaksOff() throws IOException {
        // Given
        String table = HEADER + row("1", "x", "2018-09-01 02:00:00") + row("2", "x", "2018-09-01 02:00:00");

        // When
        Reading reading = Reading.ofText(table.substring(0, table.length() - 30));

        // Then
        assertThat(reading.findings()).hasSize(1);
        assertThat(reading.rejected()).extracting(Rejected::reason).containsExactly("INTAKE-TRUNCATED");
        assertThat(reading.coverage().complete()).isFalse();
    }

    @Test
    void passesOverMachinesThatAreGone() throws IOException {
        // When
        Reading reading =
                Reading.ofText(HEADER + row("1", "x", "2018-09-01 02:00:00").replace(",0,", ",True,") + ",,,,,,,,\r\n");

        // Then
        assertThat(reading.coverage().ignored()).isEqualTo(2);
        assertThat(reading.coverage().used()).isZero();
    }

    private static String row(String id, String caption, String time) {
        return id + ",WEB0" + id + ",WEB0" + id + ",CORP,web0" + id + ".corp.example,10.0.0.5," + caption + ",0," + time
                + "\r\n";
    }
}
