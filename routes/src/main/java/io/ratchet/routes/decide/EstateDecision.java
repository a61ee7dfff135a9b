package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.identify.IdentityClaim;
import io.ratchet.routes.queue.Basis;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.routes.tickets.TicketRounds;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.rules.KeptEstate;
import io.ratchet.rules.ProfileRemarks;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.fact.AssetNames;
import io.ratchet.store.Decisions.Difference;
import io.ratchet.store.Rounds;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whatever anything new touches and stores the difference, with what it rests on, so that the round can be
 * decided again ({@link RoundReplay}). What comes out is always what the whole estate from scratch would give: a gate
 * on a site or a topology depends on every asset of it, and {@link io.ratchet.rules.KeptEstate} knows who asked.
 *
 * <p>A round decides so many assets at most, what is new before all else, in one short transaction. So where everything
 * is decided anew, at a start or by another rule book or profile, what comes in meanwhile does not wait for it.
 */
public final class EstateDecision {
    private static final Logger LOG = LoggerFactory.getLogger(EstateDecision.class);

    /** By how much the clocks of two servers may differ: the later word is the one of the later moment. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    /** Measured: some tenth of a second on one processor, its transaction included. */
    private static final int SLICE = 250;

    /** So many assets' decisions are in memory while tickets are told of them. */
    private static final int TOLD_AT_ONCE = 2_000;

    private final Store store;
    private final Supplier<RuleBook> rules;
    private final Supplier<Organisation> organisation;
    private final Proposals proposals;
    private final TicketRounds tickets;
    private final Clock clock;
    private final RoundObserver observer;
    private final int slice;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile @Nullable WorkingCopy copy;
    private volatile RuleBook book;
    private volatile Optional<Instant> next = Optional.empty();
    private List<String> said = List.of();

    /** @param rules asked once for each round, so that a whole round is decided by one rule book */
    public EstateDecision(
            Store store,
            Supplier<RuleBook> rules,
            Supplier<Organisation> organisation,
            Proposals proposals,
            Clock clock) {
        this(
                store,
                rules,
                organisation,
                proposals,
                new TicketRounds(TicketSettings.none()),
                clock,
                RoundObserver.none());
    }

    /**
     * @param rules asked once for each round, so that a whole round is decided by one rule book
     * @param tickets what people are asked for, kept in step in the round's transaction
     * @param observer told of each round
     */
    public EstateDecision(
            Store store,
            Supplier<RuleBook> rules,
            Supplier<Organisation> organisation,
            Proposals proposals,
            TicketRounds tickets,
            Clock clock,
            RoundObserver observer) {
        this(store, rules, organisation, proposals, tickets, clock, observer, SLICE);
    }

    /** @param slice so many assets are decided in a round at most */
    EstateDecision(
            Store store,
            Supplier<RuleBook> rules,
            Supplier<Organisation> organisation,
            Proposals proposals,
            TicketRounds tickets,
            Clock clock,
            RoundObserver observer,
            int slice) {
        this.store = store;
        this.rules = rules;
        this.organisation = organisation;
        this.proposals = proposals;
        this.tickets = tickets;
        this.clock = clock;
        this.observer = observer;
        this.slice = slice;
        this.book = rules.get();
    }

    /** Rounds over everything known now, until nothing is left; returns what changed. Rounds never overlap. */
    public Difference redecide() {
        List<Decision> added = new ArrayList<>();
        List<Decision> withdrawn = new ArrayList<>();
        long stands = 0;
        Left left;
        do {
            // Others take their turns in between.
            turn.lock();
            try {
                Optional<Difference> difference = observed();
                if (difference.isPresent()) {
                    added.addAll(difference.get().added());
                    withdrawn.addAll(difference.get().withdrawn());
                    stands = (long) difference.get().unchanged()
                            + difference.get().added().size();
                }
                left = left();
            } finally {
                turn.unlock();
            }
        } while (left != Left.NOTHING);
        return new Difference(added, withdrawn, Math.toIntExact(Math.max(0, stands - added.size())));
    }

    /** One round, over some of what is to be decided; says what is left. */
    public Left decideSome() {
        turn.lock();
        try {
            observed();
            return left();
        } finally {
            turn.unlock();
        }
    }

    private Left left() {
        WorkingCopy working = copy;
        return working == null ? Left.NEWS : working.left();
    }

