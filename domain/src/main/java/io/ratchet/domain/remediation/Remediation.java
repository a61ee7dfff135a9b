package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.plan.Plan;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One plan on one asset and its life. Each state is a record that offers only its legal next states, so an illegal jump
 * does not compile:
 *
 * <pre>
 *   Proposed --approve--> Approved --schedule--> Scheduled --start--> Running --rebooting--> AwaitingReboot
 *      |                    ^  |                   ^   |              |  |  \                    |
 *      reject               |  expire       schedule   missed         |  |   verifying      verifying
 *      withdraw             |  withdraw            |   |              |  |    \                  |
 *                           |                    Deferred <--defer----'  |     `--> Verifying <--'
 *                           |                      |                     |              |  \
 *                           '-------approve--------'                   undo           undo  verified
 *                                                                        |              |
 *                                                                        `-> Undoing <--'
 *                                                                               |
 *                                                                            undone
 *                                                                               |
 *                                                                        UndoVerifying --rolledBack--> RolledBack
 * </pre>
 *
 * Every state of a run can fail. A run that may have changed its host is never deferred: it stays what it is, and its
 * {@link Trouble} says when it goes on. A plan of several legs goes from Verifying back to Running, one leg further.
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
        DEFERRED("Deferred"),
        RUNNING("Running"),
        AWAITING_REBOOT("AwaitingReboot"),
        VERIFYING("Verifying"),
        UNDOING("Undoing"),
        UNDO_VERIFYING("UndoVerifying"),
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

        /** True while a run has the host in hand. */
        public boolean underWay() {
            return switch (this) {
                case RUNNING, AWAITING_REBOOT, VERIFYING, UNDOING, UNDO_VERIFYING -> true;
                case PROPOSED, APPROVED, SCHEDULED, DEFERRED -> false;
                case VERIFIED, FAILED, ROLLED_BACK, REJECTED, EXPIRED, WITHDRAWN -> false;
            };
        }

        /** True when nothing can follow. */
        public boolean ended() {
            return switch (this) {
                case PROPOSED, APPROVED, SCHEDULED, DEFERRED -> false;
                case RUNNING, AWAITING_REBOOT, VERIFYING, UNDOING, UNDO_VERIFYING -> false;
                case VERIFIED, FAILED, ROLLED_BACK, REJECTED, EXPIRED, WITHDRAWN -> true;
            };
        }
    }

    /**
     * What every state of one remediation shares.
     *
     * @param id unique, assigned once
     * @param site whose window and caps apply; null where the site is unknown
     * @param proposedBy who asked for it, {@code user:..}; null: Ratchet by itself
     */
    record Subject(
            String id,
            Plan plan,
            @Nullable String site,
            Instant proposedAt,
            @Nullable String proposedBy) {
        public Subject {
            Checks.text(id, "remediation id");
        }

        /** Proposed by Ratchet itself. */
        public Subject(String id, Plan plan, @Nullable String site, Instant proposedAt) {
            this(id, plan, site, proposedAt, null);
        }

        public AssetId asset() {
            return plan.asset();
        }
    }

    /**
     * Waits for people or a policy.
     *
     * @param assents who has said yes so far, where several people are needed
     */
    record Proposed(Subject subject, List<Assent> assents) implements Remediation {
        public Proposed {
            assents = List.copyOf(assents);
        }

        public Proposed(Subject subject) {
            this(subject, List.of());
        }

        /** Still waits, with these who have said yes. */
        public Proposed with(List<Assent> given) {
            return new Proposed(subject, given);
        }

        @Override
        public State state() {
            return State.PROPOSED;
        }

        /** The approval must be for exactly this plan. */
        public Approved approve(Approval approval) {
            return new Approved(subject, fitting(approval, subject));
        }

        public Rejected reject(String by, String reason, Instant at) {
            return new Rejected(subject, by, reason, at);
        }

        public Withdrawn withdraw(String because, Instant at) {
            return new Withdrawn(subject, because, at);
        }
    }

    /** Allowed and not begun: nothing on the host has been changed. */
    sealed interface Allowed extends Remediation {
        Approval approval();

        /** How many windows were missed so far. */
        int missed();

        Scheduled schedule(ChangeWindow window);

        default Expired expire(Instant at) {
            return new Expired(subject(), at);
        }

        default Withdrawn withdraw(String because, Instant at) {
            return new Withdrawn(subject(), because, at);
        }

        /** Not in the window it had or would have had, and not before {@code notBefore}. */
        default Deferred defer(Failure because, Instant at, Instant notBefore) {
            return new Deferred(subject(), approval(), because, missed() + 1, at, notBefore);
        }

        /** A person wants it later; that is no window missed. */
        default Deferred putOff(Failure because, Instant at, Instant notBefore) {
            return new Deferred(subject(), approval(), because, missed(), at, notBefore);
        }

        default Failed fail(Failure failure, Instant at) {
            return new Failed(subject(), failure, at);
        }
    }

    /** Allowed, waiting for a window. */
    record Approved(Subject subject, Approval approval) implements Allowed {
        @Override
        public State state() {
            return State.APPROVED;
        }

        @Override
        public int missed() {
            return 0;
        }

        @Override
        public Scheduled schedule(ChangeWindow window) {
            return new Scheduled(subject, approval, window, 0);
        }
    }

    /**
     * Has its window.
     *
     * @param trouble why it has not begun although its window is open; null while it only waits for the window
     */
    record Scheduled(
            Subject subject,
            Approval approval,
            ChangeWindow window,
            int missed,
            @Nullable Trouble trouble) implements Allowed {
        public Scheduled(Subject subject, Approval approval, ChangeWindow window, int missed) {
            this(subject, approval, window, missed, null);
        }

        @Override
        public State state() {
            return State.SCHEDULED;
        }

        @Override
        public Scheduled schedule(ChangeWindow next) {
            return next.equals(window) ? this : new Scheduled(subject, approval, next, missed);
        }

        /** Its window is open, and it may not begin yet. */
        public Scheduled troubled(Trouble why) {
            return new Scheduled(subject, approval, window, missed, why);
        }

        public Running start(String runId, Instant at) {
            return new Running(subject, new Run(approval, window, runId, missed, 1), at, null, null);
        }
    }

    /**
     * Could not be done in its window, or was put off by a person; nothing on the host was changed. It is tried again
     * in the next one.
     *
     * @param missed how many windows it has missed by now
     * @param notBefore when it is tried again at the earliest
     */
    record Deferred(Subject subject, Approval approval, Failure because, int missed, Instant at, Instant notBefore)
            implements Allowed {
        @Override
        public State state() {
            return State.DEFERRED;
        }

        @Override
        public Scheduled schedule(ChangeWindow window) {
            return new Scheduled(subject, approval, window, missed);
        }

        /** As soon as its site's window allows. */
        public Deferred hasten(Instant now) {
            return new Deferred(subject, approval, because, missed, at, now);
        }
    }

    /** A run has the host in hand. */
    sealed interface UnderWay extends Remediation {
        Run run();

        /** Null while all goes well. */
        @Nullable
        Trouble trouble();

        /** The same state with what is new about its run. */
        UnderWay with(Run run, @Nullable Trouble trouble);

        default UnderWay troubled(Trouble trouble) {
            return with(run(), trouble);
        }

        /** Goes on under a new approval of the same plan. */
        default UnderWay renew(Approval approval) {
            return with(run().under(fitting(approval, subject())), trouble());
        }

        /** Its window closed; whatever still changes the host waits for {@code next}. */
        default UnderWay waitFor(ChangeWindow next, Trouble trouble) {
            return with(run().in(next), trouble);
        }

        default Approval approval() {
            return run().approval();
        }

        default ChangeWindow window() {
            return run().window();
        }

        /** The leg in hand, by itself. */
        default Plan leg() {
            return subject().plan().leg(run().leg());
        }

        default String runId() {
            return run().id();
        }

        default Failed fail(Failure failure, Instant at) {
            return new Failed(subject(), failure, at);
        }
    }

    /**
     * Somebody works on the host.
     *
     * @param snapshot null until assess of the present leg has answered; once it is here, the host may have been
     *     changed by this leg
     */
    record Running(
            Subject subject,
            Run run,
            Instant startedAt,
            @Nullable Snapshot snapshot,
            @Nullable Trouble trouble) implements UnderWay {
        @Override
        public State state() {
            return State.RUNNING;
        }

        /** Whether nothing on the host was changed, by this leg or by one before it. */
        public boolean untouched() {
            return snapshot == null && run.leg() == 1;
        }

        /** Assess answered and the host is as the plan assumed: from here on the host may change. */
        public Running snapshotTaken(Snapshot taken) {
            return new Running(subject, run, startedAt, taken, null);
        }

        /** Nothing on the host was changed; it is tried again in the next window. */
        public Deferred defer(Failure because, Instant at, Instant notBefore) {
            Checks.that(untouched(), "a run that may have changed the host cannot be deferred");
            return new Deferred(subject, run.approval(), because, run.missed() + 1, at, notBefore);
        }

        /** Nothing on the host was changed, and the approval has run out. */
        public Expired expire(Instant at) {
            Checks.that(untouched(), "a run that may have changed the host does not expire");
            return new Expired(subject, at);
        }

        /** Nothing on the host was changed, and it is not wanted any more. */
        public Withdrawn withdraw(String because, Instant at) {
            Checks.that(untouched(), "a run that may have changed the host cannot be withdrawn");
            return new Withdrawn(subject, because, at);
        }

        /** @param bootTime the boot under which the host was changed, by its own word */
        public AwaitingReboot rebooting(Instant bootTime, Instant at) {
            return new AwaitingReboot(subject, run, changed(), bootTime, at, null, null);
        }

        public Verifying verifying(Instant at) {
            return new Verifying(subject, run, changed(), at, null);
        }

        public Undoing undo(Failure because, Instant at) {
            return new Undoing(subject, run, changed(), because, false, at, null);
        }

        @Override
        public Running with(Run next, @Nullable Trouble now) {
            return new Running(subject, next, startedAt, snapshot, now);
        }

        private Snapshot changed() {
            return Checks.present(snapshot, "the snapshot of a run that changed the host");
        }
    }

    /** A state that is over only when the host has restarted, where a restart is needed. */
    sealed interface Restarting extends UnderWay {
        Snapshot snapshot();

        /** The boot under which the host was last written to, by its own word. */
        Instant bootTime();

        /** When it was changed, and once the host has taken a request to restart, when it did so first. */
        Instant since();

        /** When the host last took the request to restart; null: it has not yet, as far as we know. */
        @Nullable
        Instant asked();

        /** The host took the request. */
        Restarting restarting(Instant at);

        /** The host tells the boot under which it was written to by another time, for its clock was set. */
        Restarting under(Instant boot);
    }

    /**
     * Changed; the host restarts. Over only when it reports a later boot than the one under which it was changed.
     *
     * @param bootTime the boot under which the host was changed, by its own word
     * @param asked when the host last took the request to restart; null: it has not yet, as far as we know
     */
    record AwaitingReboot(
            Subject subject,
            Run run,
            Snapshot snapshot,
            Instant bootTime,
            Instant since,
            @Nullable Instant asked,
            @Nullable Trouble trouble)
            implements Restarting {
        @Override
        public State state() {
            return State.AWAITING_REBOOT;
        }

        @Override
        public AwaitingReboot restarting(Instant at) {
            return new AwaitingReboot(subject, run, snapshot, bootTime, asked == null ? at : since, at, null);
        }

        @Override
        public AwaitingReboot under(Instant boot) {
            return new AwaitingReboot(subject, run, snapshot, boot, since, asked, trouble);
        }

        public Verifying verifying(Instant at) {
            return new Verifying(subject, run, snapshot, at, null);
        }

        @Override
        public AwaitingReboot with(Run next, @Nullable Trouble now) {
            return new AwaitingReboot(subject, next, snapshot, bootTime, since, asked, now);
        }
    }

    /** Changed; the witnesses are heard. */
    record Verifying(
            Subject subject,
            Run run,
            Snapshot snapshot,
            Instant since,
            @Nullable Trouble trouble) implements UnderWay {
        @Override
        public State state() {
            return State.VERIFYING;
        }

        public Verified verified(Verification verification) {
            Checks.that(
                    verification.verdict() == Verification.Verdict.PASSED,
                    "only a verification that passed verifies; it was " + verification.verdict());
            Checks.that(run.leg() == subject.plan().legs(), "a plan is verified when its last leg is");
            return new Verified(subject, verification);
        }

        /** This leg was verified; the next one begins when it may. */
        public Running nextLeg(Verification verification, Instant at) {
            Checks.that(
                    verification.verdict() == Verification.Verdict.PASSED,
                    "the next leg follows a verification that passed; it was " + verification.verdict());
            Checks.that(run.leg() < subject.plan().legs(), "after the last leg there is none");
            return new Running(subject, run.nextLeg(), at, null, null);
        }

        public Undoing undo(Failure because, Instant at) {
            return new Undoing(subject, run, snapshot, because, false, at, null);
        }

        @Override
        public Verifying with(Run next, @Nullable Trouble now) {
            return new Verifying(subject, next, snapshot, since, now);
        }
    }

    /**
     * The change failed; what stood there before is being put back. The host may hold old and new values.
     *
     * @param begun whether putting back was sent to the host, as far as we know
     */
    record Undoing(
            Subject subject,
            Run run,
            Snapshot snapshot,
            Failure because,
            boolean begun,
            Instant since,
            @Nullable Trouble trouble)
            implements UnderWay {
        @Override
        public State state() {
            return State.UNDOING;
        }

        /** To be saved before the first word of it is sent. */
        public Undoing begin() {
            return new Undoing(subject, run, snapshot, because, true, since, null);
        }

        /**
         * The host says that everything is put back.
         *
         * @param restart whether the old values take effect only after a restart
         * @param bootTime the boot under which they were put back, by the host's own word
         */
        public UndoVerifying undone(boolean restart, Instant bootTime, Instant at) {
            return new UndoVerifying(subject, run, snapshot, because, restart, bootTime, at, null, null);
        }

        @Override
        public Undoing with(Run next, @Nullable Trouble now) {
            return new Undoing(subject, next, snapshot, because, begun, since, now);
        }
    }

    /**
     * Put back; over only when the old values are read back, after a restart where they need one.
     *
     * @param restart whether the old values take effect only after a restart
     * @param bootTime the boot under which they were put back
     * @param asked when the host last took the request to restart; null: it has not yet, as far as we know
     */
    record UndoVerifying(
            Subject subject,
            Run run,
            Snapshot snapshot,
            Failure because,
            boolean restart,
            Instant bootTime,
            Instant since,
            @Nullable Instant asked,
            @Nullable Trouble trouble)
            implements Restarting {
        @Override
        public State state() {
            return State.UNDO_VERIFYING;
        }

        @Override
        public UndoVerifying restarting(Instant at) {
            Instant begun = asked == null ? at : since;
            return new UndoVerifying(subject, run, snapshot, because, restart, bootTime, begun, at, null);
        }

        @Override
        public UndoVerifying under(Instant boot) {
            return new UndoVerifying(subject, run, snapshot, because, restart, boot, since, asked, trouble);
        }

        public RolledBack rolledBack(Instant at) {
            return new RolledBack(subject, because, at);
        }

        @Override
        public UndoVerifying with(Run next, @Nullable Trouble now) {
            return new UndoVerifying(subject, next, snapshot, because, restart, bootTime, since, asked, now);
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

    /** It did not work, and what stood there before was put back and read back. */
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

    private static Approval fitting(Approval approval, Subject subject) {
        Checks.that(
                approval.planHash().equals(subject.plan().hash()),
                "the approval is for another plan than the one proposed; look at it again");
        return approval;
    }
}
