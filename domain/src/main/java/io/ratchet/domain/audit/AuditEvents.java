package io.ratchet.domain.audit;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Verification;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of the audit log, one method for each {@link AuditType}, so that a type always has the same fields. What people did
 * carries their name as the actor; everything else carries {@value #RATCHET}.
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

    public static AuditEvent decisionWithdrawn(Instant at, Decision decision, String ruleBook) {
        Decision.About about = decision.about();
        return new AuditLine(AuditType.DECISION_WITHDRAWN)
                .about(about.asset())
                .put("decision", decision.wire())
                .step(about, decision.why().rule())
                .put("ruleBook", ruleBook)
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

    /** At the moment and by the actor of the approval. */
    public static AuditEvent remediationApproved(Remediation.Approved approved) {
        return planned(AuditType.REMEDIATION_APPROVED, approved.subject())
                .by(approved.approval().by())
                .put("expires", approved.approval().expires().toString())
                .at(approved.approval().at());
    }

    public static AuditEvent remediationRejected(Remediation.Rejected rejected) {
        return planned(AuditType.REMEDIATION_REJECTED, rejected.subject())
                .by(rejected.by())
                .put("reason", rejected.reason())
                .at(rejected.at());
    }

    public static AuditEvent remediationExpired(Remediation.Expired expired) {
        return planned(AuditType.REMEDIATION_EXPIRED, expired.subject()).at(expired.at());
    }

    public static AuditEvent remediationWithdrawn(Remediation.Withdrawn withdrawn) {
        return planned(AuditType.REMEDIATION_WITHDRAWN, withdrawn.subject())
                .put("because", withdrawn.because())
                .at(withdrawn.at());
    }

    public static AuditEvent remediationScheduled(Instant at, Remediation.Scheduled scheduled) {
        return planned(AuditType.REMEDIATION_SCHEDULED, scheduled.subject())
                .put("opens", scheduled.window().opens().toString())
                .put("closes", scheduled.window().closes().toString())
                .at(at);
    }

    public static AuditEvent remediationPostponed(Instant at, Subject subject, Failure because) {
        return planned(AuditType.REMEDIATION_POSTPONED, subject).failure(because).at(at);
    }

    public static AuditEvent runStarted(Remediation.Running running) {
        return planned(AuditType.RUN_STARTED, running.subject())
                .put("runId", running.runId())
                .put("approvedBy", running.approval().by())
                .put("opens", running.window().opens().toString())
                .put("closes", running.window().closes().toString())
                .at(running.startedAt());
    }

    public static AuditEvent stepAssessed(Instant at, Subject subject, String runId, StepResult result) {
        return run(AuditType.STEP_ASSESSED, subject, runId)
                .put("call", result.callId())
                .put("action", result.action())
                .put("before", result.before())
                .put("error", result.error())
                .at(at);
    }

    public static AuditEvent stepApplied(Instant at, Subject subject, String runId, StepResult result) {
        return run(AuditType.STEP_APPLIED, subject, runId).result(result).at(at);
    }

    public static AuditEvent stepUndone(Instant at, Subject subject, String runId, StepResult result) {
        return run(AuditType.STEP_UNDONE, subject, runId).result(result).at(at);
    }

    /** @param bootedBefore the boot time of the snapshot */
    public static AuditEvent hostRebooted(
            Instant at, Subject subject, String runId, Instant bootedBefore, Instant booted) {
        return run(AuditType.HOST_REBOOTED, subject, runId)
                .put("bootedBefore", bootedBefore.toString())
                .put("booted", booted.toString())
                .at(at);
    }

    public static AuditEvent verificationDone(Subject subject, String runId, Verification verification) {
        return run(AuditType.VERIFICATION_DONE, subject, runId)
                .put("verdict", AuditWords.word(verification.verdict()))
                .put("witnesses", verification.witnesses().stream().map(AuditWords::witness).toList())
                .at(verification.at());
    }

    public static AuditEvent remediationVerified(Remediation.Verified verified) {
        return planned(AuditType.REMEDIATION_VERIFIED, verified.subject())
                .put("verdict", AuditWords.word(verified.verification().verdict()))
                .at(verified.verification().at());
    }

    public static AuditEvent remediationFailed(Remediation.Failed failed) {
        return planned(AuditType.REMEDIATION_FAILED, failed.subject()).failure(failed.failure()).at(failed.at());
    }

    public static AuditEvent remediationRolledBack(Remediation.RolledBack rolledBack) {
        return planned(AuditType.REMEDIATION_ROLLED_BACK, rolledBack.subject())
                .failure(rolledBack.because())
                .at(rolledBack.at());
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

    /** @param ticket its number in the ticket system, or its address */
    public static AuditEvent ticketOpened(Instant at, Decision.Ticket decision, String ticket) {
        return new AuditLine(AuditType.TICKET_OPENED)
                .about(decision.about().asset())
                .put("ticket", ticket)
                .step(decision.about(), decision.why().rule())
                .put("because", decision.why().because())
                .put("changes", AuditWords.changes(decision.changes()))
                .at(at);
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

    private static AuditLine run(AuditType type, Subject subject, String runId) {
        return new AuditLine(type).of(subject).put("runId", runId);
    }
}
