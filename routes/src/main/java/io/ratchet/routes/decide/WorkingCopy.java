package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.ClaimLedger;
import io.ratchet.routes.identify.IdentityClaim;
import io.ratchet.rules.KeptEstate;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.fact.AssetNames;
import io.ratchet.store.Rounds.Round;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one process has made of the store so far, so that a round reads and decides only what is new, and of that only
 * so much at a time. The truth is the store's: the copy knows up to which finding and which round it has seen it, reads
 * on from there whoever wrote, and can be thrown away at any moment. For one thread at a time; its assets may be asked
 * for by any.
 *
 * <p>Where all is to be decided anew, by another rule book or profile or at a start, every asset is looked at first, a
 * few in each round. Meanwhile the estate stays decided by the ones before, so that what comes in does not wait.
 */
final class WorkingCopy {
    private final int slice;
    private final ClaimLedger claims = new ClaimLedger();
    private long cut;
    private boolean begun;
    private @Nullable KeptEstate kept;
    private @Nullable KeptEstate coming;
    private Optional<Round> round = Optional.empty();
    private Map<AssetId, Long> turns = new HashMap<>();
    /** The sum of these. */
    private long steps;

    /** Of which anything is known that the estates were not told. */
    private final Set<AssetId> changed = new TreeSet<>();

    private final Set<AssetId> gone = new TreeSet<>();
    /** What was heard behind the last round that a process before this one decided, until it is decided. */
    private final Set<AssetId> behind = new TreeSet<>();
    /** Assets whose decisions may differ from those that are stored, and such as are no more. */
    private final Set<AssetId> unsaved = new TreeSet<>();

    private final Set<AssetId> noMore = new TreeSet<>();
    /** Assets of whose decisions the tickets do not know yet. */
    private final Set<AssetId> untold = new TreeSet<>();

    /** @param slice so many assets are decided in a round at most */
    WorkingCopy(int slice) {
        this.slice = slice;
    }

    /**
     * What the store holds of rounds and remediations that this copy has not seen.
     *
     * @param rounds what others decided since
     * @param touched the assets that changed by that
     * @param turns where the remediations stand; empty: where they stood
     * @param steps the sum of these
     */
    record News(
            Optional<Round> last,
            List<Round> rounds,
            Set<AssetId> touched,
            Optional<Map<AssetId, Long>> turns,
            long steps) {}

    /**
     * What a round comes to.
     *
     * @param assets those that {@code decisions} are about, and those that have none any more
     * @param news those of them of which anything is new
     * @param by whose rule book and profile it is
     * @param reshaped whether what the profile says may fit the estate in another way than before
     * @param complete whether all there is has been decided by these
     * @param last whether nothing at all is left
     */
    record Decided(
            KeptEstate by,
            Set<AssetId> assets,
            Set<AssetId> news,
            List<Decision> decisions,
            boolean reshaped,
            boolean complete,
            boolean last) {}

    /** Reads every finding that was taken in since. */
    void readOn(Store store) {
        long edge = store.transact(tx -> tx.findings().cut());
        if (cut == 0) {
            long seen =
                    store.transact(tx -> tx.rounds().last().map(Round::findings).orElse(0L));
            read(store, Math.min(seen, edge));
            if (cut > 0) claims.settle(); // known to the rounds before
        }
        read(store, edge);
    }

    private void read(Store store, long edge) {
        Hearing.hear(store, claims, cut, edge);
        cut = Math.max(cut, edge);
    }

    /** Changes nothing of the copy: a transaction may be tried again. */
    News news(Tx tx) {
        List<Round> rounds = tx.rounds().after(known());
        long now = tx.remediations().steps();
        return new News(
                tx.rounds().last(),
                rounds,
                rounds.isEmpty() || isNew() ? Set.of() : tx.rounds().touchedAfter(known()),
                now == steps ? Optional.empty() : Optional.of(tx.remediations().turns()),
                now);
    }

    /** Brings the assets up to what was heard, for whoever asks what we believe of one before it is decided. */
    void settle() {
        ClaimLedger.Changes changes = claims.settle();
        changed.removeAll(changes.gone());
        changed.addAll(changes.changed());
        gone.removeAll(changes.changed());
        gone.addAll(changes.gone());
        if (kept == null) behind.addAll(changes.changed());
    }

    /** Decides some of whatever anything new touches; empty while more is to be looked at first. */
    Optional<Decided> decide(News news, RuleBook book, Organisation organisation, Instant at) {
        boolean first = isNew();
        begun = true;
        boolean othersDecided = kept != null && !news.rounds().stream().allMatch(this::goesOn);
        tell(at);
        lookAhead(book, organisation, at);
        if (!first) unsaved.addAll(touched(news));
        round = news.last();
        news.turns().ifPresent(now -> turns = new HashMap<>(now));
        steps = news.steps();
        KeptEstate estate = kept;
        if (estate == null) return Optional.empty();
        if (othersDecided) estate.touchAll();
        estate.touch(unsaved);
        unsaved.clear();
        if (!estate.look(slice)) return Optional.empty();
        KeptEstate.Decided decided = estate.decide(slice);
        unsaved.addAll(decided.decisions().keySet());
        untold.addAll(unsaved);
        untold.addAll(noMore);
        List<Decision> decisions = new ArrayList<>();
        decided.decisions().values().forEach(decisions::addAll);
        Set<AssetId> assets = new TreeSet<>(unsaved);
        assets.addAll(noMore);
        return Optional.of(new Decided(
                estate,
                assets,
                decided.news(),
                decisions,
                decided.reshaped(),
                !estate.left(),
                open(estate) == Left.NOTHING));
    }

