package io.ratchet.routes.execute;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Approved;
import io.ratchet.domain.remediation.Remediation.AwaitingReboot;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.Verifying;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Verification;
import io.ratchet.playbooks.Drift;
import io.ratchet.playbooks.PhaseAnswers;
import io.ratchet.playbooks.PhaseScripts;
import io.ratchet.playbooks.Snapshots;
import io.ratchet.routes.verify.RunEvidence;
import io.ratchet.routes.verify.Witnesses;
import io.ratchet.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes one remediation through its run, a turn at a time. Each turn ends with a saved state, so that whoever takes the
 * next one (this process, or another after this one was killed) knows what may have happened on the host:
 *
 * <ul>
 *   <li>no snapshot: nothing was changed, assess may be tried again;
 *   <li>a snapshot: the host may be half changed. Apply is sent again only after the machine proved again who it is and
 *       that every value is either as it was or as it shall be; the scripts change nothing that is already so;
 *   <li>awaiting the restart: over only when the host itself reports a later boot time.
 * </ul>
 */
public final class HostRun {
    private static final Next ENDED = new Next.Ended();

    private final Store store;
    private final HostShell shell;
    private final HostDirectory directory;
    private final Witnesses witnesses;
    private final WindowCalendar windows;
    private final Clock clock;
    private final IdSource ids;
    private final RunSettings settings;

    public HostRun(
            Store store,
            HostShell shell,
            HostDirectory directory,
            Witnesses witnesses,
            WindowCalendar windows,
            Clock clock,
            IdSource ids,
            RunSettings settings) {
        this.store = store;
        this.shell = shell;
        this.directory = directory;
        this.witnesses = witnesses;
        this.windows = windows;
        this.clock = clock;
        this.ids = ids;
        this.settings = settings;
    }

    /**
     * One turn.
     *
     * @param attempts how many attempts at the present step have failed so far
     */
    public Next advance(String remediationId, int attempts) {
        RunLog log = RunLog.open(store, remediationId);
        if (log.now().ended()) return ENDED;
        Instant now = clock.instant();
        if (!log.lease(now, now.plus(settings.lease()))) return new Next.Again(now.plus(settings.backoff()), attempts);
        Next next = turn(log, attempts);
        if (next instanceof Next.Ended) log.release();
        return next;
    }

    private Next turn(RunLog log, int attempts) {
        Remediation state = log.now();
        if (state instanceof Approved approved) return schedule(log, approved);
        if (state instanceof Scheduled scheduled) return begin(log, scheduled);
        if (state instanceof Running running)
            return running.snapshot() == null ? assess(log, running, attempts) : resume(log, running, attempts);
        if (state instanceof AwaitingReboot awaiting) return awaitReboot(log, awaiting, attempts);
        if (state instanceof Verifying verifying) return verify(log, verifying, attempts);
        return ENDED;
    }

    // ---- before the host is touched

    private Next schedule(RunLog log, Approved approved) {
        Instant now = clock.instant();
        if (!now.isBefore(approved.approval().expires())) return end(log, approved.expire(now));
        Optional<ChangeWindow> window = windows.next(approved.subject().site(), now);
        if (window.isEmpty())
            return end(
                    log,
                    approved.withdraw(
                            "Its site has no maintenance window, so it would never run; add one to the profile.", now));
        Scheduled next = approved.schedule(window.get());
        log.save(next, AuditEvents.remediationScheduled(now, next));
        return window.get().open(now) ? begin(log, next) : again(window.get().opens(), 0);
    }

    private Next begin(RunLog log, Scheduled scheduled) {
        Instant now = clock.instant();
        if (now.isBefore(scheduled.window().opens()))
            return again(scheduled.window().opens(), 0);
        if (!now.isBefore(scheduled.approval().expires())) return end(log, scheduled.expire(now));
        if (!scheduled.window().roomFor(now, settings.room())) {
            log.save(scheduled.missed());
            return again(scheduled.window().closes(), 0);
        }
        Running next = scheduled.start(ids.next(), now);
        log.save(next, AuditEvents.runStarted(now, next));
        return assess(log, next, 0);
    }

