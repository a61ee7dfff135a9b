package io.ratchet.routes.execute;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.Plan;
import io.ratchet.playbooks.Planned;
import io.ratchet.playbooks.ReadBack;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a leg after the first does was approved before the legs in front of it were run, which may have brought to light
 * something else. Nothing but what was approved is ever written.
 */
final class LaterLeg {
    private LaterLeg() {}

    /**
     * Why the approved leg is not what would be planned by now: something else is, or something of it is not and does
     * not stand on the host yet either.
     *
     * @param leg the one that is to begin
     * @param assessed what its ASSESS just found
     * @param fresh what would be planned now
     */
    static Optional<Failure> changed(Plan approved, int leg, PhaseAnswer assessed, Planned fresh) {
        Plan part = approved.leg(leg);
        if (fresh instanceof Planned.Missing missing)
            return ReadBack.standing(part, assessed).containsAll(part.changes())
                    ? Optional.empty()
                    : failure("By what is known now it would not be planned any more: " + missing.because());
        Set<Change> now = wanted(((Planned.Ready) fresh).plan().changes());
        Set<Change> left = new LinkedHashSet<>();
        for (int later = leg; later <= approved.legs(); later++)
            left.addAll(wanted(approved.leg(later).changes()));
        Set<Change> more = new LinkedHashSet<>(now);
        more.removeAll(left);
        if (!more.isEmpty()) return failure("By what is known now more would be needed: " + words(more));
        Set<Change> less = wanted(part.changes());
        less.removeAll(now);
        less.removeAll(wanted(ReadBack.standing(part, assessed)));
        if (!less.isEmpty()) return failure("By what is known now this would not be needed: " + words(less));
        return Optional.empty();
    }

    /** Without what stood there before, which the drift check looks at. */
    private static Set<Change> wanted(List<Change> changes) {
        return changes.stream()
                .map(change -> change instanceof Change.Registry value
                        ? new Change.Registry(value.key(), value.name(), null, value.after())
                        : change)
                .filter(change -> !(change instanceof Change.Reboot))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String words(Set<Change> changes) {
        return changes.stream().map(LaterLeg::word).collect(Collectors.joining(", ")) + ".";
    }

    private static String word(Change change) {
        if (change instanceof Change.Registry value) return value.key() + ", value " + value.name();
        if (change instanceof Change.Update update) return update.kb();
        if (change instanceof Change.Product product) return product.product() + " " + product.build();
        if (change instanceof Change.Service service) return service.action() + " the service " + service.name();
        return change instanceof Change.Command command ? command.name() : "a restart";
    }

    private static Optional<Failure> failure(String because) {
        return Optional.of(Failure.of(FailureCode.PLAN_CHANGED, because));
    }
}
