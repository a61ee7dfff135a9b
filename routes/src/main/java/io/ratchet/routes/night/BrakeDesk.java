package io.ratchet.routes.night;

import io.ratchet.domain.Checks;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.store.Brakes.Trial;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** Where people see what breakers and quarantines forbid, and decide that it may go on. */
public final class BrakeDesk {
    private final Store store;
    private final Clock clock;
    private final Consumer<String> wake;

    /** @param wake told the id of each remediation that is to look again at what it may do */
    public BrakeDesk(Store store, Clock clock, Consumer<String> wake) {
        this.store = store;
        this.clock = clock;
        this.wake = wake;
    }

    /** What stands, oldest first. */
    public List<Brake> brakes() {
        return store.transact(tx -> tx.brakes().list());
    }

    /**
     * Closes a breaker or ends a quarantine. A playbook whose breaker was closed begins again with one host alone.
     *
     * @param by {@code user:..} or {@code policy:..}
     * @throws FailureException NOT_WAITING when nothing is held under this scope
     */
    public void release(String scope, String by, String reason) {
        Checks.text(reason, "a reason");
        List<String> waiting = store.transact(tx -> {
            // A run that fails at this moment counts either before the release or after it.
            tx.runs().passTurnstile();
            Brake brake = tx.brakes()
                    .release(scope)
                    .orElseThrow(() -> FailureException.of(
                            FailureCode.NOT_WAITING,
                            "Nothing is held under '" + scope + "'; see the brakes that stand."));
            if (brake.kind() == Brake.Kind.BREAKER) tx.brakes().keep(Trial.fresh(scope));
            tx.audit().append(AuditEvents.brakeReleased(clock.instant(), by, brake, reason));
            return tx.remediations().list().stream()
                    .map(Versioned::remediation)
                    .filter(seen -> seen instanceof Allowed || seen instanceof UnderWay)
                    .map(Remediation::subject)
                    .map(Remediation.Subject::id)
                    .toList();
        });
        waiting.forEach(wake);
    }
}
