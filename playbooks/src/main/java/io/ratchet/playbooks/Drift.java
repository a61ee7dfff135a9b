package io.ratchet.playbooks;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.Plan;
import java.util.Locale;
import java.util.Optional;

/** Whether a host is still the one, and as, a plan assumed. */
public final class Drift {
    private Drift() {}

    /**
     * Judges the answer of ASSESS. A value that is already as planned is no drift, and a change without a known
     * {@code before} assumes nothing.
     *
     * @return the first reason not to go on: IDENTITY_MISMATCH; PLAN_DRIFTED when a value is neither as assumed nor as
     *     planned, cannot be restored, or a restart is pending before something is installed; HOST_ACCESS_DENIED;
     *     HOST_NO_ANSWER when a call is missing
     */
    public static Optional<Failure> check(Plan plan, PhaseAnswer answer) {
        return check(plan, answer, true);
    }

    /**
     * Like {@link #check}, for a run that goes on after it broke off: a restart that its own installation asked for may
     * be pending.
     */
    public static Optional<Failure> checkAgain(Plan plan, PhaseAnswer answer) {
        return check(plan, answer, false);
    }

    /**
     * Whether another machine answered than the one the plan was approved for, by an answer of any phase; nothing that
     * it says is about that one.
     *
     * @return IDENTITY_MISMATCH; HOST_NO_ANSWER when it did not say who it is
     */
    public static Optional<Failure> stranger(Plan plan, PhaseAnswer answer) {
        if (answer.result(PhaseCalls.IDENTITY).isEmpty())
            return failure(FailureCode.HOST_NO_ANSWER, "The host did not say who it is.");
        return identity(plan.host(), answer);
    }

    /**
     * The first check of the plan's procedures that had to hold before anything is written, and does not, by an answer
     * of ASSESS or of a first APPLY.
     *
     * @return CHECK_NOT_MET; HOST_ACCESS_DENIED when the host let nobody look
     */
    public static Optional<Failure> unmet(Plan plan, PhaseAnswer answer) {
        return Procedure.unmet(Procedure.before(plan), answer)
                .map(unmet -> Failure.of(
                        unmet.error().startsWith("ACCESS-DENIED:")
                                ? FailureCode.HOST_ACCESS_DENIED
                                : FailureCode.CHECK_NOT_MET,
                        unmet.sentence()));
    }

    private static Optional<Failure> check(Plan plan, PhaseAnswer answer, boolean first) {
        Optional<Failure> stranger = identity(plan.host(), answer);
        if (stranger.isPresent()) return stranger;
        boolean installs = false;
        for (PhaseCalls.Planned planned : PhaseCalls.changes(plan)) {
            Optional<StepResult> result = answer.result(planned.callId());
            if (result.isEmpty())
                return failure(FailureCode.HOST_NO_ANSWER, "The host did not answer step " + planned.callId() + ".");
            Optional<Failure> failure = step(planned, result.get());
            if (failure.isPresent()) return failure;
            installs |= "not-installed".equals(result.get().before().get("state"));
        }
        if (first) {
            Optional<Failure> unmet = unmet(plan, answer);
            if (unmet.isPresent()) return unmet;
        }
        boolean pending = answer.result(PhaseCalls.IDENTITY)
                .map(result -> "true".equals(result.after().get("pendingReboot")))
                .orElse(false);
        if (first && installs && pending)
            return failure(
                    FailureCode.PLAN_DRIFTED,
                    "A restart is pending on " + answer.hostName()
                            + " from earlier work; restart it before anything is installed.");
        return Optional.empty();
    }

    private static Optional<Failure> identity(HostRef host, PhaseAnswer answer) {
        Optional<String> said =
                answer.result(PhaseCalls.IDENTITY).flatMap(result -> Optional.ofNullable(result.error()));
        if (said.isPresent() && !said.get().startsWith("IDENTITY-MISMATCH:"))
            return failure(assessed(said.get()), "The machine could not be recognised: " + said.get() + ".");
        if (said.isPresent()) return failure(FailureCode.IDENTITY_MISMATCH, "The host says: " + said.get() + ".");
        String expected = HostNames.expected(host);
        if (expected != null && !HostNames.sameNetbios(expected, answer.hostName()))
            return mismatch(expected, answer.hostName());
        String uuid = host.smbiosUuid();
        if (uuid != null) {
            String found = String.valueOf(answer.smbiosUuid());
            return HostNames.bothOrders(uuid).contains(found.toLowerCase(Locale.ROOT))
                    ? Optional.empty()
                    : mismatch(uuid, found);
        }
        String fqdn = host.fqdn();
        String domain = answer.domain();
        // Without a UUID the domain must agree too; a machine outside any domain cannot say one.
        if (fqdn != null
                && fqdn.indexOf('.') > 0
                && domain != null
                && !fqdn.substring(fqdn.indexOf('.') + 1).equalsIgnoreCase(domain))
            return mismatch(fqdn, answer.hostName().toLowerCase(Locale.ROOT) + "." + domain);
        return Optional.empty();
    }

    private static Optional<Failure> mismatch(String approved, String found) {
        return failure(
                FailureCode.IDENTITY_MISMATCH,
                "The plan was approved for " + approved + ", but " + found + " answered.");
    }

    private static Optional<Failure> step(PhaseCalls.Planned planned, StepResult result) {
        String error = result.error();
        if (error != null)
            return failure(assessed(error), "Step " + planned.callId() + " could not be assessed: " + error + ".");
        if (planned.change() instanceof Change.Registry value) return value(planned.callId(), value, result);
        if (planned.change() instanceof Change.Service service
                && "absent".equals(result.before().get("state")))
            return failure(FailureCode.PLAN_DRIFTED, "The service " + service.name() + " is not there.");
        return Optional.empty();
    }

    private static FailureCode assessed(String error) {
        return error.startsWith("ACCESS-DENIED:") ? FailureCode.HOST_ACCESS_DENIED : FailureCode.PLAN_DRIFTED;
    }

    private static Optional<Failure> value(String callId, Change.Registry value, StepResult result) {
        RegistryData found = RegistryText.read(result.before());
        if (value.before() == null || found.equals(value.before()) || found.equals(value.after()))
            return Optional.empty();
        return failure(
                FailureCode.PLAN_DRIFTED,
                "Step " + callId + " assumed " + RegistryText.describe(value.before()) + " in " + value.key()
                        + ", value " + value.name() + ", but found " + RegistryText.describe(found)
                        + ".");
    }

    private static Optional<Failure> failure(FailureCode code, String message) {
        return Optional.of(Failure.of(code, message));
    }
}
