package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.Finding;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every format has a small report of its own here, is known by it, and gives what the golden file says. */
class FormatsTest {
    static final Path REPORTS = Path.of("src", "test", "resources", "formats");
    private static final Path GOLDEN = Path.of("src", "test", "resources", "formats-golden.ndjson");
    private static final Path PAGE = Path.of("..", "docs", "formats.md");

    /** What a person says of reports that do not name their machine or their time. */
    static final ReadOptions TOLD =
            new ReadOptions(null, Instant.parse("2018-09-20T12:00:00Z"), "default").about("web09.contoso.example");

    @TestFactory
    Stream<DynamicTest> knowsEachFormatByItsContent() {
        Map<String, Path> reports = reports();
        return Formats.shipped().all().stream()
                .map(format -> DynamicTest.dynamicTest(format.wire(), () -> {
                    // Given
                    Path report = reports.get(format.wire());
                    assertThat(report).as("a report of " + format.wire()).isNotNull();

                    // When
                    Reading reading = Reading.of(report, TOLD);

                    // Then
                    assertThat(reading.coverage().format()).isEqualTo(format.wire());
                    assertThat(reading.coverage().used()).isPositive();
                    assertThat(reading.coverage().complete()).isTrue();
                    assertThat(reading.rejected()).isEmpty();
                }));
    }

    @Test
    void givesTheFindingsOfTheGoldenFile() throws IOException {
        // When
        StringBuilder seen = new StringBuilder();
        for (Map.Entry<String, Path> report : reports().entrySet())
            for (Finding finding : Reading.of(report.getValue(), TOLD).findings())
                seen.append(Json.line(FindingJson.write(finding))).append('\n');

        // Then
        held(GOLDEN, seen.toString());
    }

    @Test
    void namesEachMappingAfterItsFormat() {
        assertThat(Formats.shipped().all())
                .filteredOn(format -> format.reader() instanceof MappedReader)
                .hasSizeGreaterThan(25)
                .allSatisfy(format -> assertThat(
                                ((MappedReader) format.reader()).mapping().format())
                        .isEqualTo(format.wire()));
    }

    @Test
    void thePageListsEveryFormat() throws IOException {
        assertThat(Formats.shipped().all()).hasSizeGreaterThanOrEqualTo(25);
        held(PAGE, FormatsPage.of(Formats.shipped()));
    }

    @Test
    void readsEachTableAsAWorkbookWouldBeRead() throws IOException {
        // Given
        Reading table = Reading.of(REPORTS.resolve("software-list.csv"), TOLD);

        // When
        Reading workbook = Reading.of(
                Workbook.of(List.of(
                        List.of("Computer", "Product", "Version", "Publisher", "Last scan"),
                        List.of(
                                "web01.contoso.example",
                                "Skype for Business Server 2015, Core Components",
                                "6.0.9319.259",
                                "Microsoft",
                                43363.0))),
                TOLD);

        // Then
        assertThat(workbook.coverage().format()).isEqualTo("software-list");
        assertThat(workbook.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.observation()).isEqualTo(table.findings().get(0).observation());
            assertThat(finding.observedAt()).isEqualTo("2018-09-20T00:00:00Z");
        });
    }

    private static void held(Path file, String text) throws IOException {
        if ("update".equals(System.getProperty("golden"))) Files.writeString(file, text);
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    /** By the name of the format. */
    static Map<String, Path> reports() {
        Map<String, Path> reports = new TreeMap<>();
        try (Stream<Path> files = Files.list(REPORTS)) {
            files.forEach(file -> {
                String name = file.getFileName().toString();
                reports.put(name.substring(0, name.lastIndexOf('.')), file);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reports;
    }
}
