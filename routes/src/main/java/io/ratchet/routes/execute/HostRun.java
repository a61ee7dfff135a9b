package io.ratchet.routes.execute;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.domain.Checks;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.AwaitingReboot;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Restarting;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Remediation.UndoVerifying;
import io.ratchet.domain.remediation.Remediation.Undoing;
import io.ratchet.domain.remediation.Remediation.Verifying;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.domain.remediation.Verification;
import io.ratchet.domain.remediation.Verification.Verdict;
import io.ratchet.domain.remediation.Verification.Witness;
import io.ratchet.playbooks.Drift;
import io.ratchet.playbooks.PhaseAnswers;
import io.ratchet.playbooks.PhaseScripts;
import io.ratchet.playbooks.Planned;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.playbooks.ReadBack;
import io.ratchet.playbooks.RunMarks;
import io.ratchet.playbooks.Snapshots;
import io.ratchet.routes.execute.Permit.Errand;
import io.ratchet.routes.queue.PlanPlaybooks;
import io.ratchet.routes.verify.OwnTraces;
import io.ratchet.routes.verify.RunEvidence;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.store.Remediations.Reference;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes one remediation through its run, a turn at a time. Each turn ends with a saved state, so that whoever takes the
 * next one (this process, or another after this one was killed) knows what may have happened on the host:
 *
 * <ul>
 *   <li>no snapshot: nothing was changed; assess may be tried again, in this window or in a later one;
 *   <li>a snapshot: the host may be half changed. Apply is sent again only after the machine proved again who it is and
 *       that every value is either as it was or as it shall be; the scripts change nothing that is already so;
 *   <li>awaiting the restart: asked for until the host takes it, over only when the host itself reports a later boot;
 *   <li>undoing: putting back is sent again until it is done; over only when the old values are read back.
 * </ul>
 *
 * A plan of several legs takes this way once for each: what a leg did was restarted and verified before the next one
 * begins, in this window or in a later one, and before a later one writes anything its changes are worked out again
 * from what is known by then ({@link LaterLeg}). What is put back is the leg in hand; those before it stand as
 * verified.
 *
 * <p>Where evidence is demanded of a host ({@link EvidenceBeforeChange}), its volatile facts are kept before anything
 * is written there.
 *
 * <p>Whatever changes the host is sent only with the {@link Permit}; what fails in passing is told in the state itself.
 */
public final class HostRun {
    private static final Next ENDED = new Next.Ended();
    /** How long a turn that finds its host in another one's hands waits. */
    private static final Duration BUSY = Duration.ofSeconds(20);

    /** What was noted further ahead than this was noted by a clock that was set back since. */
    private static final Duration LEAP = Duration.ofHours(1);

    private static final String HALF_CHANGED =
            "The host may have been changed in part and stays as it is; compare it with the values in the log.";

    private final Store store;
    private final HostShell shell;
    private final HostDirectory directory;
    private final Witnesses witnesses;
    private final WindowCalendar windows;
    private final Permit permit;
    private final HostLeases leases;
    private final Replanned replanning;
    private final Supplier<PlaybookCatalogue> playbooks;
    private final Clock clock;
    private final IdSource ids;
    private final RunSettings settings;
    private final EvidenceBeforeChange evidence;
    private final Room room;

    /** What would be planned on all that is known at this moment. */
    @FunctionalInterface
    public interface Replanned {
        /** @param judged how the asset itself is to be judged, of what is known of it */
        Planned plan(AssetId asset, Goal goal, UnaryOperator<AssetState> judged);
    }

    /** Where evidence is demanded of no host. */
    public HostRun(
            Store store,
            HostShell shell,
            HostDirectory directory,
            Witnesses witnesses,
            WindowCalendar windows,
            Permit permit,
            HostLeases leases,
            Replanned replanning,
            Supplier<PlaybookCatalogue> playbooks,
            Clock clock,
            IdSource ids,
            RunSettings settings) {
        this(
                store,
                shell,
                directory,
                witnesses,
                windows,
                permit,
                leases,
                replanning,
                playbooks,
                EvidenceBeforeChange.notDemanded(),
                clock,
                ids,
                settings);
    }

    /**
     * @param playbooks those in force at the moment they are asked for: with another one no leg begins
     * @param evidence of which hosts it is kept before they are changed
     */
    public HostRun(
            Store store,
            HostShell shell,
            HostDirectory directory,
            Witnesses witnesses,
            WindowCalendar windows,
            Permit permit,
            HostLeases leases,
            Replanned replanning,
            Supplier<PlaybookCatalogue> playbooks,
            EvidenceBeforeChange evidence,
            Clock clock,
            IdSource ids,
            RunSettings settings) {
        this.store = store;
        this.shell = shell;
        this.directory = directory;
        this.witnesses = witnesses;
        this.windows = windows;
        this.permit = permit;
        this.leases = leases;
        this.replanning = replanning;
        this.playbooks = playbooks;
        this.evidence = evidence;
        this.clock = clock;
        this.ids = ids;
        this.settings = settings;
        this.room = new Room(store, settings, clock.instant());
    }

    /** How much of its window must be left for a run to begin. */
    public Duration roomToBegin(Subject subject) {
        return room.needed(subject.plan().leg(1));
    }

    /** How long a run may be expected to take, all its legs together. */
    public Duration expected(Subject subject) {
        Duration all = Duration.ZERO;
        for (int leg = 1; leg <= subject.plan().legs(); leg++)
            all = all.plus(room.needed(subject.plan().leg(leg)));
        return all;
    }

