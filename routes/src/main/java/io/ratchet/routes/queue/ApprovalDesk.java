package io.ratchet.routes.queue;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where people and policies say yes or no. Each word is one transaction together with its audit line. */
public final class ApprovalDesk {
    private final Store store;
    private final Clock clock;
    private final Duration validity;
    private final Consumer<String> approved;

    /**
     * @param validity how long after an approval a run may still begin under it
     * @param approved told the id of each remediation once its approval is saved
     */
    public ApprovalDesk(Store store, Clock clock, Duration validity, Consumer<String> approved) {
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
     * Allows a remediation; or goes on allowing one that is under way, whose approval has ended or will.
     *
     * @param planHash the plan that was looked at; null when the caller takes whatever stands there now
     * @param by {@code user:..} or {@code policy:..}
     * @throws FailureException PLAN_CHANGED when another plan stands there by now, NOT_WAITING when it was decided on
     *     already, ID_UNKNOWN
     */
    public Remediation approve(String id, @Nullable String planHash, String by) {
        Remediation next = store.transact(tx -> {
            Versioned<Remediation> seen = find(tx, id);
            Remediation remediation = seen.remediation();
            if (!(remediation instanceof Proposed) && !(remediation instanceof UnderWay)) throw notWaiting(remediation);
            String current = remediation.subject().plan().hash();
            if (planHash != null && !planHash.equals(current))
                throw FailureException.of(
                        FailureCode.PLAN_CHANGED,
                        "The plan of " + id + " is not the one you looked at; read it again and approve that.");
            Instant now = clock.instant();
            Approval approval = new Approval(by, now, current, now.plus(validity));
            return remediation instanceof Proposed proposed
                    ? allow(tx, proposed.approve(approval), seen.version(), now)
                    : renew(tx, ((UnderWay) remediation).renew(approval), seen.version(), now);
        });
        approved.accept(id);
        return next;
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
