package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.plan.Plan;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One plan on one asset and its life. Each state is a record that offers only its legal next states, so an illegal jump
 * does not compile:
 *
 * <pre>
 *   Proposed --approve--> Approved --schedule--> Scheduled --start--> Running --rebooting--> AwaitingReboot
 *      |  |                  |  |                    |                  |  \                      |
 *      |  reject             |  expire               withdraw           |   verifying        verifying
 *      |  `-> Rejected       |  `-> Expired                             |      \                 |
 *      withdraw              withdraw                                   |       `--> Verifying <-'
 *      `-> Withdrawn         `-> Withdrawn                              |               |  |
 *                                                                    fail            verified / fail / rolledBack
 * </pre>
 */
public sealed interface Remediation {
    Subject subject();

    State state();

    /** True when nothing can follow. */
    default boolean ended() {
        return state().ended();
    }

    /** Where a remediation stands; one constant for each record below, in the order of a life. */
    enum State {
        PROPOSED("Proposed"),
        APPROVED("Approved"),
        SCHEDULED("Scheduled"),
        RUNNING("Running"),
        AWAITING_REBOOT("AwaitingReboot"),
        VERIFYING("Verifying"),
        VERIFIED("Verified"),
        FAILED("Failed"),
        ROLLED_BACK("RolledBack"),
        REJECTED("Rejected"),
        EXPIRED("Expired"),
        WITHDRAWN("Withdrawn");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        /** The name that the contract shows and the store keeps, such as {@code RolledBack}; never renamed. */
        public String wire() {
            return wire;
        }

        /** The state of that {@link #wire} name; empty when there is none. */
        public static Optional<State> ofWire(String name) {
            return Arrays.stream(values())
                    .filter(state -> state.wire.equals(name))
                    .findFirst();
        }

        /** True when nothing can follow. */
        public boolean ended() {
            return switch (this) {
                case PROPOSED, APPROVED, SCHEDULED, RUNNING, AWAITING_REBOOT, VERIFYING -> false;
                case VERIFIED, FAILED, ROLLED_BACK, REJECTED, EXPIRED, WITHDRAWN -> true;
            };
        }
    }

    /**
     * What every state of one remediation shares.
     *
     * @param id unique, assigned once
     * @param site whose window and caps apply; null where the site is unknown
     */
    record Subject(String id, Plan plan, @Nullable String site, Instant proposedAt) {
        public Subject {
            Checks.text(id, "remediation id");
        }

        public AssetId asset() {
            return plan.asset();
        }
    }

    /** Waits for a person or a policy. */
    record Proposed(Subject subject) implements Remediation {
        @Override
        public State state() {
            return State.PROPOSED;
        }

        /** The approval must be for exactly this plan. */
        public Approved approve(Approval approval) {
            Checks.that(
                    approval.planHash().equals(subject.plan().hash()),
                    "the approval is for another plan than the one proposed; look at it again");
            return new Approved(subject, approval);
        }

        public Rejected reject(String by, String reason, Instant at) {
            return new Rejected(subject, by, reason, at);
        }

        public Withdrawn withdraw(String because, Instant at) {
            return new Withdrawn(subject, because, at);
        }
    }

    /** Allowed, waiting for a window. */
    record Approved(Subject subject, Approval approval) implements Remediation {
        @Override
        public State state() {
            return State.APPROVED;
        }

        public Scheduled schedule(ChangeWindow window) {
            return new Scheduled(subject, approval, window);
        }

        public Expired expire(Instant at) {
            return new Expired(subject, at);
        }

        public Withdrawn withdraw(String because, Instant at) {
            return new Withdrawn(subject, because, at);
        }
    }

    /** Has its window. */
    record Scheduled(Subject subject, Approval approval, ChangeWindow window) implements Remediation {
        @Override
        public State state() {
            return State.SCHEDULED;
        }

        public Running start(String runId, Instant at) {
            return new Running(subject, approval, window, runId, at, null);
        }

        /** The window closed before it could begin: back to waiting for one. */
        public Approved missed() {
            return new Approved(subject, approval);
        }

        public Expired expire(Instant at) {
            return new Expired(subject, at);
        }

        public Withdrawn withdraw(String because, Instant at) {
            return new Withdrawn(subject, because, at);
        }
    }

    /**
     * Somebody works on the host.
     *
     * @param snapshot null until assess has answered; once it is here, the host may have been changed
     */
    record Running(
            Subject subject,
            Approval approval,
            ChangeWindow window,
            String runId,
            Instant startedAt,
            @Nullable Snapshot snapshot)
            implements Remediation {
        @Override
        public State state() {
            return State.RUNNING;
        }

        /** Assess answered and the host is as the plan assumed: from here on the host may change. */
        public Running snapshotTaken(Snapshot taken) {
            return new Running(subject, approval, window, runId, startedAt, taken);
        }

        public AwaitingReboot rebooting(Instant at) {
            return new AwaitingReboot(subject, approval, window, runId, changed(), at);
        }

        public Verifying verifying(Instant at) {
            return new Verifying(subject, approval, window, runId, changed(), at);
        }

        public Failed fail(Failure failure, Instant at) {
            return new Failed(subject, failure, at);
        }

        public RolledBack rolledBack(Failure because, Instant at) {
            return new RolledBack(subject, because, at);
        }

        private Snapshot changed() {
            return Checks.present(snapshot, "the snapshot of a run that changed the host");
        }
    }

    /** Changed; the host restarts. Over only when it reports a boot time after {@code snapshot.bootTime}. */
    record AwaitingReboot(
            Subject subject, Approval approval, ChangeWindow window, String runId, Snapshot snapshot, Instant since)
            implements Remediation {
        @Override
        public State state() {
            return State.AWAITING_REBOOT;
        }

        public Verifying verifying(Instant at) {
            return new Verifying(subject, approval, window, runId, snapshot, at);
        }

        public Failed fail(Failure failure, Instant at) {
            return new Failed(subject, failure, at);
        }
    }

    /** Changed; the witnesses are heard. */
    record Verifying(
            Subject subject, Approval approval, ChangeWindow window, String runId, Snapshot snapshot, Instant since)
            implements Remediation {
        @Override
        public State state() {
            return State.VERIFYING;
        }

        public Verified verified(Verification verification) {
            Checks.that(
                    verification.verdict() == Verification.Verdict.PASSED,
                    "only a verification that passed verifies; it was " + verification.verdict());
            return new Verified(subject, verification);
        }

        public Failed fail(Failure failure, Instant at) {
            return new Failed(subject, failure, at);
        }

        public RolledBack rolledBack(Failure because, Instant at) {
            return new RolledBack(subject, because, at);
        }
    }

    record Verified(Subject subject, Verification verification) implements Remediation {
        @Override
        public State state() {
            return State.VERIFIED;
        }
    }

    /** It did not work; the failure says whether the host was changed and what to do. */
    record Failed(Subject subject, Failure failure, Instant at) implements Remediation {
        @Override
        public State state() {
            return State.FAILED;
        }
    }

    /** It did not work and the snapshot was restored. */
    record RolledBack(Subject subject, Failure because, Instant at) implements Remediation {
        @Override
        public State state() {
            return State.ROLLED_BACK;
        }
    }

    record Rejected(Subject subject, String by, String reason, Instant at) implements Remediation {
        @Override
        public State state() {
            return State.REJECTED;
        }

        public Rejected {
            Checks.text(reason, "a rejection's reason");
        }
    }

    record Expired(Subject subject, Instant at) implements Remediation {
        @Override
        public State state() {
            return State.EXPIRED;
        }
    }

    /** No longer needed or no longer what was decided. */
    record Withdrawn(Subject subject, String because, Instant at) implements Remediation {
        @Override
        public State state() {
            return State.WITHDRAWN;
        }
    }
}