    /** One turn. */
    public Next advance(String remediationId) {
        Reference seen = RunLog.reference(store, remediationId);
        if (seen.ended()) return ENDED;
        Optional<RunLog> opened = RunLog.open(store, leases, seen.asset(), remediationId);
        if (opened.isEmpty()) return again(clock.instant().plus(BUSY));
        try (RunLog log = opened.get()) {
            return turn(log);
        }
    }

    private Next turn(RunLog log) {
        Remediation state = log.now();
        if (state instanceof Deferred deferred && clock.instant().isBefore(deferred.notBefore()))
            return stillDeferred(log, deferred);
        if (state instanceof Allowed allowed) return schedule(log, allowed);
        if (state instanceof Running running)
            return running.snapshot() == null ? assess(log, running) : resume(log, running);
        if (state instanceof AwaitingReboot awaiting) return awaitReboot(log, awaiting);
        if (state instanceof Verifying verifying) return verify(log, verifying);
        if (state instanceof Undoing undoing) return undo(log, undoing);
        if (state instanceof UndoVerifying restored) return verifyUndo(log, restored);
        return ENDED;
    }

    // ---- before the host is touched

    /** What was put off by a clock that had leapt ahead, and was set back since, waits for the next window of now. */
    private Next stillDeferred(RunLog log, Deferred deferred) {
        Instant now = clock.instant();
        if (!deferred.at().isAfter(now.plus(LEAP))) return again(deferred.notBefore());
        String site = deferred.subject().site();
        Instant notBefore = windows.next(site, now)
                .flatMap(window -> window.open(now) ? windows.next(site, window.closes()) : Optional.of(window))
                .map(ChangeWindow::opens)
                .orElse(now);
        Deferred anew = deferred.putOff(deferred.because(), now, notBefore);
        log.leave(anew, AuditEvents.remediationDeferred(now, AuditEvents.RATCHET, anew));
        return again(notBefore);
    }

    private Next schedule(RunLog log, Allowed allowed) {
        Instant now = clock.instant();
        if (!now.isBefore(allowed.approval().expires())) return end(log, allowed.expire(now));
        Optional<ChangeWindow> window = windows.next(allowed.subject().site(), now);
        if (window.isEmpty())
            return end(
                    log,
                    allowed.withdraw(
                            "Its site has no maintenance window, so it would never run; add one to the profile.", now));
        Scheduled scheduled = allowed.schedule(window.get());
        if (!scheduled.equals(allowed)) log.save(scheduled, AuditEvents.remediationScheduled(now, scheduled));
        if (!window.get().open(now)) return again(window.get().opens());
        return begin(log, scheduled);
    }

    private Next begin(RunLog log, Scheduled scheduled) {
        if (log.hostIsBusy()) return again(clock.instant().plus(BUSY));
        Duration needed = room.needed(scheduled.subject().plan().leg(1));
        Permit.Answer answer =
                permit.ask(Errand.CHANGE, scheduled.subject(), scheduled.approval(), log.lease(), needed);
        if (answer instanceof Permit.Answer.Refused refused) return notYet(log, scheduled, refused);
        Permit.Entry entry = permit.entry(scheduled.subject(), needed);
        // Whoever had to wait before most likely waits on, and shall not keep others from the one door for that.
        Optional<Permit.Answer.Refused> others = scheduled.trouble() == null ? Optional.empty() : entry.ask();
        if (others.isPresent()) return notYet(log, scheduled, others.get());
        Instant now = clock.instant();
        Running running = scheduled.start(ids.next(), now);
        others = log.saveUnless(tx -> entry.pass(tx, running), running, AuditEvents.runStarted(now, running))
                .map(entry::refused);
        return others.isPresent() ? notYet(log, scheduled, others.get()) : look(log, running);
    }

    /** Its state says what it waits for; that others go first is no news for the log. */
    private Next notYet(RunLog log, Scheduled scheduled, Permit.Answer.Refused refused) {
        if (refused.why().code() == FailureCode.LEASE_LOST) return again(refused.again());
        Instant now = clock.instant();
        ChangeWindow next = refused.window();
        if (next != null && !next.equals(scheduled.window())) {
            Scheduled later =
                    scheduled.schedule(next).troubled(trouble(scheduled.trouble(), refused.why(), refused.again()));
            log.leave(later, AuditEvents.remediationScheduled(now, later));
            return again(refused.again());
        }
        Trouble last = scheduled.trouble();
        Trouble trouble = trouble(last, refused.why(), refused.again());
        Scheduled waiting = scheduled.troubled(trouble);
        boolean told = last != null && last.cause().equals(refused.why());
        boolean othersFirst =
                refused.why().code() == FailureCode.CAP_REACHED || refused.why().code() == FailureCode.NOT_ITS_TURN;
        if (told || othersFirst) log.leave(waiting);
        else log.leave(waiting, AuditEvents.stepPostponed(now, waiting, trouble));
        return again(refused.again());
    }

    private Next assess(RunLog log, Running running) {
        Optional<Permit.Answer.Refused> refused = refused(log, running, Errand.CHANGE, room.needed(running.leg()));
        if (refused.isPresent()) return notBegun(log, running, refused.get());
        Optional<Permit.Answer.Refused> others = steppedAside(running) ? enterAgain(log, running) : Optional.empty();
        if (others.isPresent()) return letOthersGoOn(log, running, others.get());
        return look(log, running);
    }

