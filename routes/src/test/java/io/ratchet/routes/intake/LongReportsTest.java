package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports so long that they are read on several threads give what short ones give, in the same order. */
class LongReportsTest {
    private static final int LONG = (int) (3 * HashedBeside.ALONE_BELOW);

    @TempDir
    Path folder;

    /** Everything that was handed on, in its order. */
    private static class Handed implements FindingSink {
        final List<String> records = new ArrayList<>();
        final List<String> hashes = new ArrayList<>();
        final List<Rejected> rejects = new ArrayList<>();
        final List<Hint> hints = new ArrayList<>();

        @Override
        public void finding(Finding finding) {
            records.add(finding.record());
            hashes.add(finding.report().sha256());
        }

        @Override
        public void rejected(Rejected rejected) {
            records.add("-" + rejected.record());
            rejects.add(rejected);
        }

        @Override
        public void hint(Hint hint) {
            hints.add(hint);
        }
    }

    private Coverage read(Path file, FindingSink sink) throws IOException {
        return new ReportReader()
                .read(Delivery.of(file), ReadOptions.plain(), sink)
                .get(0);
    }

    private Path file(String text) throws IOException {
        return Files.write(folder.resolve("report"), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void addUp(Coverage coverage) {
        assertThat(coverage.used() + coverage.ignored() + coverage.rejected()).isEqualTo(coverage.records());
    }

    @Test
    void aLongTableIsHandedOnRowByRowWithItsHash() throws IOException {
        // Given
        StringBuilder table = new StringBuilder(
                "ResourceID,Name,ResourceDomainORWorkgroup,OperatingSystemNameandVersion,AgentTime,Obsolete\n");
        List<String> expected = new ArrayList<>();
        for (int row = 1; table.length() < LONG; row++) {
            boolean bad = row % 1000 == 7;
            table.append(row)
                    .append(",HOST")
                    .append(row)
                    .append(",CORP,Microsoft Windows NT Server 6.3,2018-09-19 01:00:00,")
                    .append(bad ? "perhaps\n" : "0\n");
            expected.add((bad ? "-" : "") + "row[" + row + "]");
        }
        Path file = file(table.toString());
        Handed handed = new Handed();

        // When
        Coverage coverage = read(file, handed);

        // Then
        assertThat(handed.records).isEqualTo(expected);
        assertThat(coverage.sha256()).isEqualTo(Sha256.hex(file));
        assertThat(handed.hashes).containsOnly(coverage.sha256());
        assertThat(coverage.records()).isEqualTo(expected.size());
        assertThat(handed.hints)
                .filteredOn(hint -> hint.hint().equals(Hint.NO_TIME_ZONE))
                .extracting(Hint::count)
                .containsExactly(coverage.used());
        addUp(coverage);
    }

    @Test
    void aLongLogIsHandedOnLineByLine() throws IOException {
        // Given
        StringBuilder log = new StringBuilder();
        List<String> expected = new ArrayList<>();
        long ignored = 0;
        int line = 0;
        while (log.length() < LONG) {
            line++;
            boolean schannel = line % 10 == 1;
            boolean bad = line % 500 == 9;
            log.append("{\"@timestamp\":\"2018-09-19T02:00:00Z\",\"message\":\"")
                    .append("x".repeat(300))
                    .append("\",\"winlog\":{\"channel\":\"System\",\"computer_name\":\"host1.corp.example\",")
                    .append("\"provider_name\":\"")
                    .append(schannel ? "Schannel" : "Service Control Manager")
                    .append("\",\"event_id\":")
                    .append(schannel ? 36880 : 7036)
                    .append(",\"user_data\":{\"Type\":\"server\",\"Protocol\":\"TLS 1.0\"}")
                    // A name twice.
                    .append(bad ? ",\"channel\":1" : "")
                    .append("}}\n");
            if (bad) expected.add("-line[" + line + "]");
            else if (schannel)
                expected.addAll(List.of("line[" + line + "]", "line[" + line + "]")); // event and protocol
            else ignored++;
        }
        log.append("{\"@timestamp\":\"2018-09-19T02");
        expected.add("-line[" + (line + 1) + "]");
        Path file = file(log.toString());
        Handed handed = new Handed();

        // When
        Coverage coverage = read(file, handed);

        // Then
        assertThat(handed.records).isEqualTo(expected);
        assertThat(handed.hashes).containsOnly(Sha256.hex(file));
        assertThat(coverage.ignored()).isEqualTo(ignored);
        assertThat(coverage.complete()).isFalse();
        addUp(coverage);
    }

    @Test
    void aLongScanLosesOnlyTheHostThatIsBrokenAndTellsItsByte() throws IOException {
        // Given
        StringBuilder scan = new StringBuilder("<?xml version=\"1.0\" ?>\n<NessusClientData_v2><Report name=\"a\">\n");
        int hosts = 0;
        int brokenAt = 0;
        int broken = 0;
        while (scan.length() < LONG) {
            hosts++;
            scan.append("<ReportHost name=\"10.1.")
                    .append(hosts / 256)
                    .append('.')
                    .append(hosts % 256)
                    .append("\"><HostProperties><tag name=\"HOST_END_TIMESTAMP\">1537319100</tag></HostProperties>");
            // An umlaut of Windows-1252 and a control character in what is passed over.
            scan.append("<ReportItem port=\"1\" protocol=\"tcp\" pluginID=\"1\"><description>")
                    .append(hosts % 100 == 50 ? "\u00FC\u0001" : "")
                    .append("x".repeat(2_000))
                    .append("</description></ReportItem>")
                    .append(
                            "<ReportItem port=\"443\" protocol=\"tcp\" pluginID=\"104743\" pluginName=\"TLS Version 1.0 Protocol Detection\"/>");
            if (broken == 0 && scan.length() > LONG / 2) {
                broken = hosts;
                brokenAt = scan.length();
                scan.append("<ReportItem <");
            }
            scan.append("</ReportHost>\n");
        }
        scan.append("</Report></NessusClientData_v2>\n");
        Handed handed = new Handed();

        // When
        Coverage coverage = read(file(scan.toString()), handed);

        // Then
        List<String> expected = new ArrayList<>();
        for (int host = 1; host <= hosts; host++) {
            expected.add("ReportHost[" + host + "]/ReportItem[2]");
            if (host == broken) expected.add("-" + handed.rejects.get(0).record());
        }
        assertThat(handed.records).isEqualTo(expected);
        assertThat(handed.rejects).hasSize(1);
        String lost = handed.rejects.get(0).record();
        assertThat(Integer.parseInt(lost.substring(lost.lastIndexOf('-') + 1)))
                .isBetween(brokenAt, brokenAt + "<ReportItem <".length());
        long mended = hosts / 100 + (hosts % 100 >= 50 ? 1 : 0);
        assertThat(handed.hints).extracting(Hint::count).containsExactly(mended, mended);
        addUp(coverage);
    }

    @Test
    void whoRefusesAFindingIsGivenNoOther() throws IOException {
        // Given
        StringBuilder table = new StringBuilder("ResourceID,Name,ResourceDomainORWorkgroup,AgentTime\n");
        for (int row = 1; table.length() < LONG; row++)
            table.append(row).append(",HOST").append(row).append(",CORP,2018-09-19 01:00:00\n");
        Path file = file(table.toString());
        Handed handed = new Handed() {
            @Override
            public void finding(Finding finding) {
                super.finding(finding);
                if (records.size() == 3) throw new IllegalStateException("full");
            }
        };

        // When, Then
        assertThatThrownBy(() -> read(file, handed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("full");
        assertThat(handed.records).containsExactly("row[1]", "row[2]", "row[3]");
    }
}
