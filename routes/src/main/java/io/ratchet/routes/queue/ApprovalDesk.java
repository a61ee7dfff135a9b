package io.ratchet.routes.queue;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Comment;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.store.BrokenGlass;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where people and policies say yes or no. Each word is one transaction together with its audit line. */
public final class ApprovalDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ApprovalDesk.class);

    private final Store store;
    private final Clock clock;
    private final Duration validity;
    private final ApprovalRule rule;
    private final Consumer<String> approved;

    /** Under the careful rule. */
    public ApprovalDesk(Store store, Clock clock, Duration validity, Consumer<String> approved) {
        this(store, clock, validity, ApprovalRule.careful(), approved);
    }

    /**
     * @param validity how long after an approval a run may still begin under it, and how long one yes waits for others
     * @param rule whose yes is needed
     * @param approved told the id of each remediation once its approval is saved
     */
    public ApprovalDesk(Store store, Clock clock, Duration validity, ApprovalRule rule, Consumer<String> approved) {
        this.rule = rule;
        this.store = store;
        this.clock = clock;
        this.validity = validity;
        this.approved = approved;
    }

    /** What is waiting for approval, oldest first. */
    public List<QueueEntry> queue() {
        return store.transact(tx -> tx.remediations().list(Remediation.State.PROPOSED).stream()
                .map(seen -> new QueueEntry(seen.remediation(), decisions(tx, seen.remediation())))
                .toList());
    }

    /**
     * Says yes to a remediation, which allows it once nobody else is needed; or goes on allowing one that is under way,
     * whose approval has ended or will.
     *
     * @param planHash the plan that was looked at; null when the caller takes whatever stands there now
     * @param by {@code user:..} or {@code policy:..}
     * @return approved, or still proposed where more people are needed
     * @throws FailureException PLAN_CHANGED when another plan stands there by now, NOT_WAITING when it was decided on
     *     already, APPROVER_NOT_APART when it must be somebody else, APPROVERS_MISSING when those who approved what is
     *     under way are not enough any more, ID_UNKNOWN
     */
    public Remediation approve(String id, @Nullable String planHash, String by) {
        rule.look();
        Remediation next = store.transact(tx -> {
            Versioned<Remediation> seen = looked(tx, id, planHash);
            Instant now = clock.instant();
            return seen.remediation() instanceof Proposed proposed
                    ? yes(tx, seen, proposed, by, now)
                    : renewed(tx, seen, (UnderWay) seen.remediation(), by, now);
        });
        if (!(next instanceof Proposed)) approved.accept(id);
        return next;
    }

    /**
     * Allows a remediation alone, although other people are needed for it: for an emergency, and told loudly.
     *
     * @throws FailureException as {@link #approve}; NOT_WAITING when it needs nobody else
     */
    public Remediation breakGlass(String id, @Nullable String planHash, String by, String reason) {
        rule.look();
        Remediation next = store.transact(tx -> {
            Versioned<Remediation> seen = looked(tx, id, planHash);
            Remediation remediation = seen.remediation();
            Remediation.Subject subject = remediation.subject();
            Instant now = clock.instant();
            String against = against(tx, remediation, by, now);
            tx.audit().append(AuditEvents.glassBroken(now, by, remediation, reason, against));
            tx.glass().add(new BrokenGlass.Entry(id, subject.asset().value(), by, reason, now));
            return remediation instanceof Proposed proposed
                    ? allow(
                            tx,
                            proposed.approve(rule.broken(tx, subject, by, reason, now, validity)),
                            seen.version(),
                            now)
                    : renew(tx, alone((UnderWay) remediation, by, reason, now), seen.version(), now);
        });
        LOG.warn("{} broke the glass: {} is allowed by them alone, because: {}", by, id, reason);
        approved.accept(id);
        return next;
    }

    private UnderWay alone(UnderWay run, String by, String reason, Instant now) {
        return run.renew(ApprovalRule.alone(run.subject(), run.approval().origin(), by, reason, now, validity));
    }

    /** What a yes would be refused with, or lack. */
    private String against(Tx tx, Remediation remediation, String by, Instant now) {
        try {
            ApprovalRule.Answer answer = remediation instanceof Proposed proposed
                    ? rule.yes(tx, proposed.subject(), proposed.assents(), by, now, validity)
                    : rule.renewed(tx, remediation.subject(), ((UnderWay) remediation).approval(), by, now, validity);
            if (answer instanceof ApprovalRule.Answer.More more)
                return "Needed besides: " + more.missing() + (more.missing() == 1 ? " person." : " people.");
        } catch (FailureException e) {
            return e.failure().message();
        }
        throw FailureException.of(
                FailureCode.NOT_WAITING,
                remediation.subject().id() + " needs no other person; approve it, and leave the glass whole.");
    }

    /** Whose yes a plan that waits still needs. */
    public Needed needed(Tx tx, Proposed proposed) {
        return rule.needed(tx, proposed.subject(), proposed.assents(), clock.instant(), validity);
    }

    private Versioned<Remediation> looked(Tx tx, String id, @Nullable String planHash) {
        Versioned<Remediation> seen = find(tx, id);
        Remediation remediation = seen.remediation();
        if (!(remediation instanceof Proposed) && !(remediation instanceof UnderWay)) throw notWaiting(remediation);
        if (planHash != null && !planHash.equals(remediation.subject().plan().hash()))
            throw FailureException.of(
                    FailureCode.PLAN_CHANGED,
                    "The plan of " + id + " is not the one you looked at; read it again and approve that.");
        return seen;
    }

    private Remediation yes(Tx tx, Versioned<Remediation> seen, Proposed proposed, String by, Instant now) {
        ApprovalRule.Answer answer = rule.yes(tx, proposed.subject(), proposed.assents(), by, now, validity);
        if (answer instanceof ApprovalRule.Answer.More more)
            return noted(tx, proposed.with(more.said()), seen.version(), by, more.missing(), now);
        return allow(tx, proposed.approve(((ApprovalRule.Answer.Enough) answer).approval()), seen.version(), now);
    }

    private static Proposed noted(Tx tx, Proposed waiting, long version, String by, int missing, Instant now) {
        tx.remediations().save(waiting, version);
        tx.audit().append(AuditEvents.approvalGiven(now, by, waiting, missing, null));
        return waiting;
    }

    private Remediation renewed(Tx tx, Versioned<Remediation> seen, UnderWay underWay, String by, Instant now) {
        ApprovalRule.Answer answer = rule.renewed(tx, underWay.subject(), underWay.approval(), by, now, validity);
        if (answer instanceof ApprovalRule.Answer.More more)
            throw FailureException.of(
                    FailureCode.APPROVERS_MISSING,
                    "Of those who approved " + underWay.subject().id() + " not all may any more; " + more.missing()
                            + " more must be there before it goes on.");
        return renew(tx, underWay.renew(((ApprovalRule.Answer.Enough) answer).approval()), seen.version(), now);
    }

    private static Remediation allow(Tx tx, Remediation.Approved allowed, long version, Instant now) {
        tx.remediations().save(allowed, version);
        tx.audit().append(AuditEvents.remediationApproved(now, allowed));
        return allowed;
    }

    private static Remediation renew(Tx tx, UnderWay renewed, long version, Instant now) {
        tx.remediations().save(renewed, version);
        tx.audit().append(AuditEvents.approvalRenewed(now, renewed));
        return renewed;
    }

    /** Refuses a remediation; it is not proposed again until its plan changes. */
    public Remediation reject(String id, String by, String reason) {
        return store.transact(tx -> {
            Versioned<Remediation> seen = waiting(tx, id);
            Instant now = clock.instant();
            Remediation.Rejected next = ((Proposed) seen.remediation()).reject(by, reason, now);
            tx.remediations().save(next, seen.version());
            tx.audit().append(AuditEvents.remediationRejected(now, next));
            return next;
        });
    }

    /**
     * Says something of a remediation, wherever it stands; nothing of it changes.
     *
     * @throws IllegalArgumentException when the text is none: see {@link Comment#plain}
     */
    public Remediation comment(String id, String by, String text) {
        String said = Comment.plain(text);
        return store.transact(tx -> {
            Remediation about = find(tx, id).remediation();
            comment(tx, about, new Comment(id, by, clock.instant(), said));
            return about;
        });
    }

    /** One line of the log, and one for the pages. */
    static void comment(Tx tx, Remediation about, Comment comment) {
        tx.comments().add(comment);
        tx.audit().append(AuditEvents.remediationCommented(about, comment));
    }

    private static Versioned<Remediation> waiting(Tx tx, String id) {
        Versioned<Remediation> seen = find(tx, id);
        if (!(seen.remediation() instanceof Proposed)) throw notWaiting(seen.remediation());
        return seen;
    }

    private static Versioned<Remediation> find(Tx tx, String id) {
        return tx.remediations()
                .find(id)
                .orElseThrow(() -> FailureException.of(
                        FailureCode.ID_UNKNOWN,
                        "There is no remediation '" + id + "'; see `ratchet queue` for the ids."));
    }

    private static FailureException notWaiting(Remediation remediation) {
        return FailureException.of(
                FailureCode.NOT_WAITING,
                "Remediation " + remediation.subject().id() + " is "
                        + remediation.state().wire() + " and is no longer waiting for approval.");
    }

    private static List<Decision.Remediate> decisions(Tx tx, Remediation remediation) {
        return tx.decisions().current(remediation.subject().asset()).stream()
                .filter(Decision.Remediate.class::isInstance)
                .map(Decision.Remediate.class::cast)
                .filter(decision ->
                        decision.about().goal() == remediation.subject().plan().goal())
                .toList();
    }
}
