package io.ratchet.app.flow;

import io.ratchet.console.ConsolePorts;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.queue.ApprovalDesk;
import io.ratchet.routes.queue.CohortDesk;
import io.ratchet.routes.queue.Needed;
import io.ratchet.routes.queue.RunDesk;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Where people approve plans, have them stopped, tried again or put off. */
final class Desks implements ConsolePorts.Approvals {
    private final ExecutorService waking = Executors.newSingleThreadExecutor(work -> new Thread(work, "approved-wake"));
    private final ApprovalDesk approvals;
    private final CohortDesk cohorts;
    private final RunDesk runs;

    /** @param validity how long after an approval a run may begin under it */
    Desks(FlowParts.Ground ground, Duration validity, ChangingHosts hosts) {
        this.runs = new RunDesk(ground.store(), ground.clock(), ground.ids(), hosts.windows()::next, hosts::wake);
        this.approvals = new ApprovalDesk(ground.store(), ground.clock(), validity, hosts.rule(), hosts::wake);
        this.cohorts = new CohortDesk(
                ground.store(), ground.clock(), ground.ids(), validity, hosts.rule(), hosts::wake, waking);
    }

    ApprovalDesk approvals() {
        return approvals;
    }

    CohortDesk cohorts() {
        return cohorts;
    }

    RunDesk runs() {
        return runs;
    }

    @Override
    public Remediation approve(String id, @Nullable String planHash, String by) {
        return approvals.approve(id, planHash, by);
    }

    @Override
    public Remediation breakGlass(String id, @Nullable String planHash, String by, String reason) {
        return approvals.breakGlass(id, planHash, by, reason);
    }

    @Override
    public Needed needed(Tx tx, Proposed waiting) {
        return approvals.needed(tx, waiting);
    }

    @Override
    public Remediation reject(String id, String by, String reason) {
        return approvals.reject(id, by, reason);
    }

    @Override
    public Remediation comment(String id, String by, String text) {
        return approvals.comment(id, by, text);
    }

    @Override
    public Remediation order(ConsolePorts.Order order, String id, String by, String reason) {
        return switch (order) {
            case RETRY -> runs.retry(id, by, reason);
            case DEFER -> runs.defer(id, by, reason);
            case CANCEL -> runs.cancel(id, by, reason);
        };
    }

    @Override
    public List<Stop> stops() {
        return runs.stops();
    }

    @Override
    public Stop stop(String scope, String by, String reason) {
        return runs.stop(scope, by, reason);
    }

    @Override
    public void lift(String scope, String by, String reason) {
        runs.lift(scope, by, reason);
    }

    void close() {
        waking.shutdownNow();
    }
}