    private Next look(RunLog log, Running running) {
        Instant begun = clock.instant();
        PhaseAnswer answer;
        try {
            answer = ask(running, Phase.ASSESS, null);
        } catch (FailureException e) {
            return passing(e.failure()) ? tryAgainOrDefer(log, running, e.failure()) : fail(log, running, e.failure());
        }
        Instant now = clock.instant();
        Plan plan = running.leg();
        Optional<Failure> stranger = Drift.stranger(plan, answer);
        if (stranger.isPresent())
            return passing(stranger.get())
                    ? tryAgainOrDefer(log, running, stranger.get())
                    : fail(log, running, and(stranger.get(), untouched(running)));
        log.evidence(RunEvidence.of(plan, answer, evidence(running, ""), now), now);
        Optional<Failure> unsafe = Drift.check(plan, answer);
        if (unsafe.isPresent()) return fail(log, running, and(unsafe.get(), untouched(running)));
        if (!answer.succeeded()) return fail(log, running, scriptFailed(answer, "assess"));
        Optional<Failure> changed;
        try {
            changed = changedSince(log, running, answer);
        } catch (FailureException e) {
            return tryAgainOrDefer(log, running, e.failure());
        }
        if (changed.isPresent()) return fail(log, running, changed.get());
        Optional<Failure> cutOff = witnesses.channel(plan, address(running));
        if (cutOff.isPresent()) return tryAgainOrDefer(log, running, cutOff.get());
        Optional<Failure> notKept = keepEvidence(log, running);
        if (notKept.isPresent())
            return mayPass(notKept.get())
                    ? tryAgainOrDefer(log, running, notKept.get())
                    : fail(log, running, and(notKept.get(), untouched(running)));
        Running next = running.snapshotTaken(Snapshots.taken(plan, answer, now));
        log.save(next, AuditEvents.stepsAssessed(now, next, answer));
        return apply(log, next, answer.bootTime(), running, "Nothing was written.", begun);
    }

    /** Whatever is demanded to be kept of the host before it is changed; why it could not be. */
    private Optional<Failure> keepEvidence(RunLog log, Running running) {
        return evidence.keep(log, running, script -> shell.run(address(running), script), clock);
    }

    private static boolean mayPass(Failure notKept) {
        return passing(notKept) || notKept.code() == FailureCode.EVIDENCE_NOT_KEPT;
    }

    private static String untouched(Running running) {
        return running.untouched() ? "Nothing was changed." : "Nothing of this leg was changed.";
    }

    /** What was approved for a later leg must still be what would be planned after the legs before it. */
    private Optional<Failure> changedSince(RunLog log, Running running, PhaseAnswer assessed) {
        int leg = running.run().leg();
        if (leg == 1) return Optional.empty();
        log.write();
        Plan plan = running.subject().plan();
        Plan done = plan.upTo(leg - 1);
        UnaryOperator<AssetState> judged = known -> OwnTraces.lookedPast(known, done, running.runId());
        return LaterLeg.changed(plan, leg, assessed, replanning.plan(plan.asset(), plan.goal(), judged));
    }

    private Next notBegun(RunLog log, Running running, Permit.Answer.Refused refused) {
        if (!running.untouched()) return hold(log, running, refused);
        Instant now = clock.instant();
        if (refused.why().code() == FailureCode.APPROVAL_EXPIRED) return end(log, running.expire(now));
        if (refused.window() != null) return defer(log, running, missedFor(running, refused.why()), refused.again());
        Trouble trouble = held(running, refused.why(), refused.again());
        return told(log, running, running.troubled(trouble), trouble);
    }

    /** A run that waited for its host until its window had closed missed it for that host. */
    private static Failure missedFor(Running running, Failure closed) {
        Trouble last = running.trouble();
        if (last == null) return closed;
        boolean ofItsHost = mayPass(last.cause()) || last.cause().code() == FailureCode.CHANNEL_UNPROVEN;
        return ofItsHost ? last.cause() : closed;
    }

    /** Through the window, then in the next ones, as often as the settings say. */
    private Next tryAgainOrDefer(RunLog log, Running running, Failure failure) {
        Instant now = clock.instant();
        int attempts = attempts(running) + 1;
        Instant next = now.plus(settings.pauseAfter(attempts - 1));
        Optional<ChangeWindow> window = windows.next(running.subject().site(), now);
        Duration needed = room.needed(running.leg());
        boolean fits = window.filter(open -> open.roomFor(next, needed)).isPresent();
        if (fits && attempts < settings.attempts()) return stepAside(log, running, failure, next);
        if (running.run().missed() + 1
                >= windows.tries(running.subject().site()).orElse(settings.windows()))
            return fail(
                    log,
                    running,
                    Failure.of(
                            failure.code(),
                            failure.message() + " It was tried in "
                                    + (running.run().missed() + 1)
                                    + (running.untouched()
                                            ? " windows; nothing was changed."
                                            : " windows; nothing of this leg was changed.")));
        Optional<ChangeWindow> later =
                window.flatMap(open -> windows.next(running.subject().site(), open.closes()));
        Instant at = later.map(ChangeWindow::opens).orElse(now.plus(settings.longestPause()));
        if (running.untouched()) return defer(log, running, failure, at);
        // In the next window it is tried as often as in this one.
        Trouble trouble = new Trouble(1, failure, trouble(running, failure, at).since(), at);
        return told(log, running, running.waitFor(later.orElse(running.window()), trouble), trouble);
    }

    /** A host that cannot be reached keeps nobody else from beginning. */
    private Next stepAside(RunLog log, Running running, Failure failure, Instant next) {
        if (!running.untouched()) return wait(log, running, failure, next);
        Trouble trouble = trouble(running, failure, next);
        return told(log, running, running.troubled(trouble), trouble, tx -> permit.stepAside(tx, running));
    }

