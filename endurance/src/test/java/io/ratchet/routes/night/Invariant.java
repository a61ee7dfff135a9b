package io.ratchet.routes.night;

/** What must hold of every night; the sentences stand in docs/invariants.md. */
enum Invariant {
    NOTHING_LOST("Every remediation that was approved ends, or waits where people see for what."),
    ENDS_ONCE(
            "A remediation ends once: its last state never changes again, and the audit log has one line of its end."),
    NEVER_TWICE(
            "A value is written at most once for a remediation, and put back at most once; again only where its host took it away by itself."),
    RESTARTS_ONCE("A host goes down at most once for a change, and at most once for putting it back."),
    VERIFIED_IS_TRUE("A host whose remediation is verified holds every planned value."),
    SEEN_FROM_OUTSIDE("A host with a known listener is verified only once that listener was seen to show it."),
    ROLLED_BACK_IS_TRUE(
            "A host whose remediation is rolled back holds every value as it was before, absence included."),
    RESTARTED_SINCE("Where a restart is needed, a verified or rolled back host has restarted since it was written to."),
    UNTOUCHED_IS_TRUE("Whatever says that nothing was changed, a state or a sentence, is right."),
    CHANGED_IS_SAID("A failure after which its host is not as it was before says so."),
    SAVED_BEFORE_SENT("What changes a host is sent only when the saved state says that it may have been sent."),
    EVIDENCE_FIRST("Where evidence is demanded of a host, nothing is applied there before it is kept for the run."),
    NEVER_APPLIED_AFTER_UNDO("Nothing is applied once putting back has begun."),
    IN_ITS_WINDOW("What changes a host is sent only in its site's window, but an undo that has begun is finished."),
    UNDER_ITS_APPROVAL(
            "What changes a host is sent only before its approval ends, but an undo that has begun is finished."),
    NOT_IN_A_BLACKOUT("Nothing that changes a host is sent in a blackout."),
    NOT_AFTER_A_STOP("Nothing that changes a host is sent while a stop stands for it."),
    NOT_PAST_A_BREAKER("No host begins to be changed with a playbook whose breaker is open on its OS build."),
    NOT_PAST_A_QUARANTINE("No host of a quarantined role or pool begins to be changed."),
    BREAKER_OPENS("A breaker opens when as many runs have failed as the profile says, and not before."),
    QUARANTINE_BEGINS(
            "A failed post-check quarantines the role of its host, and any failure on a changed host its pool."),
    STANDS_UNTIL_RELEASED("A breaker stays open, and a quarantine stands, until a person releases it."),
    GOES_ON_WHEN_RELEASED("What a brake held looks again as soon as a person has released it."),
    WITH_ITS_LEASE("What changes a host is sent only by the turn that holds it."),
    ONE_AT_A_TIME("Two scripts that change one host are never on their way at once."),
    NEVER_IN_CIRCLES("No run takes turns without end.");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
