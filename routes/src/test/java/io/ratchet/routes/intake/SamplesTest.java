package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Other people's reports, where they lie beside the project: {@code ../shared/samples}. */
class SamplesTest {
    private static final Path SAMPLES = Path.of("..", "..", "shared", "samples");

    @TestFactory
    Stream<DynamicTest> readsEverySampleAndCountsEveryRecord() throws IOException {
        assumeTrue(Files.isDirectory(SAMPLES), "skipped: the samples are not beside the project");
        List<String> folders = List.of(
                "real/nessus",
                "constructed/scanner",
                "constructed/inventory",
                "constructed/siem",
                "real/nmap",
                "generated/run1_before/nmap");
        return folders.stream()
                .map(SAMPLES::resolve)
                .filter(Files::isDirectory)
                .flatMap(SamplesTest::files)
                .map(file -> DynamicTest.dynamicTest(SAMPLES.relativize(file).toString(), () -> {
                    Reading reading = Reading.of(file);
                    assertThat(reading.coverages())
                            .isNotEmpty()
                            .allSatisfy(coverage -> assertThat(coverage.records())
                                    .isEqualTo(coverage.used() + coverage.ignored() + coverage.rejected()));
                    assertThat(reading.coverages().stream()
                                    .mapToLong(c -> c.findings())
                                    .sum())
                            .isEqualTo(reading.findings().size());
                }));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString()
                            .matches(".*(\\.nessus(\\.gz)?|configmgr.*\\.csv|winlogbeat.*\\.ndjson|nmap/.*\\.xml)"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void seesWithNmapWhatTheLabKnewToBeTrue() throws IOException {
        Path truth = SAMPLES.resolve("generated/expected_observations.csv");
        assumeTrue(Files.exists(truth), "skipped: the samples are not beside the project");
        Map<String, Map<Protocol, OfferState>> seen = new TreeMap<>();
        for (Finding finding : Reading.of(SAMPLES.resolve("generated/run1_before/nmap/lab_ip.xml"))
                .findings())
            if (finding.observation() instanceof ProtocolOffer offer)
                seen.computeIfAbsent(finding.host().ip() + ":" + offer.port(), key -> new TreeMap<>())
                        .put(offer.protocol(), offer.state());
        int compared = 0;
        for (String line : Files.readAllLines(truth)) {
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
}