    private static boolean steppedAside(Running running) {
        return running.untouched() && running.trouble() != null;
    }

    private Optional<Permit.Answer.Refused> enterAgain(RunLog log, Running running) {
        Permit.Entry entry = permit.entry(running.subject(), room.needed(running.leg()));
        return log.saveUnless(tx -> entry.passAgain(tx, running), running).map(entry::refused);
    }

    /** What it waits for is still its host, so that its state goes on to say; others that go first are no attempt. */
    private Next letOthersGoOn(RunLog log, Running running, Permit.Answer.Refused others) {
        Trouble last = Checks.present(running.trouble(), "why it had stepped aside");
        if (others.window() != null) return defer(log, running, last.cause(), others.again());
        log.leave(running.troubled(new Trouble(last.attempts(), last.cause(), last.since(), others.again())));
        return again(others.again());
    }

    private Next defer(RunLog log, Running running, Failure because, Instant notBefore) {
        Instant now = clock.instant();
        Deferred deferred = running.defer(because, now, notBefore);
        log.leave(
                deferred,
                tx -> permit.ended(tx, running, deferred, Set.of()),
                AuditEvents.remediationDeferred(now, AuditEvents.RATCHET, deferred));
        return again(notBefore);
    }

    // ---- from here on the host may be changed

    /**
     * A run that broke off somewhere after its snapshot: the machine proves again who it is, and nothing on it may be a
     * third thing.
     */
    private Next resume(RunLog log, Running running) {
        Optional<Permit.Answer.Refused> refused = refused(log, running, Errand.CHANGE, room.needed(running.leg()));
        if (refused.isPresent()) return hold(log, running, refused.get());
        Instant begun = clock.instant();
        Instant bootTime;
        try {
            PhaseAnswer answer = ask(running, Phase.ASSESS, null);
            bootTime = answer.bootTime();
            Optional<Failure> stranger = Drift.stranger(running.leg(), answer);
            if (stranger.isPresent()) return tryAgainOrFail(log, running, running.startedAt(), stranger.get(), true);
            Optional<Failure> unsafe = Drift.checkAgain(running.leg(), answer);
            if (unsafe.isPresent()) return fail(log, running, spent(running, unsafe.get()));
            Optional<Failure> cutOff = witnesses.channel(running.leg(), address(running));
            if (cutOff.isPresent()) return tryAgainOrFail(log, running, running.startedAt(), cutOff.get(), true);
        } catch (FailureException e) {
            return tryAgainOrFail(log, running, running.startedAt(), e.failure());
        }
        // It may have come to be demanded only after the run began: then what can still be seen is kept.
        Optional<Failure> notKept = keepEvidence(log, running);
        if (notKept.isPresent())
            return tryAgainOrFail(log, running, running.startedAt(), notKept.get(), mayPass(notKept.get()));
        return apply(log, running, bootTime, running, HALF_CHANGED, begun);
    }

    /**
     * @param bootTime under which the host was assessed
     * @param before what is true of the host where the script finds a third value and writes nothing
     * @param ifDrifted the same in words
     * @param begun when it began to be assessed, by when there was room for all of the leg
     */
    private Next apply(RunLog log, Running running, Instant bootTime, Running before, String ifDrifted, Instant begun) {
        Duration left = room.left(running.leg(), begun, clock.instant());
        Optional<Permit.Answer.Refused> refused = refused(log, running, Errand.CHANGE, left);
        if (refused.isPresent()) return hold(log, running, refused.get());
        PhaseAnswer answer;
        try {
            answer = askToApply(running, bootTime, before.snapshot() != null);
        } catch (FailureException e) {
            return tryAgainOrFail(log, running, running.startedAt(), e.failure());
        }
        if (restartedMeanwhile(answer))
            return tryAgainOrFail(
                    log,
                    running,
                    running.startedAt(),
                    Failure.of(
                            FailureCode.PLAN_DRIFTED,
                            "The host has restarted since it was assessed, so nothing was written under the new boot."),
                    true);
        if (RunMarks.against(answer).isPresent()) return barred(log, running, answer);
        Instant now = clock.instant();
        boolean written = answer.results().stream().anyMatch(PhaseAnswer.StepResult::changed);
        boolean waits = onlyInTheWay(answer) && patient(running, running.startedAt(), now);
        if (written || !waits) log.note(AuditEvents.stepsApplied(now, running, RunMarks.without(answer)));
        if (waits) return wait(log, running, scriptFailed(answer, "apply"), later(running, now));
        Optional<Failure> stranger = Drift.stranger(running.leg(), answer);
        if (stranger.isPresent()) {
            return fail(log, written ? running : before, and(stranger.get(), written ? HALF_CHANGED : ifDrifted));
        }
        if (drifted(answer))
            return fail(
                    log,
                    before,
                    Failure.of(
                            FailureCode.PLAN_DRIFTED,
                            "The host changed after it was assessed. " + ifDrifted + " "
                                    + scriptFailed(answer, "apply").message()));
        Optional<Failure> unmet = before.snapshot() == null ? Drift.unmet(running.leg(), answer) : Optional.empty();
        if (unmet.isPresent() && !written) return fail(log, before, and(unmet.get(), ifDrifted));
        if (!answer.succeeded())
            return beginUndo(log, running.undo(ofLeg(running, scriptFailed(answer, "apply")), now));
        if (needsReboot(running, answer)) {
            AwaitingReboot next = running.rebooting(answer.bootTime(), now);
            log.save(next);
            return restart(log, next);
        }
        Verifying next = running.verifying(now);
        log.save(next);
        return verify(log, next);
    }

