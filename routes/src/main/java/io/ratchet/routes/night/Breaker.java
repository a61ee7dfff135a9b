package io.ratchet.routes.night;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.organisation.Caution;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.store.Brakes.Trial;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Learns from each run how its playbooks do on its OS build, over nights and restarts. Too many failures open a
 * breaker; a failed post-check quarantines the host's like, and any failure on a changed host its pool, farm or DAG
 * (statements 100 and 101). A member that failed before it was changed holds what comes after it from the inside out.
 * What it forbids stays forbidden until a person decides.
 */
public final class Breaker {
    private static final Set<String> GROUPS = Set.of("pool", "farm", "dag");

    private final Supplier<Organisation> organisation;

    public Breaker(Supplier<Organisation> organisation) {
        this.organisation = organisation;
    }

    /** The change did not work, and what stood there is about to be put back. */
    public void failed(Tx tx, UnderWay state, Failure why, Instant now) {
        judge(tx, state, why, true, now);
    }

    /**
     * A run is over, or was put off before it changed anything.
     *
     * @param waitsAfter the scopes of what comes after it from the inside out, and waits
     */
    public void ended(Tx tx, Remediation before, Remediation after, Set<String> waitsAfter, Instant now) {
        if (!(before instanceof UnderWay run)) return;
        Failure why = why(after);
        tx.runs().end(run.runId(), now, after.state().wire(), why == null ? null : why.code());
        if (after instanceof Verified) judge(tx, run, null, true, now);
        else if (why != null && !(after instanceof Deferred)) {
            boolean tells = tells(run, why);
            if (tells || changed(run)) judge(tx, run, why, tells, now);
            if (!changed(run) && !waitsAfter.isEmpty()) {
                // None of those begins between the failure and what holds them.
                tx.runs().passTurnstile();
                for (String scope : new TreeSet<>(waitsAfter))
                    apply(tx, run, scope, Brake.Kind.QUARANTINE, "its change failed: " + why.message(), now);
            }
        }
    }

    private static @Nullable Failure why(Remediation after) {
        if (after instanceof Failed failed) return failed.failure();
        if (after instanceof RolledBack undone) return undone.because();
        return after instanceof Deferred deferred ? deferred.because() : null;
    }

    /** Whether it says anything about the playbook: a host that could not be reached or had drifted does not. */
    private static boolean tells(UnderWay run, Failure why) {
        if (why instanceof Failure.Unsafe) return false;
        boolean changed = !(run instanceof Running running && running.untouched());
        return changed || why instanceof Failure.Ineffective;
    }

    /** Whether the leg in hand may have changed the host, which is no member to count on then, whatever the reason. */
    private static boolean changed(UnderWay run) {
        return !(run instanceof Running running && running.snapshot() == null);
    }

    /**
     * @param why null: it was verified
     * @param tells whether it says anything about the playbook
     */
    private void judge(Tx tx, UnderWay run, @Nullable Failure why, boolean tells, Instant now) {
        if (!tx.runs().judge(run.runId())) return;
        // Two that fail at once both count, and none begins between a failure and the brake that it brings about.
        tx.runs().passTurnstile();
        Caution.Breaker limits = organisation.get().caution().breaker();
        for (String scope : new TreeSet<>(tx.runs().scopes(run.runId()))) {
            String kind = scope.contains(":") ? scope.substring(0, scope.indexOf(':')) : scope;
            if (kind.equals("playbook")) {
                if (!tells) continue;
                Trial trial = tx.brakes()
                        .trials()
                        .getOrDefault(scope, Trial.fresh(scope))
                        .add(why == null, limits.of());
                tx.brakes().keep(trial);
                if (why != null)
                    opens(trial, limits).ifPresent(because -> apply(tx, run, scope, Brake.Kind.BREAKER, because, now));
            } else if (why != null && forbids(kind, why)) {
                apply(tx, run, scope, Brake.Kind.QUARANTINE, "its change failed: " + why.message(), now);
            }
        }
    }

    private static boolean forbids(String kind, Failure why) {
        return GROUPS.contains(kind) || (kind.equals("role") && why.code() == FailureCode.VERIFY_FAILED);
    }

    private static Optional<String> opens(Trial trial, Caution.Breaker limits) {
        String recent = trial.recent();
        int inARow = recent.length() - (recent.lastIndexOf('+') + 1);
        if (inARow >= limits.inARow())
            return Optional.of(
                    inARow == 1 ? "a run failed on " : inARow + " runs failed one after another, the last one on ");
        long failed = recent.chars().filter(run -> run == '-').count();
        if (recent.length() >= Caution.Breaker.FEWEST && failed * 100 >= (long) limits.percent() * recent.length())
            return Optional.of(failed + " of the last " + recent.length() + " runs failed, the last one on ");
        return Optional.empty();
    }

    private static void apply(Tx tx, UnderWay run, String scope, Brake.Kind kind, String because, Instant now) {
        Remediation.Subject subject = run.subject();
        String sentence = kind == Brake.Kind.BREAKER
                ? because + subject.asset().value() + "."
                : "on " + subject.asset().value() + " " + because;
        Brake brake = new Brake(scope, kind, sentence, subject.id(), subject.asset(), now);
        if (tx.brakes().apply(brake)) tx.audit().append(AuditEvents.brakeApplied(subject, brake));
    }
}
