package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happened to an asset, on one line of time. */
class AssetStoryTest {
    private static final Instant NOON = Instant.parse("2018-09-20T12:00:00Z");

    private final Moments moments = new Moments(Organisation.careful(), NOON, true);

    @Test
    void aLogThatTellsEveryMinuteOfADayHidesNothingElse() {
        // Given a report with two hundred moments of one day, and an approval before all of them
        List<Fact> facts = new ArrayList<>();
        for (int minute = 200; minute > 0; minute--) facts.add(fact("a", NOON.plusSeconds(60L * minute)));
        facts.add(fact("b", NOON.minusSeconds(90_000)));
        AuditEvent approved = new AuditEvent(
                NOON, "remediation.approved", "user:alice", new AssetId("web01/nic"), "r-1", Map.of("reason", "CHG-1"));

        // When
        List<AssetStory.Told> story = AssetStory.of(
                facts, List.of(approved), fact -> "role " + fact.pointer().length(), null, moments, 80);

        // Then
        assertThat(story)
                .extracting(AssetStory.Told::kind)
                .containsExactly(AssetStory.Kind.SEEN, AssetStory.Kind.ASKED, AssetStory.Kind.SEEN);
        assertThat(story.get(0).what()).isEqualTo("A source said 200 things of it.");
        assertThat(story.get(0).says()).isEqualTo("role 73; role 73; role 73; and 197 more");
        assertThat(story.get(1).says()).isEqualTo("CHG-1");
        assertThat(story.get(2).says()).isEqualTo("role 73");
    }

    private static Fact fact(String digit, Instant seen) {
        return new Fact(
                new Observation.ServerRole("web-server", null),
                seen,
                "zeek@hq",
                "zeek",
                null,
                "sha256:" + digit.repeat(64) + "#1");
    }
}
