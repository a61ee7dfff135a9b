package io.ratchet.routes.execute;

import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.organisation.Caution;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Blackout;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.routes.execute.HostLeases.HostLease;
import io.ratchet.routes.night.Breaker;
import io.ratchet.routes.night.Turns;
import io.ratchet.routes.queue.ApprovalRule;
import io.ratchet.routes.queue.Approvers;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place that says whether a host may be changed now. It is asked right before every phase that changes one, and
 * once before a run begins; what it forbids is said with a code and with the moment at which to ask again.
 */
public final class Permit {
    /** Whoever lifts a stop or approves anew wakes the run; this is for when the wake-up was lost. */
    private static final Duration ASK_PEOPLE_AGAIN = Duration.ofMinutes(15);
    /** Another turn has the host, or died with it: it is free a lease later at the latest. */
    private static final Duration ASK_FOR_THE_HOST_AGAIN = Duration.ofSeconds(20);

    private final Store store;
    private final WindowCalendar windows;
    private final Supplier<Organisation> organisation;
    private final Clock clock;
    private final Turns turns;
    private final Breaker breaker;
    private final ApprovalRule rule;

    /** Where those who approved keep the right to. */
    public Permit(Store store, WindowCalendar windows, Supplier<Organisation> organisation, Turns turns, Clock clock) {
        this(store, windows, organisation, turns, new ApprovalRule(organisation, Approvers.everybody()), clock);
    }

    /**
     * @param turns who may begin beside whom
     * @param rule whose yes a change needs
     */
    public Permit(
            Store store,
            WindowCalendar windows,
            Supplier<Organisation> organisation,
            Turns turns,
            ApprovalRule rule,
            Clock clock) {
        this.rule = rule;
        this.store = store;
        this.windows = windows;
        this.organisation = organisation;
        this.turns = turns;
        this.breaker = new Breaker(organisation);
        this.clock = clock;
    }

    /** Where nothing is known of a host but its plan: no pools, roles or builds. */
    public Permit(Store store, WindowCalendar windows, Supplier<Organisation> organisation, Clock clock) {
        this(store, windows, organisation, new ApprovalRule(organisation, Approvers.everybody()), clock);
    }

    /** The same, where those who approved may lose the right to. */
    Permit(Store store, WindowCalendar windows, Supplier<Organisation> organisation, ApprovalRule rule, Clock clock) {
        this(
                store,
                windows,
                organisation,
                new Turns(store, organisation, windows::next, asset -> Optional.empty(), Duration.ofSeconds(15)),
                rule,
                clock);
    }

    /** What is to be done to the host. */
    enum Errand {
        /** To begin to change it, or to go on after a break. */
        CHANGE,
        RESTART,
        /** To begin to put back what stood there. */
        UNDO,
        /**
         * To go on putting back: the approval's end does not leave a host half undone, nor does the window's unless the
         * profile says so.
         */
        FINISH_UNDO
    }

    /** What the store has to say at one moment. */
    private record Standing(
            List<Stop> stops,
            List<Brake> brakes,
            Optional<Failure> unapproved,
            Optional<Failure> change,
            boolean alive) {}

    sealed interface Answer {
        record Granted() implements Answer {}

        /**
         * @param window the next one, where only a window is missing; else null
         * @param again when to ask again
         */
        record Refused(Failure why, @Nullable ChangeWindow window, Instant again) implements Answer {}
    }

    /** Whether {@code errand} may be done now, with {@code room} of the window left. */
    Answer ask(Errand errand, Subject subject, Approval approval, HostLease lease, Duration room) {
        // The one question to the store, and the last thing that takes its time between this and the host.
        Standing standing = store.transact(tx -> new Standing(
                tx.stops().list(),
                errand == Errand.CHANGE ? tx.brakes().list() : List.of(),
                errand == Errand.CHANGE ? rule.against(tx, subject, approval) : Optional.empty(),
                errand == Errand.CHANGE ? change(tx, subject) : Optional.empty(),
                lease.beat(tx)));
        boolean alive = lease.told(standing.alive());
        Instant now = clock.instant();
        Optional<Stop> stop = stop(standing.stops(), subject);
        if (stop.isPresent())
            return refused(
                    FailureCode.STOPPED,
                    stop.get().by() + " stopped " + scope(stop.get()) + ": "
                            + stop.get().reason(),
                    now.plus(ASK_PEOPLE_AGAIN));
        Optional<Failure> brake = turns.brake(subject, standing.brakes());
        if (brake.isPresent()) return new Answer.Refused(brake.get(), null, now.plus(ASK_PEOPLE_AGAIN));
        if (!alive)
            return refused(
                    FailureCode.LEASE_LOST,
                    "Another turn of this run has taken " + subject.asset().value() + " over.",
                    now.plus(ASK_FOR_THE_HOST_AGAIN));
        Optional<Blackout> blackout = organisation.get().blackout(subject.site(), now);
        if (blackout.isPresent())
            return refused(
                    FailureCode.BLACKOUT,
                    "No change until " + blackout.get().until() + ": "
                            + blackout.get().reason(),
                    blackout.get().until());
        if (errand == Errand.FINISH_UNDO)
            return organisation.get().caution().undo() == Caution.Undo.FINISH
                    ? new Answer.Granted()
                    : window(subject, room, now);
        if (!approval.planHash().equals(subject.plan().hash()))
            return refused(
                    FailureCode.PLAN_CHANGED,
                    "The approval of " + subject.id() + " is for another plan.",
                    now.plus(ASK_PEOPLE_AGAIN));
        if (!now.isBefore(approval.expires()))
            return refused(
                    FailureCode.APPROVAL_EXPIRED,
                    "The approval by " + approval.by() + " ended at " + approval.expires() + ".",
                    now.plus(ASK_PEOPLE_AGAIN));
        if (standing.unapproved().isPresent())
            return new Answer.Refused(standing.unapproved().get(), null, now.plus(ASK_PEOPLE_AGAIN));
        if (standing.change().isPresent())
            return new Answer.Refused(standing.change().get(), null, now.plus(ASK_PEOPLE_AGAIN));
        return window(subject, room, now);
    }