    /**
     * The host wrote nothing: this run was put back there, which is not what was saved of it, or another script of ours
     * is still at work.
     */
    private Next barred(RunLog log, Running running, PhaseAnswer answer) {
        if (!RunMarks.undone(answer))
            return tryAgainOrFail(log, running, running.startedAt(), scriptFailed(answer, "apply"), true);
        Failure undone = Failure.of(
                FailureCode.PLAN_DRIFTED,
                "The host says that putting this run back has begun there, so that nothing was written any more.");
        return fail(log, running, spent(running, undone));
    }

    /**
     * Over when the host reports a later boot than the one under which it was changed. While it restarts, whatever it
     * answers or does not answer is passing: half a Windows refuses logons that it takes a minute later.
     */
    private Next awaitReboot(RunLog log, AwaitingReboot awaiting) {
        PhaseAnswer answer;
        try {
            answer = ask(awaiting, Phase.VERIFY, awaiting.snapshot());
        } catch (FailureException e) {
            return awaitBoot(log, awaiting, e.failure());
        }
        Optional<Failure> stranger = Drift.stranger(awaiting.leg(), answer);
        if (stranger.isPresent()) return tryAgainOrFail(log, awaiting, awaiting.since(), stranger.get(), true);
        if (!restarted(awaiting, answer)) return restart(log, stillUnder(log, awaiting, answer));
        Instant now = clock.instant();
        Verifying next = awaiting.verifying(now);
        log.save(next, AuditEvents.hostRebooted(now, awaiting, awaiting.bootTime(), answer.bootTime()));
        // What shows the new boot shows what stands under it, too: the host need not be asked twice.
        return judge(log, next, answer);
    }

    /**
     * Windows works its boot time out of its clock: what moved by less than the pause between two looks is the same
     * boot, told by a clock that was set.
     */
    private boolean restarted(Restarting state, PhaseAnswer answer) {
        return answer.bootTime().isAfter(state.bootTime().plus(settings.rebootPoll()));
    }

    /**
     * A boot time that went back says that the host's clock was set back, and nothing of a restart; what comes after
     * the one it tells now is one.
     */
    private Restarting stillUnder(RunLog log, Restarting state, PhaseAnswer answer) {
        if (!answer.bootTime().isBefore(state.bootTime().minus(settings.rebootPoll()))) return state;
        Restarting set = state.under(answer.bootTime());
        log.save(set);
        return set;
    }

    /** Asks for the restart unless the host took the request a short while ago. */
    private Next restart(RunLog log, Restarting state) {
        Instant now = clock.instant();
        Instant asked = state.asked();
        if (asked != null && now.isBefore(asked.plus(settings.rebootRepeat())))
            return again(now.plus(settings.rebootPoll()));
        if (asked != null && !patient(state, state.since(), now))
            return fail(log, state, spent(state, notSeen(state, "it still runs under its old boot")));
        Optional<Permit.Answer.Refused> refused = refused(log, state, Errand.RESTART, settings.restartRoom());
        if (refused.isPresent()) return hold(log, state, refused.get(), lookAgain(state, refused.get(), now));
        try {
            PhaseAnswer answer = askToRestart(state);
            if (!answer.succeeded() && !restartedMeanwhile(answer))
                return tryAgainOrFail(log, state, state.since(), scriptFailed(answer, "restart"), true);
        } catch (FailureException e) {
            return tryAgainOrFail(log, state, state.since(), e.failure(), true);
        }
        now = clock.instant();
        Instant next = now.plus(settings.rebootPoll());
        Restarting restarting = state.restarting(now);
        boolean late = asked != null && !now.isBefore(state.since().plus(settings.rebootDeadline()));
        if (late) {
            Trouble trouble = trouble(state, notSeen(state, "it still runs under its old boot"), next);
            return told(log, state, restarting.troubled(trouble), trouble);
        }
        log.leave(restarting);
        return again(next);
    }

    /** A host that took the request may carry it out when nothing more may be sent; to look whether it did is free. */
    private Instant lookAgain(Restarting state, Permit.Answer.Refused refused, Instant now) {
        Instant asked = state.asked();
        boolean mayCome = asked != null && now.isBefore(asked.plus(settings.patience()));
        Instant soon = now.plus(settings.longestPause());
        return mayCome && soon.isBefore(refused.again()) ? soon : refused.again();
    }

    /** A host that restarts does not answer; that is told as trouble only when it takes too long. */
    private Next awaitBoot(RunLog log, Restarting state, Failure failure) {
        Instant now = clock.instant();
        Instant asked = state.asked();
        Instant begun = asked == null ? state.since() : asked;
        boolean late = !now.isBefore(begun.plus(settings.rebootDeadline()));
        if (!late && asked != null && passing(failure)) return again(now.plus(settings.rebootPoll()));
        return tryAgainOrFail(log, state, state.since(), late ? notSeen(state, failure.message()) : failure, true);
    }

    private static Failure notSeen(Restarting state, String because) {
        return Failure.of(
                FailureCode.REBOOT_NOT_SEEN,
                "The host has not been seen to restart since " + state.since() + ": " + because);
    }

    private Next verify(RunLog log, Verifying verifying) {
        PhaseAnswer answer;
        try {
            answer = ask(verifying, Phase.VERIFY, verifying.snapshot());
        } catch (FailureException e) {
            return tryAgainOrFail(log, verifying, verifying.since(), e.failure());
        }
        Optional<Failure> stranger = Drift.stranger(done(verifying), answer);
        if (stranger.isPresent()) return tryAgainOrFail(log, verifying, verifying.since(), stranger.get(), true);
        return judge(log, verifying, answer);
    }

