package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every report is read whole, and what a scan says is what is true: our own reports, and beyond them those of other
 * people where they lie beside the project in {@code ../shared/samples}.
 */
class SamplesTest {
    private static final Path OWN = Path.of("src", "test", "resources", "intake");
    private static final Path OTHERS = Path.of("..", "..", "shared", "samples");
    private static final String ABSENT = "other people's reports do not lie beside the project in ../shared/samples";

    @TempDir
    static Path folder;

    @TestFactory
    Stream<DynamicTest> readsEveryReportOfOursAndCountsEveryRecord() throws IOException {
        return Stream.concat(files(OWN), Stream.of(packed(), bundled())).map(file -> counted(file, file.getFileName()));
    }

    @TestFactory
    Stream<DynamicTest> readsEveryReportOfOthersAndCountsEveryRecord() {
        assumeTrue(Files.isDirectory(OTHERS), ABSENT);
        List<String> folders = List.of(
                "real/nessus",
                "constructed/scanner",
                "constructed/inventory",
                "constructed/siem",
                "real/nmap",
                "generated/run1_before/nmap");
        return folders.stream()
                .map(OTHERS::resolve)
                .filter(Files::isDirectory)
                .flatMap(SamplesTest::files)
                .filter(file -> file.toString()
                        .matches(".*(\\.nessus(\\.gz)?|configmgr.*\\.csv|winlogbeat.*\\.ndjson|nmap/.*\\.xml)"))
                .map(file -> counted(file, OTHERS.relativize(file)));
    }

    @Test
    void seesWithNmapWhatIsTrueOfOurLab() throws IOException {
        // Given
        Map<String, Map<Protocol, OfferState>> seen = offers(OWN.resolve("lab-nmap.xml"));

        for (String line : lines(Path.of("src", "test", "resources", "lab-truth.csv"))) {
            // When
            String[] cell = line.split(",");
            Map<Protocol, OfferState> offers = seen.getOrDefault(cell[0], Map.of());

            // Then
            for (Protocol protocol : Protocol.values())
                assertThat(offers.getOrDefault(protocol, OfferState.UNKNOWN))
                        .as("%s in %s", protocol, line)
                        .isEqualTo(state(cell[1 + protocol.ordinal()]));
        }
    }

    @Test
    void seesWithNmapWhatIsTrueOfTheLabOfOthers() throws IOException {
        Path truth = OTHERS.resolve("generated/expected_observations.csv");
        assumeTrue(Files.exists(truth), ABSENT);
        Map<String, Map<Protocol, OfferState>> seen = offers(OTHERS.resolve("generated/run1_before/nmap/lab_ip.xml"));
        int compared = 0;
        for (String line : lines(truth)) {
            String[] cell = line.split(",", -1);
            if (!cell[1].equals("nmap") || !cell[2].equals("lab_ip.xml")) continue;
            Map<Protocol, OfferState> offers = seen.get(cell[3] + ":" + cell[5]);
            if (offers == null) continue;
            for (int i = 1; i < Protocol.values().length; i++) {
                String expected = cell[6 + i];
                OfferState state = offers.getOrDefault(Protocol.values()[i], OfferState.UNKNOWN);
                if (expected.equals("yes")) assertThat(state).as(line).isEqualTo(OfferState.OFFERED);
                if (expected.equals("no")) assertThat(state).as(line).isNotEqualTo(OfferState.OFFERED);
                if (expected.equals("unknown")) assertThat(state).as(line).isEqualTo(OfferState.UNKNOWN);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20);
    }

    private static DynamicTest counted(Path file, Path name) {
        return DynamicTest.dynamicTest(name.toString(), () -> {
            Reading reading = Reading.of(file);
            assertThat(reading.coverages())
                    .isNotEmpty()
                    .allSatisfy(coverage -> assertThat(coverage.records())
                            .isPositive()
                            .isEqualTo(coverage.used() + coverage.ignored() + coverage.rejected()));
            assertThat(reading.coverages().stream()
                            .mapToLong(coverage -> coverage.findings())
                            .sum())
                    .isEqualTo(reading.findings().size());
        });
    }

    private static Path packed() throws IOException {
        Path file = folder.resolve("scan.nessus.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            Files.copy(OWN.resolve("scan.nessus"), out);
        }
        return file;
    }

    private static Path bundled() throws IOException {
        Path file = folder.resolve("bundle.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Path one : files(OWN).toList()) {
                out.putNextEntry(new ZipEntry(one.getFileName().toString()));
                Files.copy(one, out);
            }
        }
        return file;
    }

    private static Map<String, Map<Protocol, OfferState>> offers(Path report) throws IOException {
        Map<String, Map<Protocol, OfferState>> seen = new TreeMap<>();
        for (Finding finding : Reading.of(report).findings())
            if (finding.observation() instanceof ProtocolOffer offer)
                seen.computeIfAbsent(finding.host().ip() + ":" + offer.port(), key -> new TreeMap<>())
                        .put(offer.protocol(), offer.state());
        return seen;
    }

    private static OfferState state(String word) {
        return switch (word) {
            case "yes" -> OfferState.OFFERED;
            case "no" -> OfferState.NOT_OFFERED;
            default -> OfferState.UNKNOWN;
        };
    }

    private static List<String> lines(Path table) throws IOException {
        return Files.readAllLines(table).stream().skip(1).toList();
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
