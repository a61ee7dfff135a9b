package io.ratchet.routes.queue;

import io.ratchet.domain.IdSource;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Comment;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.Rejected;
import io.ratchet.store.Queue;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where people say one word on many plans that they looked at together. The word holds for exactly the plans that were
 * looked at: each is named by its hash, or all of them by one digest over their hashes. What has changed since is not
 * touched and comes back to be asked about, and nothing else does.
 */
public final class CohortDesk {
    /** So many plans are one transaction; a word on more of them is several, and none is lost between them. */
    private static final int AT_ONCE = 500;

    private static final String ELSEWHERE = "You may not act at its site.";

    /**
     * Of so many plans looks, and words, are remembered; what is forgotten is asked about again, or not undone here.
     */
    private static final int PLANS_REMEMBERED = 200_000;

    /** What can be said of plans that wait for approval. */
    public enum Word {
        APPROVE,
        REJECT,
        /** Ask again later. */
        PUT_OFF,
        /** Something that is said and changes nothing; it is not taken back. */
        COMMENT
    }

    /** A plan that was looked at. */
    public record Looked(String id, String planHash) {}

    /** What a word is said on. */
    public sealed interface Selection {
        /** These plans. */
        record Listed(List<Looked> plans) implements Selection {
            public Listed {
                plans = List.copyOf(plans);
            }
        }

        /**
         * All that fit a filter, as they were when somebody looked.
         *
         * @param digest of that {@link View}
         */
        record Whole(Queue.Filter filter, String digest) implements Selection {}
    }

    /**
     * A set of plans as somebody sees it.
     *
     * @param digest SHA-256 over the hashes of all of them, sorted, one a line
     */
    public record View(String digest, long plans) {}

    /** One that the word was not carried out on, and why. */
    public record Left(String id, String asset, String because) {}

    /**
     * What became of a word.
     *
     * @param id by which it can be undone
     * @param done the ids of all that it was carried out on
     * @param left those to look at again
     * @param undone whether it was taken back since
     */
    public record Outcome(
            String id, Word word, String by, Instant at, List<String> done, List<Left> left, boolean undone) {
        public Outcome {
            done = List.copyOf(done);
            left = List.copyOf(left);
        }
    }

    /**
     * Who says a word.
     *
     * @param name {@code user:..} or {@code policy:..}
     * @param actsAt whether they may act at a site; what is elsewhere is left as it is
     */
    public record Actor(String name, Predicate<@Nullable String> actsAt) {
        /** Somebody who may act everywhere. */
        public static Actor everywhere(String name) {
            return new Actor(name, site -> true);
        }
    }

    private record Seen(Map<String, String> hashes) {}

    private final Store store;
    private final Clock clock;
    private final IdSource ids;
    private final Duration validity;
    private final ApprovalRule rule;
    private final Consumer<String> wake;
    private final Executor waking;
    private final Lately<Seen> looks =
            new Lately<>(PLANS_REMEMBERED, seen -> seen.hashes().size());
    private final Lately<Outcome> words = new Lately<>(
            PLANS_REMEMBERED, said -> said.done().size() + said.left().size());

    /** Under the careful rule. */
    public CohortDesk(
            Store store, Clock clock, IdSource ids, Duration validity, Consumer<String> wake, Executor waking) {
        this(store, clock, ids, validity, ApprovalRule.careful(), wake, waking);
    }

    /**
     * @param validity how long after an approval a run may still begin under it, and how long one yes waits for others
     * @param rule whose yes is needed
     * @param wake told the id of each remediation once its approval is saved
     * @param waking where that is done, so that a person does not wait for thousands of it
     */
    public CohortDesk(
            Store store,
            Clock clock,
            IdSource ids,
            Duration validity,
            ApprovalRule rule,
            Consumer<String> wake,
            Executor waking) {
        this.rule = rule;
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        this.validity = validity;
        this.wake = wake;
        this.waking = waking;
    }

    /** Remembers what there is to be seen now, so that a word on it later holds for this and nothing else. */
    public Look look(Queue.Filter filter) {
        List<Queue.Named> plans = store.transact(tx -> tx.queue().named(filter));
        return new Look(seen(plans), plans);
    }

    /** What there was to be seen, with the plans by name. */
    public record Look(View view, List<Queue.Named> plans) {
        public Look {
            plans = List.copyOf(plans);
        }
    }

