package io.ratchet.routes.tickets;

import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.routes.queue.RunDesk;
import io.ratchet.store.Store;
import java.util.Optional;
import java.util.function.Consumer;

/** Says at the desks where people speak what was said of a plan in a ticket system. */
public final class ChangeOrders implements ChangeSync.Orders {
    private final Store store;
    private final ApprovalDesk approvals;
    private final RunDesk runs;
    private final Consumer<String> wake;

    /** @param wake told the id of each remediation that is to look again at what it may do */
    public ChangeOrders(Store store, ApprovalDesk approvals, RunDesk runs, Consumer<String> wake) {
        this.store = store;
        this.approvals = approvals;
        this.runs = runs;
        this.wake = wake;
    }

    @Override
    public void approve(String remediation, String planHash, String by) {
        if (standing(remediation).filter(Remediation.Proposed.class::isInstance).isPresent())
            approvals.approve(remediation, planHash, by);
    }

    /** What was allowed already is stopped and not taken back: it would only be proposed anew. */
    @Override
    public void stop(String remediation, String by, String reason) {
        Optional<Remediation> standing = standing(remediation).filter(found -> !found.ended());
        if (standing.isEmpty()) return;
        if (standing.get() instanceof Remediation.Proposed) approvals.reject(remediation, by, reason);
        else runs.stop(Stop.run(remediation), by, reason);
    }

    @Override
    public void wake(String remediation) {
        wake.accept(remediation);
    }

    private Optional<Remediation> standing(String remediation) {
        return store.transact(tx -> tx.remediations().find(remediation)).map(seen -> seen.remediation());
    }
}