    private Next judge(RunLog log, Verifying verifying, PhaseAnswer answer) {
        Plan plan = done(verifying);
        Instant now = clock.instant();
        Witnesses.Heard heard = witnesses.hear(plan, answer, now);
        Verification verification = heard.verification();
        log.evidence(RunEvidence.of(plan, answer, evidence(verifying, "-verify"), now), now);
        log.evidence(heard.findings(), now);
        log.note(List.of(AuditEvents.verificationDone(now, verifying, verification)));
        if (verification.verdict() == Verdict.PASSED) return verified(log, verifying, verification);
        Failure failure = Failure.of(FailureCode.VERIFY_FAILED, heard.sentence());
        if (verification.verdict() == Verdict.FAILED)
            return beginUndo(log, verifying.undo(ofLeg(verifying, failure), now));
        return attempts(verifying) + 1 < settings.attempts()
                ? wait(log, verifying, failure, now.plus(settings.pauseAfter(attempts(verifying))))
                : fail(log, verifying, spent(verifying, failure));
    }

    private Next verified(RunLog log, Verifying verifying, Verification verification) {
        Instant now = clock.instant();
        room.learn(log, verifying, now);
        if (verifying.run().leg() == verifying.subject().plan().legs())
            return end(log, verifying.verified(verification));
        Running next = verifying.nextLeg(verification, now);
        log.save(next, AuditEvents.legVerified(now, verifying));
        return assess(log, next);
    }

    // ---- putting back

    private Next beginUndo(RunLog log, Undoing undoing) {
        log.save(undoing, tx -> permit.failed(tx, undoing, undoing.because()));
        return undo(log, undoing);
    }

    /** That putting back has begun is saved before it is sent, so that a crash in it goes on with it. */
    private Next undo(RunLog log, Undoing state) {
        Errand errand = state.begun() ? Errand.FINISH_UNDO : Errand.UNDO;
        Optional<Permit.Answer.Refused> refused = refused(log, state, errand, Duration.ZERO);
        if (refused.isPresent()) return hold(log, state, refused.get());
        Undoing undoing = state.begun() ? state : state.begin();
        if (!state.begun()) log.save(undoing);
        PhaseAnswer answer;
        try {
            answer = ask(undoing, Phase.UNDO, undoing.snapshot());
        } catch (FailureException e) {
            return tryAgainOrFail(log, undoing, undoing.since(), e.failure());
        }
        Optional<Failure> stranger = Drift.stranger(undoing.leg(), answer);
        if (stranger.isPresent()) return tryAgainOrFail(log, undoing, undoing.since(), stranger.get(), true);
        if (RunMarks.superseded(answer))
            return fail(log, undoing, notUndone(undoing.because(), scriptFailed(answer, "undo")));
        // An APPLY of this run that is still at work would write after it.
        if (RunMarks.against(answer).isPresent())
            return tryAgainOrFail(log, undoing, undoing.since(), scriptFailed(answer, "undo"), true);
        Instant now = clock.instant();
        log.note(AuditEvents.stepsUndone(now, undoing, RunMarks.without(answer)));
        log.evidence(RunEvidence.of(undoing.leg(), answer, evidence(undoing, "-undo"), now), now);
        if (!answer.succeeded()) return fail(log, undoing, notUndone(undoing.because(), scriptFailed(answer, "undo")));
        boolean restart = undoing.leg().restart() == Restart.REBOOT;
        UndoVerifying next = undoing.undone(restart, answer.bootTime(), now);
        log.save(next);
        return restart ? restart(log, next) : verifyUndo(log, next);
    }

    /** Put back is only what is read back, absence included, after the restart where the old values need one. */
    private Next verifyUndo(RunLog log, UndoVerifying restored) {
        PhaseAnswer answer;
        try {
            answer = ask(restored, Phase.VERIFY, restored.snapshot());
        } catch (FailureException e) {
            return restored.restart()
                    ? awaitBoot(log, restored, e.failure())
                    : tryAgainOrFail(log, restored, restored.since(), e.failure());
        }
        Optional<Failure> stranger = Drift.stranger(restored.leg(), answer);
        if (stranger.isPresent()) return tryAgainOrFail(log, restored, restored.since(), stranger.get(), true);
        if (restored.restart() && !restarted(restored, answer)) return restart(log, stillUnder(log, restored, answer));
        Instant now = clock.instant();
        Witness readBack = ReadBack.restored(restored.leg(), restored.snapshot(), answer);
        log.evidence(RunEvidence.of(restored.leg(), answer, evidence(restored, "-undone"), now), now);
        log.note(List.of(AuditEvents.verificationDone(now, restored, new Verification(now, List.of(readBack)))));
        if (readBack.verdict() == Verdict.PASSED) return end(log, restored.rolledBack(now));
        if (readBack.verdict() == Verdict.FAILED)
            return fail(
                    log,
                    restored,
                    Failure.of(
                            FailureCode.UNDO_FAILED,
                            "The change failed (" + restored.because().message() + ") and was not undone in full: "
                                    + readBack.says()));
        return tryAgainOrFail(
                log, restored, restored.since(), Failure.of(FailureCode.UNDO_NOT_SEEN, readBack.says()), true);
    }

    private static Failure notUndone(Failure because, Failure word) {
        return Failure.of(
                FailureCode.UNDO_FAILED,
                "The change failed (" + because.message() + ") and could not be undone: " + word.message());
    }

