package io.ratchet.routes.execute;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.playbooks.Drift;
import io.ratchet.playbooks.EvidenceScripts;
import io.ratchet.playbooks.PhaseAnswers;
import io.ratchet.store.KeptEvidence;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps what a change or its restart would wipe out, before a run writes to a host of which that is demanded: whole, by
 * its hash, with a line of the audit log in the same transaction. What is kept for a run is not asked again for it.
 */
public final class EvidenceBeforeChange {
    private final TriageDemand triage;
    private final Wanted wanted;

    /**
     * Where a site wants it whatever demands it.
     *
     * @param everywhere of every host
     * @param sites of every host there; compared without case and outer blanks
     */
    public record Wanted(boolean everywhere, Set<String> sites) {
        public Wanted {
            sites = Set.copyOf(sites);
        }

        public static Wanted nowhere() {
            return new Wanted(false, Set.of());
        }

        private Optional<String> because(Subject subject) {
            if (everywhere) return Optional.of("The settings want it of every host.");
            String site = subject.site();
            boolean there =
                    site != null && sites.stream().anyMatch(each -> each.strip().equalsIgnoreCase(site.strip()));
            return there ? Optional.of("The settings want it of every host of " + site + ".") : Optional.empty();
        }
    }

    /** @param wanted of which hosts it is kept besides those of which {@code triage} demands it */
    public EvidenceBeforeChange(TriageDemand triage, Wanted wanted) {
        this.triage = triage;
        this.wanted = wanted;
    }

    static EvidenceBeforeChange notDemanded() {
        return new EvidenceBeforeChange(TriageDemand.none(), Wanted.nowhere());
    }

    /**
     * Why the host of {@code running} may not be changed yet: evidence is demanded and was not kept. Empty where it is
     * kept, or not demanded.
     *
     * @param host carries a script out there
     */
    Optional<Failure> keep(RunLog log, Running running, Function<PhaseScript, HostOutput> host, Clock clock) {
        Optional<String> because = because(running.subject());
        if (because.isEmpty()) return Optional.empty();
        if (log.<Boolean>read(tx -> tx.evidence().ofRun(running.runId()).isPresent())) return Optional.empty();
        byte[] content;
        try {
            HostOutput output =
                    host.apply(EvidenceScripts.render(running.subject().plan().host(), running.runId()));
            content = PhaseAnswers.content(output, running.runId());
            Optional<Failure> against = against(running, PhaseAnswers.read(output, running.runId()), content);
            if (against.isPresent()) return against;
        } catch (FailureException e) {
            return Optional.of(notKept(e.failure()));
        }
        Instant now = clock.instant();
        log.write(tx -> {
            String hash = tx.evidence().keep(running.runId(), running.subject().asset(), content, now);
            tx.audit()
                    .append(AuditEvents.evidenceKept(
                            now, running, hash, content.length, because.get(), !running.untouched()));
        });
        return Optional.empty();
    }

    private Optional<String> because(Subject subject) {
        return triage.because(subject.asset()).or(() -> wanted.because(subject));
    }

    /** What keeps an answer from being evidence. */
    private static Optional<Failure> against(Running running, PhaseAnswer answer, byte[] content) {
        Optional<Failure> stranger = Drift.stranger(running.leg(), answer);
        if (stranger.isPresent()) return stranger;
        if (answer.phase() != Phase.EVIDENCE)
            return notKept("The host answered " + answer.phase() + " where EVIDENCE was asked.");
        if (!answer.succeeded()) return notKept("The host reported: " + errors(answer));
        if (!EvidenceScripts.isWhole(answer)) return notKept("The host did not tell all that was asked.");
        if (content.length > KeptEvidence.LARGEST)
            return notKept("The host told " + content.length + " bytes, and " + KeptEvidence.LARGEST
                    + " are the most that are kept.");
        return Optional.empty();
    }

    private static String errors(PhaseAnswer answer) {
        return answer.results().stream()
                .filter(result -> result.error() != null)
                .map(result -> result.action() + ": " + result.error())
                .collect(Collectors.joining("; "));
    }

    /** What passes is waited for under the one name; what does not, such as a refused account, keeps its own. */
    private static Failure notKept(Failure cause) {
        boolean passes = cause instanceof Failure.Transient || cause instanceof Failure.Uncertain;
        return passes ? sentence(cause.code().wire() + ": " + cause.message()) : cause;
    }

    private static Optional<Failure> notKept(String why) {
        return Optional.of(sentence(why));
    }

    private static Failure sentence(String why) {
        return Failure.of(
                FailureCode.EVIDENCE_NOT_KEPT,
                "Evidence is to be kept of this host before it is changed, and was not: " + why);
    }
}
