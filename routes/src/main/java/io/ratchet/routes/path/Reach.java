package io.ratchet.routes.path;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.store.Decisions.Outline;

/** When a decision says that the goal is reached. Being set up without a proof is not; an unknown never is. */
final class Reach {
    private Reach() {}

    static boolean done(Outline row) {
        return row.kind().equals("no-action") && proven(row.goal(), row.readiness());
    }

    static boolean proven(Goal goal, Readiness readiness) {
        return readiness.proves(goal);
    }
}
