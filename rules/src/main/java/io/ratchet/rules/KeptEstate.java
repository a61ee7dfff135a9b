package io.ratchet.rules;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.rules.fact.AssetNames;
import io.ratchet.rules.fact.EstateView;
import io.ratchet.rules.fact.Host;
import io.ratchet.rules.fact.Moments;
import io.ratchet.rules.fact.Neighbours;
import io.ratchet.rules.fact.Summary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An estate that stays decided: told what is new, it decides again only what that touches, a few assets at a time, and
 * once nothing is {@link #left} it has come to what {@link RuleBook#decide(Estate)} says of the whole. Touched is an
 * asset of which something new is known; one about which time alone may have changed something ({@link Moments}); and
 * one that asked the estate something and would be answered differently now ({@link Neighbours}). The others are asked
 * about only where what they can see of an asset has changed ({@link Summary}). Nothing that was derived of an asset is
 * kept but its summary, and what is believed of it is asked for when it is needed ({@link Beliefs}).
 *
 * <p>For one rule book and one organisation profile. For one thread.
 */
public final class KeptEstate {
    /** Hosts with so many facts that were looked at are kept until they are decided; what is more is derived anew. */
    private static final int FACTS_AT_HAND = 50_000;

    /** So many answers more than there are assets may be remembered that nobody holds any more. */
    private static final int ANSWERS_MORE = 500;

    private final RuleBook book;
    private final Organisation organisation;
    private final Beliefs beliefs;
    /** Whether an exception ends by proof: that of READY lasts until its asset starts or changes again. */
    private final boolean endsByProof;

    private final NavigableSet<Instant> moments;
    private final NavigableMap<AssetId, Kept> kept = new TreeMap<>();
    private final NavigableMap<Instant, Set<AssetId>> wakes = new TreeMap<>();
    private final Map<Neighbours.Answers, Neighbours.Answers> shared = new HashMap<>();
    private final Set<AssetId> unlooked = new TreeSet<>();
    /** To be decided before the others: something is new about them, or about those that they asked for. */
    private final NavigableSet<AssetId> first = new TreeSet<>();

    private final NavigableSet<AssetId> others = new TreeSet<>();
    /** How far these have come: whoever has all of them touched again and again does not begin at the same ones. */
    private @Nullable AssetId reached;

    private final Map<AssetId, Host> atHand = new HashMap<>();
    private int factsAtHand;
    private AssetNames names = AssetNames.of(List.of());
    private @Nullable EstateView view;
    private boolean seenByOthers;
    private @Nullable Instant last;
    private boolean reshaped;

    /** An asset as it was last looked at. */
    private static final class Kept {
        private HostRef host;
        private @Nullable Summary summary;
        private @Nullable String site;
        private boolean proves;
        private @Nullable Instant next;
        private Neighbours.Answers answers = Neighbours.Answers.NONE;

        private Kept(HostRef host) {
            this.host = host;
        }
    }

    /** @param beliefs of every asset this is told of */
    public KeptEstate(RuleBook book, Organisation organisation, Beliefs beliefs) {
        this.book = book;
        this.organisation = organisation;
        this.beliefs = beliefs;
        this.endsByProof = organisation.exceptions().stream()
                .anyMatch(exception -> exception.clearedBy() instanceof Organisation.Clearing.Proven);
        this.moments = Moments.ofEverything(organisation, book.catalogue());
    }

    public RuleBook book() {
        return book;
    }

    public Organisation organisation() {
        return organisation;
    }

    /** The moment up to which it was told what is new; empty before the first. */
    public Optional<Instant> last() {
        return Optional.ofNullable(last);
    }

    /** What of the profile does not fit the estate as it was looked at. */
    public ProfileRemarks remarks() {
        Instant at = Objects.requireNonNull(last, "it was told what is new");
        List<@Nullable String> sites = new ArrayList<>();
        List<Observation.Proof> proofs = new ArrayList<>();
        kept.forEach((id, asset) -> {
            sites.add(asset.site);
            if (asset.proves)
                beliefs.of(id, organisation, at)
                        .factsOf(Observation.Proof.class)
                        .forEach(fact -> proofs.add((Observation.Proof) fact.observation()));
        });
        return ProfileRemarks.on(new ProfileRemarks.Seen(at, organisation, names, sites, proofs), book.catalogue());
    }

    /** The next moment at which time alone may change anything; empty: never. */
    public Optional<Instant> next() {
        Instant before = last;
        if (before == null) return Optional.empty();
        Instant everything = moments.higher(before);
        Instant next = wakes.higherKey(before);
        return Optional.ofNullable(
                everything == null || (next != null && next.isBefore(everything)) ? next : everything);
    }

    /**
     * Takes in what is new, and that time has gone on.
     *
     * @param at not before it was told last
     * @param changed every asset that is new or of which anything else is known than before
     * @param gone assets that are no more
     */
    public void tell(Instant at, Collection<AssetId> changed, Collection<AssetId> gone) {
        if (last != null && at.isBefore(last))
            throw new IllegalArgumentException(at + " lies before the last decision, at " + last);
        boolean all = isDue(at);
        boolean renamed = !gone.isEmpty();
        gone.forEach(this::forget);
        for (AssetId id : changed) {
            HostRef host = beliefs.host(id);
            Kept before = kept.get(id);
            renamed |= before == null || !before.host.equals(host);
            if (before == null) kept.put(id, new Kept(host));
            else before.host = host;
        }
        unlooked.addAll(changed);
        wakes.headMap(at, true).values().forEach(unlooked::addAll);
        if (all) unlooked.addAll(kept.keySet());
        if (renamed) rename();
        reshaped |= all || renamed;
        seenByOthers |= all || renamed || view == null;
        last = at;
    }

    /** Whether this moment is one at which everything must be looked at anew. */
    private boolean isDue(Instant at) {
        Instant before = last;
        if (before == null) return true;
        Instant next = moments.ceiling(before);
        return next != null && !next.isAfter(at);
    }

    private void forget(AssetId id) {
        Kept before = kept.remove(id);
        if (before != null) sleep(id, before);
        unlooked.remove(id);
        first.remove(id);
        others.remove(id);
        takeFromHand(id);
    }

    private void sleep(AssetId id, Kept asset) {
        Set<AssetId> then = asset.next == null ? null : wakes.get(asset.next);
        if (then != null && then.remove(id) && then.isEmpty()) wakes.remove(asset.next);
        asset.next = null;
    }

    /**
     * Names say who is meant: a proof of one asset may speak of another by a name that is new, or no longer its own.
     */
    private void rename() {
        AssetNames before = names;
        Map<AssetId, HostRef> hosts = new TreeMap<>();
        kept.forEach((id, asset) -> hosts.put(id, asset.host));
        names = AssetNames.of(hosts);
        boolean meansOthers = organisation.proofs().stream()
                .map(proof -> AssetNames.assetOf(proof.scope()))
                .anyMatch(name -> name != null && !before.named(name).equals(names.named(name)));
        kept.forEach((id, asset) -> {
            if (meansOthers || asset.proves) unlooked.add(id);
        });
    }

    /** Has some assets decided again whether anything touches them or not. */
    public void touch(Collection<AssetId> assets) {
        for (AssetId id : assets) if (kept.containsKey(id)) first.add(id);
    }

    /** Has all of them decided again, and none before the others. */
    public void touchAll() {
        others.addAll(kept.keySet());
        first.clear();
    }

    /** Whether anything is to be decided. */
    public boolean left() {
        return !unlooked.isEmpty() || !first.isEmpty() || !others.isEmpty();
    }

    /** Whether anything of that is to be decided before the rest. */
    public boolean leftFirst() {
        return !unlooked.isEmpty() || !first.isEmpty();
    }

    /**
     * Looks at some of the assets of which something is new; {@link #decide} can say nothing before all of them are.
     *
     * @param most so many assets
     * @return whether all are
     */
    public boolean look(int most) {
        Instant at = Objects.requireNonNull(last, "it was told what is new");
        List<AssetId> now = unlooked.stream().limit(most).toList();
        for (AssetId id : now) {
            AssetState state = beliefs.of(id, organisation, at);
            Host host = host(state, at);
            takeFromHand(id);
            int facts = host.state().facts().size();
            if (factsAtHand + facts <= FACTS_AT_HAND) {
                atHand.put(id, host);
                factsAtHand += facts;
            }
            keep(of(id), state, host.summary(), at);
            unlooked.remove(id);
            first.add(id);
        }
        return unlooked.isEmpty();
    }

    private void keep(Kept asset, AssetState state, Summary summary, Instant at) {
        Summary before = asset.summary;
        boolean proves = state.factsOf(Observation.Proof.class).findAny().isPresent();
        reshaped |= before == null || proves || asset.proves || !Objects.equals(asset.site, state.site());
        seenByOthers |= before == null || !summary.showsWhat(before) || (endsByProof && !summary.equals(before));
        sleep(state.id(), asset);
        asset.summary = summary;
        asset.site = state.site();
        asset.proves = proves;
        asset.next = Moments.next(state, at);
        if (asset.next != null)
            wakes.computeIfAbsent(asset.next, unheard -> new TreeSet<>()).add(state.id());
    }

    private Host host(AssetState state, Instant at) {
        return Host.of(state, names, organisation, at, book.catalogue());
    }

    /**
     * Some of an estate, decided.
     *
     * @param decisions for each asset everything that is decided of it, in order
     * @param news the assets among these about which, or about those that they asked for, something is new
     * @param reshaped whether there are other assets, names, sites or proofs than at the decision before: whatever a
     *     profile says of these may fit better or worse than it did
     */
    public record Decided(SortedMap<AssetId, List<Decision>> decisions, Set<AssetId> news, boolean reshaped) {}

    /**
     * Decides some of what is touched and returns it: for each such asset everything that is decided of it now, in
     * order. Nothing before everything was looked at.
     *
     * @param most so many assets
     */
    public Decided decide(int most) {
        SortedMap<AssetId, List<Decision>> decided = new TreeMap<>();
        if (!unlooked.isEmpty()) return new Decided(decided, Set.of(), false);
        Instant at = Objects.requireNonNull(last, "it was told what is new");
        EstateView now = seeing(at);
        NavigableSet<AssetId> some = new TreeSet<>();
        while (some.size() < most && !first.isEmpty()) some.add(first.pollFirst());
        Set<AssetId> news = Set.copyOf(some);
        others.removeAll(some);
        while (some.size() < most && !others.isEmpty()) some.add(nextOfOthers());
        some.forEach(id -> decided.put(id, new ArrayList<>()));
        book.decide(
                        some,
                        id -> atHand(id, at),
                        now,
                        (host, asked) -> of(host.state().id()).answers = shared(asked.answers()))
                .forEach(decision -> Objects.requireNonNull(
                                decided.get(decision.about().asset()))
                        .add(decision));
        if (!left()) {
            atHand.clear();
            factsAtHand = 0;
        }
        boolean other = reshaped;
        reshaped = false;
        return new Decided(decided, news, other);
    }

    /**
     * Everything that would be decided of one asset if this were believed of it, once all are looked at. Nothing is
     * kept of it.
     */
    public List<Decision> judged(AssetState state) {
        Instant at = Objects.requireNonNull(last, "it was told what is new");
        Host host = host(state, at);
        List<Summary> summaries = new ArrayList<>(kept.size());
        kept.forEach((id, asset) -> summaries.add(
                id.equals(state.id()) ? host.summary() : Objects.requireNonNull(asset.summary, "all are looked at")));
        EstateView estate = new EstateView(at, organisation, book.catalogue(), summaries, names);
        return book.decide(List.of(host), one -> one, estate, (one, asked) -> {});
    }

    private AssetId nextOfOthers() {
        AssetId next = reached == null ? null : others.higher(reached);
        if (next == null) next = others.first();
        others.remove(next);
        reached = next;
        return next;
    }

    private @Nullable Host takeFromHand(AssetId id) {
        Host known = atHand.remove(id);
        if (known != null) factsAtHand -= known.state().facts().size();
        return known;
    }

    private Host atHand(AssetId id, Instant at) {
        Host known = takeFromHand(id);
        return known != null && known.belief().at().equals(at) ? known : host(beliefs.of(id, organisation, at), at);
    }

    /** The estate as others see it; who would be answered otherwise than before is to be decided. */
    private EstateView seeing(Instant at) {
        EstateView known = view;
        if (known != null && !seenByOthers) return known;
        EstateView now = new EstateView(
                at,
                organisation,
                book.catalogue(),
                kept.values().stream()
                        .map(one -> Objects.requireNonNull(one.summary, "all are looked at"))
                        .toList(),
                names);
        view = now;
        seenByOthers = false;
        kept.forEach((id, one) -> {
            Summary summary = Objects.requireNonNull(one.summary);
            if (!first.contains(id) && !others.contains(id) && !one.answers.stillHoldIn(now, summary)) first.add(id);
        });
        return now;
    }

    /** Most hosts ask the same and are told the same. */
    private Neighbours.Answers shared(Neighbours.Answers answers) {
        if (shared.size() > kept.size() + ANSWERS_MORE) {
            shared.clear();
            kept.values().forEach(one -> shared.put(one.answers, one.answers));
        }
        Neighbours.Answers known = shared.putIfAbsent(answers, answers);
        return known == null ? answers : known;
    }

    private Kept of(AssetId id) {
        return Objects.requireNonNull(kept.get(id), () -> id + " is kept");
    }
}