    // ---- what the turns share

    private Optional<Permit.Answer.Refused> refused(RunLog log, UnderWay state, Errand errand, Duration room) {
        Permit.Answer answer = permit.ask(errand, state.subject(), state.approval(), log.lease(), room);
        return answer instanceof Permit.Answer.Refused no ? Optional.of(no) : Optional.empty();
    }

    /** The host was changed and may not be changed further now: it stays as it is, and the state says why. */
    private Next hold(RunLog log, UnderWay state, Permit.Answer.Refused refused) {
        return hold(log, state, refused, refused.again());
    }

    private Next hold(RunLog log, UnderWay state, Permit.Answer.Refused refused, Instant again) {
        if (refused.why().code() == FailureCode.LEASE_LOST) return again(refused.again());
        Trouble trouble = held(state, refused.why(), again);
        ChangeWindow window = refused.window();
        UnderWay next = window == null || window.equals(state.window())
                ? state.troubled(trouble)
                : state.waitFor(window, trouble);
        return told(log, state, next, trouble);
    }

    /** To be held is no attempt: however long it lasts, the host was not looked for meanwhile. */
    private Trouble held(UnderWay state, Failure why, Instant next) {
        Trouble last = state.trouble();
        Trouble now = trouble(last, why, next);
        return last == null ? now : new Trouble(last.attempts(), why, now.since(), next);
    }

    private Next wait(RunLog log, UnderWay state, Failure failure, Instant next) {
        Trouble trouble = trouble(state, failure, next);
        return told(log, state, state.troubled(trouble), trouble);
    }

    /** The state always says what is the matter; the log says it when it is new. */
    private Next told(RunLog log, UnderWay before, UnderWay now, Trouble trouble) {
        return told(log, before, now, trouble, tx -> {});
    }

    private Next told(RunLog log, UnderWay before, UnderWay now, Trouble trouble, Consumer<Tx> also) {
        Trouble last = before.trouble();
        boolean told = last != null && last.cause().equals(trouble.cause());
        if (told) log.leave(now, also);
        else log.leave(now, also, AuditEvents.stepPostponed(clock.instant(), now, trouble));
        return again(trouble.next());
    }

    private Trouble trouble(UnderWay state, Failure cause, Instant next) {
        return trouble(state.trouble(), cause, next);
    }

    private Trouble trouble(@Nullable Trouble last, Failure cause, Instant next) {
        if (last == null) return new Trouble(1, cause, clock.instant(), next);
        boolean same = last.cause().code() == cause.code();
        return new Trouble(last.attempts() + 1, cause, same ? last.since() : clock.instant(), next);
    }

    private static int attempts(UnderWay state) {
        Trouble trouble = state.trouble();
        return trouble == null ? 0 : trouble.attempts();
    }

    private Next tryAgainOrFail(RunLog log, UnderWay state, Instant since, Failure failure) {
        return tryAgainOrFail(log, state, since, failure, passing(failure));
    }

    /**
     * The host was changed: a passing failure is waited out for as long as the settings' patience, and until it was
     * looked for often enough: while nobody was at work, and when a clock jumps, time passes without a look.
     */
    private Next tryAgainOrFail(RunLog log, UnderWay state, Instant since, Failure failure, boolean passing) {
        Instant now = clock.instant();
        if (passing && patient(state, since, now)) return wait(log, state, failure, later(state, now));
        return fail(log, state, spent(state, failure));
    }

    private boolean patient(UnderWay state, Instant since, Instant now) {
        return now.isBefore(since.plus(settings.patience())) || attempts(state) + 1 < settings.attempts();
    }

    private Instant later(UnderWay state, Instant now) {
        return now.plus(settings.pauseAfter(attempts(state)));
    }

    /** Whoever reads why a run ended learns what became of its host too. */
    private static Failure spent(UnderWay state, Failure failure) {
        if (state instanceof Undoing undoing) return notUndone(undoing.because(), failure);
        if (state instanceof UndoVerifying restored)
            return Failure.of(
                    FailureCode.UNDO_NOT_SEEN,
                    "The change failed (" + restored.because().message()
                            + "). What stood there before was put back, but not seen to be in force: "
                            + failure.message());
        return and(failure, state instanceof Running ? HALF_CHANGED : "The host was changed and stays so.");
    }

    private static Failure and(Failure failure, String sentence) {
        return Failure.of(failure.code(), failure.message() + " " + sentence);
    }

    private static boolean passing(Failure failure) {
        return failure instanceof Failure.Transient || failure instanceof Failure.Uncertain;
    }

    private PhaseAnswer ask(UnderWay state, Phase phase, @Nullable Snapshot snapshot) {
        boolean judged = state instanceof Verifying || state instanceof AwaitingReboot;
        Plan plan = judged ? done(state) : state.leg();
        return answer(
                state, phase, PhaseScripts.render(plan, phase, state.runId(), snapshot, () -> mayRun(state, plan)));
    }

    /**
     * What is held up until the host has restarted, as when this process stands still, must not be carried out where a
     * restart is what puts it in force.
     */
    private PhaseAnswer askToApply(Running running, Instant bootTime, boolean begun) {
        Plan plan = running.leg();
        boolean restarts = plan.restart() == Restart.REBOOT;
        Snapshot snapshot = Checks.present(running.snapshot(), "what stood there before it is changed");
        return answer(
                running,
                Phase.APPLY,
                PhaseScripts.apply(
                        plan,
                        running.runId(),
                        snapshot,
                        restarts ? bootTime.plus(settings.rebootPoll()) : null,
                        begun,
                        () -> mayRun(running, plan)));
    }

