package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host answered to the script of {@code ratchet collect}, out of a file or live. */
class CollectReaderTest {
    private static final Path TWO_HOSTS = Path.of("src", "test", "resources", "formats", "ratchet-collect.txt");

    @Test
    void believesAFileAsAnAgentAndTheHostItselfMore() throws IOException {
        Reading file = Reading.of(TWO_HOSTS);
        Reading live = Reading.of(TWO_HOSTS, new ReadOptions(Format.collected(null), null, "default"));

        assertThat(file.findings())
                .isNotEmpty()
                .allMatch(finding -> finding.report().method() == Method.AGENT);
        assertThat(live.findings())
                .hasSameSizeAs(file.findings())
                .allMatch(finding -> finding.report().method() == Method.REGISTRY);
    }

    @Test
    void tellsEachFactOnceAndWhatIsAbsentToo() throws IOException {
        List<Observation> seen = Reading.of(TWO_HOSTS).findings().stream()
                .filter(finding -> "web01.corp.example".equals(finding.host().fqdn()))
                .map(Finding::observation)
                .toList();

        assertThat(seen)
                .contains(
                        new Observation.RegistryValue("HKLM\\SOFTWARE\\Contoso", "NotThere", RegistryData.ABSENT),
                        new Observation.RegistryValue(
                                "HKLM\\SOFTWARE\\Contoso\\Whole",
                                "A",
                                new RegistryData(RegistryData.Kind.MULTI_STRING, List.of("x", "y"))),
                        new Observation.Service("NoService", "absent"),
                        new Observation.UpdateInstalled("KB3140245", Observation.Presence.ABSENT, null),
                        new Observation.ServerRole("sql-server", "12.1.4232.0"),
                        new Observation.PortOwner(443, "System", "http.sys"),
                        new Observation.Boot(Instant.parse("2018-09-01T03:00:00Z")))
                .filteredOn(one -> one instanceof Observation.RegistryValue value
                        && value.name().equalsIgnoreCase("b"))
                .hasSize(1);
    }

    @Test
    void countsEventsAsTheHostDidAndDatesThemByTheLast() throws IOException {
        List<Finding> failures = Reading.of(TWO_HOSTS).findings().stream()
                .filter(finding -> finding.observation() instanceof Observation.ProtocolFailure)
                .toList();

        assertThat(failures).singleElement().satisfies(one -> {
            assertThat(one.observedAt()).isEqualTo(Instant.parse("2018-09-19T03:00:00Z"));
            assertThat(((Observation.ProtocolFailure) one.observation()).count())
                    .isEqualTo(7);
        });
    }

    @Test
    void rejectsWhatTheHostCouldNotTellAndAnswersThatAreCut() throws IOException {
        Reading whole = Reading.of(Reading.fixture("collect-partly.txt"));
        String cut = Files.readString(TWO_HOSTS).replaceFirst("(?s)RATCHET>>>\\s+\\z", "");
        Reading broken = Reading.ofText(cut);

        assertThat(whole.rejected())
                .singleElement()
                .satisfies(one -> assertThat(one.message()).contains("facts-files", "not ready"));
        Coverage coverage = broken.coverages().get(0);
        assertThat(coverage.complete()).isFalse();
        assertThat(coverage.hosts()).isEqualTo(1);
        assertThat(coverage.records()).isEqualTo(coverage.used() + coverage.ignored() + coverage.rejected());
    }
}