    /** Where the site wants a change in its own ticket system: whether it is approved there, for this plan. */
    private Optional<Failure> change(Tx tx, Subject subject) {
        if (organisation.get().ticketing().change(subject.site()).isEmpty()) return Optional.empty();
        return ChangeRequest.against(
                tx.changes().of(subject.id()), subject.id(), subject.plan().hash());
    }

    /** Whether a run may begin beside those that are under way, before those that wait. */
    Entry entry(Subject subject, Duration room) {
        return new Entry(turns.of(subject, room, clock.instant()), subject);
    }

    /** The one door through which a run begins. */
    final class Entry {
        private final Turns.Turn turn;
        private final Subject subject;

        private Entry(Turns.Turn turn, Subject subject) {
            this.turn = turn;
            this.subject = subject;
        }

        /** What is against it now; empty: it may try to {@link #pass}. */
        Optional<Answer.Refused> ask() {
            return turn.ask().map(this::refused);
        }

        /** Takes its place in the transaction in which the run is saved; what is against it at this moment says so. */
        Optional<Failure> pass(Tx tx, Running running) {
            return turn.enter(tx, running);
        }

        /** Goes on with a run that had stepped aside, in the caller's transaction; or says what is against it. */
        Optional<Failure> passAgain(Tx tx, Running running) {
            return turn.enterAgain(tx, running);
        }

        /** When to ask again. To be called outside of any transaction. */
        Answer.Refused refused(Failure why) {
            Instant now = clock.instant();
            boolean tonight = why.code() != FailureCode.CAP_REACHED || !turns.spent(now);
            Optional<ChangeWindow> next = tonight
                    ? Optional.empty()
                    : windows.next(subject.site(), now).flatMap(open -> windows.next(subject.site(), open.closes()));
            return next.map(window -> new Answer.Refused(why, window, window.opens()))
                    .orElseGet(() -> new Answer.Refused(why, null, now.plus(turn.pause())));
        }
    }

    /** The host was not reached and nothing is changed: until it is, others may have the places of this run. */
    void stepAside(Tx tx, Running running) {
        turns.stepAside(tx, running);
    }

    /** The change did not work: whatever that forbids elsewhere is noted in the transaction that says so. */
    void failed(Tx tx, UnderWay state, Failure why) {
        breaker.failed(tx, state, why, clock.instant());
    }

    /** A run is over or was put off: what it taught is noted in the transaction that says so. */
    void ended(Tx tx, Remediation before, Remediation after, Set<String> waitsAfter) {
        breaker.ended(tx, before, after, waitsAfter, clock.instant());
    }

    /** Whatever comes after a run from the inside out, and waits for it. To be called outside of any transaction. */
    Set<String> waitsAfter(Subject subject, Duration room) {
        return turns.waitsAfter(subject, room, clock.instant());
    }

    private Answer window(Subject subject, Duration room, Instant now) {
        Optional<ChangeWindow> next = windows.next(subject.site(), now);
        if (next.isEmpty())
            return refused(
                    FailureCode.WINDOW_CLOSED,
                    "The site " + subject.site() + " has no maintenance window any more.",
                    now.plus(Duration.ofHours(1)));
        ChangeWindow window = next.get();
        if (window.roomFor(now, room)) return unlessCutOff(subject, room, now);
        if (!window.open(now))
            return shut("The window of the site " + subject.site() + " opens at " + window.opens() + ".", window);
        ChangeWindow after = windows.next(subject.site(), window.closes()).orElse(window);
        if (!window.roomFor(window.opens(), room))
            return shut(
                    "The window of the site " + subject.site() + " is open for "
                            + Duration.between(window.opens(), window.closes()).toMinutes()
                            + " minutes, and this may take " + room.toMinutes()
                            + ": give the site a longer window in its profile.",
                    after);
        return shut(
                "The window closes at " + window.closes() + ", which leaves less than the "
                        + Math.max(1, room.toMinutes()) + " minutes that this may take.",
                after);
    }

    /** What a blackout would find under way would stay so until that is over, a restart or an undo that it owes too. */
    private Answer unlessCutOff(Subject subject, Duration room, Instant now) {
        return organisation
                .get()
                .blackoutBetween(subject.site(), now, now.plus(room))
                .map(blackout -> refused(
                        FailureCode.BLACKOUT,
                        "No change from " + blackout.from() + " until " + blackout.until() + " (" + blackout.reason()
                                + "), which leaves less than the " + Math.max(1, room.toMinutes())
                                + " minutes that this may take.",
                        blackout.until()))
                .orElseGet(Answer.Granted::new);
    }

    private static Optional<Stop> stop(List<Stop> stops, Subject subject) {
        return stops.stream()
                .filter(stop -> stop.concerns(subject.id(), subject.site()))
                .findFirst();
    }

    private static String scope(Stop stop) {
        if (stop.scope().equals(Stop.ALL)) return "everything";
        return stop.scope().startsWith("site:") ? "the site " + stop.scope().substring("site:".length()) : "this run";
    }

    private static Answer shut(String because, ChangeWindow next) {
        return new Answer.Refused(Failure.of(FailureCode.WINDOW_CLOSED, because), next, next.opens());
    }

    private static Answer refused(FailureCode code, String because, Instant again) {
        return new Answer.Refused(Failure.of(code, because), null, again);
    }
}
