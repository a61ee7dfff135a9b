package io.ratchet.domain.failure;

/**
 * The stable codes of everything that can go wrong, counted, shown and documented by them ({@code docs/failures.md} is
 * generated from here). A code is never renamed or reused.
 */
public enum FailureCode {
    HOST_UNREACHABLE(
            Kind.TRANSIENT,
            "No connection to the host could be opened.",
            "Check name resolution, the firewall and that WinRM listens; Ratchet tries again later."),
    HOST_TLS_LEGACY(
            Kind.REFUSED,
            "The host's WinRM HTTPS listener only speaks a TLS version that this Java refuses.",
            "Use port 5985 with message encryption until the host is remediated, or allow the older TLS for it (olderTls)."),
    HOST_TLS_TRUST(
            Kind.REFUSED,
            "The certificate of the host's WinRM listener is not trusted or names another host.",
            "Install the issuing CA in Ratchet's trust store or correct the listener's certificate."),
    HOST_NOT_SEALED(
            Kind.REFUSED,
            "The host does not agree to seal its messages, and in clear they are not sent.",
            "Allow Negotiate in the host's WinRM service, as Windows does by default, or reach it by HTTPS."),
    HOST_SEAL_BROKEN(
            Kind.UNCERTAIN,
            "The host's answer was not sealed as agreed, so it is not believed.",
            "Look for something on the way that changes messages; Ratchet asks the host before it does anything else."),
    HOST_AUTH_REJECTED(
            Kind.REFUSED,
            "The host refused the credential.",
            "Correct the secret behind the credential reference; Ratchet does not retry, so that no account is locked out."),
    SECRETS_UNAVAILABLE(
            Kind.TRANSIENT,
            "The vault that keeps the account does not answer, or does not let Ratchet read it.",
            "Unseal it, mend the way to it, or look at the policy of Ratchet's role; it is asked again, and no host was touched."),
    HOST_QUOTA_EXCEEDED(
            Kind.TRANSIENT,
            "The host has no free WinRM shell or operation.",
            "Wait for leaked shells to time out or raise the host's quota."),
    HOST_ACCESS_DENIED(
            Kind.REFUSED,
            "The host denied the operation.",
            "Use an account that is a local administrator with a full token."),
    HOST_POWERSHELL_MISSING(
            Kind.REFUSED,
            "The host knows no PowerShell, so nothing was run there.",
            "Install Windows PowerShell 2.0 or newer, which 2008 has as a feature, or put its folder back on the path."),
    HOST_LANGUAGE_CONSTRAINED(
            Kind.REFUSED,
            "PowerShell runs in constrained language on the host, so nothing was run there.",
            "Exempt Ratchet's account from the policy of AppLocker or of application control that asks for it."),
    HOST_SCRIPT_BLOCKED(
            Kind.REFUSED,
            "The host's malware protection did not let the script begin, so nothing was run there.",
            "Look at what the protection logged at that time, and allow the scripts of Ratchet's account."),
    HOST_OPERATION_TIMED_OUT(
            Kind.UNCERTAIN,
            "The host did not answer within the WinRM operation time.",
            "Ratchet asks the host for the state of the run before it does anything else."),
    HOST_CONNECTION_LOST(
            Kind.UNCERTAIN,
            "The connection broke after the command was sent.",
            "Ratchet compares the boot time and asks by run id; it never repeats blindly."),
    HOST_COMMAND_TIMEOUT(
            Kind.UNCERTAIN,
            "The script did not end within its time limit.",
            "Look at the host; assess it again before approving anew."),
    HOST_OUTPUT_TOO_LARGE(
            Kind.UNCERTAIN,
            "The script printed more than the limit.",
            "Look at the host; the answer was cut and is not used."),
    HOST_NO_ANSWER(
            Kind.UNCERTAIN,
            "The script ended without its framed answer.",
            "Nothing that such a run reported is used; assess the host again."),
    SCRIPT_FAILED(
            Kind.INEFFECTIVE,
            "An action on the host reported an error.",
            "Read the step's error; the snapshot was restored."),
    IDENTITY_MISMATCH(
            Kind.UNSAFE,
            "The machine that answered is not the one that was approved.",
            "Correct DNS or the inventory. Nothing was changed, unless it says so; a host that was changed is waited for."),
    HOST_NOT_OURS(
            Kind.UNSAFE,
            "It is not certain which machine that is, and its address lies in no network of the profile.",
            "Name its network under its site in the profile, or import an inventory that knows it; no account is shown to it before."),
    PLAN_DRIFTED(
            Kind.UNSAFE,
            "The host is no longer as the plan assumed.",
            "Let Ratchet decide again on fresh facts and approve the new plan."),
    CHECK_NOT_MET(
            Kind.UNSAFE,
            "Something that the playbook checks before it changes anything does not hold.",
            "Do what the message names, then approve the plan that is proposed anew."),
    PLAN_CHANGED(Kind.UNSAFE, "The plan or a playbook changed after the approval.", "Approve the new plan."),
    WINDOW_CLOSED(
            Kind.UNSAFE,
            "The site's maintenance window is shut, or leaves too little room for the step.",
            "It waits for the next window; look at the site's window in the profile when there is none."),
    APPROVAL_EXPIRED(
            Kind.UNSAFE,
            "The approval is older than it may be.",
            "Approve it again; a host that was changed already waits as it is until then."),
    CHANGE_OPEN(
            Kind.UNSAFE,
            "The change that the site wants for this plan is not approved in its ticket system.",
            "Approve it there; where it is gone or was refused there, cancel the remediation: a new one asks for a new change."),
    STOPPED(
            Kind.UNSAFE,
            "A person has stopped this run, its site or everything.",
            "See who and why; lift the stop when it may go on."),
    BLACKOUT(Kind.UNSAFE, "The profile forbids any change at this time.", "It waits until the blackout is over."),
    CAP_REACHED(
            Kind.UNSAFE,
            "As many hosts are in change as the profile's caps allow, or as many were begun tonight.",
            "Nothing; it begins when one of them is done. See `caps` in the profile if that is too slow."),
    NOT_ITS_TURN(
            Kind.UNSAFE,
            "Others go first: a prerequisite, another member of its pool, the first host of its kind.",
            "Nothing; it begins when the named one is verified. See `ratchet night`."),
    BREAKER_OPEN(
            Kind.UNSAFE,
            "Too many runs of this playbook failed on this OS build.",
            "Look at what failed; close the breaker with `ratchet brakes --release` when it may go on."),
    QUARANTINED(
            Kind.UNSAFE,
            "A host of the same role, pool, farm or DAG, or one that goes first, failed its change.",
            "Look at that host; end the quarantine with `ratchet brakes --release` when the others may go on."),
    LEASE_LOST(
            Kind.TRANSIENT,
            "Another turn of the same run, here or in another process, has taken the host over.",
            "Nothing; the other turn goes on, and what this one learned is not used."),
    CHANNEL_UNPROVEN(
            Kind.UNSAFE,
            "A way by which the host is reached has not been seen to work at TLS 1.2, and older versions are to go.",
            "Look at the listener that the message names; nothing is switched off before TLS 1.2 is seen there."),
    EVIDENCE_NOT_KEPT(
            Kind.UNSAFE,
            "Evidence is to be kept of this host before it is changed, and none could be.",
            "See what the message says of the host; it is asked again, and nothing is written before its answer is kept."),
    PUT_OFF(Kind.UNSAFE, "A person has put it off to a later window.", "Nothing; it is tried again then."),
    REBOOT_NOT_SEEN(Kind.INEFFECTIVE, "The host did not come back with a new boot time.", "Look at the host."),
    VERIFY_FAILED(
            Kind.INEFFECTIVE,
            "The host does not show what the plan promised.",
            "Read the verification's witnesses; the snapshot was restored where that is possible."),
    UNDO_FAILED(Kind.INEFFECTIVE, "The snapshot could not be restored in full.", "Restore the listed values by hand."),
    UNDO_NOT_SEEN(
            Kind.INEFFECTIVE,
            "The prior values were put back, but the host was not seen to hold them.",
            "Look at the host; compare it with the values in the log."),
    INTAKE_UNRECOGNISED(
            Kind.MALFORMED,
            "The file is of no format that Ratchet knows.",
            "Name the format or see the list of formats."),
    INTAKE_BAD_VALUE(
            Kind.MALFORMED,
            "A value in a record cannot be read.",
            "Correct the record at its source; the others were used."),
    INTAKE_NO_HOST(Kind.MALFORMED, "A record names no host.", "Export the host's name or address with it."),
    INTAKE_NO_TIME(
            Kind.MALFORMED,
            "A record says nothing of when it was observed.",
            "Give --observed-at, or export the time."),
    INTAKE_TRUNCATED(
            Kind.MALFORMED, "The report ends in the middle.", "Deliver it again whole; what could be read was used."),
    INTAKE_FORBIDDEN(
            Kind.MALFORMED,
            "The report contains something that is never honoured, such as a DTD or an entity.",
            "Export it without."),
    INTAKE_TOO_LARGE(Kind.MALFORMED, "The report, an archive entry or a record is over the limit.", "Split it."),
    INTAKE_NOT_TRUSTED(
            Kind.MALFORMED,
            "The source claims to know more than it may, and nothing less that it may claim.",
            "Correct the source, or grant it the method and the network under `trust` in the settings."),
    CONFIG_INVALID(
            Kind.MALFORMED,
            "The configuration or the organisation profile cannot be used.",
            "Correct the line that the message names."),
    ID_UNKNOWN(Kind.MALFORMED, "Nothing has the id that was named.", "List the ids and name one of them."),
    KEY_REUSED(
            Kind.MALFORMED,
            "An Idempotency-Key came again with another request than the first time.",
            "Take a new key for each change; to hear an answer again, send the very same request."),
    KEY_UNANSWERED(
            Kind.UNSAFE,
            "The first request with this Idempotency-Key is not answered yet, or broke off.",
            "Send it again in a minute. If it still has no answer, look what became of it, and take a new key."),
    NOT_WAITING(
            Kind.UNSAFE,
            "The remediation is no longer waiting for approval.",
            "Nothing was changed; the page Remediations shows its current state."),
    APPROVER_NOT_APART(
            Kind.UNSAFE,
            "Who brought the facts of a plan, asked for it or approved it already is not who may approve it now.",
            "Have somebody else approve it; `approvals` in the profile says who is needed. In an emergency break the glass."),
    APPROVERS_MISSING(
            Kind.UNSAFE,
            "Of those who approved the plan not enough still have the right to, or the profile asks for more by now.",
            "Approve it again by people who may; nothing was changed."),
    STORE_CONFLICT(
            Kind.TRANSIENT, "Another change to the same record was made at the same moment.", "Ratchet tries again."),
    STORE_UNAVAILABLE(
            Kind.TRANSIENT,
            "The database does not answer.",
            "Start it or mend the way to it; Ratchet goes on by itself once it answers."),
    STORE_FULL(
            Kind.TRANSIENT,
            "The database has no room left on its disk.",
            "Make room; nothing that was acknowledged is lost, and Ratchet goes on by itself."),
    BROKERS_UNAVAILABLE(
            Kind.TRANSIENT,
            "The brokers of Kafka do not answer, or do not let a topic be read or written.",
            "Start them, mend the way to them or the rights there, and try it again; what waits in the database or in a topic is not lost."),
    LOG_NOT_CONTINUED(
            Kind.UNSAFE,
            "The audit log in the database is shorter or another one than what is kept beside the key: it was emptied,"
                    + " restored from an older copy, or a power cut took the embedded database's last commits.",
            "Start it on the newer database. If that is lost, start once with `--accept-loss REASON`, which is a line of"
                    + " the log. PostgreSQL keeps every acknowledged commit; the embedded file survives a kill, not a power cut."),
    LOG_SIGNED_ELSEWHERE(
            Kind.UNSAFE,
            "The audit log belongs to another signing key than this server's.",
            "Give every server on this database the folder `keys` of the first one. If that key is lost, start once with"
                    + " `--accept-loss REASON`, and hand out the new public key."),
    LOG_NOT_WITNESSED(
            Kind.UNSAFE,
            "Fewer witnesses vouch for the audit log than the settings demand, or no time-stamp came; no export was"
                    + " written.",
            "Look whether the witnesses and the authority under `audit` in the settings can be reached, and export again."
                    + " A witness that has seen more lines than there are says that the log was put back or rewritten."),
    CLOCK_WRONG(
            Kind.UNSAFE,
            "This machine's clock and the audit log or the database disagree; times decide what expires, so nothing was done.",
            "Set the clock. If it is the log that is wrong, start once with `--accept-clock REASON`."),
    DEFECT(Kind.DEFECT, "A defect of Ratchet.", "Please report it with the log.");

    /** What a failure means for whoever must act on it. */
    public enum Kind {
        /** Safe to try again later: nothing reached the host. */
        TRANSIENT,
        /** Trying again changes nothing and may do harm. */
        REFUSED,
        /** What happened on the host is not known: find out first. */
        UNCERTAIN,
        /** A condition for acting safely does not hold; nothing was changed. */
        UNSAFE,
        /** It was done and did not help. */
        INEFFECTIVE,
        /** Input that cannot be understood. */
        MALFORMED,
        /** Our own mistake. */
        DEFECT
    }

    private final Kind kind;
    private final String meaning;
    private final String remedy;

    FailureCode(Kind kind, String meaning, String remedy) {
        this.kind = kind;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The code as it is written everywhere, such as {@code HOST-UNREACHABLE}. */
    public String wire() {
        return name().replace('_', '-');
    }

    public Kind kind() {
        return kind;
    }

    public String meaning() {
        return meaning;
    }

    /** What a person does about it. */
    public String remedy() {
        return remedy;
    }
}