    private Next assess(RunLog log, Running running, int attempts) {
        PhaseAnswer answer;
        try {
            answer = ask(log, running.runId(), Phase.ASSESS, null);
        } catch (FailureException e) {
            return tryAgainOrFail(log, e.failure(), attempts, failure -> running.fail(failure, clock.instant()));
        }
        Instant now = clock.instant();
        Plan plan = running.subject().plan();
        log.evidence(RunEvidence.of(plan, answer, running.runId(), now), now);
        Optional<Failure> unsafe = Drift.check(plan, answer);
        if (unsafe.isPresent()) return end(log, running.fail(unsafe.get(), now));
        if (!answer.succeeded()) return end(log, running.fail(scriptFailed(answer, "assess"), now));
        Running next = running.snapshotTaken(Snapshots.taken(plan, answer, now));
        log.save(next, AuditEvents.stepsAssessed(now, next, answer));
        return apply(log, next, 0);
    }

    // ---- from here on the host may be changed

    /**
     * A run that broke off somewhere after its snapshot: the machine proves again who it is, and nothing on it may be a
     * third thing.
     */
    private Next resume(RunLog log, Running running, int attempts) {
        try {
            PhaseAnswer answer = ask(log, running.runId(), Phase.ASSESS, null);
            Optional<Failure> unsafe = Drift.checkAgain(running.subject().plan(), answer);
            if (unsafe.isPresent()) return end(log, running.fail(unsafe.get(), clock.instant()));
        } catch (FailureException e) {
            return tryAgainOrFail(log, e.failure(), attempts, failure -> running.fail(failure, clock.instant()));
        }
        return apply(log, running, attempts);
    }

    private Next apply(RunLog log, Running running, int attempts) {
        PhaseAnswer answer;
        try {
            answer = ask(log, running.runId(), Phase.APPLY, running.snapshot());
        } catch (FailureException e) {
            return tryAgainOrFail(log, e.failure(), attempts, failure -> running.fail(failure, clock.instant()));
        }
        Instant now = clock.instant();
        log.append(AuditEvents.stepsApplied(now, running, answer));
        if (!answer.succeeded()) {
            Failure failure = scriptFailed(answer, "apply");
            return undo(log, running.runId(), running.snapshot(), failure)
                    .map(undone -> end(log, running.fail(undone, clock.instant())))
                    .orElseGet(() -> end(log, running.rolledBack(failure, clock.instant())));
        }
        if (needsReboot(running, answer)) {
            AwaitingReboot next = running.rebooting(now);
            log.save(next);
            return awaitReboot(log, next, 0);
        }
        Verifying next = running.verifying(now);
        log.save(next);
        return verify(log, next, 0);
    }

    /**
     * The state is saved before the restart is asked for: a process killed in between finds the old boot time and asks
     * (again); a second request while the first still counts down is refused by Windows and does no harm.
     */
    private Next awaitReboot(RunLog log, AwaitingReboot awaiting, int attempts) {
        Instant now = clock.instant();
        Snapshot snapshot = awaiting.snapshot();
        try {
            PhaseAnswer answer = ask(log, awaiting.runId(), Phase.VERIFY, snapshot);
            if (answer.bootTime().isAfter(snapshot.bootTime())) {
                Verifying next = awaiting.verifying(now);
                log.save(next, AuditEvents.hostRebooted(now, awaiting, answer.bootTime()));
                return verify(log, next, 0);
            }
            if (attempts == 0) ask(log, awaiting.runId(), Phase.REBOOT, snapshot);
        } catch (FailureException e) {
            boolean passing = e.failure() instanceof Failure.Transient || e.failure() instanceof Failure.Uncertain;
            if (!passing) return end(log, awaiting.fail(e.failure(), now));
        }
        if (now.isAfter(awaiting.since().plus(settings.rebootDeadline())))
            return end(
                    log,
                    awaiting.fail(
                            Failure.of(
                                    FailureCode.REBOOT_NOT_SEEN,
                                    "The host did not report a boot after " + snapshot.bootTime() + " within "
                                            + settings.rebootDeadline().toMinutes() + " minutes; look at it."),
                            now));
        return again(now.plus(settings.rebootPoll()), attempts + 1);
    }

