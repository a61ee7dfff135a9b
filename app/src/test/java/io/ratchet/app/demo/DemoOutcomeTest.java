package io.ratchet.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.ratchet.app.Golden;
import io.ratchet.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DemoOutcomeTest {
    private static final DemoOutcome OUTCOME = outcome(List.of());

    @Test
    void theTopOfTheJsonIsTheFirstActAndBothStandBelow() throws IOException {
        // When
        JsonNode json = Json.parse(OUTCOME.json());

        // Then
        fits(json);
        assertThat(json.path("awaitingVendor")).hasSize(1);
        assertThat(json.at("/remediations/Verified").asInt()).isEqualTo(15);
        assertThat(json.path("acts")).hasSize(2);
        assertThat(json.at("/acts/0/month").asText()).isEqualTo("2018-09");
        assertThat(json.at("/acts/1/awaitingVendor")).isEmpty();
        assertThat(json.at("/acts/1/remediations/Verified").asInt()).isEqualTo(1);
        assertThat(json.path("expected").asBoolean()).isTrue();
    }

    @Test
    void aSurpriseInEitherActIsNotAsExpected() throws IOException {
        // When
        JsonNode json = Json.parse(outcome(List.of("A room still waits.")).json());

        // Then
        fits(json);
        assertThat(json.path("expected").asBoolean()).isFalse();
        assertThat(json.path("surprises")).hasSize(1);
        assertThat(json.at("/surprises/0").asText()).isEqualTo("2019-07: A room still waits.");
    }

    @Test
    void anActComesBackAsItWasKept() throws IOException {
        for (ActOutcome act : OUTCOME.acts())
            assertThat(ActOutcome.read(Json.parse(act.json().toString()))).isEqualTo(act);
    }

    @Test
    void aPersonReadsBothActsSideBySide() {
        // Given
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        // When
        DemoTable.print(OUTCOME, new PrintStream(out, true, StandardCharsets.UTF_8));

        // Then
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("""
                        WHAT                       2018-09  2019-07
                        assets                     35       35
                        findings                   1582     2745
                        rejected records           3        3
                        decided: await-vendor      1        0
                        decided: hold              2        1
                        decided: no-action         0        2
                        remediation Verified       15       1
                        tickets                    6        5
                        awaiting a vendor          1        0
                        held by a gate             2        1
                        held by R070               2        0
                        held by R075               0        1
                        readiness AWAITING_VENDOR  1        0
                        readiness ONLY_VERIFIED    0        1

                        audit events  40
                        audit export  audit.zip
                        tree root     %s
                        as expected in 1.2 s
                        """.formatted("0".repeat(64)));
    }

    private static void fits(JsonNode json) throws IOException {
        Path schema = Golden.root().resolve("docs/schema/demo-1.json");
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(Files.readString(schema))
                        .validate(json))
                .isEmpty();
    }

    private static DemoOutcome outcome(List<String> later) {
        ActOutcome first = new ActOutcome(
                "2018-09",
                35,
                1582,
                3,
                counts("await-vendor", 1, "hold", 2),
                counts("Verified", 15),
                6,
                List.of("uc-room-01.contoso.example"),
                2,
                counts("R070", 2),
                counts("AWAITING_VENDOR", 1),
                List.of());
        ActOutcome second = new ActOutcome(
                "2019-07",
                35,
                2745,
                3,
                counts("hold", 1, "no-action", 2),
                counts("Verified", 1),
                5,
                List.of(),
                1,
                counts("R075", 1),
                counts("ONLY_VERIFIED", 1),
                later);
        DemoOutcome.Audit audit = new DemoOutcome.Audit(40, "0".repeat(64), Path.of("audit.zip"), true);
        return new DemoOutcome(List.of(first, second), audit, Duration.ofMillis(1200));
    }

    private static TreeMap<String, Long> counts(Object... pairs) {
        TreeMap<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) counts.put((String) pairs[i], ((Integer) pairs[i + 1]).longValue());
        return counts;
    }
}