    /** Tells the estates what is new. */
    private void tell(Instant at) {
        settle();
        if (kept != null && kept.last().filter(at::isBefore).isPresent()) kept = null; // a clock was set back
        if (coming != null && coming.last().filter(at::isBefore).isPresent()) coming = null;
        for (KeptEstate estate : estates()) estate.tell(at, changed, gone);
        noMore.addAll(gone);
        noMore.removeAll(changed);
        changed.clear();
        gone.clear();
    }

    /** The estate with all there is to know looked at, by a rule book and a profile; decides nothing. */
    KeptEstate lookedAt(RuleBook book, Organisation organisation, Instant at) {
        tell(at);
        do lookAhead(book, organisation, at);
        while (coming != null);
        KeptEstate estate = Objects.requireNonNull(kept, "all are looked at");
        boolean all = estate.look(slice);
        while (!all) all = estate.look(slice);
        return estate;
    }

    /** What others decided since, and whose remediations have gone on; such as are not known here are no more. */
    private Set<AssetId> touched(News news) {
        Set<AssetId> touched = new TreeSet<>(news.touched());
        news.turns()
                .ifPresent(now -> now.forEach((asset, turn) -> {
                    if (!turn.equals(turns.get(asset))) touched.add(asset);
                }));
        toldOf(touched);
        touched.removeAll(noMore);
        return touched;
    }

    private List<KeptEstate> estates() {
        return Stream.of(kept, coming).flatMap(Stream::ofNullable).toList();
    }

    /** Another server's round is no reason to decide all anew where it is what this one would have decided. */
    private boolean goesOn(Round other) {
        return round.filter(own -> own.ruleBook().equals(other.ruleBook())
                        && own.organisation().equals(other.organisation()))
                .isPresent();
    }

    /** Looks at some more assets by the rule book and profile of now, until all of them can be decided by these. */
    private void lookAhead(RuleBook book, Organisation organisation, Instant at) {
        if (kept != null && isOf(kept, book, organisation)) {
            coming = null;
            return;
        }
        KeptEstate next = coming;
        if (next == null || !isOf(next, book, organisation)) {
            next = new KeptEstate(book, organisation, claims);
            next.tell(at, claims.assets(), List.of());
            coming = next;
        }
        if (!next.look(slice)) return;
        next.touchAll();
        next.touch(behind);
        behind.clear();
        kept = next;
        coming = null;
    }

    private static boolean isOf(KeptEstate estate, RuleBook book, Organisation organisation) {
        return estate.book() == book && estate.organisation().equals(organisation);
    }

    /** Before its first round, for which the store may tell of assets that are no more. */
    boolean isNew() {
        return !begun;
    }

    /** The store tells of these assets; such as are not known here are no more. */
    void toldOf(Set<AssetId> assets) {
        for (AssetId asset : assets) if (!claims.isKnown(asset)) noMore.add(asset);
    }

    /** What is to be decided yet, or was not stored. */
    Left left() {
        KeptEstate estate = kept;
        boolean undecided = !changed.isEmpty() || !gone.isEmpty() || !unsaved.isEmpty() || !noMore.isEmpty();
        return estate == null || undecided ? Left.NEWS : open(estate);
    }

    private Left open(KeptEstate estate) {
        if (estate.leftFirst()) return Left.NEWS;
        return coming == null && !estate.left() ? Left.NOTHING : Left.REST;
    }

    /** Those of whose decisions the tickets are to be told once all are decided. */
    Set<AssetId> untold() {
        return untold;
    }

    /**
     * The last decisions are stored.
     *
     * @param standing where the remediations of the assets that were decided stand now
     * @param told whether the tickets know them
     */
    void saved(Optional<Round> last, Map<AssetId, Long> standing, boolean told) {
        round = last;
        // What others did meanwhile is seen by the next round.
        standing.forEach((asset, turn) -> {
            Long before = turns.put(asset, turn);
            steps += turn - (before == null ? 0 : before);
        });
        unsaved.clear();
        noMore.clear();
        if (told) untold.clear();
    }

    /** The last round this copy knows, by its number; 0 before there is any. */
    long known() {
        return round.map(Round::number).orElse(0L);
    }

    /** Whether the last round this copy knows was decided by this rule book as well. */
    boolean lastBy(String ruleBook) {
        return round.filter(last -> last.ruleBook().equals(ruleBook)).isPresent();
    }

    long cut() {
        return cut;
    }

    /** The next moment at which time alone may change a decision; empty: none is known. */
    Optional<Instant> next() {
        KeptEstate estate = kept;
        return estate == null ? Optional.empty() : estate.next();
    }

    Optional<AssetState> asset(AssetId id, Organisation organisation, Instant at) {
        return claims.asset(id, organisation, at);
    }

    Optional<Set<String>> reports(AssetId id) {
        return claims.reports(id);
    }

    List<IdentityClaim> claims(AssetId id) {
        return claims.claims(id);
    }

    List<AssetId> assets() {
        return claims.assets();
    }

    AssetNames names() {
        return AssetNames.of(claims.hosts());
    }

    /** How many facts that {@code by} brought are believed with a lesser method than they were taken in with. */
    long elsewhere(String by, Organisation organisation, Instant at) {
        return claims.elsewhere(by, organisation, at);
    }
}
