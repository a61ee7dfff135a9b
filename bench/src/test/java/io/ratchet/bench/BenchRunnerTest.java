package io.ratchet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BenchRunnerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void listsEveryBenchmarkWhenNoneIsNamed() {
        assertThat(run(Benchmarks.all(), List.of(), false)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("audit ");
    }

    @Test
    void printsOneLineOfJsonForEach() throws Exception {
        // When
        int exit = run(List.of(constant()), List.of("constant"), true);

        // Then
        JsonNode line = new ObjectMapper().readTree(out.toByteArray());
        assertThat(exit).isZero();
        assertThat(line.path("schema").asText()).isEqualTo("ratchet.bench/1");
        assertThat(line.path("name").asText()).isEqualTo("constant");
        assertThat(line.at("/figures/0/value").asDouble()).isEqualTo(1234.5);
        assertThat(line.at("/figures/0/compared/with").asText()).isEqualTo("half of it");
        assertThat(line.at("/figures/0/compared/ratio").asDouble()).isEqualTo(2);
        assertThat(line.path("machine").asText()).contains("Java");
    }

    @Test
    void printsATableForPeople() {
        // When
        run(List.of(constant()), List.of("constant"), false);

        // Then
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("constant   things per second")
                .contains("1,234.5 1/s    2.00 of half of it (617.3)");
    }

    @Test
    void namesWhatThereIsWhenAskedForWhatThereIsNot() {
        assertThat(run(List.of(constant()), List.of("constant", "speed"), false))
                .isEqualTo(2);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no benchmark 'speed'; there are: constant.");
    }

    @Test
    @Tag("slow")
    void measuresThePagesOnBothDatabases() {
        // When
        List<Measurement.Figure> figures = new PagesBenchmark().run(true);

        // Then
        for (String database : List.of("H2", "PostgreSQL"))
            assertThat(figures)
                    .extracting(Measurement.Figure::what)
                    .contains(
                            "queue, " + database + " p95",
                            "queue, " + database + " CPU",
                            "findings, " + database + " p50",
                            "GET tickets?limit=100, " + database + " size",
                            "approving 300 plans in one action, " + database)
                    .anyMatch(what -> what.startsWith("over 200 ms, " + database + ": "));
        assertThat(figures)
                .filteredOn(figure -> List.of("ms", "s", "kB").contains(figure.unit()))
                .allSatisfy(figure -> assertThat(figure.value()).isPositive());
    }

    @Test
    void measuresTheAuditLog() {
        // When
        List<Measurement.Figure> figures = AuditBenchmark.measured().run(true);

        // Then
        assertThat(figures)
                .hasSize(6)
                .allSatisfy(figure -> assertThat(figure.value()).isPositive());
        assertThat(figures.get(1).compared()).isNotNull();
    }

    @Test
    @Tag("slow")
    void measuresWhatOneFindingCostsBesideTheWholeRound() {
        // When
        List<Measurement.Figure> figures = new LedgerBenchmark().run(true);

        // Then
        assertThat(figures)
                .extracting(Measurement.Figure::what)
                .contains(
                        "one finding to decision p95",
                        "whole round CPU over one finding CPU",
                        "heap MiB at 200 assets",
                        "findings per second from empty, H2",
                        "findings per second from empty, PostgreSQL",
                        "bytes a new finding, H2",
                        "bytes a repeated finding, H2",
                        "bytes a new finding, PostgreSQL",
                        "bytes a repeated finding, PostgreSQL");
        assertThat(figures).allSatisfy(figure -> assertThat(figure.value()).isPositive());
    }

    @Test
    @Tag("slow")
    void measuresTheTicketsBesideTheServersOwnRate() {
        // When
        List<Measurement.Figure> figures = TicketsBenchmark.alone().run(true);

        // Then
        assertThat(figures)
                .extracting(Measurement.Figure::what)
                .contains(
                        "200 decisions are tickets in a stand-in for Redmine",
                        "tickets per second",
                        "deciding with tickets");
        assertThat(figures).allSatisfy(figure -> assertThat(figure.value()).isPositive());
    }

    private int run(List<Measurement> benchmarks, List<String> names, boolean json) {
        return new BenchRunner(benchmarks, new PrintStream(out, true), new PrintStream(err, true))
                .start(names, json, true);
    }

    private static Measurement constant() {
        return new Measurement() {
            @Override
            public String name() {
                return "constant";
            }

            @Override
            public String about() {
                return "Always the same.";
            }

            @Override
            public List<Figure> run(boolean quick) {
                return List.of(new Figure("things per second", 1234.5, "1/s", null).comparedWith("half of it", 617.25));
            }
        };
    }
}
