package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.wire.OrganisationFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a decision about a host that the catalogue cannot place shows of what is known of it. */
class CitedFactsTest {
    private static final RuleBook BOOK = RuleBook.shipped();
    private static final Instant NOW = Instant.parse("2018-09-20T22:00:00Z");
    private static final Organisation ORGANISATION =
            OrganisationFile.read("organisation.yaml", "organisation: Contoso\ngoal: ONLY\nsites:\n  - {name: HQ}\n");
    private static final Observation STARTED = new Observation.Boot(Instant.parse("2018-09-01T03:00:00Z"));

    @Test
    void theLatestWordOfEachKindIsCited() {
        // Given
        List<Fact> facts = new ArrayList<>();
        for (int week = 0; week < 104; week++) {
            Instant at = NOW.minus(Duration.ofDays(7L * week + 1));
            facts.add(
                    fact(new Observation.Service("W32Time", week == 0 ? "stopped" : "running"), at, "services" + week));
        }
        facts.add(fact(STARTED, NOW.minus(Duration.ofDays(3)), "boot"));

        // When
        Explanation why = why(facts);

        // Then
        assertThat(why.facts())
                .extracting(Explanation.FactCited::says)
                .containsExactly(
                        "service W32Time is stopped, cmdb@hq at 2018-09-19T22:00:00Z",
                        "started at 2018-09-01T03:00:00Z, cmdb@hq at 2018-09-17T22:00:00Z");
    }

    @Test
    void whatSaysNothingNewerChangesNoDecision() {
        // Given
        List<Fact> facts = new ArrayList<>(List.of(fact(STARTED, NOW.minus(Duration.ofDays(3)), "boot")));
        Explanation before = why(facts);

        // When
        for (int i = 0; i < 20; i++) facts.add(fact(STARTED, NOW.minus(Duration.ofDays(20 + i)), "late" + i));

        // Then
        assertThat(why(facts)).isEqualTo(before);
    }

    private static Explanation why(List<Fact> facts) {
        HostRef host = HostRef.named("odd.corp.example");
        AssetState asset = new AssetState(new AssetId("odd.corp.example"), new Identity.Resolved(), host, "HQ", facts);
        List<Decision> decisions = BOOK.decide(new Estate(NOW, ORGANISATION, List.of(asset)));
        assertThat(decisions).hasSize(1);
        return decisions.get(0).why();
    }

    private static Fact fact(Observation seen, Instant at, String report) {
        return new Fact(seen, at, "cmdb@hq", "csv", Method.AGENT, "sha256:" + Sha256.hex(report) + "#1");
    }
}