    /**
     * What there was to be seen of all that fits a filter, and of each cohort of it.
     *
     * @param byCohort by {@link io.ratchet.domain.plan.Plan#cohort}
     */
    public record Views(View all, Map<String, View> byCohort) {}

    /**
     * What waits, in one moment.
     *
     * @param cohorts largest first
     * @param alike what of them nothing sets apart
     */
    public record Overview(List<Queue.Cohort> cohorts, Views alike) {
        public Overview {
            cohorts = List.copyOf(cohorts);
        }
    }

    /** Shows the cohorts that fit and remembers what of them nothing sets apart, as a whole and cohort by cohort. */
    public Overview overview(Queue.Filter filter) {
        Queue.Overview there = store.transact(tx -> tx.queue().overview(filter, Queue.Part.ALIKE));
        Map<String, View> views = new HashMap<>();
        there.named().stream()
                .collect(Collectors.groupingBy(Queue.Named::cohort))
                .forEach((cohort, some) -> views.put(cohort, seen(some)));
        return new Overview(there.cohorts(), new Views(seen(there.named()), views));
    }

    private View seen(List<Queue.Named> plans) {
        String digest = digest(plans);
        Map<String, String> hashes = plans.stream().collect(Collectors.toMap(Queue.Named::id, Queue.Named::planHash));
        looks.put(digest, new Seen(hashes));
        return new View(digest, plans.size());
    }

    private static String digest(List<Queue.Named> plans) {
        return Sha256.hex(plans.stream().map(Queue.Named::planHash).sorted().collect(Collectors.joining("\n")));
    }

    /**
     * @param id by which the word can be undone; a new one for each word
     * @param reason what is said about it; may be empty
     */
    public Outcome approve(String id, List<Selection> selection, String reason, Actor actor) {
        Optional<String> said = Optional.of(reason.strip()).filter(text -> !text.isEmpty());
        rule.look();
        Outcome outcome = each(id, Word.APPROVE, selection, actor, (tx, seen, proposed, now) -> {
            ApprovalRule.Answer answer;
            try {
                answer = rule.yes(tx, proposed.subject(), proposed.assents(), actor.name(), now, validity);
            } catch (FailureException e) {
                return Optional.of(e.failure().message());
            }
            if (answer instanceof ApprovalRule.Answer.More more) {
                Proposed waiting = proposed.with(more.said());
                tx.remediations().save(waiting, seen.version());
                tx.audit()
                        .append(AuditEvents.approvalGiven(
                                now, actor.name(), waiting, more.missing(), said.orElse(null)));
                return Optional.of("Your yes is kept; " + more.missing() + " more "
                        + (more.missing() == 1 ? "person" : "people") + " must approve it.");
            }
            Remediation.Approved approved = proposed.approve(((ApprovalRule.Answer.Enough) answer).approval());
            tx.remediations().save(approved, seen.version());
            tx.audit().append(AuditEvents.remediationApproved(now, approved, said.orElse(null)));
            return Optional.empty();
        });
        waking.execute(() -> outcome.done().forEach(wake));
        return outcome;
    }

    /** Refuses them; none is proposed again until its plan changes. */
    public Outcome reject(String id, List<Selection> selection, String reason, Actor actor) {
        return each(id, Word.REJECT, selection, actor, (tx, seen, proposed, now) -> {
            Rejected rejected = proposed.reject(actor.name(), reason, now);
            tx.remediations().save(rejected, seen.version());
            tx.audit().append(AuditEvents.remediationRejected(now, rejected));
            return Optional.empty();
        });
    }

