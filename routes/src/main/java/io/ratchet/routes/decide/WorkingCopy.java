package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.ClaimLedger;
import io.ratchet.routes.identify.IdentityClaim;
import io.ratchet.rules.KeptEstate;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Rounds.Round;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one process has made of the store so far, so that a round reads and decides only what is new. The truth is the
 * store's: the copy knows up to which finding and which round it has seen it, reads on from there whoever wrote, and
 * can be thrown away at any moment. For one thread at a time; its assets may be asked for by any.
 */
final class WorkingCopy {
    /** So many stand in memory beside what is made of them. */
    private static final long FINDINGS_AT_ONCE = 10_000;

    private final ClaimLedger claims = new ClaimLedger();
    private long cut;
    private @Nullable KeptEstate kept;
    private Optional<Round> round = Optional.empty();
    private boolean saved;
    private Map<AssetId, Long> turns = Map.of();

    /** Assets whose states have changed since they were decided. */
    private final Set<AssetId> restated = new TreeSet<>();

    private final Set<AssetId> gone = new TreeSet<>();
    /** Assets whose decisions may differ from those that are stored. */
    private final Set<AssetId> unsaved = new TreeSet<>();

    /**
     * What the store holds of rounds and remediations that this copy has not seen.
     *
     * @param rounds what others decided since
     * @param touched the assets that changed by that
     * @param turns where the remediations stand
     */
    record News(Optional<Round> last, List<Round> rounds, Set<AssetId> touched, Map<AssetId, Long> turns) {}

    /**
     * What a round comes to.
     *
     * @param whole whether everything was looked at, and {@code decisions} are all there are
     * @param reshaped whether what the profile says may fit the estate in another way than before
     * @param assets those that {@code decisions} are about, and those that have none any more
     */
    record Decided(boolean whole, boolean reshaped, Set<AssetId> assets, List<Decision> decisions) {}

    /** Reads every finding that was taken in since. */
    void readOn(Store store) {
        long edge = store.transact(tx -> tx.findings().cut());
        while (cut < edge) {
            long from = cut;
            long to = Math.min(edge, from + FINDINGS_AT_ONCE);
            List<Finding> some = store.transact(tx -> {
                try (Stream<Finding> more = tx.findings().between(from, to)) {
                    return more.toList();
                }
            });
            some.forEach(claims::hear);
            cut = to;
        }
    }

    /** Changes nothing of the copy: a transaction may be tried again. */
    News news(Tx tx) {
        List<Round> rounds = tx.rounds().after(known());
        return new News(
                tx.rounds().last(),
                rounds,
                rounds.isEmpty() || !saved ? Set.of() : tx.rounds().touchedAfter(known()),
                tx.remediations().turns());
    }

    /** Brings the assets up to what was heard, for whoever asks what we believe of one before it is decided. */
    void show(Organisation organisation, Instant at) {
        take(kept == null ? claims.settleAll(organisation, at) : claims.settle(organisation, at, List.of()));
    }

    private void take(ClaimLedger.Changes changes) {
        changes.changed().forEach(asset -> {
            restated.add(asset.id());
            gone.remove(asset.id());
        });
        changes.gone().forEach(asset -> {
            restated.remove(asset);
            gone.add(asset);
        });
    }

    /** Decides whatever anything new touches. */
    Decided decide(News news, RuleBook book, Organisation organisation, Instant at) {
        Optional<KeptEstate> before = Optional.ofNullable(kept)
                .filter(known -> saved && known.book() == book)
                .filter(known -> known.organisation().equals(organisation))
                .filter(known -> known.last().filter(last -> !at.isBefore(last)).isPresent())
                .filter(known -> news.rounds().stream().allMatch(this::restsOnTheSame));
        boolean goesOn = before.isPresent();
        KeptEstate estate = before.orElseGet(() -> new KeptEstate(book, organisation));
        boolean whole = !goesOn || estate.allIsDue(at);
        take(goesOn ? claims.settle(organisation, at, estate.due(at)) : claims.settleAll(organisation, at));
        Set<AssetId> also = new HashSet<>(unsaved);
        also.addAll(news.touched());
        news.turns().forEach((asset, turn) -> {
            if (!turn.equals(turns.get(asset))) also.add(asset);
        });
        List<AssetState> changed = goesOn
                ? restated.stream().flatMap(id -> claims.asset(id).stream()).toList()
                : claims.assets();
        SortedMap<AssetId, List<Decision>> decided =
                estate.decide(at, changed, goesOn ? List.copyOf(gone) : List.of(), also);
        kept = estate;
        unsaved.addAll(gone);
        restated.clear();
        gone.clear();
        unsaved.addAll(also);
        unsaved.addAll(decided.keySet());
        round = news.last();
        List<Decision> decisions = new ArrayList<>();
        decided.values().forEach(decisions::addAll);
        return new Decided(whole, estate.reshaped(), Set.copyOf(unsaved), decisions);
    }

    private boolean restsOnTheSame(Round other) {
        return round.filter(own -> own.ruleBook().equals(other.ruleBook())
                        && own.organisation().equals(other.organisation()))
                .isPresent();
    }

    /** The last decisions are stored. */
    void saved(Optional<Round> last, Map<AssetId, Long> standing) {
        round = last;
        turns = standing;
        unsaved.clear();
        saved = true;
    }

    /** The last round this copy knows, by its number; 0 before there is any. */
    long known() {
        return round.map(Round::number).orElse(0L);
    }

    /** Whether the last round this copy knows was decided by this rule book as well. */
    boolean lastBy(String ruleBook) {
        return round.filter(last -> last.ruleBook().equals(ruleBook)).isPresent();
    }

    /** The moment of the last round this copy knows, whoever decided it. */
    Optional<Instant> lastDecided() {
        return round.map(Round::at);
    }

    long cut() {
        return cut;
    }

    /** The next moment at which time alone may change a decision; empty: none is known. */
    Optional<Instant> next() {
        KeptEstate estate = kept;
        return estate == null ? Optional.empty() : estate.next();
    }

    Optional<AssetState> asset(AssetId id) {
        return claims.asset(id);
    }

    List<IdentityClaim> claims(AssetId id) {
        return claims.claims(id);
    }

    List<AssetState> assets() {
        return claims.assets();
    }
}
