package io.ratchet.playbooks;

import io.ratchet.domain.plan.Plan;

/** What became of planning. */
public sealed interface Planned {
    /** A plan that can be approved and run. */
    record Ready(Plan plan) implements Planned {}

    /** Something is missing; {@code because} says in one sentence what, and what to do. */
    record Missing(String because) implements Planned {}
}
