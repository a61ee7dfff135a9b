package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.rules.Estate;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Decisions.Difference;
import io.ratchet.store.Rounds;
import io.ratchet.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides the whole estate and stores the difference. The whole, because a gate on a site or a topology depends on
 * every asset of it, and because deciding an asset costs less than finding out whether it must be. With the decisions
 * it stores what they rest on, so that the round can be decided again ({@link RoundReplay}).
 */
public final class EstateDecision {
    private final Store store;
    private final Supplier<RuleBook> rules;
    private final Supplier<Organisation> organisation;
    private final Proposals proposals;
    private final Clock clock;
    private final RoundObserver observer;
    private volatile Map<AssetId, AssetState> estate = Map.of();
    private volatile RuleBook book;

    /** @param rules asked once for each round, so that a whole round is decided by one rule book */
    public EstateDecision(
            Store store,
            Supplier<RuleBook> rules,
            Supplier<Organisation> organisation,
            Proposals proposals,
            Clock clock) {
        this(store, rules, organisation, proposals, clock, RoundObserver.none());
    }

    /**
     * @param rules asked once for each round, so that a whole round is decided by one rule book
     * @param observer told of each round
     */
    public EstateDecision(
            Store store,
            Supplier<RuleBook> rules,
            Supplier<Organisation> organisation,
            Proposals proposals,
            Clock clock,
            RoundObserver observer) {
        this.store = store;
        this.rules = rules;
        this.organisation = organisation;
        this.proposals = proposals;
        this.clock = clock;
        this.observer = observer;
        this.book = rules.get();
    }

    /** One round over everything known now; returns what changed. Rounds never overlap. */
    public synchronized Difference redecide() {
        long begun = System.nanoTime(); // how long, not when: the clock may be a simulated one
        try {
            Difference difference = untilItHolds();
            observer.decided(Duration.ofNanos(System.nanoTime() - begun), difference);
            return difference;
        } catch (RuntimeException e) {
            observer.failed(e);
            throw e;
        }
    }

    private Difference untilItHolds() {
        Optional<Difference> difference = round();
        // Empty: another process has decided on more findings in the meantime. They are there for us as well now.
        while (difference.isEmpty()) difference = round();
        return difference.get();
    }

    private Optional<Difference> round() {
        Organisation profile = organisation.get();
        RuleBook decides = rules.get();
        book = decides;
        Seen seen = see();
        List<AssetState> assets = EstateAssembly.assemble(seen.findings(), profile);
        estate = assets.stream().collect(Collectors.toUnmodifiableMap(AssetState::id, Function.identity()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Decision> decisions = decides.decide(new Estate(now, profile, assets));
        Rounds.Ground ground = new Rounds.Ground(now, decides.hash(), profile, seen.cut());
        return store.transact(tx -> {
            List<Decision> before = tx.decisions().current();
            Optional<Difference> replaced = tx.decisions().replace(decisions, ground);
            replaced.ifPresent(difference -> {
                new RoundEvents(now, decides.hash(), this::asset)
                        .of(difference, before)
                        .forEach(tx.audit()::append);
                proposals.follow(tx, decisions, assets, now);
            });
            return replaced;
        });
    }

    /** The rule book of the last round. */
    public RuleBook rules() {
        return book;
    }

    /** What we believe about an asset since the last round. */
    public Optional<AssetState> asset(AssetId id) {
        if (estate.isEmpty()) load();
        return Optional.ofNullable(estate.get(id));
    }

    /** Every asset since the last round, by id. */
    public List<AssetState> assets() {
        if (estate.isEmpty()) load();
        return estate.values().stream()
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    private synchronized void load() {
        estate = EstateAssembly.assemble(see().findings(), organisation.get()).stream()
                .collect(Collectors.toUnmodifiableMap(AssetState::id, Function.identity()));
    }

    /** Exactly the findings up to a cut: what a round decides on is what can be read again later. */
    private record Seen(long cut, List<Finding> findings) {}

    private Seen see() {
        return store.transact(tx -> {
            long cut = tx.findings().cut();
            try (Stream<Finding> findings = tx.findings().between(0, cut)) {
                return new Seen(cut, findings.toList());
            }
        });
    }
}
