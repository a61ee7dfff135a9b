package io.ratchet.domain.remediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.decision.Risk;
import io.ratchet.domain.organisation.Approving;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FourEyesTest {
    private static final Instant NOW = Instant.parse("2018-09-20T21:00:00Z");

    /** Names stand for {@code user:NAME}, {@code ?} for a report of which nobody knows who brought it. */
    @ParameterizedTest(name = "from {0} on, {1} people; {2}; brought by {3}, asked for by {4}; yes: {5}; no right: {6}")
    @CsvSource(nullValues = "-", textBlock = """
            # apart,    people, risk,     brought,       asked, yes,            no right, counted,   missing
            medium,     1,      low,      alice,         -,     alice,          -,        alice,     0
            medium,     1,      medium,   alice,         -,     alice,          -,        -,         1
            medium,     1,      medium,   Alice,         -,     alice,          -,        -,         1
            medium,     1,      medium,   alice,         -,     bob,            -,        bob,       0
            medium,     1,      medium,   alice bob,     -,     bob alice,      -,        -,         1
            medium,     1,      critical, scanner,       alice, alice,          -,        -,         1
            medium,     1,      critical, scanner,       alice, bob,            -,        bob,       0
            medium,     1,      medium,   -,             -,     alice,          -,        alice,     0
            medium,     1,      medium,   ?,             -,     alice,          -,        alice,     1
            medium,     1,      medium,   ?,             -,     alice bob,      -,        alice bob, 0
            medium,     1,      medium,   alice ?,       -,     alice bob,      -,        bob,       1
            medium,     3,      medium,   ?,             -,     alice bob,      -,        alice bob, 1
            medium,     1,      low,      ?,             -,     alice,          -,        alice,     0
            high,       1,      medium,   alice,         -,     alice,          -,        alice,     0
            high,       1,      high,     alice,         -,     alice,          -,        -,         1
            low,        1,      low,      alice,         -,     alice,          -,        -,         1
            never,      1,      critical, alice ?,       alice, alice,          -,        alice,     0
            never,      2,      high,     alice,         -,     alice,          -,        alice,     1
            never,      2,      high,     alice,         -,     alice alice,    -,        alice,     1
            never,      2,      high,     alice,         -,     alice ALICE,    -,        alice,     1
            never,      2,      high,     alice,         -,     alice bob,      -,        alice bob, 0
            medium,     2,      high,     carol,         -,     alice bob,      bob,      alice,     1
            medium,     2,      high,     carol,         -,     alice bob,      alice bob,-,         2
            medium,     1,      low,      -,             -,     alice,          alice,    -,         1
            medium,     2,      high,     carol,         -,     alice bob dan,  bob,      alice dan, 0
            medium,     1,      high,     -,             -,     -,              -,        -,         1
            """)
    void countsTheRightPeople(
            String apart,
            int people,
            String risk,
            @Nullable String brought,
            @Nullable String asked,
            @Nullable String yes,
            @Nullable String noRight,
            @Nullable String counted,
            int missing) {
        // Given
        Risk level = Risk.ofWire(risk).orElseThrow();
        Approving rule = new Approving(Risk.ofWire(apart).orElse(null), true, Map.of(level, people));
        List<String> bringers = names(brought);
        Origin origin = new Origin(
                bringers.stream().filter(name -> !name.equals("user:?")).collect(Collectors.toSet()),
                !bringers.contains("user:?"),
                asked == null ? null : "user:" + asked);
        List<Assent> given =
                names(yes).stream().map(name -> new Assent(name, NOW)).toList();

        // When
        FourEyes.Verdict verdict = FourEyes.judge(
                rule, level, origin, given, name -> !names(noRight).contains(name));

        // Then
        assertThat(verdict.counted()).extracting(Assent::by).containsExactlyElementsOf(names(counted));
        assertThat(verdict.missing()).isEqualTo(missing);
        assertThat(verdict.enough()).isEqualTo(missing == 0);
    }

    private static List<String> names(@Nullable String words) {
        return words == null
                ? List.of()
                : new ArrayList<>(Arrays.stream(words.strip().split(" +"))
                        .map(word -> "user:" + word)
                        .toList());
    }

    @Test
    void asksForDifferentPeopleAboveLowRiskAndForOneYesWhereTheProfileSaysNothing() {
        // When
        Approving careful = Approving.careful();

        // Then
        assertThat(Arrays.stream(Risk.values()).filter(careful::apart))
                .containsExactly(Risk.MEDIUM, Risk.HIGH, Risk.CRITICAL);
        assertThat(Arrays.stream(Risk.values()).map(careful::people)).containsOnly(1);
    }

    @Test
    void isNeverApprovedByNobody() {
        // When, Then
        assertThatThrownBy(() -> new Approving(Risk.LOW, true, Map.of(Risk.LOW, 0)))
                .isInstanceOf(RuntimeException.class);
        assertThat(FourEyes.needed(Approving.careful(), Risk.LOW, new Origin(Set.of(), true, null)))
                .isEqualTo(1);
    }
}
