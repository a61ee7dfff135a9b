package io.ratchet.domain.audit;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.decision.Regression;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Approval;
import io.ratchet.domain.remediation.Assent;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.Comment;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Snapshot;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.remediation.Trouble;
import io.ratchet.domain.remediation.Verification;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.TicketKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of the audit log, one method for each {@link AuditType}, so that a type always has the same fields.
 * What people did carries their name as the actor; everything else carries {@value #RATCHET}.
 */
public final class AuditEvents {
    /** The actor of what nobody but the program did. */
    public static final String RATCHET = "ratchet";

    private AuditEvents() {}

    /** @param actor who delivered it: {@code user:..}, or {@value #RATCHET} for a watched folder or a topic */
    public static AuditEvent reportTakenIn(Instant at, String actor, Coverage coverage) {
        return new AuditLine(AuditType.REPORT_TAKEN_IN)
                .by(actor)
                .put("sha256", coverage.sha256())
                .put("file", coverage.file())
                .put("format", coverage.format())
                .put("records", coverage.records())
                .put("used", coverage.used())
                .put("findings", coverage.findings())
                .put("ignored", coverage.ignored())
                .put("rejected", coverage.rejected())
                .put("complete", coverage.complete())
                .put("hosts", coverage.hosts())
                .put("lowered", coverage.lowered() == 0 ? null : coverage.lowered())
                .at(at);
    }

    public static AuditEvent assetIdentified(Instant at, AssetState asset) {
        return new AuditLine(AuditType.ASSET_IDENTIFIED)
                .about(asset.id())
                .identity(asset.identity())
                .put("host", AuditWords.host(asset.host()))
                .put("site", asset.site())
                .put("facts", asset.facts().size())
                .at(at);
    }

    public static AuditEvent decisionMade(Instant at, Decision decision, String ruleBook) {
        return new AuditLine(AuditType.DECISION_MADE)
                .decision(decision)
                .put("ruleBook", ruleBook)
                .explanation(decision.why())
                .particulars(decision)
                .at(at);
    }

    public static AuditEvent decisionWithdrawn(Instant at, Decision decision) {
        Decision.About about = decision.about();
        return new AuditLine(AuditType.DECISION_WITHDRAWN)
                .about(about.asset())
                .put("decision", decision.wire())
                .step(about, decision.why().rule())
                .at(at);
    }

    /** @param reasons why the estate is decided anew without a report, each one sentence */
    public static AuditEvent roundBegun(Instant at, List<String> reasons) {
        return new AuditLine(AuditType.ROUND_BEGUN)
                .put("reasons", List.copyOf(reasons))
                .at(at);
    }

    /** @param ruleBook hash of the one that decides from here on */
    public static AuditEvent rulesChanged(Instant at, String ruleBook, String before) {
        return new AuditLine(AuditType.RULES_CHANGED)
                .put("ruleBook", ruleBook)
                .put("before", before)
                .at(at);
    }

    /**
     * @param ruleBook hash of the one that stays
     * @param problems what stands against the folder, each with file and line
     */
    public static AuditEvent rulesRefused(Instant at, String ruleBook, List<String> problems) {
        return new AuditLine(AuditType.RULES_REFUSED)
                .put("ruleBook", ruleBook)
                .put("problems", List.copyOf(problems))
                .at(at);
    }

    /**
     * The log goes on although it is not proven to be the continuation of what was kept.
     *
     * @param kept size of the log as it was kept; null where nothing was
     * @param found its size as it was found
     * @param keyBefore fingerprint of the key it belonged to; null where it is the same
     */
    public static AuditEvent lossAccepted(
            Instant at,
            String by,
            String reason,
            String because,
            @Nullable Long kept,
            long found,
            @Nullable String keyBefore,
            String key) {
        return new AuditLine(AuditType.LOSS_ACCEPTED)
                .by(by)
                .put("reason", reason)
                .put("because", because)
                .put("kept", kept)
                .put("found", found)
                .put("keyBefore", keyBefore)
                .put("key", key)
                .at(at);
    }

    /** Another key signs the log from here on; both are fingerprints. */
    public static AuditEvent keyFollowed(Instant at, String keyBefore, String key) {
        return new AuditLine(AuditType.KEY_FOLLOWED)
                .by(RATCHET)
                .put("keyBefore", keyBefore)
                .put("key", key)
                .at(at);
    }

    /** The server goes on although its clock and the log disagree. */
    public static AuditEvent clockAccepted(Instant at, String by, String reason, String because) {
        return new AuditLine(AuditType.CLOCK_ACCEPTED)
                .by(by)
                .put("reason", reason)
                .put("because", because)
                .at(at);
    }

    /**
     * A token was made.
     *
     * @param sites where it may be used to act; empty: everywhere
     */
    public static AuditEvent tokenMade(
            Instant at, String by, String name, List<String> roles, List<String> sites, Instant expires) {
        return new AuditLine(AuditType.TOKEN_MADE)
                .by(by)
                .put("name", name)
                .put("roles", roles)
                .put("sites", sites.isEmpty() ? null : sites)
                .put("expires", expires.toString())
                .at(at);
    }

    /** A token was revoked. */
    public static AuditEvent tokenRevoked(Instant at, String by, String name, String reason) {
        return new AuditLine(AuditType.TOKEN_REVOKED)
                .by(by)
                .put("name", name)
                .put("reason", reason)
                .at(at);
    }

    /**
     * A person was given a password, or another one.
     *
     * @param sites where they may act; empty: everywhere
     */
    public static AuditEvent userSet(Instant at, String by, String name, List<String> roles, List<String> sites) {
        return new AuditLine(AuditType.USER_SET)
                .by(by)
                .put("name", name)
                .put("roles", roles)
                .put("sites", sites.isEmpty() ? null : sites)
                .at(at);
    }

    /** A person's password was taken back. */
    public static AuditEvent userRevoked(Instant at, String by, String name, String reason) {
        return new AuditLine(AuditType.USER_REVOKED)
                .by(by)
                .put("name", name)
                .put("reason", reason)
                .at(at);
    }

    /** Somebody signed in with a browser. */
    public static AuditEvent sessionBegun(Instant at, String by, String address) {
        return new AuditLine(AuditType.SESSION_BEGUN)
                .by(by)
                .put("address", address)
                .at(at);
    }

    /** Somebody signed out. */
    public static AuditEvent sessionEnded(Instant at, String by, String address) {
        return new AuditLine(AuditType.SESSION_ENDED)
                .by(by)
                .put("address", address)
                .at(at);
    }

    /** An unknown token was sent. */
    public static AuditEvent signInRefused(Instant at, String address, long attempts, boolean throttled) {
        return new AuditLine(AuditType.SIGN_IN_REFUSED)
                .put("address", address)
                .put("attempts", attempts)
                .put("throttled", throttled)
                .at(at);
    }

    public static AuditEvent remediationProposed(Instant at, Remediation.Proposed proposed) {
        Plan plan = proposed.subject().plan();
        return planned(AuditType.REMEDIATION_PROPOSED, proposed.subject())
                .put("goal", plan.goal().name())
                .put("site", proposed.subject().site())
                .put("restart", AuditWords.word(plan.restart()))
                .put("steps", plan.steps().stream().map(AuditWords::step).toList())
                .at(at);
    }

    /** By the actor of the approval. */
    public static AuditEvent remediationApproved(Instant at, Remediation.Approved approved) {
        return remediationApproved(at, approved, null);
    }

    /** @param reason what the actor said about it; null: nothing */
    public static AuditEvent remediationApproved(Instant at, Remediation.Approved approved, @Nullable String reason) {
        return approved(at, approved.subject(), approved.approval(), reason);
    }

    /** @param about the remediation that it is said of */
    public static AuditEvent remediationCommented(Remediation about, Comment comment) {
        return planned(AuditType.REMEDIATION_COMMENTED, about.subject())
                .by(comment.by())
                .put("text", comment.text())
                .at(comment.at());
    }

    /** @param by who wants to be asked later */
    public static AuditEvent proposalPutOff(
            Instant at, String by, Remediation.Proposed proposed, Instant until, String reason) {
        return planned(AuditType.PROPOSAL_PUT_OFF, proposed.subject())
                .by(by)
                .put("until", until.toString())
                .put("reason", reason)
                .at(at);
    }

    /** @param by who wants to be asked now after all */
    public static AuditEvent proposalTakenUp(Instant at, String by, Remediation proposed, String reason) {
        return planned(AuditType.PROPOSAL_TAKEN_UP, proposed.subject())
                .by(by)
                .put("reason", reason)
                .at(at);
    }

    /** The same, for a run whose approval was given anew. */
    public static AuditEvent approvalRenewed(Instant at, Remediation.UnderWay renewed) {
        return approved(at, renewed.subject(), renewed.approval(), null);
    }

    private static AuditEvent approved(Instant at, Subject subject, Approval approval, @Nullable String reason) {
        return planned(AuditType.REMEDIATION_APPROVED, subject)
                .by(approval.by())
                .put("expires", approval.expires().toString())
                .put("reason", reason)
                .put("others", names(approval.others().stream().map(Assent::by)))
                .put("brought", names(approval.origin().brought().stream().sorted()))
                .put("notApart", approval.notApart())
                .at(at);
    }

    private static @Nullable List<String> names(Stream<String> names) {
        List<String> some = names.toList();
        return some.isEmpty() ? null : some;
    }

    /**
     * Somebody said yes to a plan that needs more people.
     *
     * @param missing how many more, at least 1
     */
    public static AuditEvent approvalGiven(
            Instant at, String by, Remediation.Proposed proposed, int missing, @Nullable String reason) {
        return planned(AuditType.APPROVAL_GIVEN, proposed.subject())
                .by(by)
                .put("missing", missing)
                .put("reason", reason)
                .at(at);
    }

    /**
     * Somebody allows a plan alone for which others are needed; the approval itself is a line of its own.
     *
     * @param against the sentence with which it would have been refused
     */
    public static AuditEvent glassBroken(Instant at, String by, Remediation of, String reason, String against) {
        return planned(AuditType.GLASS_BROKEN, of.subject())
                .by(by)
                .put("reason", reason)
                .put("against", against)
                .at(at);
    }

    public static AuditEvent remediationRejected(Instant at, Remediation.Rejected rejected) {
        return planned(AuditType.REMEDIATION_REJECTED, rejected.subject())
                .by(rejected.by())
                .put("reason", rejected.reason())
                .at(at);
    }

    public static AuditEvent remediationScheduled(Instant at, Remediation.Scheduled scheduled) {
        return planned(AuditType.REMEDIATION_SCHEDULED, scheduled.subject())
                .put("opens", scheduled.window().opens().toString())
                .put("closes", scheduled.window().closes().toString())
                .at(at);
    }

    /** The present step is tried again later. */
    public static AuditEvent stepPostponed(Instant at, Remediation state, Trouble trouble) {
        return planned(AuditType.STEP_POSTPONED, state.subject())
                .put("state", state.state().wire())
                .failure(trouble.cause())
                .put("attempts", trouble.attempts())
                .put("next", trouble.next().toString())
                .at(at);
    }

    /** @param by who put it off: {@code user:..}, or {@value #RATCHET} where nobody did */
    public static AuditEvent remediationDeferred(Instant at, String by, Remediation.Deferred deferred) {
        return planned(AuditType.REMEDIATION_DEFERRED, deferred.subject())
                .by(by)
                .failure(deferred.because())
                .put("missed", deferred.missed())
                .at(at);
    }

    public static AuditEvent remediationRetried(Instant at, String by, Remediation seen, String reason) {
        return planned(AuditType.REMEDIATION_RETRIED, seen.subject())
                .by(by)
                .put("state", seen.state().wire())
                .put("reason", reason)
                .at(at);
    }

    /**
     * @param scope what was asked for: {@code hosts}, {@code site:NAME} or {@code stale}
     * @param hosts how many are to be asked
     * @param refused how many of those named are not
     */
    public static AuditEvent collectOrdered(Instant at, String by, String scope, int hosts, int refused) {
        return new AuditLine(AuditType.COLLECT_ORDERED)
                .by(by)
                .put("scope", scope)
                .put("hosts", hosts)
                .put("refused", refused)
                .at(at);
    }

    /** @param hosts how many wait no longer */
    public static AuditEvent collectHeld(Instant at, String because, int hosts) {
        return new AuditLine(AuditType.COLLECT_HELD)
                .put("because", because)
                .put("hosts", hosts)
                .at(at);
    }

    /**
     * Before the first byte.
     *
     * @param asset null where only an address is known
     * @param host name or address
     * @param profile by which it is reached
     */
    public static AuditEvent olderTlsUsed(
            Instant at, @Nullable AssetId asset, String runId, String host, int port, String profile) {
        AuditLine line = new AuditLine(AuditType.OLDER_TLS_USED);
        if (asset != null) line = line.about(asset);
        return line.put("runId", runId)
                .put("host", host)
                .put("port", port)
                .put("profile", profile)
                .at(at);
    }

    public static AuditEvent stopOrdered(Stop stop) {
        return new AuditLine(AuditType.STOP_ORDERED)
                .by(stop.by())
                .put("scope", stop.scope())
                .put("reason", stop.reason())
                .at(stop.at());
    }

    public static AuditEvent stopLifted(Instant at, String by, String scope, String reason) {
        return new AuditLine(AuditType.STOP_LIFTED)
                .by(by)
                .put("scope", scope)
                .put("reason", reason)
                .at(at);
    }

    /** @param renews the id of the exception whose place it is to take; null: of none */
    public static AuditEvent exceptionRequested(
            Instant at, String by, String id, ExceptionEntry said, @Nullable String renews) {
        String cleared = said.clearedBy().says();
        return new AuditLine(AuditType.EXCEPTION_REQUESTED)
                .by(by)
                .about(new AssetId(said.asset()))
                .put("id", id)
                .put("goal", said.goal().name())
                .put("owner", said.owner())
                .put("reason", said.reason())
                .put("until", said.until().toString())
                .put("compensatingControl", said.compensatingControl())
                .put("clearedBy", cleared.isBlank() ? null : cleared)
                .put("renews", renews)
                .at(at);
    }

    public static AuditEvent exceptionApproved(Instant at, String by, String id, ExceptionEntry said, String reason) {
        return exception(AuditType.EXCEPTION_APPROVED, by, id, said, reason)
                .put("until", said.until().toString())
                .at(at);
    }

    public static AuditEvent exceptionRejected(Instant at, String by, String id, ExceptionEntry said, String reason) {
        return exception(AuditType.EXCEPTION_REJECTED, by, id, said, reason).at(at);
    }

    public static AuditEvent exceptionEnded(Instant at, String by, String id, ExceptionEntry said, String reason) {
        return exception(AuditType.EXCEPTION_ENDED, by, id, said, reason).at(at);
    }

    private static AuditLine exception(AuditType type, String by, String id, ExceptionEntry said, String reason) {
        return new AuditLine(type)
                .by(by)
                .about(new AssetId(said.asset()))
                .put("id", id)
                .put("goal", said.goal().name())
                .put("reason", reason);
    }

    /** What failed may not go on elsewhere: the line of the remediation that brought it about. */
    public static AuditEvent brakeApplied(Subject subject, Brake brake) {
        AuditType type = brake.kind() == Brake.Kind.BREAKER ? AuditType.BREAKER_OPENED : AuditType.QUARANTINE_BEGUN;
        return new AuditLine(type)
                .of(subject)
                .put("scope", brake.scope())
                .put("because", brake.because())
                .at(brake.at());
    }

    /** @param by who lets it go on */
    public static AuditEvent brakeReleased(Instant at, String by, Brake brake, String reason) {
        AuditType type = brake.kind() == Brake.Kind.BREAKER ? AuditType.BREAKER_CLOSED : AuditType.QUARANTINE_ENDED;
        return new AuditLine(type)
                .by(by)
                .put("scope", brake.scope())
                .put("reason", reason)
                .at(at);
    }

    /** @param by who does not want it any more */
    public static AuditEvent remediationCancelled(Instant at, String by, Remediation.Withdrawn withdrawn) {
        return planned(AuditType.REMEDIATION_WITHDRAWN, withdrawn.subject())
                .by(by)
                .put("because", withdrawn.because())
                .at(at);
    }

    public static AuditEvent runStarted(Instant at, Remediation.Running running) {
        return planned(AuditType.RUN_STARTED, running.subject())
                .put("runId", running.runId())
                .put("approvedBy", running.approval().by())
                .put("opens", running.window().opens().toString())
                .put("closes", running.window().closes().toString())
                .at(at);
    }

    /**
     * Volatile facts of the host of a run were kept.
     *
     * @param because who demanded it
     * @param touched whether the run may have written to the host already
     */
    public static AuditEvent evidenceKept(
            Instant at, Remediation.Running running, String sha256, int bytes, String because, boolean touched) {
        return run(AuditType.EVIDENCE_KEPT, running, running.runId())
                .put("sha256", sha256)
                .put("bytes", bytes)
                .put("because", because)
                .put("touched", touched)
                .at(at);
    }

    /** One line for each call of the assess phase. */
    public static List<AuditEvent> stepsAssessed(Instant at, Remediation running, PhaseAnswer answer) {
        return answer.results().stream()
                .map(result -> run(AuditType.STEP_ASSESSED, running, answer.runId())
                        .call(result)
                        .put("before", result.before())
                        .at(at))
                .toList();
    }

    /**
     * One line for each call of the apply phase. {@code before} is what the snapshot holds: a run that was resumed
     * after a crash finds its own work done, and the host has changed all the same.
     */
    public static List<AuditEvent> stepsApplied(Instant at, Remediation.Running running, PhaseAnswer answer) {
        Snapshot snapshot = Checks.present(running.snapshot(), "the snapshot of a run that changed the host");
        return answer.results().stream()
                .map(result -> run(AuditType.STEP_APPLIED, running, answer.runId())
                        .call(result)
                        .put("changed", snapshot.changedBy(result))
                        .put("before", snapshot.before().getOrDefault(result.callId(), result.before()))
                        .put("after", result.after())
                        .put("restart", result.restart())
                        .at(at))
                .toList();
    }

    /** One line for each call of the undo phase. */
    public static List<AuditEvent> stepsUndone(Instant at, Remediation remediation, PhaseAnswer answer) {
        return answer.results().stream()
                .map(result -> run(AuditType.STEP_UNDONE, remediation, answer.runId())
                        .call(result)
                        .put("changed", result.changed())
                        .put("before", result.before())
                        .put("after", result.after())
                        .put("restart", result.restart())
                        .at(at))
                .toList();
    }

    /** @param before the boot under which it was changed or put back */
    public static AuditEvent hostRebooted(Instant at, Remediation.UnderWay state, Instant before, Instant booted) {
        return run(AuditType.HOST_REBOOTED, state, state.runId())
                .put("bootedBefore", before.toString())
                .put("booted", booted.toString())
                .at(at);
    }

    public static AuditEvent verificationDone(Instant at, Remediation.UnderWay state, Verification verification) {
        return run(AuditType.VERIFICATION_DONE, state, state.runId())
                .put("verdict", AuditWords.word(verification.verdict()))
                .put(
                        "witnesses",
                        verification.witnesses().stream()
                                .map(AuditWords::witness)
                                .toList())
                .at(at);
    }

    /** @param state the one whose leg was verified */
    public static AuditEvent legVerified(Instant at, Remediation.Verifying state) {
        return run(AuditType.LEG_VERIFIED, state, state.runId())
                .put("leg", (long) state.run().leg())
                .put("legs", (long) state.subject().plan().legs())
                .at(at);
    }

    /**
     * The line of whichever state it ended in; a person's rejection has a method of its own and is accepted here too.
     */
    public static AuditEvent remediationEnded(Instant at, Remediation ended) {
        Subject subject = ended.subject();
        if (ended instanceof Remediation.Verified verified)
            return planned(AuditType.REMEDIATION_VERIFIED, subject)
                    .put("verdict", AuditWords.word(verified.verification().verdict()))
                    .at(at);
        if (ended instanceof Remediation.Failed failed)
            return planned(AuditType.REMEDIATION_FAILED, subject)
                    .failure(failed.failure())
                    .at(at);
        if (ended instanceof Remediation.RolledBack rolledBack)
            return planned(AuditType.REMEDIATION_ROLLED_BACK, subject)
                    .failure(rolledBack.because())
                    .at(at);
        if (ended instanceof Remediation.Withdrawn withdrawn)
            return planned(AuditType.REMEDIATION_WITHDRAWN, subject)
                    .put("because", withdrawn.because())
                    .at(at);
        if (ended instanceof Remediation.Expired)
            return planned(AuditType.REMEDIATION_EXPIRED, subject).at(at);
        if (ended instanceof Remediation.Rejected rejected) return remediationRejected(at, rejected);
        throw new IllegalArgumentException("remediation " + subject.id() + " has not ended; it is "
                + ended.state().wire());
    }

    /** @param before null when nothing was known before */
    public static AuditEvent readinessChanged(
            Instant at, AssetId asset, String system, Goal goal, @Nullable Readiness before, Readiness after) {
        return new AuditLine(AuditType.READINESS_CHANGED)
                .about(asset)
                .put("system", system)
                .put("goal", goal.name())
                .put("before", before == null ? null : before.name())
                .put("after", after.name())
                .at(at);
    }

    public static AuditEvent regressionFound(Regression found) {
        Regression.Moved moved = found.moved();
        Regression.Cause cause = found.cause();
        return new AuditLine(AuditType.REGRESSION_FOUND)
                .about(found.asset())
                .put("goal", found.goal().name())
                .put("systems", found.systems())
                .put("before", found.from().name())
                .put("after", found.to().name())
                .put("provenAt", found.provenAt().toString())
                .put("way", moved.way().wire())
                .put("what", moved.what())
                .put("was", moved.was().isEmpty() ? null : moved.was())
                .put("is", moved.is())
                .put("goodAt", moved.goodAt() == null ? null : moved.goodAt().toString())
                .put("seenAt", moved.seenAt().toString())
                .put("finding", moved.finding())
                .put("cause", cause.origin().wire())
                .put("shown", cause.shown())
                .put("because", cause.says().isEmpty() ? null : cause.says())
                .at(found.at());
    }

    /**
     * @param remaining how many assets were open
     * @param covered of how many of them it speaks
     * @param p50 null: unknown
     * @param p90 null: unknown
     */
    public static AuditEvent forecastShown(
            Instant at,
            String scope,
            Goal goal,
            long remaining,
            long covered,
            @Nullable LocalDate p50,
            @Nullable LocalDate p90,
            String because) {
        return new AuditLine(AuditType.FORECAST_SHOWN)
                .put("scope", scope)
                .put("goal", goal.name())
                .put("remaining", remaining)
                .put("covered", covered)
                .put("p50", p50 == null ? null : p50.toString())
                .put("p90", p90 == null ? null : p90.toString())
                .put("because", because)
                .at(at);
    }

    /** @param ticket its number in the ticket system, or its address; null where no such system is connected */
    public static AuditEvent ticketOpened(Instant at, Decision.Ticket decision, @Nullable String ticket) {
        return new AuditLine(AuditType.TICKET_OPENED)
                .about(decision.about().asset())
                .put("ticket", ticket)
                .step(decision.about(), decision.why().rule())
                .put("because", decision.why().because())
                .put("changes", AuditWords.changes(decision.changes()))
                .at(at);
    }

    /** @param number the ticket's in the ticket system */
    public static AuditEvent ticketSent(Instant at, Ticket ticket, String kind, String number) {
        return new AuditLine(AuditType.TICKET_SENT)
                .put("ticket", ticket.key().value())
                .put("number", number)
                .put("kind", kind)
                .put("in", ticket.in())
                .put("queue", ticket.queue())
                .put("system", ticket.unit().system())
                .put("place", ticket.unit().place())
                .put("hosts", ticket.hosts())
                .at(at);
    }

    public static AuditEvent ticketRefused(Instant at, Ticket ticket, String kind, String because) {
        return new AuditLine(AuditType.TICKET_REFUSED)
                .put("ticket", ticket.key().value())
                .put("kind", kind)
                .put("in", ticket.in())
                .put("because", because)
                .at(at);
    }

    /** @param by who has it sent again */
    public static AuditEvent ticketResent(Instant at, String by, TicketKey ticket, String kind) {
        return new AuditLine(AuditType.TICKET_RESENT)
                .by(by)
                .put("ticket", ticket.value())
                .put("kind", kind)
                .at(at);
    }

    /** @param hosts of the ticket; each with its proof */
    public static AuditEvent ticketClosed(Instant at, Ticket ticket, List<Ticket.Host> hosts) {
        return new AuditLine(AuditType.TICKET_CLOSED)
                .put("ticket", ticket.key().value())
                .put("system", ticket.unit().system())
                .put("place", ticket.unit().place())
                .put(
                        "proof",
                        hosts.stream()
                                .map(host -> Map.of("asset", host.asset().value(), "says", host.says()))
                                .toList())
                .at(at);
    }

    public static AuditEvent ticketReopened(Instant at, Ticket ticket) {
        return new AuditLine(AuditType.TICKET_REOPENED)
                .put("ticket", ticket.key().value())
                .put("system", ticket.unit().system())
                .put("place", ticket.unit().place())
                .put("asked", ticket.asked())
                .at(at);
    }

    public static AuditEvent ticketMerged(Instant at, TicketKey ticket, TicketKey into) {
        return new AuditLine(AuditType.TICKET_MERGED)
                .put("ticket", ticket.value())
                .put("into", into.value())
                .at(at);
    }

    /** @param by who closed it, as the ticket system names them */
    public static AuditEvent ticketClosedByHand(Instant at, Ticket ticket, String number, String by) {
        return new AuditLine(AuditType.TICKET_CLOSED_BY_HAND)
                .put("ticket", ticket.key().value())
                .put("number", number)
                .put("by", by)
                .put("asked", ticket.asked())
                .at(at);
    }

    /** @param as the key under which it is written anew */
    public static AuditEvent ticketGone(Instant at, TicketKey ticket, String number, TicketKey as) {
        return new AuditLine(AuditType.TICKET_GONE)
                .put("ticket", ticket.value())
                .put("number", number)
                .put("as", as.value())
                .at(at);
    }

    public static AuditEvent changeAsked(Instant at, Subject subject, ChangeRequest change) {
        return change(AuditType.CHANGE_ASKED, subject, change)
                .put("queue", change.queue())
                .at(at);
    }

    public static AuditEvent changeApproved(Instant at, Subject subject, ChangeRequest change) {
        return change(AuditType.CHANGE_APPROVED, subject, change)
                .put("by", change.by())
                .at(at);
    }

    public static AuditEvent changeRefused(Instant at, Subject subject, ChangeRequest change) {
        return change(AuditType.CHANGE_REFUSED, subject, change)
                .put("by", change.by())
                .put("because", change.because())
                .at(at);
    }

    public static AuditEvent changeHeld(Instant at, Subject subject, ChangeRequest change) {
        return change(AuditType.CHANGE_HELD, subject, change)
                .put("because", change.because())
                .at(at);
    }

    private static AuditLine change(AuditType type, Subject subject, ChangeRequest change) {
        return new AuditLine(type)
                .of(subject)
                .put("planHash", change.planHash())
                .put("ticket", change.key().value())
                .put("number", change.number() == null ? "" : change.number())
                .put("in", change.in());
    }

    public static AuditEvent vendorAwaited(Instant at, Decision.AwaitVendor decision) {
        return new AuditLine(AuditType.VENDOR_AWAITED)
                .about(decision.about().asset())
                .step(decision.about(), decision.why().rule())
                .put("because", decision.why().because())
                .put("fixedBuild", decision.fixedBuild())
                .at(at);
    }

    private static AuditLine planned(AuditType type, Subject subject) {
        return new AuditLine(type).of(subject).put("planHash", subject.plan().hash());
    }

    private static AuditLine run(AuditType type, Remediation remediation, String runId) {
        return new AuditLine(type).of(remediation.subject()).put("runId", runId);
    }
}
