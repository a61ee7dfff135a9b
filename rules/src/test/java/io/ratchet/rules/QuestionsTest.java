package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.plan.Questions;
import io.ratchet.rules.catalogue.Sight;
import io.ratchet.wire.OrganisationFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of a host is what the rules can miss: nothing less, or collecting would not help. */
class QuestionsTest {
    private static final RuleBook BOOK = RuleBook.shipped();
    private static final Questions ASKED = BOOK.questions();
    private static final Instant NOW = Instant.parse("2018-09-20T22:00:00Z");
    private static final ReportRef REPORT =
            new ReportRef(Sha256.hex("asked"), "ratchet-collect", "ratchet-collect", NOW, Method.REGISTRY);

    @ParameterizedTest(name = "{0} type {1} {2}")
    @CsvSource({
        "6.0.6002, 3, x86", "6.0.6002, 3, x64", "6.1.7601, 1, x86", "6.1.7601, 1, x64", "6.1.7601, 3, x64",
        "6.2.9200, 3, x64", "6.3.9600, 1, x86", "6.3.9600, 3, x64", "10.0.10240, 1, x64", "10.0.10586, 1, x64",
        "10.0.14393, 3, x64", "10.0.17763, 1, arm64", "10.0.20348, 3, x64", "10.0.26100, 1, x64"
    })
    void nothingThatTheRulesMissedIsMissingOnceAllIsAnswered(String version, int type, String architecture) {
        // Given
        Observation windows = new Observation.OperatingSystem(version, 1, type, null, "Windows", null, architecture);

        // When
        List<Decision> before = decided(Stream.of(windows));
        List<Decision> after = decided(Stream.concat(Stream.of(windows), answers()));

        // Then
        assertThat(missing(before)).isNotEmpty();
        assertThat(missing(after)).isEmpty();
    }

    @Test
    void whateverACatalogueSightLooksAtOnTheHostIsAsked() {
        List<String> places = ASKED.values().stream()
                .map(place -> place.key() + "|" + place.name())
                .toList();
        List<Sight> sights = BOOK.catalogue().rows().stream()
                .flatMap(row -> row.sights().stream())
                .toList();

        assertThat(sights)
                .filteredOn(sight -> sight.by().equals("registry"))
                .isNotEmpty()
                .allSatisfy(sight -> assertThat(places)
                        .anyMatch(place -> sight.pattern().matcher(place).find()));
        assertThat(sights)
                .filteredOn(sight -> sight.by().equals("file"))
                .isNotEmpty()
                .allSatisfy(sight -> assertThat(ASKED.files())
                        .anyMatch(file -> sight.pattern().matcher(file).find()));
        assertThat(sights)
                .filteredOn(sight -> sight.by().equals("service"))
                .isNotEmpty()
                .allSatisfy(sight -> assertThat(ASKED.services())
                        .anyMatch(service -> sight.pattern().matcher(service).find()));
    }

    @Test
    void everyUpdateThatCanBeInstalledAndEveryFileOfItIsAsked() {
        BOOK.catalogue().updates().stream()
                .filter(update -> !update.kind().equals("article"))
                .forEach(update -> {
                    assertThat(ASKED.updates()).contains(update.kb()).containsAll(update.supersededBy());
                    update.files().values().stream()
                            .flatMap(List::stream)
                            .forEach(file ->
                                    assertThat(ASKED.files()).contains("%SystemRoot%\\System32\\" + file.name()));
                });
    }

    @Test
    void nothingIsAskedTwice() {
        assertThat(ASKED.values()).doesNotHaveDuplicates();
        assertThat(ASKED.files()).doesNotHaveDuplicates();
        assertThat(ASKED.services()).doesNotHaveDuplicates();
        assertThat(ASKED.updates()).doesNotHaveDuplicates();
    }

    /** A host that has nothing of all that is asked. */
    private static Stream<Observation> answers() {
        List<Observation> said = new ArrayList<>();
        ASKED.values()
                .forEach(place ->
                        said.add(new Observation.RegistryValue(place.key(), place.name(), RegistryData.ABSENT)));
        ASKED.services().forEach(service -> said.add(new Observation.Service(service, "absent")));
        ASKED.updates().forEach(kb -> said.add(new Observation.UpdateInstalled(kb, Presence.ABSENT, null)));
        ASKED.files().stream()
                .filter(file -> file.startsWith("%SystemRoot%"))
                .forEach(file -> said.add(new Observation.FileVersion(
                        file.replace("%SystemRoot%", "C:\\Windows"), "5.0.0.1", Presence.PRESENT)));
        return said.stream();
    }

    private static Set<String> missing(List<Decision> decisions) {
        return decisions.stream()
                .filter(Decision.Hold.class::isInstance)
                .map(Decision.Hold.class::cast)
                .filter(hold -> hold.gates().stream().anyMatch(gate -> gate.id().equals(Gate.EVIDENCE)))
                .map(hold -> hold.about().system() + ": " + hold.why().because())
                .collect(Collectors.toSet());
    }

    private static List<Decision> decided(Stream<Observation> seen) {
        HostRef host = HostRef.named("web01.corp.example");
        List<Fact> facts = seen.map(
                        one -> Fact.of(new Finding(REPORT, "answer[1]", NOW, host, one, new Evidence("collect", null))))
                .toList();
        AssetState asset =
                new AssetState(new AssetId("web01.corp.example"), new Identity.Resolved(), host, "HQ", facts);
        return BOOK.decide(new Estate(
                NOW,
                OrganisationFile.read(
                        "organisation.yaml", "organisation: Contoso\ngoal: ONLY\nsites:\n  - {name: HQ}\n"),
                List.of(asset)));
    }
}
