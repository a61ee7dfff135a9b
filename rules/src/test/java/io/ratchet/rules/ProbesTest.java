package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.rules.catalogue.RuleDescription;
import io.ratchet.rules.fact.EstateView;
import io.ratchet.rules.fact.Host;
import io.ratchet.rules.fact.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What holds of every shipped rule taken apart, on every case: one build of all probes, for one build each would cost
 * too much.
 */
class ProbesTest {
    private static final RuleBook BOOK = RuleBook.shipped();
    private static final Map<String, RuleSource> SOURCES = BOOK.rules().stream()
            .collect(Collectors.toMap(
                    RuleDescription::id,
                    rule -> RuleSource.find(rule.id(), RuleBook.files()),
                    (a, b) -> a,
                    TreeMap::new));
    private static Probes probes;

    @BeforeAll
    static void takeEveryRuleApart() {
        Map<String, RuleSource> byWord = new TreeMap<>();
        SOURCES.forEach((id, source) -> byWord.put(word(id), source));
        probes = Probes.of(byWord);
    }

    @Test
    @Tag("slow")
    void aRuleThatDecidedIsSeenToFireAndEveryOtherToStopSomewhere() {
        // Given
        Set<String> seenToFire = new TreeSet<>();
        for (Cases.Case one : Cases.all()) {
            Estate estate = one.estate();
            Map<String, Host> hosts = estate.assets().stream()
                    .map(asset -> Host.of(asset, estate.organisation(), estate.at(), BOOK.catalogue()))
                    .collect(Collectors.toMap(Host::id, Function.identity(), (a, b) -> a, TreeMap::new));
            EstateView view = EstateView.of(estate.at(), estate.organisation(), new ArrayList<>(hosts.values()));
            List<Decision> decisions = BOOK.decide(estate);
            for (AssetState asset : estate.assets()) {
                // When
                Host host = hosts.get(asset.id().value());
                List<Object> facts = RuleBook.facts(host, new Surroundings(view).of(host));
                Map<String, Probes.Seen> seen = probes.run(facts);
                // Then
                Set<String> fired = new TreeSet<>();
                SOURCES.forEach((id, source) -> {
                    Probes.Seen progress = seen.getOrDefault(word(id), new Probes.Seen());
                    if (progress.furthest() == source.conditions().size() - 1) fired.add(id);
                    else
                        assertThat(source.conditions())
                                .as(id)
                                .contains(
                                        WhyNot.stopped(source, progress, facts).condition());
                });
                assertThat(fired).as(one.name() + ", " + asset.id()).containsAll(shaping(decisions, asset));
                seenToFire.addAll(fired);
            }
        }
        assertThat(seenToFire).as("each rule fires in some case").isEqualTo(SOURCES.keySet());
    }

    private static Set<String> shaping(List<Decision> decisions, AssetState asset) {
        Set<String> rules = new TreeSet<>();
        for (Decision decision : decisions) {
            if (!decision.about().asset().equals(asset.id())) continue;
            rules.add(decision.why().rule());
            if (decision instanceof Decision.Hold hold)
                hold.gates().stream().map(Gate::rule).forEach(rules::add);
        }
        return rules;
    }

    private static String word(String id) {
        return id.toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
