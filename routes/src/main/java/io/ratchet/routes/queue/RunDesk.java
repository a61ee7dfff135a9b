package io.ratchet.routes.queue;

import io.ratchet.domain.IdSource;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Expired;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Remediation.Withdrawn;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What people can say of a run after its approval: stop, try again, put off, cancel. Each word is one transaction with
 * its audit line, which names who said it and why.
 */
public final class RunDesk {
    private final Store store;
    private final Clock clock;
    private final IdSource ids;
    private final BiFunction<@Nullable String, Instant, Optional<ChangeWindow>> windows;
    private final Consumer<String> wake;

    /**
     * @param windows the window of a site that is open at a moment, else the next one
     * @param wake told the id of each remediation that is to look again at what it may do
     */
    public RunDesk(
            Store store,
            Clock clock,
            IdSource ids,
            BiFunction<@Nullable String, Instant, Optional<ChangeWindow>> windows,
            Consumer<String> wake) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        this.windows = windows;
        this.wake = wake;
    }

    /** The stops that stand, oldest first. */
    public List<Stop> stops() {
        return store.transact(tx -> tx.stops().list());
    }

    /**
     * Forbids that anything more is changed. The step that is under way on a host ends; nothing new begins.
     *
     * @param scope {@code all}, {@code site:NAME} or {@code run:ID}
     * @throws FailureException ID_UNKNOWN for a run that is none: whoever stops it would believe that it is stopped
     */
    public Stop stop(String scope, String by, String reason) {
        Stop stop = ordered(scope, by, reason);
        store.run(tx -> {
            if (scope.startsWith(Stop.run("")))
                find(tx, scope.substring(Stop.run("").length()));
            tx.stops().order(stop);
            tx.audit().append(AuditEvents.stopOrdered(stop));
        });
        return stop;
    }

    /**
     * Allows changes again.
     *
     * @throws FailureException NOT_WAITING when nothing stops this scope
     */
    public void lift(String scope, String by, String reason) {
        Stop lifted = ordered(scope, by, reason);
        List<String> waiting = store.transact(tx -> {
            if (!tx.stops().lift(scope))
                throw FailureException.of(
                        FailureCode.NOT_WAITING, "Nothing stops '" + scope + "'; see the stops that stand.");
            tx.audit().append(AuditEvents.stopLifted(lifted.at(), by, scope, reason));
            return tx.remediations().list().stream()
                    .map(Versioned::remediation)
                    .filter(seen -> seen instanceof Allowed || seen instanceof UnderWay)
                    .map(Remediation::subject)
                    .filter(subject -> lifted.concerns(subject.id(), subject.site()))
                    .map(Remediation.Subject::id)
                    .toList();
        });
        waiting.forEach(wake);
    }

    /**
     * Tries again: at once where it waits, as far as its window allows; as a new proposal of the same plan, to be
     * approved again, where it has failed.
     *
     * @throws FailureException ID_UNKNOWN; NOT_WAITING when there is nothing to try again
     */
    public Remediation retry(String id, String by, String reason) {
        Remediation next = store.transact(tx -> {
            Versioned<Remediation> seen = find(tx, id);
            Remediation remediation = seen.remediation();
            Instant now = clock.instant();
            Remediation again = remediation;
            if (remediation instanceof Deferred deferred) {
                again = deferred.hasten(now);
                tx.remediations().save(again, seen.version());
            } else if (remediation instanceof Failed
                    || remediation instanceof RolledBack
                    || remediation instanceof Expired) {
                again = proposedAgain(tx, remediation, by, now);
            } else if (!(remediation instanceof UnderWay)) {
                throw not(remediation, "tried again");
            }
            tx.audit().append(AuditEvents.remediationRetried(now, by, remediation, reason));
            return again;
        });
        if (!(next instanceof Proposed)) wake.accept(id);
        return next;
    }

    private Proposed proposedAgain(Tx tx, Remediation ended, String by, Instant now) {
        Remediation.Subject before = ended.subject();
        boolean open = tx.remediations().open(before.asset()).stream()
                .anyMatch(other -> other.remediation().subject().plan().goal()
                        == before.plan().goal());
        if (open)
            throw FailureException.of(
                    FailureCode.NOT_WAITING,
                    "Another remediation of " + before.asset().value() + " is open; see to that one.");
        Proposed proposed = new Proposed(new Remediation.Subject(ids.next(), before.plan(), before.site(), now, by));
        tx.remediations().propose(proposed);
        tx.audit().append(AuditEvents.remediationProposed(now, proposed));
        return proposed;
    }

    /**
     * Puts an approved remediation that has not begun off to the next window.
     *
     * @throws FailureException ID_UNKNOWN; NOT_WAITING when it is not approved or has begun
     */
    public Remediation defer(String id, String by, String reason) {
        return store.transact(tx -> {
            Versioned<Remediation> seen = find(tx, id);
            if (!(seen.remediation() instanceof Allowed allowed)) throw not(seen.remediation(), "put off");
            Instant now = clock.instant();
            String site = allowed.subject().site();
            Instant notBefore = windows.apply(site, now)
                    .flatMap(window -> windows.apply(site, window.closes()))
                    .map(ChangeWindow::opens)
                    .orElse(now);
            Deferred deferred =
                    allowed.putOff(Failure.of(FailureCode.PUT_OFF, by + " put it off: " + reason), now, notBefore);
            tx.remediations().save(deferred, seen.version());
            tx.audit().append(AuditEvents.remediationDeferred(now, by, deferred));
            return deferred;
        });
    }

    /**
     * Takes back what has not changed its host.
     *
     * @throws FailureException ID_UNKNOWN; NOT_WAITING when it has ended, or may have changed its host
     */
    public Remediation cancel(String id, String by, String reason) {
        return store.transact(tx -> {
            Versioned<Remediation> seen = find(tx, id);
            Instant now = clock.instant();
            Withdrawn withdrawn = withdrawn(seen.remediation(), by + " cancelled it: " + reason, now);
            tx.remediations().save(withdrawn, seen.version());
            tx.lastWords().forget(withdrawn.subject());
            if (seen.remediation() instanceof Running run)
                tx.runs().end(run.runId(), now, withdrawn.state().wire(), null);
            tx.audit().append(AuditEvents.remediationCancelled(now, by, withdrawn));
            return withdrawn;
        });
    }

    private static Withdrawn withdrawn(Remediation remediation, String because, Instant now) {
        if (remediation instanceof Proposed proposed) return proposed.withdraw(because, now);
        if (remediation instanceof Allowed allowed) return allowed.withdraw(because, now);
        if (remediation instanceof Running running && running.untouched()) return running.withdraw(because, now);
        if (remediation instanceof UnderWay)
            throw FailureException.of(
                    FailureCode.NOT_WAITING,
                    "Remediation " + remediation.subject().id() + " is "
                            + remediation.state().wire()
                            + " and may have changed its host; stop it with the scope run:"
                            + remediation.subject().id() + " instead.");
        throw not(remediation, "cancelled");
    }

    private static Versioned<Remediation> find(Tx tx, String id) {
        return tx.remediations()
                .find(id)
                .orElseThrow(
                        () -> FailureException.of(FailureCode.ID_UNKNOWN, "There is no remediation '" + id + "'."));
    }

    private static FailureException not(Remediation remediation, String verb) {
        return FailureException.of(
                FailureCode.NOT_WAITING,
                "Remediation " + remediation.subject().id() + " is "
                        + remediation.state().wire() + " and cannot be " + verb + ".");
    }

    private Stop ordered(String scope, String by, String reason) {
        try {
            return new Stop(scope, by, reason, clock.instant());
        } catch (IllegalArgumentException e) {
            throw FailureException.of(FailureCode.INTAKE_BAD_VALUE, String.valueOf(e.getMessage()), e);
        }
    }
}
