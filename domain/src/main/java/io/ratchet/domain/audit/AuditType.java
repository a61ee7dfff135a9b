package io.ratchet.domain.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every kind of line the audit log holds, with the fields of its data: the one place where they are defined.
 * {@link AuditEvents} writes them, the export's readable table is derived from them, {@code docs/guides/audit.md} lists
 * them. A type or a field is never renamed or given another meaning; a field marked {@code ?} is left out when there is
 * nothing to say.
 */
public enum AuditType {
    REPORT_TAKEN_IN(
            "report.taken-in",
            "A report was read to its end.",
            "sha256",
            "file",
            "format",
            "records",
            "used",
            "findings",
            "ignored",
            "rejected",
            "complete",
            "hosts",
            "lowered?"),
    ASSET_IDENTIFIED(
            "asset.identified",
            "The identifiers of the sources were resolved to an asset.",
            "identity",
            "because?",
            "candidates?",
            "host",
            "site?",
            "facts"),
    DECISION_MADE(
            "decision.made",
            "A rule decided what an asset needs.",
            "decision",
            "system?",
            "goal",
            "step",
            "remedy",
            "readiness",
            "rule",
            "ruleBook",
            "statements",
            "status",
            "citations",
            "confidence",
            "because",
            "facts",
            "playbook?",
            "parameters?",
            "changes?",
            "restart?",
            "gates?",
            "fixedBuild?"),
    DECISION_WITHDRAWN(
            "decision.withdrawn", "A decision no longer holds.", "decision", "system?", "goal", "step", "rule"),
    REMEDIATION_PROPOSED(
            "remediation.proposed", "A plan waits for approval.", "planHash", "goal", "site?", "restart", "steps"),
    PROPOSAL_PUT_OFF(
            "proposal.put-off", "The actor wants to be asked about the plan later.", "planHash", "until", "reason"),
    PROPOSAL_TAKEN_UP(
            "proposal.taken-up", "The actor wants to be asked about the plan now after all.", "planHash", "reason"),
    REMEDIATION_APPROVED(
            "remediation.approved",
            "The actor allowed exactly this plan.",
            "planHash",
            "expires",
            "reason?",
            "others?",
            "brought?",
            "notApart?"),
    APPROVAL_GIVEN(
            "approval.given",
            "The actor said yes to exactly this plan; more people must before it is allowed.",
            "planHash",
            "missing",
            "reason?"),
    GLASS_BROKEN(
            "glass.broken",
            "The actor allowed exactly this plan alone, although other people are needed for it.",
            "planHash",
            "reason",
            "against"),
    REMEDIATION_REJECTED("remediation.rejected", "The actor refused the plan.", "planHash", "reason"),
    REMEDIATION_EXPIRED("remediation.expired", "The approval ran out before the plan could run.", "planHash"),
    REMEDIATION_WITHDRAWN(
            "remediation.withdrawn",
            "The plan is no longer needed, or no longer what was decided.",
            "planHash",
            "because"),
    REMEDIATION_SCHEDULED("remediation.scheduled", "The plan has its window.", "planHash", "opens", "closes"),
    RUN_STARTED("run.started", "A run took the host.", "planHash", "runId", "approvedBy", "opens", "closes"),
    STEP_ASSESSED(
            "step.assessed",
            "One action read what stands on the host; the prior values an undo restores.",
            "runId",
            "call",
            "action",
            "before",
            "error?"),
    STEP_APPLIED(
            "step.applied",
            "One action made the host as the plan says; before is what stood there when the run assessed it.",
            "runId",
            "call",
            "action",
            "changed",
            "before",
            "after",
            "restart",
            "error?"),
    STEP_UNDONE(
            "step.undone",
            "One action put back what stood there before.",
            "runId",
            "call",
            "action",
            "changed",
            "before",
            "after",
            "restart",
            "error?"),
    STEP_POSTPONED(
            "step.postponed",
            "The host could not be asked or did not answer, or may not be changed now; the same step is tried again later.",
            "planHash",
            "state",
            "code",
            "message",
            "attempts?",
            "next?"),
    REMEDIATION_DEFERRED(
            "remediation.deferred",
            "It was not done in its window and nothing was changed; the next window is tried.",
            "planHash",
            "code",
            "message",
            "missed"),
    REMEDIATION_RETRIED("remediation.retried", "The actor asks that it is tried again.", "planHash", "state", "reason"),
    STOP_ORDERED("stop.ordered", "The actor forbids that anything more is changed.", "scope", "reason"),
    COLLECT_ORDERED(
            "collect.ordered",
            "The actor has hosts asked for facts; nothing is changed on them.",
            "scope",
            "hosts",
            "refused"),
    COLLECT_HELD(
            "collect.held",
            "Too many hosts could not be asked one after another; no more are until a person orders it again.",
            "because",
            "hosts"),
    STOP_LIFTED("stop.lifted", "The actor allows changes again.", "scope", "reason"),
    EXCEPTION_REQUESTED(
            "exception.requested",
            "The actor asks that an asset be left out of a goal until a day.",
            "id",
            "goal",
            "owner",
            "reason",
            "until",
            "compensatingControl",
            "clearedBy?",
            "renews?"),
    EXCEPTION_APPROVED(
            "exception.approved",
            "The actor allowed the exception; the one that it renews has ended.",
            "id",
            "goal",
            "until",
            "reason"),
    EXCEPTION_REJECTED("exception.rejected", "The actor refused the exception.", "id", "goal", "reason"),
    EXCEPTION_ENDED("exception.ended", "The actor ended the exception before its day.", "id", "goal", "reason"),
    BREAKER_OPENED(
            "breaker.opened",
            "Too many runs of a playbook failed on an OS build; it goes nowhere else until a person closes it.",
            "scope",
            "because"),
    BREAKER_CLOSED("breaker.closed", "The actor lets the playbook go on there.", "scope", "reason"),
    QUARANTINE_BEGUN(
            "quarantine.begun",
            "A host failed its change; its like are not begun until a person decides.",
            "scope",
            "because"),
    QUARANTINE_ENDED("quarantine.ended", "The actor lets the like of a failed host go on.", "scope", "reason"),
    HOST_REBOOTED("host.rebooted", "The host came back with a later boot time.", "runId", "bootedBefore", "booted"),
    VERIFICATION_DONE("verification.done", "The witnesses were heard.", "runId", "verdict", "witnesses"),
    LEG_VERIFIED(
            "leg.verified",
            "Every witness saw what this leg of the plan promised; the next one may begin.",
            "runId",
            "leg",
            "legs"),
    REMEDIATION_VERIFIED("remediation.verified", "Every witness saw what the plan promised.", "planHash", "verdict"),
    REMEDIATION_FAILED("remediation.failed", "It did not work.", "planHash", "code", "message"),
    REMEDIATION_ROLLED_BACK(
            "remediation.rolled-back",
            "It did not work and the prior values were restored.",
            "planHash",
            "code",
            "message"),
    READINESS_CHANGED(
            "readiness.changed", "An asset has come further, or fallen back.", "system", "goal", "before?", "after"),
    REGRESSION_FOUND(
            "regression.found",
            "Something that had been proven of an asset was seen to have moved back; an unknown is no such thing.",
            "goal",
            "systems",
            "before",
            "after",
            "provenAt",
            "way",
            "what",
            "was?",
            "is",
            "goodAt?",
            "seenAt",
            "finding",
            "cause",
            "shown",
            "because?"),
    FORECAST_SHOWN(
            "forecast.shown",
            "A forecast was shown, the first of its day for this scope; p50 and p90 are left out where it was unknown.",
            "scope",
            "goal",
            "remaining",
            "covered",
            "p50?",
            "p90?",
            "because"),
    TICKET_OPENED(
            "ticket.opened",
            "A person was asked to do it.",
            "ticket?",
            "system?",
            "goal",
            "step",
            "rule",
            "because",
            "changes"),
    TICKET_SENT(
            "ticket.sent",
            "The ticket system has it: it was read back there, or found there by its key.",
            "ticket",
            "number",
            "kind",
            "in",
            "queue",
            "system",
            "place",
            "hosts"),
    TICKET_REFUSED(
            "ticket.refused",
            "The ticket system did not take it; a person must correct something and have it sent again.",
            "ticket",
            "kind",
            "in",
            "because"),
    TICKET_RESENT("ticket.resent", "The actor has a refused message sent again.", "ticket", "kind"),
    TICKET_CLOSED(
            "ticket.closed",
            "Reports show for every host of a ticket that nothing is left to do.",
            "ticket",
            "system",
            "place",
            "proof"),
    TICKET_REOPENED(
            "ticket.reopened",
            "Something is asked again of hosts of a ticket that was closed.",
            "ticket",
            "system",
            "place",
            "asked"),
    TICKET_MERGED("ticket.merged", "The hosts of a ticket stand in another one now.", "ticket", "into"),
    TICKET_CLOSED_BY_HAND(
            "ticket.closed-by-hand",
            "A person closed a ticket there while something is still asked; the decision stays.",
            "ticket",
            "number",
            "by",
            "asked"),
    TICKET_GONE("ticket.gone", "A ticket was deleted there; it is written anew.", "ticket", "number", "as"),
    CHANGE_ASKED(
            "change.asked",
            "The change that the site wants for a plan stands in its ticket system.",
            "planHash",
            "ticket",
            "number",
            "in",
            "queue"),
    CHANGE_APPROVED(
            "change.approved",
            "The change was approved in its ticket system; that counts as one approval of exactly this plan.",
            "planHash",
            "ticket",
            "number",
            "in",
            "by"),
    CHANGE_REFUSED(
            "change.refused",
            "The change was rejected or cancelled in its ticket system; the plan is refused, or its run stopped.",
            "planHash",
            "ticket",
            "number",
            "in",
            "by",
            "because"),
    CHANGE_HELD(
            "change.held",
            "What stands in the ticket system is no approval of this plan: it is gone, went into another one, or names another plan.",
            "planHash",
            "ticket",
            "number",
            "in",
            "because"),
    VENDOR_AWAITED(
            "vendor.awaited",
            "Only the vendor can move it on.",
            "system?",
            "goal",
            "step",
            "rule",
            "because",
            "fixedBuild?"),
    ROUND_BEGUN("round.begun", "Something besides a report asked for the estate to be decided anew.", "reasons"),
    RULES_CHANGED(
            "rules.changed",
            "The site's rules folder was changed; what it says now decides from here on.",
            "ruleBook",
            "before"),
    RULES_REFUSED(
            "rules.refused",
            "The site's rules folder was changed and cannot be used; the rule book before it stays.",
            "ruleBook",
            "problems"),
    LOSS_ACCEPTED(
            "loss.accepted",
            "The actor lets the log go on although it is not what was kept of it, or belongs to another key; what went before is not proven.",
            "reason",
            "because",
            "kept?",
            "found",
            "keyBefore?",
            "key"),
    KEY_FOLLOWED(
            "key.followed",
            "The log is signed with another key from here on; the key before signed that, and by which it is followed.",
            "keyBefore",
            "key"),
    CLOCK_ACCEPTED(
            "clock.accepted",
            "The actor lets the server go on although its clock and the log disagree.",
            "reason",
            "because"),
    TOKEN_MADE("token.made", "The actor made a token for somebody.", "name", "roles", "sites?", "expires"),
    TOKEN_REVOKED("token.revoked", "The actor revoked what somebody had for a token.", "name", "reason"),
    USER_SET(
            "user.set",
            "The actor gave somebody a password to sign in with, or another one.",
            "name",
            "roles",
            "sites?"),
    USER_REVOKED("user.revoked", "The actor took somebody's password back.", "name", "reason"),
    SESSION_BEGUN("session.begun", "Somebody signed in with a browser.", "address"),
    SESSION_ENDED("session.ended", "Somebody signed out.", "address"),
    SIGN_IN_REFUSED(
            "sign-in.refused",
            "A token that is not known was sent; attempts counts those since the last such line, and beyond some a minute only that.",
            "address",
            "attempts",
            "throttled");

    private static final Map<String, AuditType> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(AuditType::wire, type -> type));

    private final String wire;
    private final String meaning;
    private final List<String> fields;

    AuditType(String wire, String meaning, String... fields) {
        this.wire = wire;
        this.meaning = meaning;
        this.fields = List.of(fields);
    }

    /** The type as it stands in the line, such as {@code step.applied}. */
    public String wire() {
        return wire;
    }

    public String meaning() {
        return meaning;
    }

    /** The fields of the data, {@code ?} behind those that may be left out. */
    public List<String> fields() {
        return fields;
    }

    public static Optional<AuditType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
