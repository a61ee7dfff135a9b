package io.ratchet.routes.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Vulnerability;
import io.ratchet.routes.controls.Control;
import io.ratchet.routes.controls.ControlAnswer;
import io.ratchet.routes.controls.ControlAnswer.Evidence;
import io.ratchet.routes.controls.ControlAnswer.Verdict;
import io.ratchet.routes.controls.ControlBook;
import io.ratchet.routes.controls.Deadline;
import io.ratchet.routes.path.Chances.Chance;
import io.ratchet.routes.path.PathScope;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OscalResultsTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void onlyWhatPassesEverywhereItAppliesIsSatisfied() {
        // When
        JsonNode results = written().path("assessment-results").path("results").path(0);

        // Then
        assertThat(states(results))
                .containsExactly("not-satisfied fail", "not-satisfied other", "not-satisfied other", "satisfied pass");
        assertThat(results.at("/findings/1/target/status/remarks").asText())
                .isEqualTo("1 pass, 0 fail, 1 unknown, 0 not applicable. A person must say: "
                        + Control.shipped().get(1).person().orElseThrow());
        assertThat(results.at("/observations/0/relevant-evidence/0/props/0/value")
                        .asText())
                .isEqualTo("sha256:1#row[1]");
        assertThat(results.at("/local-definitions/inventory-items")).hasSize(2);
        assertThat(results.at("/risks/0/deadline").asText()).isEqualTo("2026-12-06T12:00:00Z");
        assertThat(results.at("/findings/0/related-risks/0/risk-uuid").asText())
                .isEqualTo(results.at("/risks/0/uuid").asText());
        assertThat(written()).isEqualTo(written());
    }

    private static List<String> states(JsonNode results) {
        List<String> states = new ArrayList<>();
        for (JsonNode finding : results.path("findings")) {
            JsonNode status = finding.at("/target/status");
            states.add(
                    status.path("state").asText() + " " + status.path("reason").asText());
        }
        return states;
    }

    /** Judged by compliance-trestle 5.2, which {@code ./ratchet test --all} installs. */
    @Test
    @Tag("slow")
    void aToolThatIsNotOursTakesIt() throws Exception {
        // Given
        Path trestle = Path.of(System.getProperty("ratchet.oscal", "../.ratchet/oscal/bin/trestle"));
        assumeTrue(Files.isExecutable(trestle), "compliance-trestle is not installed");
        run(trestle, folder, "init", "--local");
        Path good = Files.createDirectories(folder.resolve("assessment-results/ratchet"));
        Files.writeString(good.resolve("assessment-results.json"), Json.line(written()));

        // When
        Ended taken = run(trestle, folder, "validate", "-t", "assessment-results", "-n", "ratchet");
        Files.writeString(
                good.resolve("assessment-results.json"),
                Json.line(written()).replace("\"not-satisfied\"", "\"perhaps\""));
        Ended refused = run(trestle, folder, "validate", "-t", "assessment-results", "-n", "ratchet");

        // Then
        assertThat(taken.exit()).as(taken.output()).isZero();
        assertThat(taken.output()).contains("VALID");
        assertThat(refused.exit()).as(refused.output()).isNotZero();
    }

    private record Ended(int exit, String output) {}

    private static Ended run(Path trestle, Path in, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(trestle.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static ObjectNode written() {
        List<Control> controls = Control.shipped();
        return OscalResults.write(
                PathScope.estate(),
                NOW,
                List.of(
                        judged(controls.get(0), Verdict.FAIL, Verdict.PASS),
                        judged(controls.get(1), Verdict.UNKNOWN, Verdict.PASS),
                        judged(controls.get(2), Verdict.NOT_APPLICABLE, Verdict.NOT_APPLICABLE),
                        judged(controls.get(3), Verdict.PASS, Verdict.NOT_APPLICABLE)));
    }

    private static ControlBook.Judged judged(Control control, Verdict web, Verdict other) {
        return new ControlBook.Judged(control, List.of(answer("web.example", web), answer("<other> & co", other)));
    }

    private static ControlAnswer answer(String asset, Verdict verdict) {
        List<Evidence> evidence = List.of(new Evidence("TLSv1.0 is offered", "sha256:1#row[1]", NOW));
        return new ControlAnswer(
                asset, verdict, "because", evidence, verdict == Verdict.FAIL ? List.of(deadline(evidence)) : List.of());
    }

    private static Deadline deadline(List<Evidence> evidence) {
        Instant seen = NOW.minus(Duration.ofDays(7));
        return new Deadline(
                new Vulnerability(
                        "CVE-2014-3566",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new Vulnerability.Sign.Offered(Protocol.SSL_3)),
                Optional.empty(),
                "It is not told.",
                "exposed, not in KEV, not automatable, total impact",
                "14 days",
                Deadline.Triage.NOT_DEMANDED,
                Deadline.State.RUNNING,
                seen,
                "sha256:1#row[1]",
                false,
                seen,
                Deadline.StartsBy.OLDEST_EVIDENCE,
                seen.plus(Duration.ofDays(14)),
                null,
                null,
                "It is there.",
                List.of(),
                evidence,
                new Chance(0.49, "From how long others took."));
    }
}