    private Optional<Difference> observed() {
        try {
            long begun = System.nanoTime(); // how long, not when: the clock may be a simulated one
            Optional<Difference> difference = round();
            difference.ifPresent(one -> observer.decided(Duration.ofNanos(System.nanoTime() - begun), one));
            return difference;
        } catch (RuntimeException e) {
            observer.failed(e);
            throw e;
        }
    }

    /**
     * What would be decided of an asset.
     *
     * @param rules that decide
     * @param state what was believed of it
     */
    record Judged(RuleBook rules, AssetState state, List<Decision> decisions) {}

    /**
     * What the rules of now decide of an asset, on all that is known by now, if it were to be judged in another way;
     * stores nothing. Empty where nobody tells of it.
     *
     * @param judged how the asset itself is to be judged, of what is known of it
     */
    Optional<Judged> judge(AssetId asset, UnaryOperator<AssetState> judged) {
        Organisation profile = organisation.get();
        RuleBook decides = rules.get();
        turn.lock();
        try {
            WorkingCopy working = copy == null ? new WorkingCopy(slice) : copy;
            copy = working;
            working.readOn(store);
            Instant now = moment(store.transact(tx -> tx.rounds().last()));
            KeptEstate estate = whole(() -> working.lookedAt(decides, profile, now));
            return working.asset(asset, profile, now).map(known -> {
                AssetState state = judged.apply(known);
                return new Judged(decides, state, estate.judged(state));
            });
        } finally {
            turn.unlock();
        }
    }

    /**
     * Empty where nothing could be decided yet, or another process has decided in the meantime: what it saw is there
     * for the next round.
     */
    private Optional<Difference> round() {
        Organisation profile = organisation.get();
        RuleBook decides = rules.get();
        book = decides;
        WorkingCopy working = copy == null ? new WorkingCopy(slice) : copy;
        copy = working;
        working.readOn(store);
        working.settle();
        if (working.isNew()) working.toldOf(store.transact(this::spokenOf));
        WorkingCopy.News news = store.transact(working::news);
        Instant now = moment(news.last());
        Optional<WorkingCopy.Decided> decided = whole(() -> working.decide(news, decides, profile, now));
        next = working.next();
        if (decided.isEmpty()) return Optional.empty();
        KeptEstate by = decided.get().by();
        if (decided.get().reshaped()) say(by.remarks());
        Rounds.Ground ground = new Rounds.Ground(
                now,
                by.book().hash(),
                by.organisation(),
                working.cut(),
                decided.get().complete());
        boolean told = decided.get().last();
        Optional<Saved> saved = store.transact(tx -> save(tx, working, decided.get(), ground, told));
        saved.ifPresent(done -> working.saved(done.last(), done.turns(), told));
        return saved.map(Saved::difference);
    }

    /** Every asset of which anything stands in the store that follows its decisions. */
    private Set<AssetId> spokenOf(Tx tx) {
        Set<AssetId> assets = new HashSet<>(tx.decisions().assets());
        assets.addAll(tx.remediations().turns().keySet());
        tx.regressions().standing().forEach(one -> assets.add(one.asset()));
        assets.addAll(tickets.assets(tx));
        return assets;
    }