    /**
     * Asks about them again from {@code until} on.
     *
     * @throws FailureException INTAKE_BAD_VALUE when that is not in the future
     */
    public Outcome putOff(String id, List<Selection> selection, Instant until, String reason, Actor actor) {
        if (!until.isAfter(clock.instant()))
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE, "Name a moment in the future until which they are put off.");
        return each(id, Word.PUT_OFF, selection, actor, (tx, seen, proposed, now) -> {
            tx.queue().putOff(proposed.subject().id(), until, actor.name(), reason, now);
            tx.audit().append(AuditEvents.proposalPutOff(now, actor.name(), proposed, until, reason));
            return Optional.empty();
        });
    }

    /**
     * Says something of each of them.
     *
     * @throws IllegalArgumentException when the text is none: see {@link Comment#plain}
     */
    public Outcome comment(String id, List<Selection> selection, String text, Actor actor) {
        String said = Comment.plain(text);
        return each(id, Word.COMMENT, selection, actor, (tx, seen, proposed, now) -> {
            ApprovalDesk.comment(tx, proposed, new Comment(proposed.subject().id(), actor.name(), now, said));
            return Optional.empty();
        });
    }

    /** What became of a word that was said lately. */
    public Optional<Outcome> outcome(String id) {
        return words.get(id);
    }

    /** Carries a word out on one plan; or says why it is not, or not yet, as it was said. */
    @FunctionalInterface
    private interface Act {
        Optional<String> on(Tx tx, Versioned<Remediation> seen, Proposed proposed, Instant now);
    }

    /** @param id by which it can be undone; a new one for each word */
    private Outcome each(String id, Word word, List<Selection> selection, Actor actor, Act act) {
        List<Left> left = new ArrayList<>();
        List<Looked> wanted = selection.stream()
                .flatMap(one -> wanted(one, left).stream())
                .distinct()
                .toList();
        List<String> done = new ArrayList<>();
        for (int from = 0; from < wanted.size(); from += AT_ONCE) {
            List<Looked> some = wanted.subList(from, Math.min(from + AT_ONCE, wanted.size()));
            Part part = store.transact(tx -> part(tx, some, actor, act));
            done.addAll(part.done());
            left.addAll(part.left());
        }
        return remember(new Outcome(id, word, actor.name(), clock.instant(), done, left, false));
    }

    private record Part(List<String> done, List<Left> left) {}

    private Part part(Tx tx, List<Looked> plans, Actor actor, Act act) {
        Map<String, Versioned<Remediation>> there =
                byId(tx.remediations().find(plans.stream().map(Looked::id).toList()));
        Instant now = clock.instant();
        Part part = new Part(new ArrayList<>(), new ArrayList<>());
        for (Looked plan : plans) {
            Versioned<Remediation> seen = there.get(plan.id());
            if (seen == null) {
                part.left().add(new Left(plan.id(), "", "There is no such remediation."));
                continue;
            }
            Optional<Left> against = against(plan, seen.remediation(), actor);
            against.ifPresent(part.left()::add);
            if (against.isPresent()) continue;
            Optional<String> not = act.on(tx, seen, (Proposed) seen.remediation(), now);
            not.ifPresentOrElse(
                    because -> part.left()
                            .add(new Left(
                                    plan.id(),
                                    seen.remediation().subject().asset().value(),
                                    because)),
                    () -> part.done().add(plan.id()));
        }
        return part;
    }

    private static Optional<Left> against(Looked plan, Remediation remediation, Actor actor) {
        String asset = remediation.subject().asset().value();
        if (!actor.actsAt().test(remediation.subject().site()))
            return Optional.of(new Left(plan.id(), asset, ELSEWHERE));
        if (!(remediation instanceof Proposed))
            return Optional.of(new Left(
                    plan.id(),
                    asset,
                    "It is " + remediation.state().wire() + " by now and no longer waits for approval."));
        if (!remediation.subject().plan().hash().equals(plan.planHash()))
            return Optional.of(new Left(plan.id(), asset, "Its plan is not the one you looked at."));
        return Optional.empty();
    }

    /** The plans a word is meant for; what is there now and was not looked at is added to {@code left}. */
    private List<Looked> wanted(Selection selection, List<Left> left) {
        if (selection instanceof Selection.Listed listed) return listed.plans();
        Selection.Whole whole = (Selection.Whole) selection;
        List<Queue.Named> there = store.transact(tx -> tx.queue().named(whole.filter()));
        if (digest(there).equals(whole.digest()))
            return there.stream()
                    .map(plan -> new Looked(plan.id(), plan.planHash()))
                    .toList();
        Optional<Seen> looked = looks.get(whole.digest());
        if (looked.isEmpty()) {
            there.forEach(plan -> left.add(new Left(
                    plan.id(),
                    plan.asset().value(),
                    "What waits has changed since you looked, and it is no longer known what you saw; look again.")));
            return List.of();
        }
        Seen seen = looked.get();
        there.stream()
                .filter(plan -> !plan.planHash().equals(seen.hashes().get(plan.id())))
                .forEach(plan -> left.add(new Left(
                        plan.id(), plan.asset().value(), "It has come, or its plan has changed, since you looked.")));
        return seen.hashes().entrySet().stream()
                .map(entry -> new Looked(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Looked::id))
                .toList();
    }

    private Outcome remember(Outcome outcome) {
        words.put(outcome.id(), outcome);
        return outcome;
    }

    /**
     * Takes a word back where that is possible: what was approved and has not begun, or was refused, is proposed anew;
     * what was put off is asked about at once.
     *
     * @throws FailureException ID_UNKNOWN when the word is not remembered; NOT_WAITING when it was taken back already,
     *     or was a comment
     */
    public Outcome undo(String id, Actor actor) {
        Outcome said = outcome(id)
                .orElseThrow(() -> FailureException.of(
                        FailureCode.ID_UNKNOWN,
                        "That word is too long ago to be undone here; see to each remediation by itself."));
        if (said.word() == Word.COMMENT)
            throw FailureException.of(
                    FailureCode.NOT_WAITING, "A comment stands as it was said; say another one that corrects it.");
        if (said.undone()) throw FailureException.of(FailureCode.NOT_WAITING, "That word has been taken back already.");
        List<Left> left = new ArrayList<>();
        List<String> done = new ArrayList<>();
        for (int from = 0; from < said.done().size(); from += AT_ONCE) {
            List<String> some = said.done()
                    .subList(from, Math.min(from + AT_ONCE, said.done().size()));
            Part part = store.transact(tx -> takenBack(tx, said.word(), some, actor));
            done.addAll(part.done());
            left.addAll(part.left());
        }
        remember(new Outcome(said.id(), said.word(), said.by(), said.at(), said.done(), said.left(), true));
        return new Outcome(ids.next(), said.word(), actor.name(), clock.instant(), done, left, true);
    }

    private Part takenBack(Tx tx, Word word, List<String> some, Actor actor) {
        Map<String, Versioned<Remediation>> there = byId(tx.remediations().find(some));
        Instant now = clock.instant();
        Part part = new Part(new ArrayList<>(), new ArrayList<>());
        for (String id : some) {
            Versioned<Remediation> seen = there.get(id);
            if (seen == null) continue;
            Remediation remediation = seen.remediation();
            if (!actor.actsAt().test(remediation.subject().site())) {
                part.left().add(new Left(id, remediation.subject().asset().value(), ELSEWHERE));
                continue;
            }
            boolean back = switch (word) {
                case APPROVE ->
                    remediation instanceof Allowed allowed && proposedAgain(tx, allowed, seen, actor.name(), now);
                case REJECT -> remediation instanceof Rejected && free(tx, remediation) && again(tx, remediation, now);
                case PUT_OFF -> takenUp(tx, remediation, actor.name(), now);
                case COMMENT -> false;
            };
            if (back) part.done().add(id);
            else
                part.left()
                        .add(new Left(
                                id,
                                remediation.subject().asset().value(),
                                "It is " + remediation.state().wire() + " by now; see to it by itself."));
        }
        return part;
    }

    private boolean proposedAgain(Tx tx, Allowed allowed, Versioned<Remediation> seen, String by, Instant now) {
        Remediation.Withdrawn withdrawn = allowed.withdraw(by + " took the approval back.", now);
        tx.remediations().save(withdrawn, seen.version());
        tx.audit().append(AuditEvents.remediationCancelled(now, by, withdrawn));
        return again(tx, allowed, now);
    }

    private boolean again(Tx tx, Remediation ended, Instant now) {
        Remediation.Subject before = ended.subject();
        tx.lastWords().forget(before);
        Proposed proposed = new Proposed(
                new Remediation.Subject(ids.next(), before.plan(), before.site(), now, before.proposedBy()));
        tx.remediations().propose(proposed);
        tx.audit().append(AuditEvents.remediationProposed(now, proposed));
        return true;
    }

    /** Whether nothing else is open for its asset and goal. */
    private static boolean free(Tx tx, Remediation remediation) {
        return tx.remediations().open(remediation.subject().asset()).stream()
                .noneMatch(other -> other.remediation().subject().plan().goal()
                        == remediation.subject().plan().goal());
    }

    private static boolean takenUp(Tx tx, Remediation remediation, String by, Instant now) {
        if (!tx.queue().takeBack(remediation.subject().id())) return false;
        tx.audit().append(AuditEvents.proposalTakenUp(now, by, remediation, "The word was taken back."));
        return true;
    }

    private static Map<String, Versioned<Remediation>> byId(List<Versioned<Remediation>> some) {
        return some.stream()
                .collect(Collectors.toMap(
                        seen -> seen.remediation().subject().id(),
                        Function.identity(),
                        (one, same) -> one,
                        HashMap::new));
    }
}