    private Next verify(RunLog log, Verifying verifying, int attempts) {
        PhaseAnswer answer;
        try {
            answer = ask(log, verifying.runId(), Phase.VERIFY, verifying.snapshot());
        } catch (FailureException e) {
            return tryAgainOrFail(log, e.failure(), attempts, failure -> verifying.fail(failure, clock.instant()));
        }
        Instant now = clock.instant();
        Plan plan = verifying.subject().plan();
        Witnesses.Heard heard = witnesses.hear(plan, answer, now);
        Verification verification = heard.verification();
        log.evidence(RunEvidence.of(plan, answer, verifying.runId() + "-verify", now), now);
        log.evidence(heard.findings(), now);
        log.append(AuditEvents.verificationDone(now, verifying, verification));
        if (verification.verdict() == Verification.Verdict.PASSED) return end(log, verifying.verified(verification));
        Failure failure = Failure.of(FailureCode.VERIFY_FAILED, heard.sentence());
        if (verification.verdict() == Verification.Verdict.UNKNOWN)
            return attempts + 1 < settings.attempts()
                    ? again(now.plus(settings.pauseAfter(attempts)), attempts + 1)
                    : end(log, verifying.fail(failure, now));
        return undo(log, verifying.runId(), verifying.snapshot(), failure)
                .map(undone -> end(log, verifying.fail(undone, clock.instant())))
                .orElseGet(() -> end(log, verifying.rolledBack(failure, clock.instant())));
    }

    /** Restores the snapshot. Empty when that worked; else what a person must now know. */
    private Optional<Failure> undo(RunLog log, String runId, @Nullable Snapshot snapshot, Failure because) {
        String lastWord = "";
        for (int attempt = 0; attempt < settings.attempts(); attempt++) {
            try {
                PhaseAnswer answer = ask(log, runId, Phase.UNDO, snapshot);
                Instant now = clock.instant();
                log.append(AuditEvents.stepsUndone(now, log.now(), answer));
                log.evidence(RunEvidence.of(log.now().subject().plan(), answer, runId + "-undo", now), now);
                if (!answer.succeeded()) {
                    lastWord = scriptFailed(answer, "undo").message();
                    break;
                }
                if (log.now().subject().plan().restart() == Restart.REBOOT) ask(log, runId, Phase.REBOOT, snapshot);
                return Optional.empty();
            } catch (FailureException e) {
                lastWord = e.failure().message();
            }
        }
        return Optional.of(Failure.of(
                FailureCode.UNDO_FAILED,
                "The change failed (" + because.message() + ") and could not be undone: " + lastWord));
    }

    // ---- what the turns share

    private PhaseAnswer ask(RunLog log, String runId, Phase phase, @Nullable Snapshot snapshot) {
        Remediation.Subject subject = log.now().subject();
        HostAddress address = directory.winrm(subject.asset(), subject.plan().host(), subject.site());
        return PhaseAnswers.read(
                shell.run(address, PhaseScripts.render(subject.plan(), phase, runId, snapshot)), runId);
    }

    private static boolean needsReboot(Running running, PhaseAnswer answer) {
        Snapshot snapshot = running.snapshot();
        boolean changed = snapshot != null && answer.results().stream().anyMatch(snapshot::changedBy);
        boolean asked =
                answer.results().stream().anyMatch(result -> result.restart().equals("reboot"));
        return asked || (changed && running.subject().plan().restart() == Restart.REBOOT);
    }

    private Next tryAgainOrFail(RunLog log, Failure failure, int attempts, Function<Failure, Remediation> failed) {
        boolean passing = failure instanceof Failure.Transient || failure instanceof Failure.Uncertain;
        if (passing && attempts + 1 < settings.attempts()) {
            Instant now = clock.instant();
            log.append(AuditEvents.stepPostponed(now, log.now(), failure));
            return again(now.plus(settings.pauseAfter(attempts)), attempts + 1);
        }
        return end(log, failed.apply(failure));
    }

    private Next end(RunLog log, Remediation ended) {
        log.save(ended, AuditEvents.remediationEnded(clock.instant(), ended));
        return ended.ended() ? ENDED : again(clock.instant(), 0);
    }

    private static Failure scriptFailed(PhaseAnswer answer, String phase) {
        String errors = answer.results().stream()
                .filter(result -> result.error() != null && !result.error().startsWith("SKIPPED"))
                .map(result -> result.action() + " " + result.callId() + ": " + result.error())
                .reduce((a, b) -> a + "; " + b)
                .orElse("no reason given");
        return Failure.of(FailureCode.SCRIPT_FAILED, "On " + phase + " the host reported: " + errors);
    }

    private static Next again(Instant at, int attempts) {
        return new Next.Again(at, attempts);
    }
}