    private Instant moment(Optional<Rounds.Round> last) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return last.map(Rounds.Round::at)
                .filter(at -> at.isAfter(now) && !at.isAfter(now.plus(CLOCKS_DIFFER)))
                .orElse(now);
    }

    /** What was half done when something went wrong is no ground to go on from. */
    private <T> T whole(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            copy = null;
            throw e;
        }
    }

    /** @param turns of the remediations of these assets, with those the round itself began or ended */
    private record Saved(Difference difference, Optional<Rounds.Round> last, Map<AssetId, Long> turns) {}

    private Optional<Saved> save(
            Tx tx, WorkingCopy working, WorkingCopy.Decided decided, Rounds.Ground ground, boolean tell) {
        Function<AssetId, Optional<AssetState>> states =
                asset -> working.asset(asset, ground.organisation(), ground.at());
        List<Decision> before = tx.decisions().current(decided.assets());
        Optional<Difference> replaced =
                tx.decisions().replace(decided.assets(), decided.decisions(), ground, working.known());
        return replaced.map(difference -> {
            RuleBook by = decided.by().book();
            new RoundEvents(ground.at(), ground.ruleBook(), states)
                    .of(difference, before)
                    .forEach(tx.audit()::append);
            new RegressionWatch(tx, by.catalogue(), states, ground.at(), working.lastBy(ground.ruleBook()))
                    .look(decided.assets(), decided.news(), decided.decisions(), difference.added(), before)
                    .forEach(found -> tx.audit().append(AuditEvents.regressionFound(found)));
            proposals.follow(tx, by.playbooks(), decided.assets(), decided.decisions(), states, ground.at());
            if (tell) tell(tx, working.untold(), decided, ground);
            return new Saved(difference, tx.rounds().last(), tx.remediations().turns(decided.assets()));
        });
    }

    /** Once all are decided, so that a ticket over many hosts is written once. */
    private void tell(Tx tx, Set<AssetId> untold, WorkingCopy.Decided decided, Rounds.Ground ground) {
        if (!tickets.any()) return;
        TicketRounds.Ground on = new TicketRounds.Ground(decided.by().book(), ground.organisation(), ground.at());
        if (decided.assets().containsAll(untold)) {
            tickets.follow(tx, decided.assets(), decided.decisions(), on);
            return;
        }
        List<AssetId> all = List.copyOf(untold);
        for (int from = 0; from < all.size(); from += TOLD_AT_ONCE) {
            Set<AssetId> some = Set.copyOf(all.subList(from, Math.min(all.size(), from + TOLD_AT_ONCE)));
            tickets.follow(tx, some, tx.decisions().current(some), on);
        }
    }

    /** Says what of the profile does not fit the estate, at start-up and whenever that changes. */
    private void say(ProfileRemarks remarks) {
        List<String> sentences = Stream.concat(
                        remarks.sentences().stream(),
                        remarks
                                .refusal()
                                .map(why -> "Until it is corrected nothing at all is switched off. " + why)
                                .stream())
                .toList();
        if (sentences.equals(said)) return;
        said = sentences;
        sentences.forEach(sentence -> LOG.warn("Organisation profile: {}", sentence));
    }

    /** Whether the store holds findings that no round has seen, or assets are left to decide after the last one. */
    public boolean undecided() {
        return store.transact(tx -> {
            Optional<Rounds.Round> last = tx.rounds().last();
            return tx.findings().cut() > last.map(Rounds.Round::findings).orElse(0L)
                    || last.filter(round -> !round.complete()).isPresent();
        });
    }

    /** The rule book of the last round. */
    public RuleBook rules() {
        return book;
    }

    /** The next moment at which time alone may change a decision, as of the last round; empty: none is known. */
    public Optional<Instant> next() {
        return next;
    }

    /** What we believe about an asset. */
    public Optional<AssetState> asset(AssetId id) {
        return upToDate().asset(id, organisation.get(), clock.instant());
    }

    /** Who has said who an asset is, the latest first. */
    public List<IdentityClaim> claims(AssetId id) {
        return upToDate().claims(id);
    }

    /** Every asset we believe there is. */
    public Assets assets() {
        WorkingCopy working = upToDate();
        Organisation profile = organisation.get();
        Instant now = clock.instant();
        return new Assets() {
            @Override
            public List<AssetId> ids() {
                return working.assets();
            }

            @Override
            public Optional<AssetState> find(AssetId id) {
                return working.asset(id, profile, now);
            }

            @Override
            public AssetNames names() {
                return working.names();
            }
        };
    }

    /**
     * How many facts are believed with a lesser method than they were taken in with, for their host is elsewhere.
     *
     * @param by who brought them, as it is kept at the intake
     */
    public long elsewhere(String by) {
        return upToDate().elsewhere(by.toLowerCase(Locale.ROOT), organisation.get(), clock.instant());
    }

    /**
     * What decisions of this estate were made from: everything that was told of an asset and taken in. Before the first
     * look at the estate nothing of it is known.
     */
    public Basis basis() {
        return new Basis() {
            @Override
            public void look() {
                upToDate();
            }

            @Override
            public Optional<Set<String>> reports(AssetId asset) {
                WorkingCopy working = copy; // in somebody's transaction: nothing is read or waited for
                return working == null ? Optional.empty() : working.reports(asset);
            }
        };
    }

    /** Another process may have heard of assets that no round of this one has seen yet. */
    private WorkingCopy upToDate() {
        WorkingCopy working = copy;
        if (working == null) {
            turn.lock();
            try {
                return shown(copy == null ? new WorkingCopy(slice) : copy);
            } finally {
                turn.unlock();
            }
        }
        if (store.shared() && turn.tryLock()) {
            try {
                return shown(working);
            } finally {
                turn.unlock();
            }
        }
        return working;
    }

    private WorkingCopy shown(WorkingCopy working) {
        working.readOn(store);
        working.settle();
        copy = working;
        return working;
    }
}
