package io.ratchet.console;

import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Expired;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Trouble;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A remediation as a person sees it: where it stands, what is the matter, and what can be said of it.
 *
 * @param step what is being done to the host, in words; empty when it is not in hand
 * @param code what is the matter, or what it came to; empty while all goes well
 * @param todo what helps against it
 * @param attempts 0 without trouble
 * @param next when it is tried again or begins; null where that is not known
 * @param words those that can be said on it now, as their addresses name them
 */
record Run(
        String id,
        String asset,
        String site,
        String goal,
        String state,
        String step,
        String code,
        String detail,
        String todo,
        int attempts,
        Moments.@Nullable Shown next,
        List<String> words) {

    static Run of(Remediation remediation, Moments moments) {
        Remediation.Subject subject = remediation.subject();
        Failure failure = failure(remediation);
        Trouble trouble = trouble(remediation);
        return new Run(
                subject.id(),
                subject.asset().value(),
                subject.site() == null ? "unknown site" : subject.site(),
                subject.plan().goal().name(),
                remediation.state().wire(),
                step(remediation),
                failure == null ? "" : failure.code().wire(),
                detail(remediation, failure, moments),
                failure == null ? "" : failure.code().remedy(),
                trouble == null ? 0 : trouble.attempts(),
                next(remediation, trouble, moments),
                words(remediation));
    }

    private static String step(Remediation remediation) {
        if (!(remediation instanceof UnderWay run)) return "";
        String what = switch (run.state()) {
            case RUNNING ->
                run instanceof Running running && running.snapshot() == null ? "looks at the host" : "makes the change";
            case AWAITING_REBOOT -> "waits for the restart";
            case VERIFYING -> "hears the witnesses";
            case UNDOING -> "puts back what was there";
            case UNDO_VERIFYING -> "reads back what was put back";
            default -> run.state().wire();
        };
        int legs = run.subject().plan().legs();
        return legs == 1 ? what : what + ", leg " + run.run().leg() + " of " + legs;
    }

    private static Moments.@Nullable Shown next(Remediation remediation, @Nullable Trouble trouble, Moments moments) {
        String site = remediation.subject().site();
        if (trouble != null) return moments.at(trouble.next(), site);
        if (remediation instanceof Deferred deferred) return moments.at(deferred.notBefore(), site);
        return remediation instanceof Scheduled scheduled ? moments.begins(scheduled.window(), site) : null;
    }

    private static List<String> words(Remediation remediation) {
        List<String> words = new ArrayList<>();
        boolean untouched = remediation instanceof Running running && running.untouched();
        boolean ended =
                remediation instanceof Failed || remediation instanceof RolledBack || remediation instanceof Expired;
        if (remediation instanceof Deferred || remediation instanceof UnderWay || ended) words.add("retry");
        if (remediation instanceof Allowed) words.add("defer");
        if (remediation instanceof Proposed || remediation instanceof Allowed || untouched) words.add("cancel");
        if (remediation instanceof Allowed || remediation instanceof UnderWay) words.add("stop");
        return words;
    }

    private static @Nullable Failure failure(Remediation remediation) {
        Trouble trouble = trouble(remediation);
        if (trouble != null) return trouble.cause();
        if (remediation instanceof Failed failed) return failed.failure();
        if (remediation instanceof RolledBack undone) return undone.because();
        return remediation instanceof Deferred deferred ? deferred.because() : null;
    }

    private static @Nullable Trouble trouble(Remediation remediation) {
        if (remediation instanceof UnderWay run) return run.trouble();
        return remediation instanceof Scheduled scheduled ? scheduled.trouble() : null;
    }

    private static String detail(Remediation remediation, @Nullable Failure failure, Moments moments) {
        if (failure != null) return failure.message();
        String site = remediation.subject().site();
        if (remediation instanceof Remediation.Rejected rejected) return rejected.by() + ": " + rejected.reason();
        if (remediation instanceof Remediation.Withdrawn withdrawn) return withdrawn.because();
        if (remediation instanceof Remediation.Approved approved)
            return "Approved by " + approved.approval().by() + ", "
                    + moments.at(approved.approval().at(), site).text() + ".";
        if (remediation instanceof Scheduled scheduled)
            return "Approved by " + scheduled.approval().by() + ".";
        return "";
    }
}
