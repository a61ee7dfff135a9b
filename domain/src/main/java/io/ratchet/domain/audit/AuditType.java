package io.ratchet.domain.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every kind of line the audit log holds, with the fields of its data: the one place where they are defined.
 * {@link AuditEvents} writes them, the export's readable table is derived from them, {@code docs/guides/audit.md} lists
 * them. A type or a field is never renamed or given another meaning; a field marked {@code ?} is left out when there is
 * nothing to say. Each field says with which redactions it is hidden; in doubt it is a {@link #text}.
 */
public enum AuditType {
    REPORT_TAKEN_IN(
            "report.taken-in",
            "A report was read to its end.",
            host("sha256"),
            text("file"),
            open("format"),
            open("records"),
            open("used"),
            open("findings"),
            open("ignored"),
            open("rejected"),
            open("complete"),
            open("hosts"),
            open("lowered?")),
    ASSET_IDENTIFIED(
            "asset.identified",
            "The identifiers of the sources were resolved to an asset.",
            open("identity"),
            text("because?"),
            host("candidates?"),
            hostRef("host"),
            open("site?"),
            open("facts")),
    DECISION_MADE(
            "decision.made",
            "A rule decided what an asset needs.",
            open("decision"),
            open("system?"),
            open("goal"),
            open("step"),
            open("remedy"),
            open("readiness"),
            open("rule"),
            open("ruleBook"),
            open("statements"),
            open("status"),
            text("citations"),
            open("confidence"),
            text("because"),
            text("facts"),
            text("playbook?"),
            text("parameters?"),
            text("changes?"),
            open("restart?"),
            text("gates?"),
            open("fixedBuild?")),
    DECISION_WITHDRAWN(
            "decision.withdrawn",
            "A decision no longer holds.",
            open("decision"),
            open("system?"),
            open("goal"),
            open("step"),
            open("rule")),
    REMEDIATION_PROPOSED(
            "remediation.proposed",
            "A plan waits for approval.",
            host("planHash"),
            open("goal"),
            open("site?"),
            open("restart"),
            text("steps")),
    PROPOSAL_PUT_OFF(
            "proposal.put-off",
            "The actor wants to be asked about the plan later.",
            host("planHash"),
            open("until"),
            text("reason")),
    PROPOSAL_TAKEN_UP(
            "proposal.taken-up",
            "The actor wants to be asked about the plan now after all.",
            host("planHash"),
            text("reason")),
    REMEDIATION_COMMENTED(
            "remediation.commented",
            "The actor said something of the plan, which changes neither its state nor its approval.",
            host("planHash"),
            text("text")),
    REMEDIATION_APPROVED(
            "remediation.approved",
            "The actor allowed exactly this plan.",
            host("planHash"),
            open("expires"),
            text("reason?"),
            user("others?"),
            text("brought?"),
            text("notApart?")),
    APPROVAL_GIVEN(
            "approval.given",
            "The actor said yes to exactly this plan; more people must before it is allowed.",
            host("planHash"),
            open("missing"),
            text("reason?")),
    GLASS_BROKEN(
            "glass.broken",
            "The actor allowed exactly this plan alone, although other people are needed for it.",
            host("planHash"),
            text("reason"),
            text("against")),
    REMEDIATION_REJECTED("remediation.rejected", "The actor refused the plan.", host("planHash"), text("reason")),
    REMEDIATION_EXPIRED("remediation.expired", "The approval ran out before the plan could run.", host("planHash")),
    REMEDIATION_WITHDRAWN(
            "remediation.withdrawn",
            "The plan is no longer needed, or no longer what was decided.",
            host("planHash"),
            text("because")),
    REMEDIATION_SCHEDULED(
            "remediation.scheduled", "The plan has its window.", host("planHash"), open("opens"), open("closes")),
    RUN_STARTED(
            "run.started",
            "A run took the host.",
            host("planHash"),
            open("runId"),
            user("approvedBy"),
            open("opens"),
            open("closes")),
    EVIDENCE_KEPT(
            "evidence.kept",
            "What a host said of itself was kept by its hash before the run changes it; touched where the run may have changed it already.",
            open("runId"),
            host("sha256"),
            open("bytes"),
            text("because"),
            open("touched")),
    STEP_ASSESSED(
            "step.assessed",
            "One action read what stands on the host; the prior values an undo restores.",
            open("runId"),
            open("call"),
            open("action"),
            text("before"),
            text("error?")),
    STEP_APPLIED(
            "step.applied",
            "One action made the host as the plan says; before is what stood there when the run assessed it.",
            open("runId"),
            open("call"),
            open("action"),
            open("changed"),
            text("before"),
            text("after"),
            open("restart"),
            text("error?")),
    STEP_UNDONE(
            "step.undone",
            "One action put back what stood there before.",
            open("runId"),
            open("call"),
            open("action"),
            open("changed"),
            text("before"),
            text("after"),
            open("restart"),
            text("error?")),
    STEP_POSTPONED(
            "step.postponed",
            "The host could not be asked or did not answer, or may not be changed now; the same step is tried again later.",
            host("planHash"),
            open("state"),
            open("code"),
            text("message"),
            open("attempts?"),
            open("next?")),
    REMEDIATION_DEFERRED(
            "remediation.deferred",
            "It was not done in its window and nothing was changed; the next window is tried.",
            host("planHash"),
            open("code"),
            text("message"),
            open("missed")),
    REMEDIATION_RETRIED(
            "remediation.retried",
            "The actor asks that it is tried again.",
            host("planHash"),
            open("state"),
            text("reason")),
    STOP_ORDERED("stop.ordered", "The actor forbids that anything more is changed.", text("scope"), text("reason")),
    COLLECT_ORDERED(
            "collect.ordered",
            "The actor has hosts asked for facts; nothing is changed on them.",
            text("scope"),
            open("hosts"),
            open("refused")),
    COLLECT_HELD(
            "collect.held",
            "Too many hosts could not be asked one after another; no more are until a person orders it again.",
            text("because"),
            open("hosts")),
    OLDER_TLS_USED(
            "older-tls.used",
            "From here on a process of its own talks to a host by TLS 1.0 or 1.1, which the settings allow for it; once for each run.",
            open("runId"),
            host("host"),
            open("port"),
            open("profile")),
    STOP_LIFTED("stop.lifted", "The actor allows changes again.", text("scope"), text("reason")),
    EXCEPTION_REQUESTED(
            "exception.requested",
            "The actor asks that an asset be left out of a goal until a day.",
            text("id"),
            open("goal"),
            user("owner"),
            text("reason"),
            open("until"),
            text("compensatingControl"),
            text("clearedBy?"),
            text("renews?")),
    EXCEPTION_APPROVED(
            "exception.approved",
            "The actor allowed the exception; the one that it renews has ended.",
            text("id"),
            open("goal"),
            open("until"),
            text("reason")),
    EXCEPTION_REJECTED(
            "exception.rejected", "The actor refused the exception.", text("id"), open("goal"), text("reason")),
    EXCEPTION_ENDED(
            "exception.ended",
            "The actor ended the exception before its day.",
            text("id"),
            open("goal"),
            text("reason")),
    BREAKER_OPENED(
            "breaker.opened",
            "Too many runs of a playbook failed on an OS build; it goes nowhere else until a person closes it.",
            text("scope"),
            text("because")),
    BREAKER_CLOSED("breaker.closed", "The actor lets the playbook go on there.", text("scope"), text("reason")),
    QUARANTINE_BEGUN(
            "quarantine.begun",
            "A host failed its change; its like are not begun until a person decides.",
            text("scope"),
            text("because")),
    QUARANTINE_ENDED(
            "quarantine.ended", "The actor lets the like of a failed host go on.", text("scope"), text("reason")),
    HOST_REBOOTED(
            "host.rebooted",
            "The host came back with a later boot time.",
            open("runId"),
            open("bootedBefore"),
            open("booted")),
    VERIFICATION_DONE(
            "verification.done", "The witnesses were heard.", open("runId"), open("verdict"), text("witnesses")),
    LEG_VERIFIED(
            "leg.verified",
            "Every witness saw what this leg of the plan promised; the next one may begin.",
            open("runId"),
            open("leg"),
            open("legs")),
    REMEDIATION_VERIFIED(
            "remediation.verified", "Every witness saw what the plan promised.", host("planHash"), open("verdict")),
    REMEDIATION_FAILED("remediation.failed", "It did not work.", host("planHash"), open("code"), text("message")),
    REMEDIATION_ROLLED_BACK(
            "remediation.rolled-back",
            "It did not work and the prior values were restored.",
            host("planHash"),
            open("code"),
            text("message")),
    READINESS_CHANGED(
            "readiness.changed",
            "An asset has come further, or fallen back.",
            open("system"),
            open("goal"),
            open("before?"),
            open("after")),
    REGRESSION_FOUND(
            "regression.found",
            "Something that had been proven of an asset was seen to have moved back; an unknown is no such thing.",
            open("goal"),
            open("systems"),
            open("before"),
            open("after"),
            open("provenAt"),
            open("way"),
            text("what"),
            text("was?"),
            text("is"),
            open("goodAt?"),
            open("seenAt"),
            host("finding"),
            open("cause"),
            text("shown"),
            text("because?")),
    FORECAST_SHOWN(
            "forecast.shown",
            "A forecast was shown, the first of its day for this scope; p50 and p90 are left out where it was unknown.",
            text("scope"),
            open("goal"),
            open("remaining"),
            open("covered"),
            open("p50?"),
            open("p90?"),
            text("because")),
    TICKET_OPENED(
            "ticket.opened",
            "A person was asked to do it.",
            text("ticket?"),
            open("system?"),
            open("goal"),
            open("step"),
            open("rule"),
            text("because"),
            text("changes")),
    TICKET_SENT(
            "ticket.sent",
            "The ticket system has it: it was read back there, or found there by its key.",
            text("ticket"),
            open("number"),
            open("kind"),
            text("in"),
            text("queue"),
            open("system"),
            user("place"),
            open("hosts")),
    TICKET_REFUSED(
            "ticket.refused",
            "The ticket system did not take it; a person must correct something and have it sent again.",
            text("ticket"),
            open("kind"),
            text("in"),
            text("because")),
    TICKET_RESENT("ticket.resent", "The actor has a refused message sent again.", text("ticket"), open("kind")),
    TICKET_CLOSED(
            "ticket.closed",
            "Reports show for every host of a ticket that nothing is left to do.",
            text("ticket"),
            open("system"),
            user("place"),
            text("proof")),
    TICKET_REOPENED(
            "ticket.reopened",
            "Something is asked again of hosts of a ticket that was closed.",
            text("ticket"),
            open("system"),
            user("place"),
            open("asked")),
    TICKET_MERGED("ticket.merged", "The hosts of a ticket stand in another one now.", text("ticket"), text("into")),
    TICKET_CLOSED_BY_HAND(
            "ticket.closed-by-hand",
            "A person closed a ticket there while something is still asked; the decision stays.",
            text("ticket"),
            open("number"),
            user("by"),
            open("asked")),
    TICKET_GONE(
            "ticket.gone",
            "A ticket was deleted there; it is written anew.",
            text("ticket"),
            open("number"),
            text("as")),
    CHANGE_ASKED(
            "change.asked",
            "The change that the site wants for a plan stands in its ticket system.",
            host("planHash"),
            text("ticket"),
            open("number"),
            text("in"),
            text("queue")),
    CHANGE_APPROVED(
            "change.approved",
            "The change was approved in its ticket system; that counts as one approval of exactly this plan.",
            host("planHash"),
            text("ticket"),
            open("number"),
            text("in"),
            user("by")),
    CHANGE_REFUSED(
            "change.refused",
            "The change was rejected or cancelled in its ticket system; the plan is refused, or its run stopped.",
            host("planHash"),
            text("ticket"),
            open("number"),
            text("in"),
            user("by"),
            text("because")),
    CHANGE_HELD(
            "change.held",
            "What stands in the ticket system is no approval of this plan: it is gone, went into another one, or names another plan.",
            host("planHash"),
            text("ticket"),
            open("number"),
            text("in"),
            text("because")),
    VENDOR_AWAITED(
            "vendor.awaited",
            "Only the vendor can move it on.",
            open("system?"),
            open("goal"),
            open("step"),
            open("rule"),
            text("because"),
            open("fixedBuild?")),
    ROUND_BEGUN("round.begun", "Something besides a report asked for the estate to be decided anew.", text("reasons")),
    RULES_CHANGED(
            "rules.changed",
            "The site's rules folder was changed; what it says now decides from here on.",
            open("ruleBook"),
            open("before")),
    RULES_REFUSED(
            "rules.refused",
            "The site's rules folder was changed and cannot be used; the rule book before it stays.",
            open("ruleBook"),
            text("problems")),
    LOSS_ACCEPTED(
            "loss.accepted",
            "The actor lets the log go on although it is not what was kept of it, or belongs to another key; what went before is not proven.",
            text("reason"),
            text("because"),
            open("kept?"),
            open("found"),
            open("keyBefore?"),
            open("key")),
    KEY_FOLLOWED(
            "key.followed",
            "The log is signed with another key from here on; the key before signed that, and by which it is followed.",
            open("keyBefore"),
            open("key")),
    CLOCK_ACCEPTED(
            "clock.accepted",
            "The actor lets the server go on although its clock and the log disagree.",
            text("reason"),
            text("because")),
    TOKEN_MADE(
            "token.made",
            "The actor made a token for somebody.",
            user("name"),
            open("roles"),
            open("sites?"),
            open("expires")),
    TOKEN_REVOKED("token.revoked", "The actor revoked what somebody had for a token.", user("name"), text("reason")),
    USER_SET(
            "user.set",
            "The actor gave somebody a password to sign in with, or another one.",
            user("name"),
            open("roles"),
            open("sites?")),
    USER_REVOKED("user.revoked", "The actor took somebody's password back.", user("name"), text("reason")),
    SESSION_BEGUN("session.begun", "Somebody signed in with a browser.", address("address")),
    SESSION_ENDED("session.ended", "Somebody signed out.", address("address")),
    SIGN_IN_REFUSED(
            "sign-in.refused",
            "A token that is not known was sent; attempts counts those since the last such line, and beyond some a minute only that.",
            address("address"),
            open("attempts"),
            open("throttled"));

    private static final Map<String, AuditType> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(AuditType::wire, type -> type));

    private final String wire;
    private final String meaning;
    private final List<Field> fields;
    private final Map<String, Field> byName;

    AuditType(String wire, String meaning, Field... fields) {
        this.wire = wire;
        this.meaning = meaning;
        this.fields = List.of(fields);
        this.byName = this.fields.stream().collect(Collectors.toUnmodifiableMap(Field::name, field -> field));
    }

    /**
     * A field of the data.
     *
     * @param optional whether it is left out when there is nothing to say
     * @param hiddenBy with which redactions its value is hidden; none: it is shown with every one
     * @param parts of a map whose values are of several kinds: those of its values that are not hidden with every one
     */
    public record Field(String name, boolean optional, Set<Redaction> hiddenBy, Map<String, Set<Redaction>> parts) {
        private static Field of(String spelled, Set<Redaction> hiddenBy) {
            boolean optional = spelled.endsWith("?");
            String name = optional ? spelled.substring(0, spelled.length() - 1) : spelled;
            return new Field(name, optional, hiddenBy, Map.of());
        }
    }

    /** Says nothing of a host, a person or an address, whatever is in it: a number, a time, a word of Ratchet's own. */
    private static Field open(String name) {
        return Field.of(name, Set.of());
    }

    /** Names a host, or was calculated from what names it; a host without a name is called by its address. */
    private static Field host(String name) {
        return Field.of(name, Set.of(Redaction.HOSTS, Redaction.ADDRESSES));
    }

    /** Names a person, or whoever acts like one. */
    private static Field user(String name) {
        return Field.of(name, Set.of(Redaction.USERS));
    }

    private static Field address(String name) {
        return Field.of(name, Set.of(Redaction.ADDRESSES));
    }

    /** May name anything. */
    private static Field text(String name) {
        return Field.of(name, Redaction.all());
    }

    /** What a source said of who a host is: a map. */
    private static Field hostRef(String name) {
        Set<Redaction> hosts = Set.of(Redaction.HOSTS);
        Set<Redaction> addresses = Set.of(Redaction.ADDRESSES);
        return new Field(
                name,
                false,
                Redaction.all(),
                Map.of(
                        "ip", addresses,
                        "mac", addresses,
                        "fqdn", hosts,
                        "netbios", hosts,
                        "domain", hosts,
                        "smbiosUuid", hosts,
                        "sid", hosts));
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
        return fields.stream()
                .map(field -> field.optional() ? field.name() + "?" : field.name())
                .toList();
    }

    /** The fields of the data, with what must be known of each before it is shown to others. */
    public List<Field> defined() {
        return fields;
    }

    @Nullable
    Field field(String name) {
        return byName.get(name);
    }

    public static Optional<AuditType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