    /** A request that is held up until its host has restarted, as another one has asked for it, restarts it no more. */
    private PhaseAnswer askToRestart(Restarting state) {
        Instant bootedBy = state.bootTime().plus(settings.rebootPoll());
        return answer(state, Phase.REBOOT, PhaseScripts.reboot(state.leg(), state.runId(), bootedBy));
    }

    private PhaseAnswer answer(UnderWay state, Phase phase, PhaseScript script) {
        HostOutput output = shell.run(address(state), script);
        boolean nothingWritten = state instanceof Running running && running.snapshot() == null;
        PhaseAnswer answer = nothingWritten
                ? PhaseAnswers.readFirst(output, state.runId())
                : PhaseAnswers.read(output, state.runId());
        if (answer.phase() == phase) return answer;
        throw FailureException.of(
                FailureCode.HOST_NO_ANSWER,
                "Run " + state.runId() + " is not trusted, " + phase + " was asked and " + answer.phase()
                        + " answered; assess the host before anything else.");
    }

    /**
     * Before a leg has its snapshot, nothing was written of it: it begins only by playbooks that are in force. From
     * then on it goes on with its own, for half of a change is worse than the whole that was approved.
     */
    private PlaybookCatalogue mayRun(UnderWay state, Plan plan) {
        if (PlanPlaybooks.areShipped(plan)) return PlaybookCatalogue.shipped();
        PlaybookCatalogue now = playbooks.get();
        boolean begun = !(state instanceof Running running) || running.snapshot() != null;
        return begun ? store.transact(tx -> PlanPlaybooks.begun(tx, plan, now)) : now;
    }

    private HostAddress address(UnderWay state) {
        Remediation.Subject subject = state.subject();
        return directory.winrm(subject.asset(), subject.plan().host(), subject.site());
    }

    /** What the host must show after the leg in hand: that the legs before it still stand is looked at too. */
    private static Plan done(UnderWay state) {
        return state.subject().plan().upTo(state.run().leg());
    }

    private static String evidence(UnderWay state, String look) {
        return RunEvidence.name(state.runId(), state.run().leg(), look);
    }

    private static boolean needsReboot(Running running, PhaseAnswer answer) {
        Snapshot snapshot = running.snapshot();
        boolean changed = snapshot != null && answer.results().stream().anyMatch(snapshot::changedBy);
        boolean asked =
                answer.results().stream().anyMatch(result -> result.restart().equals("reboot"));
        return asked || (changed && running.leg().restart() == Restart.REBOOT);
    }

    private Next fail(RunLog log, UnderWay state, Failure failure) {
        Failed failed = state.fail(ofLeg(state, failure), clock.instant());
        return end(log, state, failed);
    }

    /** Where legs before this one were verified, what goes wrong says that they stand. */
    private static Failure ofLeg(UnderWay state, Failure failure) {
        int leg = state.run().leg();
        // What is put back carries the word of the leg that failed in its own reason.
        if (leg == 1 || state instanceof Undoing || state instanceof UndoVerifying) return failure;
        return Failure.of(
                failure.code(),
                failure.message() + " This was leg " + leg + " of "
                        + state.subject().plan().legs() + "; what came before it was verified and stands.");
    }

    private Next end(RunLog log, Remediation ended) {
        return end(log, log.now(), ended);
    }

    /** @param before what is true of its host */
    private Next end(RunLog log, Remediation before, Remediation ended) {
        boolean unchanged = before instanceof Running running && running.snapshot() == null;
        Set<String> waitsAfter = unchanged && ended instanceof Failed
                ? permit.waitsAfter(
                        ended.subject(), room.needed(ended.subject().plan().leg(1)))
                : Set.of();
        log.leave(
                ended,
                tx -> permit.ended(tx, before, ended, waitsAfter),
                AuditEvents.remediationEnded(clock.instant(), ended));
        return ENDED;
    }

    /** The script found another boot than that of the assessment and wrote nothing (docs/phase-script.md). */
    private static boolean restartedMeanwhile(PhaseAnswer answer) {
        return answer.results().stream()
                .anyMatch(result -> result.error() != null && result.error().startsWith("RESTARTED:"));
    }

    /** The script itself found a third value before it wrote anything (docs/phase-script.md). */
    private static boolean drifted(PhaseAnswer answer) {
        return answer.results().stream()
                .anyMatch(result -> result.error() != null && result.error().startsWith("DRIFTED:"));
    }

    /**
     * Something else is being installed there, or our own installation takes its time (docs/phase-script.md): the same
     * script sent again goes on where this one was.
     */
    private static boolean onlyInTheWay(PhaseAnswer answer) {
        List<String> errors = answer.results().stream()
                .flatMap(result -> Optional.ofNullable(result.error()).stream())
                .filter(error -> !error.startsWith("SKIPPED"))
                .toList();
        return !errors.isEmpty()
                && errors.stream().allMatch(error -> error.startsWith("BUSY:") || error.startsWith("STILL-RUNNING:"));
    }

    private static Failure scriptFailed(PhaseAnswer answer, String phase) {
        String errors = answer.results().stream()
                .filter(result -> result.error() != null && !result.error().startsWith("SKIPPED"))
                .map(result -> result.action() + " " + result.callId() + ": " + result.error())
                .reduce((a, b) -> a + "; " + b)
                .orElse("no reason given");
        return Failure.of(FailureCode.SCRIPT_FAILED, "On " + phase + " the host reported: " + errors);
    }

    private static Next again(Instant at) {
        return new Next.Again(at);
    }
}
