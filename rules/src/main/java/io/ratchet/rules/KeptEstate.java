package io.ratchet.rules;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
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
 * An estate that stays decided: told what is new, it decides again only what that touches, and always comes to what
 * {@link RuleBook#decide(Estate)} says of the whole. Touched is an asset of which something new is known; one about
 * which time alone may have changed something ({@link Moments}); and one that asked the estate something and would be
 * answered differently now ({@link Neighbours}). The others are asked about only where what they can see of an asset
 * has changed ({@link Summary}). Nothing that was derived of an asset is kept but its summary.
 *
 * <p>For one rule book and one organisation profile. For one thread.
 */
public final class KeptEstate {
    /** So many hosts that were looked at are kept until they are decided; what is more is derived anew. */
    private static final int AT_HAND = 2_000;

    private final RuleBook book;
    private final Organisation organisation;
    /** Whether an exception ends by proof: that of READY lasts until its asset starts or changes again. */
    private final boolean endsByProof;

    private final NavigableSet<Instant> moments;
    private final NavigableMap<AssetId, Kept> kept = new TreeMap<>();
    private final NavigableMap<Instant, Set<AssetId>> wakes = new TreeMap<>();
    private final Map<Neighbours.Answers, Neighbours.Answers> shared = new HashMap<>();
    private AssetNames names = AssetNames.of(List.of());
    private @Nullable EstateView view;
    private @Nullable Instant last;
    private boolean reshaped;

    /** An asset as it was last looked at. */
    private static final class Kept {
        private final AssetState state;
        private final Summary summary;
        private final @Nullable Instant next;
        private Neighbours.Answers answers = Neighbours.Answers.NONE;

        private Kept(AssetState state, Summary summary, @Nullable Instant next) {
            this.state = state;
            this.summary = summary;
            this.next = next;
        }
    }

    public KeptEstate(RuleBook book, Organisation organisation) {
        this.book = book;
        this.organisation = organisation;
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

    /** The moment of the last decision; empty before the first. */
    public Optional<Instant> last() {
        return Optional.ofNullable(last);
    }

    /** Whether this moment is one at which everything must be looked at anew. */
    public boolean allIsDue(Instant at) {
        Instant before = last;
        if (before == null) return true;
        Instant next = moments.ceiling(before);
        return next != null && !next.isAfter(at);
    }

    /** The assets about which time alone may have changed something since the last decision. */
    public Set<AssetId> due(Instant at) {
        Set<AssetId> due = new TreeSet<>();
        wakes.headMap(at, true).values().forEach(due::addAll);
        return due;
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
     * Decides again whatever is touched and returns it: for each such asset everything that is decided of it now, in
     * order; nothing for one that is gone.
     *
     * @param at not before the last decision
     * @param changed every asset that is new or of which anything else is known than before
     * @param gone assets that are no more
     */
    public SortedMap<AssetId, List<Decision>> decide(
            Instant at, Collection<AssetState> changed, Collection<AssetId> gone) {
        return decide(at, changed, gone, Set.of());
    }

    /** @param also assets to decide again whether anything touches them or not */
    public SortedMap<AssetId, List<Decision>> decide(
            Instant at, Collection<AssetState> changed, Collection<AssetId> gone, Set<AssetId> also) {
        if (last != null && at.isBefore(last))
            throw new IllegalArgumentException(at + " lies before the last decision, at " + last);
        boolean all = allIsDue(at);
        boolean renamed = !gone.isEmpty();
        gone.forEach(this::forget);
        Map<AssetId, AssetState> fresh = new TreeMap<>();
        reshaped = all;
        for (AssetState state : changed) {
            Kept before = kept.get(state.id());
            renamed |= before == null || !before.state.host().equals(state.host());
            reshaped |= before == null || !Objects.equals(before.state.site(), state.site()) || proves(state);
            fresh.put(state.id(), state);
        }
        reshaped |= renamed;
        for (AssetId id : due(at)) fresh.putIfAbsent(id, of(id).state);
        if (all) kept.forEach((id, one) -> fresh.putIfAbsent(id, one.state));
        if (renamed) rename(fresh);
        Map<AssetId, Host> atHand = new HashMap<>();
        boolean seenByOthers = all || renamed || view == null;
        for (AssetState state : fresh.values()) {
            Host host = host(state, at);
            if (atHand.size() < AT_HAND) atHand.put(state.id(), host);
            seenByOthers |= keep(state, host.summary(), at);
        }
        last = at;
        Set<AssetId> touched = new TreeSet<>(fresh.keySet());
        if (seenByOthers) touched.addAll(answeredOtherwise(at, touched));
        also.stream().filter(kept::containsKey).forEach(touched::add);
        SortedMap<AssetId, List<Decision>> decided = decide(at, touched, atHand);
        gone.forEach(id -> decided.putIfAbsent(id, List.of()));
        return decided;
    }

    private void forget(AssetId id) {
        Kept before = kept.remove(id);
        if (before == null || before.next == null) return;
        Set<AssetId> then = wakes.get(before.next);
        if (then != null && then.remove(id) && then.isEmpty()) wakes.remove(before.next);
    }

    /** Keeps what was looked at; returns whether others may see anything else of it than before. */
    private boolean keep(AssetState state, Summary summary, Instant at) {
        Kept before = kept.get(state.id());
        forget(state.id());
        Kept now = new Kept(state, summary, Moments.next(state, at));
        if (before != null) now.answers = before.answers;
        kept.put(state.id(), now);
        if (now.next != null)
            wakes.computeIfAbsent(now.next, unheard -> new TreeSet<>()).add(state.id());
        return before == null || !summary.showsWhat(before.summary) || (endsByProof && !before.summary.equals(summary));
    }

    /**
     * Names say who is meant: a proof of one asset may speak of another by a name that is new, or no longer its own.
     */
    private void rename(Map<AssetId, AssetState> fresh) {
        Map<AssetId, AssetState> states = new TreeMap<>();
        kept.forEach((id, one) -> states.put(id, one.state));
        states.putAll(fresh);
        AssetNames before = names;
        names = AssetNames.of(List.copyOf(states.values()));
        boolean meansOthers = organisation.proofs().stream()
                .map(proof -> AssetNames.assetOf(proof.scope()))
                .anyMatch(name -> name != null && !before.named(name).equals(names.named(name)));
        states.forEach((id, state) -> {
            if (meansOthers || proves(state)) fresh.putIfAbsent(id, state);
        });
    }

    private static boolean proves(AssetState state) {
        return state.factsOf(Observation.Proof.class).findAny().isPresent();
    }

    /**
     * Whether the last decision saw other assets, names, sites or proofs than the one before: whatever a profile says
     * of these may fit better or worse than it did.
     */
    public boolean reshaped() {
        return reshaped;
    }

    private Host host(AssetState state, Instant at) {
        return Host.of(state, names, organisation, at, book.catalogue());
    }

    /** Those not looked at anew whose questions the estate of now answers in another way. */
    private Set<AssetId> answeredOtherwise(Instant at, Set<AssetId> looked) {
        EstateView now = new EstateView(
                at,
                organisation,
                book.catalogue(),
                kept.values().stream().map(one -> one.summary).toList(),
                names);
        view = now;
        Set<AssetId> otherwise = new TreeSet<>();
        kept.forEach((id, one) -> {
            if (!looked.contains(id) && !one.answers.stillHoldIn(now, one.summary)) otherwise.add(id);
        });
        return otherwise;
    }

    private SortedMap<AssetId, List<Decision>> decide(Instant at, Set<AssetId> touched, Map<AssetId, Host> atHand) {
        SortedMap<AssetId, List<Decision>> decided = new TreeMap<>();
        EstateView now = view;
        if (now == null) return decided;
        touched.forEach(id -> decided.put(id, new ArrayList<>()));
        book.decide(
                        touched,
                        id -> {
                            Host known = atHand.remove(id);
                            return known == null ? host(of(id).state, at) : known;
                        },
                        now,
                        (host, asked) -> of(host.state().id()).answers = shared(asked.answers()))
                .forEach(decision -> decided.computeIfAbsent(decision.about().asset(), unheard -> new ArrayList<>())
                        .add(decision));
        return decided;
    }

    /** Most hosts ask the same and are told the same. */
    private Neighbours.Answers shared(Neighbours.Answers answers) {
        if (shared.size() > kept.size() + AT_HAND) {
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
