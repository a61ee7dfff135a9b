package io.ratchet.routes.decide;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.catalogue.RuleDescription;
import io.ratchet.store.Rounds.Round;
import io.ratchet.store.Store;
import io.ratchet.wire.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What another rule book would decide: over the whole estate as it is now, and over the rounds that were kept, held
 * against what is decided: {@code ratchet.what-if/1}. It writes nothing, neither a row nor a line of the log. One
 * question is answered at a time, for each may take a processor for minutes.
 */
public final class WhatIf {
    public static final String SCHEMA = "ratchet.what-if/1";

    /** So many rounds are decided again at most, the newest. */
    public static final int MOST_ROUNDS = 50;

    private final Store store;
    private final Supplier<RuleBook> rules;
    private final Supplier<Organisation> organisation;
    private final Clock clock;

    /** @param rules the rule book of the last round of deciding */
    public WhatIf(Store store, Supplier<RuleBook> rules, Supplier<Organisation> organisation, Clock clock) {
        this.store = store;
        this.rules = rules;
        this.organisation = organisation;
        this.clock = clock;
    }

    /**
     * Compares the shipped rules together with a site's folder.
     *
     * @param back how far back the rounds go; zero: only the estate as it is now
     * @throws FailureException CONFIG_INVALID with file, line and reason when the folder is not in order
     */
    public ObjectNode compare(Path folder, Duration back) {
        return compare(RuleBook.withFolder(folder), back);
    }

    /** @param back how far back the rounds go; zero: only the estate as it is now */
    public synchronized ObjectNode compare(RuleBook candidate, Duration back) {
        RuleBook running = rules.get();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ObjectNode answer = Json.object().put("schema", SCHEMA).put("at", now.toString());
        answer.put("ruleBook", running.hash()).put("candidate", candidate.hash());
        ObjectNode changed = answer.putObject("rules");
        missing(changed.putArray("added"), candidate, running);
        missing(changed.putArray("removed"), running, candidate);
        PastEstates estates = new PastEstates(store);
        ObjectNode history = Json.object();
        if (!back.isZero())
            history(history, candidate, running, now.minus(back).truncatedTo(ChronoUnit.SECONDS), estates);
        answer.set("fleet", fleet(candidate, running, now, estates));
        if (!history.isEmpty()) answer.set("history", history);
        return answer;
    }

    private static void missing(ArrayNode into, RuleBook from, RuleBook in) {
        Set<String> known = in.rules().stream().map(RuleDescription::id).collect(Collectors.toSet());
        from.rules().stream()
                .map(RuleDescription::id)
                .filter(id -> !known.contains(id))
                .forEach(into::add);
    }

    private ObjectNode fleet(RuleBook candidate, RuleBook running, Instant now, PastEstates estates) {
        long cut = store.transact(tx -> tx.findings().cut());
        DifferenceGroups groups = new DifferenceGroups();
        Sum sum = new Sum();
        sum.assets = estates.decide(
                        now,
                        organisation.get(),
                        cut,
                        List.of(running, candidate),
                        (assets, decided) ->
                                groups.add(sum.add(DecisionDifference.between(decided.get(0), decided.get(1)))))
                .size();
        ObjectNode node = sum.write(Json.object());
        node.set("groups", groups.write());
        return node;
    }

    private void history(ObjectNode node, RuleBook candidate, RuleBook running, Instant from, PastEstates estates) {
        // One that is not complete stands for a moment between two rule books or profiles.
        List<Round> stored = store.transact(tx -> tx.rounds().since(from)).stream()
                .filter(Round::complete)
                .toList();
        List<Round> compared = stored.subList(Math.max(0, stored.size() - MOST_ROUNDS), stored.size());
        node.put("since", from.toString()).put("stored", stored.size()).put("compared", compared.size());
        ArrayNode rounds = node.putArray("rounds");
        DifferenceGroups groups = new DifferenceGroups();
        for (Round round : compared) {
            boolean ours = round.ruleBook().equals(running.hash());
            ObjectNode one = rounds.addObject()
                    .put("round", round.number())
                    .put("at", round.at().toString());
            Sum sum = new Sum();
            sum.assets = (ours
                            ? againstStored(round, candidate, estates, groups, sum)
                            : againstRunning(round, candidate, running, estates, groups, sum))
                    .size();
            sum.write(one.put("against", ours ? "stored" : "running"));
        }
        node.set("groups", groups.write());
    }

    private Set<AssetId> againstStored(
            Round round, RuleBook candidate, PastEstates estates, DifferenceGroups groups, Sum sum) {
        Set<AssetId> all = estates.decide(
                round,
                List.of(candidate),
                (assets, decided) -> groups.add(
                        sum.add(DecisionDifference.between(standing(round, assets), decided.get(0))), round));
        Set<AssetId> gone =
                new HashSet<>(store.<Set<AssetId>>transact(tx -> tx.rounds().assetsStanding(round.number())));
        gone.removeAll(all);
        groups.add(sum.add(DecisionDifference.between(standing(round, gone), List.of())), round);
        return all;
    }

    private static Set<AssetId> againstRunning(
            Round round, RuleBook candidate, RuleBook running, PastEstates estates, DifferenceGroups groups, Sum sum) {
        return estates.decide(
                round,
                List.of(running, candidate),
                (assets, decided) ->
                        groups.add(sum.add(DecisionDifference.between(decided.get(0), decided.get(1))), round));
    }

    private List<Decision> standing(Round round, Set<AssetId> assets) {
        return store.transact(tx -> tx.rounds().standing(round.number(), assets)).stream()
                .map(RoundReplay::read)
                .toList();
    }

    /** What differs over a whole estate, summed up as it is told. */
    private static final class Sum {
        private final Set<AssetId> changedAssets = new HashSet<>();
        private int assets;
        private int changed;
        private int reworded;
        private int unchanged;

        List<DecisionDifference.Line> add(DecisionDifference difference) {
            difference
                    .changed()
                    .forEach(line -> changedAssets.add(line.any().about().asset()));
            changed += difference.changed().size();
            reworded += difference.reworded();
            unchanged += difference.unchanged();
            return difference.changed();
        }

        ObjectNode write(ObjectNode node) {
            node.put("assets", assets).put("changedAssets", changedAssets.size());
            return node.put("changed", changed).put("reworded", reworded).put("unchanged", unchanged);
        }
    }
}
