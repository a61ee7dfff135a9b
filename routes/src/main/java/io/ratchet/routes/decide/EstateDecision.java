package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.routes.identify.IdentityClaim;
import io.ratchet.routes.queue.Basis;
import io.ratchet.routes.queue.Proposals;
import io.ratchet.routes.tickets.TicketRounds;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.rules.Estate;
import io.ratchet.rules.ProfileRemarks;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Decisions.Difference;
import io.ratchet.store.Rounds;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whatever anything new touches and stores the difference, with what it rests on, so that the round can be
 * decided again ({@link RoundReplay}). What comes out is always what the whole estate from scratch would give: a gate
 * on a site or a topology depends on every asset of it, and {@link io.ratchet.rules.KeptEstate} knows who asked. The
 * first round of a process, and one by another rule book or profile, decides everything.
 */
public final class EstateDecision {
    private static final Logger LOG = LoggerFactory.getLogger(EstateDecision.class);

    /** By how much the clocks of two servers may differ: the later word is the one of the later moment. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final Store store;
    private final Supplier<RuleBook> rules;
    private final Supplier<Organisation> organisation;
    private final Proposals proposals;
    private final TicketRounds tickets;
    private final Clock clock;
    private final RoundObserver observer;
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
        this.store = store;
        this.rules = rules;
        this.organisation = organisation;
        this.proposals = proposals;
        this.tickets = tickets;
        this.clock = clock;
        this.observer = observer;
        this.book = rules.get();
    }

    /** One round over everything known now; returns what changed. Rounds never overlap. */
    public Difference redecide() {
        turn.lock();
        try {
            long begun = System.nanoTime(); // how long, not when: the clock may be a simulated one
            Difference difference = untilItHolds();
            observer.decided(Duration.ofNanos(System.nanoTime() - begun), difference);
            return difference;
        } catch (RuntimeException e) {
            observer.failed(e);
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private Difference untilItHolds() {
        Optional<Difference> difference = round();
        // Empty: another process has decided in the meantime. What it saw is there for us as well now.
        while (difference.isEmpty()) difference = round();
        return difference.get();
    }

    private Optional<Difference> round() {
        Organisation profile = organisation.get();
        RuleBook decides = rules.get();
        book = decides;
        WorkingCopy working = copy == null ? new WorkingCopy() : copy;
        copy = working;
        working.readOn(store);
        WorkingCopy.News news = store.transact(working::news);
        Instant now = moment(news.last());
        WorkingCopy.Decided decided = decide(working, news, decides, profile, now);
        if (decided.reshaped()) say(ProfileRemarks.on(new Estate(now, profile, working.assets()), decides.catalogue()));
        Rounds.Ground ground = new Rounds.Ground(now, decides.hash(), profile, working.cut());
        Optional<Saved> saved = store.transact(tx -> save(tx, working, decided, ground, decides));
        saved.ifPresent(done -> working.saved(done.last(), done.turns()));
        next = working.next();
        return saved.map(Saved::difference);
    }

    private Instant moment(Optional<Rounds.Round> last) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return last.map(Rounds.Round::at)
                .filter(at -> at.isAfter(now) && !at.isAfter(now.plus(CLOCKS_DIFFER)))
                .orElse(now);
    }

    /** What was half done when something went wrong is no ground to go on from. */
    private WorkingCopy.Decided decide(
            WorkingCopy working, WorkingCopy.News news, RuleBook decides, Organisation profile, Instant now) {
        try {
            return working.decide(news, decides, profile, now);
        } catch (RuntimeException | Error e) {
            copy = null;
            throw e;
        }
    }

    /** @param turns of the remediations, with those the round itself began or ended */
    private record Saved(Difference difference, Optional<Rounds.Round> last, Map<AssetId, Long> turns) {}

    private Optional<Saved> save(
            Tx tx, WorkingCopy working, WorkingCopy.Decided decided, Rounds.Ground ground, RuleBook decides) {
        List<Decision> before =
                decided.whole() ? tx.decisions().current() : tx.decisions().current(decided.assets());
        Optional<Difference> replaced = decided.whole()
                ? tx.decisions().replace(decided.decisions(), ground)
                : tx.decisions().replace(decided.assets(), decided.decisions(), ground, working.known());
        return replaced.map(difference -> {
            new RoundEvents(ground.at(), ground.ruleBook(), working::asset)
                    .of(difference, before)
                    .forEach(tx.audit()::append);
            new RegressionWatch(tx, decides.catalogue(), working::asset, ground.at(), working.lastBy(ground.ruleBook()))
                    .look(decided.whole() ? null : decided.assets(), decided.decisions(), difference.added(), before)
                    .forEach(found -> tx.audit().append(AuditEvents.regressionFound(found)));
            PlaybookCatalogue playbooks = decides.playbooks();
            if (decided.whole()) proposals.follow(tx, playbooks, decided.decisions(), working.assets(), ground.at());
            else proposals.follow(tx, playbooks, decided.assets(), decided.decisions(), working::asset, ground.at());
            tickets.follow(
                    tx,
                    decided.whole() ? null : decided.assets(),
                    decided.decisions(),
                    new TicketRounds.Ground(decides, ground.organisation(), ground.at()));
            return new Saved(difference, tx.rounds().last(), tx.remediations().turns());
        });
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
        return upToDate().asset(id);
    }

    /** Who has said who an asset is, the latest first. */
    public List<IdentityClaim> claims(AssetId id) {
        return upToDate().claims(id);
    }

    /** Every asset we believe there is, by id. */
    public List<AssetState> assets() {
        return upToDate().assets();
    }

    /**
     * How many facts are believed with a lesser method than they were taken in with, for their host is elsewhere.
     *
     * @param by who brought them, as it is kept at the intake
     */
    public long elsewhere(String by) {
        String name = by.toLowerCase(Locale.ROOT);
        return assets().stream()
                .flatMap(asset -> asset.facts().stream())
                .filter(fact -> name.equals(fact.elsewhere()))
                .count();
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
                return working == null
                        ? Optional.empty()
                        : working.asset(asset)
                                .map(state ->
                                        state.facts().stream().map(Fact::report).collect(Collectors.toSet()));
            }
        };
    }

    /** Another process may have heard of assets that no round of this one has seen yet. */
    private WorkingCopy upToDate() {
        WorkingCopy working = copy;
        if (working == null) {
            turn.lock();
            try {
                return shown(copy == null ? new WorkingCopy() : copy);
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
        long before = working.cut();
        working.readOn(store);
        if (working.cut() > before) working.show(organisation.get(), clock.instant());
        copy = working;
        return working;
    }
}
