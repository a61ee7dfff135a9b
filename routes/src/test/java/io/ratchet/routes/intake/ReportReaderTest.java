package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import io.ratchet.domain.finding.Observation.ProtocolFailure;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatANessusScanProvesAndNothingElse() throws IOException {
        Reading reading = Reading.of(Reading.fixture("scan.nessus"));
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::port, ProtocolOffer::protocol, ProtocolOffer::state)
                .containsExactly(
                        tuple(443, Protocol.TLS_1_0, OfferState.OFFERED),
                        tuple(443, Protocol.TLS_1_2, OfferState.OFFERED),
                        tuple(3389, Protocol.SSL_3, OfferState.NOT_OFFERED),
                        tuple(3389, Protocol.TLS_1_0, OfferState.OFFERED),
                        tuple(3389, Protocol.TLS_1_1, OfferState.NOT_OFFERED),
                        tuple(3389, Protocol.TLS_1_2, OfferState.OFFERED));
        Finding first = reading.findings().get(0);
        assertThat(first.host().fqdn()).isEqualTo("web01.contoso.example");
        assertThat(first.host().netbios()).isEqualTo("WEB01");
        assertThat(first.observedAt()).isEqualTo("2018-09-19T01:05:00Z");
        assertThat(first.report().source()).isEqualTo("nessus@weekly");
        assertThat(first.report().method()).isEqualTo(Method.UNAUTHENTICATED);
    }

    @Test
    void doesNotBelieveAPlugInThatGoesByAnotherName() throws IOException {
        Reading reading = Reading.of(Reading.fixture("scan.nessus"));
        assertThat(reading.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.reason()).isEqualTo("INTAKE-BAD-VALUE");
            assertThat(rejected.message()).contains("OpenSSL 1.0.2 detection");
        });
        assertThat(reading.coverage().records()).isEqualTo(5);
    }

    @Test
    void readsWhatNmapTriedAndWhatItFound() throws IOException {
        Reading reading = Reading.of(Reading.fixture("scan-nmap.xml"));
        assertThat(reading.seen(ProtocolOffer.class))
                .extracting(ProtocolOffer::protocol, ProtocolOffer::state)
                .containsExactly(
                        tuple(Protocol.SSL_3, OfferState.NOT_OFFERED),
                        tuple(Protocol.TLS_1_0, OfferState.OFFERED),
                        tuple(Protocol.TLS_1_1, OfferState.NOT_OFFERED),
                        tuple(Protocol.TLS_1_2, OfferState.OFFERED),
                        tuple(Protocol.TLS_1_3, OfferState.UNKNOWN));
        assertThat(reading.coverage().ignored())
                .as("the port without the script")
                .isEqualTo(1);
    }

    @Test
    void keepsTheRoleOfASchannelEvent() throws IOException {
        Reading reading = Reading.of(Reading.fixture("events.ndjson"));
        assertThat(reading.seen(ProtocolUse.class)).singleElement().satisfies(use -> {
            assertThat(use.direction()).isEqualTo(Direction.OUTBOUND);
            assertThat(use.protocol()).isEqualTo(Protocol.TLS_1_0);
            assertThat(use.test()).isFalse();
        });
        assertThat(reading.seen(ProtocolFailure.class))
                .singleElement()
                .satisfies(failure -> assertThat(failure.alert()).isEqualTo(70));
        assertThat(reading.findings().get(0).host().fqdn())
                .as("not the collector")
                .isEqualTo("web01.contoso.example");
        assertThat(reading.coverage().used()).isEqualTo(2);
        assertThat(reading.coverage().ignored()).isEqualTo(1);
        assertThat(reading.rejected())
                .extracting(Rejected::reason)
                .containsExactly("INTAKE-BAD-VALUE", "INTAKE-BAD-VALUE");
    }

    @Test
    void readsConfigMgrInUtf16WithItsTypeLine() throws IOException {
        Path file = folder.resolve("export.csv");
        Files.write(
                file,
                ("\uFEFF#TYPE Selected.System.Management.ManagementObject\r\n"
                                + "\"ResourceID\",\"Name\",\"NetbiosName\",\"ResourceDomainORWorkgroup\",\"ResourceNames\",\"SMBIOSGUID\",\"IPAddresses\",\"OperatingSystemNameandVersion\",\"Obsolete\",\"LastActiveTime\"\r\n"
                                + "\"1\",\"WEB01\",\"WEB01\",\"CORP\",\"web01.corp.example\",\"775C1E42-110A-3322-4455-66778899AA01\",\"10.0.0.5;fe80::1\",\"Microsoft Windows NT Server 6.1\",\"0\",\"2018-09-01 02:00:00\"\r\n"
                                + "\"2\",\"OLD\",\"OLD\",\"CORP\",\"\",\"\",\"\",\"\",\"1\",\"2018-09-01 02:00:00\"\r\n"
                                + "\"3\",\"WEB03\",\"WEB03\",\"CORP\",\"System.String[]\",\"\",\"System.String[]\",\"\",\"0\",\"2018-09-01 02:00:00\"\r\n"
                                + "\"x\",\"WEB04\",\"WEB04\",\"CORP\",\"\",\"\",\"\",\"\",\"0\",\"2018-09-01 02:00:00\"\r\n")
                        .getBytes(StandardCharsets.UTF_16LE));
        Reading reading = Reading.of(file);
        assertThat(reading.seen(OperatingSystem.class)).singleElement().satisfies(os -> {
            assertThat(os.version()).isEqualTo("6.1");
            assertThat(os.productType()).isEqualTo(3);
        });
        Finding finding = reading.findings().get(0);
        assertThat(finding.host().ip()).isEqualTo("10.0.0.5");
        assertThat(finding.host().nativeIds()).containsEntry("configmgr", "1");
        assertThat(finding.observedAt()).isEqualTo("2018-09-01T02:00:00Z");
        assertThat(reading.coverage().ignored()).isEqualTo(1);
        assertThat(reading.rejected()).extracting(Rejected::record).containsExactly("row[3]", "row[4]");
    }

    @Test
    void readsFindingsInTheWordsOfTheContract() throws IOException {
        Reading reading = Reading.of(Reading.fixture("findings.ndjson"));
        assertThat(reading.seen(RegistryValue.class))
                .singleElement()
                .satisfies(value -> assertThat(value.data().value()).isEqualTo(4294967295L));
        assertThat(reading.findings().get(0).report().source()).isEqualTo("osquery@hq");
        assertThat(reading.rejected())
                .extracting(Rejected::reason)
                .containsExactly("INTAKE-NO-HOST", "INTAKE-BAD-VALUE");
    }

    @Test
    void takesTheGivenTimeWhereARecordHasNone() throws IOException {
        Path file = folder.resolve("scan.nessus");
        Files.writeString(
                file, Files.readString(Reading.fixture("scan.nessus")).replaceAll("<tag name=\"HOST_[^\\n]*\\n", ""));
        Instant given = Instant.parse("2018-09-20T00:00:00Z");
        assertThat(Reading.of(file).rejected()).extracting(Rejected::reason).contains("INTAKE-NO-TIME");
        assertThat(Reading.of(file, new ReadOptions(null, given, "hq")).findings())
                .isNotEmpty()
                .allSatisfy(finding -> {
                    assertThat(finding.observedAt()).isEqualTo(given);
                    assertThat(finding.host().zone()).isEqualTo("hq");
                });
    }

    @Test
    void honoursNoEntityAndNoDtd() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "TOP SECRET");
        Path file = folder.resolve("evil.nessus");
        Files.writeString(
                file,
                "<?xml version=\"1.0\"?><!DOCTYPE NessusClientData_v2 [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>"
                        + "<NessusClientData_v2><Report name=\"&x;\"><ReportHost name=\"&x;\"/></Report></NessusClientData_v2>");
        Reading reading = Reading.of(file);
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.rejected())
                .isNotEmpty()
                .noneMatch(rejected -> rejected.toString().contains("TOP SECRET"));
        assertThat(reading.coverage().complete()).isFalse();
    }

    @Test
    void readsInsideGzipAndZip() throws IOException {
        byte[] scan = Files.readAllBytes(Reading.fixture("scan.nessus"));
        Path gzip = folder.resolve("scan");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            out.write(scan);
        }
        Path zip = folder.resolve("bundle");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("a/scan.nessus"));
            out.write(scan);
            out.putNextEntry(new ZipEntry("b/events.ndjson"));
            out.write(Files.readAllBytes(Reading.fixture("events.ndjson")));
        }
        int alone = Reading.of(Reading.fixture("scan.nessus")).findings().size();
        assertThat(Reading.of(gzip).findings()).hasSize(alone);
        assertThat(Reading.of(zip).coverages())
                .extracting(coverage -> coverage.format())
                .containsExactly("nessus", "winlogbeat");
    }

    @Test
    void refusesAnArchiveThatSwells() throws IOException {
        Path bomb = folder.resolve("bomb.gz");
        byte[] zeros = new byte[1 << 20];
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            for (int i = 0; i < 64; i++) out.write(zeros);
        }
        assertThatThrownBy(() -> Reading.of(bomb))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("INTAKE-TOO-LARGE");
    }

    @Test
    void saysWhatItKnowsWhenItKnowsNotTheFormat() {
        assertThatThrownBy(() -> Reading.of(Files.writeString(folder.resolve("x.txt"), "Dear Sir or Madam")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("nessus, nmap, configmgr, winlogbeat, findings");
    }

    @Property(tries = 120)
    void losesNoRecordWhereverAReportBreaksOff(Draw draw) throws IOException {
        int length = draw.between(60, 2900);
        for (String name : new String[] {"scan.nessus", "scan-nmap.xml", "events.ndjson", "findings.ndjson"}) {
            byte[] whole = Files.readString(Reading.fixture(name)).strip().getBytes(StandardCharsets.UTF_8);
            Path cut = Files.createTempFile("ratchet-cut", ".part");
            Files.write(cut, Arrays.copyOf(whole, Math.min(length, whole.length)));
            try {
                ReadOptions options = new ReadOptions(Format.sniff(whole).orElseThrow(), null, "default");
                Reading reading = Reading.of(cut, options);
                assertThat(reading.coverage().findings())
                        .isEqualTo(reading.findings().size());
                assertThat(reading.coverage().rejected())
                        .isEqualTo(reading.rejected().size());
                if (length < whole.length && name.startsWith("scan"))
                    assertThat(reading.coverage().complete()).isFalse();
            } finally {
                Files.delete(cut);
            }
        }
    }
}
